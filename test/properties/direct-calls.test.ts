import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";

const OUTAGE: FaultSpec = { part: "service", fault: "outage", atMs: 20_000, durationMs: 10_000 };

/** 100 events a second for a minute into a service, called directly or through a log. */
function run(settings: Settings, options: { log?: boolean; faults?: readonly FaultSpec[]; windowMs?: number } = {}): RunResult {
  const { log = false, faults = [], windowMs } = options;
  const { outcome } = runDesign({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, records: 6000 } },
        ...(log ? [{ id: "kafka", kind: "kafka", settings: { partitions: 4 } }] : []),
        { id: "service", kind: "stream-worker", settings: { instances: 2, workTime: { constant: 5 }, ...settings } },
        { id: "out", kind: "sink" },
      ],
      wires: [
        ...(log ? ["load.out -> kafka.produce", "kafka.consume -> service.in"] : ["load.out -> service.in"]),
        "service.out -> out.in",
      ],
    }),
    scenario: null,
    seed: 1,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  expect(outcome.result.ledger.balanced).toBe(true);
  return outcome.result;
}

const lost = (result: RunResult): { readonly [reason: string]: number } => result.ledger.dropped["service"] ?? {};

describe("a service that is called without a log in between (C6)", () => {
  test("refuses what comes while it is down; through a log the same outage loses nothing", () => {
    const refused = lost(run({}, { faults: [OUTAGE] }))["no instance was up"];
    expect(refused).toBeGreaterThan(900);
    expect(refused).toBeLessThan(1100);
    const kept = run({}, { log: true, faults: [OUTAGE] });
    expect(kept.ledger.delivered).toBe(6000);
  });

  test("is given up by callers when it is too slow, at the rate it cannot serve; through a log nobody gives up", () => {
    // Two instances at 25 ms serve 80 a second of 100.
    const slow = { workTime: { constant: 25 }, callTimeoutMs: 500 };
    const givenUp = lost(run(slow))["caller gave up"];
    expect(givenUp).toBeGreaterThan(0.15 * 6000);
    expect(givenUp).toBeLessThan(0.25 * 6000);
    expect(lost(run({ workTime: { constant: 25 } }))).toEqual({});
    expect(lost(run(slow, { log: true }))).toEqual({});
  });

  test("nobody who was served had waited longer than callers wait", () => {
    const { latency } = run({ workTime: { constant: 25 }, callTimeoutMs: 500 });
    expect(latency["out"].maxMs).toBeLessThanOrEqual((500 + 25) * 1.01);
    expect(latency["out"].maxMs).toBeGreaterThan(500);
  });

  test("windows change nothing, with an instance dead, a pause and the whole service down", () => {
    const faults: FaultSpec[] = [
      { part: "service", fault: "crash", atMs: 10_000, durationMs: 5000, index: 1 },
      OUTAGE,
      { part: "service", fault: "zombie", atMs: 40_000, durationMs: 2000, index: 0 },
    ];
    const text = (windowMs: number): string =>
      JSON.stringify({ ...run({ workTime: { exponential: 18 }, callTimeoutMs: 200 }, { faults, windowMs }), timing: null });
    const first = text(47.5);
    for (const windowMs of [333, 1000]) expect(text(windowMs)).toBe(first);
  });
});
