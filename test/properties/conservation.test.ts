import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { kindById } from "../../src/catalogue/registry.ts";
import type { Design } from "../../src/design/types.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { normalize } from "../../src/simulate/compile/normalize.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { allowedFault } from "../support/allowed-fault.ts";
import { designOf, shortEvening, withSetting } from "../support/short-evening.ts";

let scenario: Scenario;
beforeAll(async () => {
  scenario = await shortEvening(4);
});

const NAMES = ["druid", "athena", "keyed-by-type", "no-dedup", "tight-watermark", "acks-one-rf-one"];

/** Any fault of any part of the design, at any time of the run. */
function faultsOf(design: Design): fc.Arbitrary<FaultSpec[]> {
  const drawn = { ...normalize(design), wires: design.system.wires };
  const possible = design.system.parts.flatMap((part) =>
    (kindById(part.kind)?.faults ?? []).map((fault) => ({ part: part.id, fault: fault.id })),
  );
  const one = fc
    .record({
      which: fc.nat(possible.length - 1),
      atMs: fc.integer({ min: 0, max: 240_000 }),
      durationMs: fc.integer({ min: 1000, max: 60_000 }),
      index: fc.nat(5),
    })
    .map(({ which, ...rest }) => allowedFault({ ...possible[which], ...rest }, drawn));
  return fc.array(one, { maxLength: 4 });
}

function finished(design: Design, seed: number, faults: readonly FaultSpec[], windowMs?: number): RunResult {
  const { outcome } = runDesign({ design, scenario, seed, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result;
}

describe("E20 the ledger balances under any faults", () => {
  test.each(NAMES)("%s", (name) => {
    const design = designOf(scenario, name);
    fc.assert(
      fc.property(fc.nat(1000), faultsOf(design), (seed, faults) => {
        const { ledger } = finished(design, seed, faults);
        expect(ledger.balanced, JSON.stringify(ledger)).toBe(true);
      }),
      { numRuns: 4, seed: 20261121 },
    );
  });
});

describe("E3 how time is cut into windows changes nothing (E5)", () => {
  test.each(["druid", "athena"])("%s", (name) => {
    const design = designOf(scenario, name);
    const faults: FaultSpec[] = [
      { part: "kafka", fault: "crash", atMs: 60_500, durationMs: 30_000, index: 1 },
      { part: "flink", fault: "crash", atMs: 130_250, durationMs: 10_000 },
    ];
    const withoutTiming = (windowMs: number): string => JSON.stringify({ ...finished(design, 3, faults, windowMs), timing: null });
    const reference = withoutTiming(1000);
    for (const windowMs of [333, 47.5, 5000]) expect(withoutTiming(windowMs)).toBe(reference);
  });
});

describe("a rerun is equal to the byte", () => {
  test("two runs with one seed", () => {
    const design = designOf(scenario, "druid");
    const text = (): string => JSON.stringify({ ...finished(design, 5, []), timing: null });
    expect(text()).toBe(text());
  });

  test("another seed gives other numbers", () => {
    const design = designOf(scenario, "druid");
    expect(finished(design, 5, []).ledger.produced).not.toBe(finished(design, 6, []).ledger.produced);
  });
});

describe("what the sinks' guarantees promise (facts/dataplane.md 2.1)", () => {
  const crash: FaultSpec[] = [{ part: "flink", fault: "crash", atMs: 150_000, durationMs: 5000 }];

  test("exactly-once: the sessions equal those of a run without the crash, and nothing is there twice (W3)", () => {
    const design = withSetting(designOf(scenario, "druid"), "flink", "guarantee", "exactly-once");
    const calm = finished(design, 2, []);
    const struck = finished(design, 2, crash);
    expect(struck.ledger.redelivered).toBeGreaterThan(0);
    expect(struck.quality.sessions).toEqual(calm.quality.sessions);
    expect(struck.quality["events@druid"]).toBeUndefined();
  });

  test("at-least-once: what was sent since the last checkpoint is there twice, nothing is missing (W4)", () => {
    const design = withSetting(designOf(scenario, "druid"), "flink", "guarantee", "at-least-once");
    const struck = finished(design, 2, crash);
    expect(struck.quality["events@druid"].duplicates).toBeGreaterThan(0);
    expect(struck.quality.sessions.missing).toBe(0);
  });
});
