import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { kindById } from "../../src/catalogue/registry.ts";
import type { Design } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import { normalize } from "../../src/simulate/compile/normalize.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run, RunInput } from "../../src/simulate/run.ts";
import { allowedFault } from "../support/allowed-fault.ts";
import { designOf, shortEvening, withSetting } from "../support/short-evening.ts";

let scenario: Scenario;
beforeAll(async () => {
  scenario = await shortEvening(6);
});

const NAMES = ["starter", "druid", "athena", "keyed-by-type", "no-dedup", "tight-watermark", "at-least-once"];

/** Any fault of any part of the design, at any time of the run. */
function faultsOf(design: Design): fc.Arbitrary<FaultSpec[]> {
  const drawn = { ...normalize(design), wires: design.system.wires };
  const possible = design.system.parts.flatMap((part) =>
    (kindById(part.kind)?.faults ?? []).map((fault) => ({ part: part.id, fault: fault.id })),
  );
  const one = fc
    .record({
      which: fc.nat(possible.length - 1),
      atMs: fc.integer({ min: 0, max: 340_000 }),
      durationMs: fc.integer({ min: 1000, max: 60_000 }),
      index: fc.nat(5),
    })
    .map(({ which, ...rest }) => allowedFault({ ...possible[which], ...rest }, drawn));
  return fc.array(one, { maxLength: 4 });
}

/** The design with checkpoints and files of seconds: what is older is done with. */
function shortened(name: string): Design {
  const design = withSetting(designOf(scenario, name), "flink", "checkpointIntervalMs", 20_000);
  return design.system.parts.some(({ id }) => id === "connect") ? withSetting(design, "connect", "rotateMs", 15_000) : design;
}

function finished(input: Omit<RunInput, "scenario">): Run {
  const created = createRun({ ...input, scenario });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  return created.value;
}

const resultOf = (run: Run): string => JSON.stringify({ ...run.result(0), timing: null });

describe("events that everybody is done with are let go of, and nobody misses them (M3)", () => {
  test.each(NAMES)(
    "%s",
    (name) => {
      const design = shortened(name);
      let letGo = 0;
      fc.assert(
        fc.property(fc.nat(1000), faultsOf(design), (seed, faults) => {
          const whole = finished({ design, seed, faults });
          const flat = finished({ design, seed, faults, tables: false, rowsLetGo: 4 });
          const { events } = flat.machine.run.rows;
          letGo += events.length - events.kept;
          expect(resultOf(flat)).toBe(resultOf(whole));
        }),
        { numRuns: 3, seed: 20261130 },
      );
      expect(letGo).toBeGreaterThan(1000);
    },
    120_000,
  );
});

test("what a crash reads again is kept: the log by what is committed, the history of operators by the last checkpoint (M3)", () => {
  // Results leave at once and files close long before a checkpoint, so that nothing but these two holds what is read again.
  const files = withSetting(designOf(scenario, "at-least-once"), "connect", "rotateMs", 5000);
  const design = withSetting(files, "flink", "checkpointIntervalMs", 60_000);
  const faults: FaultSpec[] = [
    { part: "kafka", fault: "crash", atMs: 100_500, durationMs: 20_000, index: 1 },
    { part: "flink", fault: "crash", atMs: 175_250, durationMs: 5000 },
    { part: "flink", fault: "crash", atMs: 291_000, durationMs: 5000 },
  ];
  const whole = finished({ design, seed: 4, faults });
  const flat = finished({ design, seed: 4, faults, tables: false, rowsLetGo: 4 });
  expect(whole.result(0).ledger.redelivered).toBeGreaterThan(1000);
  expect(flat.records - flat.machine.run.rows.events.kept).toBeGreaterThan(1000);
  expect(resultOf(flat)).toBe(resultOf(whole));
}, 120_000);
