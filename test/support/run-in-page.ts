import { loadBundled } from "../../src/scenario/bundled.ts";
import { runDesign } from "../../src/simulate/run.ts";

/** Runs a design of a bundled scenario where this is loaded, and writes its result as JSON. */
async function runInPage(scenarioId: string, designName: string, seed: number): Promise<string> {
  const scenario = await loadBundled(scenarioId);
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.error));
  const named = scenario.value.designs.find((each) => each.name === designName);
  if (named === undefined) throw new Error(`${scenarioId} has no design ${designName}`);
  const { outcome } = runDesign({ design: named.design, scenario: scenario.value, seed, faults: [] });
  if (outcome.status !== "finished") throw new Error(`the run ended as ${outcome.status}`);
  return JSON.stringify(outcome.result);
}

Object.assign(globalThis, { runInPage });
