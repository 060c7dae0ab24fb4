import { expect, test } from "vitest";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { createRun, type Run, type RunInput } from "../../src/simulate/run.ts";
import { designOf, shortEvening } from "../support/short-evening.ts";

const TABLES = ["events", "sessions", "hourly_engagement", "files"];

function created(input: RunInput): Run {
  const result = createRun(input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The result and the rows, without the log, which says whether a fault was pressed or scheduled. */
function rowsOf(run: Run): string {
  return JSON.stringify([{ ...run.result(0), timing: null }, run.tables(TABLES).map(({ name, columns }) => [name, columns])]);
}

test.each([
  ["druid", "kafka"],
  ["druid", "flink"],
  ["athena", "kafka"],
])(
  "a fault pressed in %s at %s strikes as one planned for that instant: a run that was kept gives the same rows again",
  async (name, part) => {
    const scenario = await shortEvening(1.5);
    const design = designOf(scenario, name);
    const fault: FaultSpec = { fault: "crash", part };
    const pressed = created({ design, scenario, seed: 3, faults: [] });
    while (pressed.simulation.now < 61_000) pressed.step();
    const atMs = pressed.simulation.now;
    expect(pressed.inject(fault)).toBe(true);
    while (!pressed.over) pressed.step();
    const planned = created({ design, scenario, seed: 3, faults: [{ ...fault, atMs }] });
    while (!planned.over) planned.step();
    expect(rowsOf(planned)).toBe(rowsOf(pressed));
  },
);
