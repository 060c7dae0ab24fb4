// `npm run test:long`: what takes minutes. Theory at high load, long random schedules, whole scenarios: files named *.long.test.ts.
import { runStep, tool } from "./steps.mjs";

const args = [tool("vitest/vitest.mjs"), "run", ...process.argv.slice(2)];
if (!(await runStep({ name: "long tests (vitest)", args, env: { QUADRANT_LONG: "1" }, live: true }))) process.exitCode = 1;
