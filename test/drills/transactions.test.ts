import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { drill, workerOf } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";
import { remarksOf } from "../support/remarks.ts";

/** From log to log in transactions, seen by readers of committed and of all rows (facts/dataplane.md 2.1). */
const RATE = 100;

function chain(settings: Settings, faults: readonly FaultSpec[]): Drill {
  const reader = { instances: 1, workTime: { constant: 0.1 } };
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 2 } },
      {
        id: "worker",
        kind: "stream-worker",
        settings: {
          instances: 2,
          workTime: { constant: 15 },
          commit: "transactional",
          sessionTimeoutMs: 10_000,
          maxPollIntervalMs: 20_000,
          ...settings,
        },
      },
      { id: "results", kind: "kafka", settings: { partitions: 2 } },
      { id: "careful", kind: "stream-worker", settings: { ...reader, isolation: "read_committed" } },
      { id: "careless", kind: "stream-worker", settings: reader },
      { id: "committed", kind: "sink" },
      { id: "all", kind: "sink" },
    ],
    wires: [
      "load.out -> kafka.produce",
      "kafka.consume -> worker.in",
      "worker.out -> results.produce",
      "results.consume -> careful.in",
      "results.consume -> careless.in",
      "careful.out -> committed.in",
      "careless.out -> all.in",
    ],
    workload: { durationMs: 60_000, drainMs: 120_000 },
    faults,
  });
}

const slow: FaultSpec = { part: "worker", fault: "slow", atMs: 15_000, durationMs: 5000, index: 0, amount: 8 };
const maxMs = (run: Drill, sink: string): number => run.result.latency[sink]?.maxMs ?? Number.NaN;

describe("without trouble", () => {
  test("both see every record once; readers of committed rows a little later", () => {
    const run = chain({}, []);
    expect(run.at("committed")).toMatchObject({ missing: [], repeated: [] });
    expect(run.at("all")).toMatchObject({ missing: [], repeated: [] });
    expect(run.result.latency.committed!.meanMs!).toBeGreaterThan(run.result.latency.all!.meanMs!);
  });
});

describe("an instance dies in the middle of a transaction", () => {
  const crash = (durationMs: number): FaultSpec[] => [slow, { part: "worker", fault: "crash", atMs: 19_990, durationMs, index: 0 }];

  test("readers of committed rows: nothing lost, nothing twice; readers of all rows see what was aborted, twice (L7)", () => {
    const run = chain({ staticMembership: true }, crash(5000));
    expect(run.at("committed")).toMatchObject({ missing: [], repeated: [] });
    const all = run.at("all");
    expect(all.missing).toEqual([]);
    expect(all.repeated.length).toBeGreaterThan(0);
    expect(all.repeats).toBe(run.result.ledger.redelivered);
  });

  test("the same crash without a transaction comes twice for both", () => {
    const run = chain({ commit: "after", staticMembership: true }, crash(5000));
    expect(run.at("committed").repeated.length).toBeGreaterThan(0);
    expect(run.at("committed").repeated).toEqual(run.at("all").repeated);
  });

  test("back within seconds, it aborts what its predecessor left open, and readers go on", () => {
    expect(maxMs(chain({ staticMembership: true }, crash(5000)), "committed")).toBeLessThan(25_000);
  });

  test("never back: its transaction delays all readers of those partitions until it times out (L7)", () => {
    const brief = chain({ transactionTimeoutMs: 15_000 }, crash(600_000));
    const long = chain({ transactionTimeoutMs: 60_000 }, crash(600_000));
    for (const run of [brief, long]) expect(run.at("committed")).toMatchObject({ missing: [], repeated: [] });
    expect(maxMs(long, "committed") - maxMs(brief, "committed")).toBeGreaterThan(30_000);
    expect(maxMs(long, "all")).toBeLessThan(maxMs(long, "committed"));
    expect(run(long, "results")).toContain("aborted a transaction");
  });
});

describe("a zombie", () => {
  const pause: FaultSpec[] = [slow, { part: "worker", fault: "zombie", atMs: 19_990, durationMs: 25_000, index: 0 }];

  test("is fenced: what it sends after it woke up is aborted, and readers of committed rows see nothing twice (C3)", () => {
    const struck = chain({}, pause);
    expect(struck.at("committed")).toMatchObject({ missing: [], repeated: [] });
    expect(struck.at("all").repeated.length).toBeGreaterThan(0);
  });

  test("without transactions its output is doubled", () => {
    const struck = chain({ commit: "after" }, pause);
    expect(struck.at("committed").missing).toEqual([]);
    expect(struck.at("committed").repeated.length).toBeGreaterThan(0);
  });
});

test("a batch that takes longer than the transaction time-out is never committed, and says so", () => {
  const run = chain({ transactionTimeoutMs: 1000, maxPollRecords: 500 }, [slow]);
  expect(workerOf(run.run, "worker").remarks.map((remark) => remark.code)).toContain("transaction-timeout");
  expect(run.at("committed")).toMatchObject({ repeated: [] });
});

function run(drilled: Drill, part: string): string {
  return remarksOf(drilled.run.machine, part).join("\n");
}
