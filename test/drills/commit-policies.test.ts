import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { drill } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";

/**
 * What a crash does to a consumer, by where it falls between poll, work and commit (facts/dataplane.md 2.1): one instance reads
 * one partition and is back after 8 s with its own id, so nothing but its commit policy decides. Records are told by identity.
 */
const RATE = 200;
const WORK_MS = 4;

function consumer(settings: Settings, faults: readonly FaultSpec[], seed = 1): Drill {
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 1 } },
      {
        id: "worker",
        kind: "stream-worker",
        settings: { instances: 1, staticMembership: true, workTime: { constant: WORK_MS }, ...settings },
      },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
    workload: { durationMs: 40_000, drainMs: 60_000 },
    seed,
    faults,
  });
}

/** The work falls behind while it is slow, so that polls return many records and the crash meets a full batch. */
const crashAt = (atMs: number): FaultSpec[] => [
  { part: "worker", fault: "slow", atMs: atMs - 10_000, durationMs: 9000, amount: 3 },
  { part: "worker", fault: "crash", atMs, durationMs: 8000 },
];

describe("offsets committed before the work: at most once (C1)", () => {
  test("what was polled and not done is lost, nothing comes twice", () => {
    const { at, result } = consumer({ commit: "before" }, crashAt(20_000));
    const { missing, repeated } = at("out");
    expect(repeated).toEqual([]);
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThanOrEqual(500);
    expect(result.ledger.dropped.worker).toEqual({ "lost in crash": missing.length });
    expect(result.ledger.redelivered).toBe(0);
  });

  test("what is lost is one run of records: the rest of the batch in hand", () => {
    const { missing } = consumer({ commit: "before" }, crashAt(20_000)).at("out");
    expect(missing.at(-1)! - missing[0]!).toBe(missing.length - 1);
  });
});

describe("offsets committed after the work: at least once (C1)", () => {
  test("what was done since the last commit comes twice, nothing is lost", () => {
    const { at, result } = consumer({ commit: "after" }, crashAt(20_000));
    const { missing, repeated, repeats } = at("out");
    expect(missing).toEqual([]);
    expect(repeated.length).toBeGreaterThan(0);
    expect(repeated.length).toBeLessThanOrEqual(500);
    expect(repeats).toBe(result.ledger.redelivered);
  });

  test("the smaller a poll, the less comes twice", () => {
    const repeats = [500, 50, 5].map((maxPollRecords) => consumer({ commit: "after", maxPollRecords }, crashAt(20_000)).at("out").repeats);
    expect(repeats[0]).toBeGreaterThan(repeats[1]!);
    expect(repeats[1]).toBeLessThanOrEqual(50);
    expect(repeats[2]).toBeLessThanOrEqual(5);
  });
});

describe("auto-commit, done inside poll for what earlier polls returned", () => {
  test("with the work in the polling thread: nothing is lost, up to 5 s of traffic and a batch come twice", () => {
    const { missing, repeats } = consumer({ commit: "auto" }, crashAt(23_900)).at("out");
    expect(missing).toEqual([]);
    expect(repeats).toBeGreaterThan(RATE);
    expect(repeats).toBeLessThanOrEqual((RATE * 5 * 1000) / 1000 + 500);
  });

  test.each([1000, 2500, 4000])("what comes twice is the rate times the time since the last commit: %i ms", (sinceMs) => {
    // Polls are short at this load, so commits fall at 5, 10, 15 and 20 s, give or take one poll.
    const { missing, repeats } = consumer({ commit: "auto" }, [
      { part: "worker", fault: "crash", atMs: 20_000 + sinceMs, durationMs: 8000 },
    ]).at("out");
    expect(missing).toEqual([]);
    const expected = (RATE * sinceMs) / 1000;
    expect(Math.abs(repeats - expected)).toBeLessThan(3.3 * Math.sqrt(expected) + 5);
  });

  test("over crashes at any moment the mean is half the interval", () => {
    const moments = Array.from({ length: 5 }, (_, i) => 15_500 + 1000 * i);
    const mean =
      moments.reduce(
        (sum, atMs) => sum + consumer({ commit: "auto" }, [{ part: "worker", fault: "crash", atMs, durationMs: 8000 }]).at("out").repeats,
        0,
      ) / moments.length;
    expect(mean).toBeGreaterThan(0.9 * RATE * 2.5);
    expect(mean).toBeLessThan(1.1 * RATE * 2.5);
  });

  test("with hand-off to another thread: what was in flight at the commit is lost, and what came since comes twice", () => {
    const { missing, repeated } = consumer({ commit: "auto", handOff: true, workTime: { constant: 6 } }, [
      { part: "worker", fault: "crash", atMs: 20_700, durationMs: 8000 },
    ]).at("out");
    expect(missing.length).toBeGreaterThan(0);
    expect(repeated.length).toBe(0);
  });
});

describe("hand-off, committed after the work", () => {
  test("nothing is lost: only what is finished counts", () => {
    const { missing, repeated } = consumer({ commit: "after", handOff: true, workTime: { constant: 6 } }, [
      { part: "worker", fault: "crash", atMs: 20_700, durationMs: 8000 },
    ]).at("out");
    expect(missing).toEqual([]);
    expect(repeated.length).toBeGreaterThan(0);
  });
});

describe("without a log", () => {
  const wired = (settings: Settings): Drill =>
    drill({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
        { id: "worker", kind: "stream-worker", settings: { instances: 2, workTime: { constant: 8 }, ...settings } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> worker.in", "worker.out -> out.in"],
      workload: { durationMs: 40_000, drainMs: 20_000 },
      faults: [{ part: "worker", fault: "crash", atMs: 20_000, durationMs: 5000, index: 1 }],
    });

  test.each(["before", "after", "auto"])("commits save nothing (%s): what is in hand or waits is lost, nothing comes twice", (commit) => {
    const { missing, repeated } = wired({ commit }).at("out");
    expect(missing.length).toBeGreaterThan(0);
    expect(repeated).toEqual([]);
  });
});

test("between two commits with nothing in hand a crash shows nothing: such a drill proves nothing", () => {
  const quiet = drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1, records: 5 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 1 } },
      { id: "worker", kind: "stream-worker", settings: { instances: 1, staticMembership: true } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
    workload: { durationMs: 40_000 },
    faults: [{ part: "worker", fault: "crash", atMs: 39_000, durationMs: 1000 }],
  }).at("out");
  expect(quiet).toMatchObject({ missing: [], repeated: [], once: quiet.produced });
});
