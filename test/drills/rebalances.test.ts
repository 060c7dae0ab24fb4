import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { drill, workerOf } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";

/** Groups that change: who stops, for how long, and what is worked on twice (facts/dataplane.md 2.2, facts/streaming.md 1.1 and B13). */
const RATE = 100;

function group(settings: Settings, faults: readonly FaultSpec[], log: Settings = {}): Drill {
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 6, ...log } },
      { id: "worker", kind: "stream-worker", settings: { instances: 3, workTime: { constant: 4 }, ...settings } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
    workload: { durationMs: 80_000, drainMs: 120_000 },
    faults,
  });
}

const pauses = (run: Drill): readonly number[] => workerOf(run.run, "worker").coordinator!.pausedMs;
const rebalances = (run: Drill): number => run.result.logs.kafka.groups.worker.rebalances;

describe("10 consumers gain 900 partitions (C2)", () => {
  const gain = (settings: Settings): Drill =>
    drill({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 20 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 100, repartitionAtMs: 20_000, repartitionTo: 1000 } },
        { id: "worker", kind: "stream-worker", settings: { instances: 10, ...settings } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
      workload: { durationMs: 60_000, drainMs: 120_000 },
    });

  test("classic, eager: the whole group stops for 103 s", () => {
    const paused = pauses(gain({ assignor: "sticky" }));
    expect(paused).toHaveLength(1000);
    for (const ms of paused) {
      expect(ms).toBeGreaterThan(100_000);
      expect(ms).toBeLessThan(106_000);
    }
  });

  test("cooperative: as long, but what does not move is read on", () => {
    const paused = pauses(gain({ assignor: "cooperative-sticky" }));
    expect(paused.slice(0, 100)).toEqual(new Array(100).fill(0));
    for (const ms of paused.slice(100)) expect(Math.abs(ms - 103_000)).toBeLessThan(4000);
  });

  test("KIP-848: 5 s, and only for what is new", () => {
    const paused = pauses(gain({ protocol: "consumer", assignor: "sticky" }));
    expect(paused.slice(0, 100)).toEqual(new Array(100).fill(0));
    for (const ms of paused.slice(100)) expect(ms).toBe(5000);
  });
});

describe("an instance dies for good", () => {
  const dead: FaultSpec[] = [{ part: "worker", fault: "crash", atMs: 20_500, durationMs: 600_000, index: 1 }];

  test("its partitions are unread for the session time-out and the rebalance; eager, all others stop too", () => {
    const run = group({ assignor: "sticky" }, dead);
    expect(run.at("out").missing).toEqual([]);
    expect(rebalances(run)).toBe(1);
    const paused = pauses(run);
    // The members join again with their next heartbeat; then 3 s and 0.11 s for each of the 2 partitions of the dead one.
    expect(paused.every((ms) => ms > 3000 && ms < 3000 + 220 + 3500)).toBe(true);
    const lagMs = run.result.logs.kafka.groups.worker.lagMs.max;
    expect(lagMs).toBeGreaterThan(45_000);
    expect(lagMs).toBeLessThan(60_000);
  });

  test("cooperative and KIP-848: only its partitions stop", () => {
    for (const settings of [{ assignor: "cooperative-sticky" }, { protocol: "consumer", assignor: "sticky" }] as Settings[]) {
      const paused = pauses(group(settings, dead));
      expect(paused.filter((ms) => ms === 0)).toHaveLength(4);
      expect(paused.filter((ms) => ms > 2900)).toHaveLength(2);
    }
  });

  test("a shorter session time-out notices sooner, and lag stays smaller", () => {
    const lag = [45_000, 6000].map(
      (sessionTimeoutMs) => group({ assignor: "sticky", sessionTimeoutMs }, dead).result.logs.kafka.groups.worker.lagMs.max,
    );
    expect(lag[1]).toBeLessThan(lag[0]! - 30_000);
  });
});

describe("a rebalance without a crash", () => {
  const grows: Settings = { repartitionAtMs: 37_000, repartitionTo: 12 };

  test("eager, committed on revoke: nothing comes twice", () => {
    const { missing, repeated } = group({ commit: "auto" }, [], grows).at("out");
    expect(missing).toEqual([]);
    expect(repeated).toEqual([]);
  });

  test("eager, not committed on revoke: as after a crash, every partition's progress since the last commit comes twice", () => {
    const run = group({ commit: "auto", commitOnRevoke: false }, [], grows);
    const { missing, repeated } = run.at("out");
    expect(missing).toEqual([]);
    // Heard of with the heartbeat at 39 s; the last commits were at 35 s and a little, as each falls into the next poll.
    expect(repeated.length).toBeGreaterThan(2.5 * RATE);
    expect(repeated.length).toBeLessThan(4.5 * RATE);
  });

  test("cooperative, not committed on revoke: only what moves comes twice", () => {
    const eager = group({ commit: "auto", commitOnRevoke: false, assignor: "sticky" }, [], grows).at("out").repeated.length;
    const cooperative = group({ commit: "auto", commitOnRevoke: false, assignor: "cooperative-sticky" }, [], grows).at("out").repeated
      .length;
    expect(eager).toBeGreaterThan(0);
    expect(cooperative).toBe(0);
  });
});

describe("a rolling restart", () => {
  const rolling: FaultSpec[] = [{ part: "worker", fault: "rolling-restart", atMs: 20_000, durationMs: 30_000 }];

  test("static members: no rebalance, nothing lost, nothing twice (C2)", () => {
    const run = group({ staticMembership: true }, rolling);
    expect(rebalances(run)).toBe(0);
    expect(run.at("out")).toMatchObject({ missing: [], repeated: [] });
    expect(pauses(run).every((ms) => ms === 0)).toBe(true);
  });

  test("dynamic members: a rebalance when each leaves and one when it is back", () => {
    const run = group({}, rolling);
    expect(rebalances(run)).toBe(6);
    expect(run.at("out")).toMatchObject({ missing: [], repeated: [] });
    expect(Math.min(...pauses(run))).toBeGreaterThan(3 * 3000);
  });

  test.each(["before", "auto", "after"])("a clean stop finishes what it has: %s loses and repeats nothing", (commit) => {
    expect(group({ commit, staticMembership: true }, rolling).at("out")).toMatchObject({ missing: [], repeated: [] });
  });
});

test("a group that dies again while the sessions of its first members still run out comes back whole (C3)", () => {
  const outage = (atMs: number, durationMs: number): FaultSpec => ({ part: "worker", fault: "outage", atMs, durationMs });
  const { run, result, at } = group({ commit: "after" }, [outage(20_000, 1000), outage(25_000, 60_000)]);
  expect(workerOf(run, "worker").coordinator!.seats.map(({ inGroup, ghost }) => [inGroup, ghost])).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ]);
  expect([at("out").missing, result.ledger.inFlight]).toEqual([[], 0]);
});
