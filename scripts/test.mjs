// `npm test`: everything. Types, lint, format, unused code, unit and model tests, the build and its size, then journeys in a
// real browser. The last line is `N passed, N failed`; a gate that fails counts as one failure.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { resolveBrowser } from "./browser.mjs";
import { check } from "./check.mjs";
import { ROOT } from "./fresh-build.mjs";
import { runStep, tool } from "./steps.mjs";

const reports = path.join(ROOT, "test-results", "reports");
const unitReport = path.join(reports, "unit.json");
const journeyReport = path.join(reports, "journeys.json");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

// Beside the gates, which leave a core idle now and then.
const build = runStep({ name: "build (vite)", args: ["scripts/build.mjs"] });
const { failedGates, testsPassed } = await check({ jsonReport: unitReport });
let passed = 0;
let failed = failedGates;
const unit = unitCounts(unitReport);
passed += unit.passed;
failed += atLeastOne(unit.failed, testsPassed);

if (await build) {
  if (!(await runStep({ name: "size of the first screen", args: ["scripts/size.mjs"], live: true }))) failed += 1;
  const journeysPassed = await runJourneys();
  const journeys = journeyCounts(journeyReport);
  passed += journeys.passed;
  failed += atLeastOne(journeys.failed, journeysPassed);
} else {
  failed += 1;
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runJourneys() {
  try {
    const browser = await resolveBrowser();
    console.log(`browser: ${browser.version} (${browser.from})`);
    const env = { BROWSER_PATH: browser.path, QUADRANT_JSON_REPORT: journeyReport };
    return await runStep({
      name: "journeys in the browser (playwright)",
      args: [tool("@playwright/test/cli.js"), "test"],
      env,
      live: true,
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

/** A runner that failed without a failing test (it did not start, a file did not load) is one failure. @param {number} count @param {boolean} ok */
function atLeastOne(count, ok) {
  return ok ? count : Math.max(1, count);
}

/** @param {string} file */
function unitCounts(file) {
  const report = readReport(file);
  return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
}

/**
 * On a shared machine a journey gets a second try; passing then counts, and is said, so that it can be looked into.
 * @param {string} file
 */
function journeyCounts(file) {
  const stats = readReport(file)?.stats;
  if ((stats?.flaky ?? 0) > 0) console.error(`${stats.flaky} of the journeys passed only at the second try; see the list above`);
  return { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 };
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
