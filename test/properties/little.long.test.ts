import { expect, test } from "vitest";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { createRun } from "../../src/simulate/run.ts";
import { littleBreaches } from "../support/little.ts";

test("Little's law at every station of every design of the iOS scenario, the whole evening with its incidents", async () => {
  const scenario = await loadBundled("ios-engagement");
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.error));
  for (const { name, design } of scenario.value.designs) {
    const created = createRun({ design, scenario: scenario.value, seed: 1, faults: [] });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    while (!created.value.simulation.over) created.value.simulation.step();
    const { stations, breaches } = littleBreaches(created.value);
    expect(breaches, name).toEqual([]);
    expect(stations.length, name).toBeGreaterThanOrEqual(3);
  }
});
