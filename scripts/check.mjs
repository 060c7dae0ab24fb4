// `npm run check`: what is quick and needs no browser. One line per step; a failing step shows what it said.
import { pathToFileURL } from "node:url";
import { runStep, tool } from "./steps.mjs";

const GATES = [
  { name: "types (tsc)", args: [tool("typescript/bin/tsc"), "-p", "."] },
  { name: "lint (oxlint)", args: [tool("oxlint/bin/oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "format (biome; `npm run format` mends it)", args: [tool("@biomejs/biome/bin/biome"), "format", "--max-diagnostics=5"] },
  { name: "unused code and packages (knip)", args: [tool("knip/bin/knip.js")] },
];

/**
 * @param {{ jsonReport?: string, quick?: boolean }} [options] where to write vitest's JSON report; quick leaves out whole simulations
 * @returns {Promise<{ failedGates: number, testsPassed: boolean }>}
 */
export async function check({ jsonReport, quick = false } = {}) {
  // Side by side: each of them begins and ends on one core.
  const gates = await Promise.all(GATES.map(runStep));
  const failedGates = gates.filter((passed) => !passed).length;
  const reporters = ["--reporter=dot", ...(jsonReport ? ["--reporter=json", `--outputFile.json=${jsonReport}`] : [])];
  // Tests make many short-lived records: with more room for the young, collecting them takes a sixteenth less of all the work.
  const roomForTheYoung = "--max-semi-space-size=64";
  const tests = {
    name: quick ? "unit and architecture tests (vitest)" : "unit, architecture and model tests (vitest)",
    args: [roomForTheYoung, tool("vitest/vitest.mjs"), "run", ...reporters],
    env: { QUADRANT_QUICK: quick ? "1" : "0" },
  };
  return { failedGates, testsPassed: await runStep(tests) };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const began = performance.now();
  const { failedGates, testsPassed } = await check({ quick: true });
  console.log(`check took ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (failedGates > 0 || !testsPassed) process.exitCode = 1;
}
