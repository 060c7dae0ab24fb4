// `npm run promises [-- test files]`: runs the tests that prove a promise (all of them, or those named) and writes what they say
// into docs/promises.md. Long ones run only when they are named.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { resolveBrowser } from "./browser.mjs";
import { ROOT } from "./fresh-build.mjs";
import { runStep, tool } from "./steps.mjs";

const named = process.argv.slice(2);
const proving = ["src", "test"]
  .flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true }).map((name) => `${folder}/${String(name).replaceAll(path.sep, "/")}`),
  )
  .filter((file) => /\.(test|spec)\.tsx?$/.test(file) && !file.startsWith("test/promises/"))
  .filter((file) => /^\s*promise\(\s*\d+,/m.test(readFileSync(path.join(ROOT, file), "utf8")));
const wanted = named.length > 0 ? named : proving.filter((file) => !file.includes(".long."));
const journeys = wanted.filter((file) => file.endsWith(".spec.ts"));
const long = wanted.filter((file) => file.includes(".long."));
const models = wanted.filter((file) => !journeys.includes(file) && !long.includes(file));

rmSync(path.join(ROOT, "node_modules/.cache/quadrant-promises"), { recursive: true, force: true });
const env = { QUADRANT_PROMISES: "1" };
const vitest = [tool("vitest/vitest.mjs"), "run"];
const passed = [];
if (models.length > 0) passed.push(await runStep({ name: "models (vitest)", args: [...vitest, ...models], env, live: true }));
if (long.length > 0)
  passed.push(await runStep({ name: "long (vitest)", args: [...vitest, ...long], env: { ...env, QUADRANT_LONG: "1" }, live: true }));
if (journeys.length > 0) {
  const args = [tool("@playwright/test/cli.js"), "test", ...journeys];
  const browser = {
    BROWSER_PATH: (await resolveBrowser()).path,
    QUADRANT_KILLS: "200",
    QUADRANT_INTERLEAVINGS: "100",
    QUADRANT_STOPS: "100",
    ...process.env,
  };
  passed.push(await runStep({ name: "journeys (playwright)", args, env: { ...env, ...browser }, live: true }));
}
const update = { name: "docs/promises.md", args: [...vitest, "test/promises"], env: { QUADRANT_UPDATE: "1" }, live: true };
passed.push(await runStep(update));
if (passed.includes(false)) process.exitCode = 1;
