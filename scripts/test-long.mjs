// `npm run test:long`: what takes minutes. Theory at high load, long random schedules, whole scenarios (files named
// *.long.test.ts); then pages that end and runs that are stopped at random instants, and two tabs in random orders, many times over
// in a real browser.
import { resolveBrowser } from "./browser.mjs";
import { runStep, tool } from "./steps.mjs";

const only = process.argv.slice(2);
const models = { name: "long tests (vitest)", args: [tool("vitest/vitest.mjs"), "run", ...only], env: { QUADRANT_LONG: "1" }, live: true };
const passed = [await runStep(models)];
if (only.length === 0) {
  const env = { BROWSER_PATH: (await resolveBrowser()).path, QUADRANT_KILLS: "200", QUADRANT_INTERLEAVINGS: "100", QUADRANT_STOPS: "100" };
  const args = [tool("@playwright/test/cli.js"), "test", "e2e/kills", "e2e/two-tabs", "e2e/staying-alive"];
  passed.push(await runStep({ name: "200 ends of a page, 100 orders of two tabs and 100 stops (playwright)", args, env, live: true }));
}
if (passed.includes(false)) process.exitCode = 1;
