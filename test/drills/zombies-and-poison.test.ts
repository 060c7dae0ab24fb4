import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { drill } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";
import { remarksOf } from "../support/remarks.ts";

/** Instances that live and yet are given up, and records that nobody can work on (facts/dataplane.md 2.1, facts/streaming.md 4.1). */
const RATE = 100;

function group(settings: Settings, faults: readonly FaultSpec[], deadLetters = false): Drill {
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 4 } },
      {
        id: "worker",
        kind: "stream-worker",
        settings: { instances: 2, workTime: { constant: 15 }, sessionTimeoutMs: 10_000, maxPollIntervalMs: 20_000, ...settings },
      },
      { id: "out", kind: "sink" },
      ...(deadLetters ? [{ id: "dead", kind: "sink" }] : []),
    ],
    wires: [
      "load.out -> kafka.produce",
      "kafka.consume -> worker.in",
      "worker.out -> out.in",
      ...(deadLetters ? ["worker.dead-letter -> dead.in"] : []),
    ],
    workload: { durationMs: 60_000, drainMs: 60_000 },
    faults,
  });
}

const words = (run: Drill): string => remarksOf(run.run.machine, "worker").join("\n");
/** A slow stretch before makes the batch in hand a large one. */
const slow: FaultSpec = { part: "worker", fault: "slow", atMs: 15_000, durationMs: 5000, index: 0, amount: 8 };

describe("a zombie: a pause longer than the session time-out (C3)", () => {
  const pause = (durationMs: number): FaultSpec[] => [slow, { part: "worker", fault: "zombie", atMs: 19_990, durationMs, index: 0 }];

  test("its partitions move, it wakes up and finishes what it held: that comes twice", () => {
    const run = group({ commit: "after" }, pause(25_000));
    const { missing, repeated } = run.at("out");
    expect(missing).toEqual([]);
    expect(repeated.length).toBeGreaterThan(0);
    expect(words(run)).toContain("was not heard of for 10 s");
    expect(words(run)).toContain("others read again");
  });

  test("a pause within the session time-out only delays", () => {
    const run = group({ commit: "after" }, pause(8000));
    expect(run.at("out")).toMatchObject({ missing: [], repeated: [] });
    expect(run.result.logs.kafka.groups.worker.rebalances).toBe(0);
  });

  test("its late commit is refused: the committed offset never falls back, nothing is skipped", () => {
    const run = group({ commit: "after" }, pause(25_000));
    const { committed, lagRecords } = run.result.logs.kafka.groups.worker;
    expect(lagRecords.end).toBe(0);
    expect(committed.reduce((sum, offset) => sum + offset, 0)).toBe(run.result.ledger.produced);
  });
});

describe("stuck: the work hangs while heartbeats go on", () => {
  test("put out after the max poll interval, not after the session time-out", () => {
    const run = group({ commit: "after" }, [{ part: "worker", fault: "stuck", atMs: 19_990, durationMs: 30_000, index: 0 }]);
    const { missing, repeated } = run.at("out");
    expect(words(run)).toContain("did not poll for 20 s");
    expect(missing).toEqual([]);
    expect(repeated.length).toBeGreaterThan(0);
  });

  test("work that is only slow is put out as well, when a batch takes longer than the interval", () => {
    const run = group({ commit: "after", maxPollRecords: 500, maxPollIntervalMs: 10_000 }, [
      { part: "worker", fault: "zombie", atMs: 10_000, durationMs: 9000, index: 0 },
      { part: "worker", fault: "slow", atMs: 18_000, durationMs: 30_000, index: 0, amount: 10 },
    ]);
    expect(words(run)).toContain("did not poll for 10 s");
    expect(run.at("out").missing).toEqual([]);
    expect(run.at("out").repeated.length).toBeGreaterThan(0);
  });
});

describe("a poison record", () => {
  const poison: FaultSpec[] = [{ part: "worker", fault: "poison", atMs: 20_000, durationMs: 600_000, index: 0 }];

  test("tried for ever: its partition stands still, the others go on (C4)", () => {
    const run = group({ commit: "after" }, poison);
    const { missing, repeated } = run.at("out");
    const { committed } = run.result.logs.kafka.groups.worker;
    const { partitions } = run.result.logs.kafka;
    const behind = partitions.filter(({ end }, p) => committed[p]! < end);
    expect(behind).toHaveLength(1);
    expect(missing.length).toBe(behind[0]!.end - committed[partitions.indexOf(behind[0]!)]!);
    expect(missing.length).toBeGreaterThan(0.1 * run.result.ledger.produced);
    expect(repeated).toEqual([]);
    expect(run.result.ledger.inFlight).toBe(missing.length);
  });

  test("a mended version frees the partition: nothing is lost", () => {
    const run = group({ commit: "after" }, [{ ...poison[0]!, durationMs: 30_000 }]);
    expect(run.at("out")).toMatchObject({ missing: [], repeated: [] });
  });

  test("with dead letters: one record goes there after its tries, all others arrive", () => {
    const run = group({ commit: "after", poison: "dead-letter", tries: 3 }, poison, true);
    const dead = run.at("dead");
    expect(dead.once).toBe(1);
    expect(run.at("out").missing).toHaveLength(1);
    expect(words(run)).toContain("failed 3 times");
    expect(run.result.ledger.dropped).toEqual({});
  });

  test("with dead letters and no wire for them the record is dropped, and counted", () => {
    const run = group({ commit: "after", poison: "dead-letter", tries: 3 }, poison);
    expect(run.result.ledger.dropped).toEqual({ worker: { "given up": 1 } });
  });
});

test("retention shorter than an outage of the reader: what it had not read is gone, and counted (L4)", () => {
  const run = drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 2, retentionHours: 0.01 } },
      { id: "worker", kind: "stream-worker", settings: { instances: 1, workTime: { constant: 2 } } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
    workload: { durationMs: 300_000, drainMs: 60_000 },
    faults: [{ part: "worker", fault: "crash", atMs: 20_000, durationMs: 200_000 }],
  });
  const { missing } = run.at("out");
  expect(missing.length).toBeGreaterThan(50 * RATE);
  expect(run.result.ledger.expired).toBe(missing.length);
});
