import { describe, expect, test } from "vitest";
import { StreamProcessor } from "../../src/engine/processing/stream-processor.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { runDesign } from "../../src/simulate/run.ts";
import type { RunResult } from "../../src/result/result.ts";
import { designOf, shortEvening, withSetting } from "../support/short-evening.ts";
import { drill, momentWhen } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";
import type { Drawing } from "../support/drawing.ts";

/** What a crash of a job with checkpoints loses and repeats, by guarantee and by sink (facts/dataplane.md 2.1). */
const RATE = 200;
const INTERVAL_MS = 10_000;
const CRASH: FaultSpec = { part: "flink", fault: "crash", atMs: 37_000, durationMs: 3000 };

/** Records pass as they are; a crash is over after 3 s. */
const PLAIN: Settings = {
  sessionize: false,
  aggregate: false,
  dedup: false,
  checkpointIntervalMs: INTERVAL_MS,
  heartbeatTimeoutMs: 2000,
  restoreMs: 1000,
};

/** A job whose output goes straight to a sink that appends. */
function job(settings: Settings, faults: readonly FaultSpec[] = [CRASH]): Drill {
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 4 } },
      {
        id: "flink",
        kind: "flink",
        settings: { ...PLAIN, ...settings },
      },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.in"],
    workload: { durationMs: 60_000, drainMs: 60_000 },
    faults,
  });
}

describe("an append sink", () => {
  test("exactly-once (two-phase commit): nothing lost, nothing twice; rows are visible after their checkpoint", () => {
    const struck = job({ guarantee: "exactly-once" });
    expect(struck.at("out")).toMatchObject({ missing: [], repeated: [] });
    expect(struck.result.ledger.redelivered).toBeGreaterThan(0);
    expect(struck.result.latency.out!.p50Ms!).toBeGreaterThan(0.4 * INTERVAL_MS);
  });

  test("at-least-once: every row sent since the last completed checkpoint comes twice, nothing is lost", () => {
    const { missing, repeated, repeats } = job({ guarantee: "at-least-once" }).at("out");
    expect(missing).toEqual([]);
    // The checkpoint of 30 s was the last: what was read since, 7 s of it, comes again.
    const expected = (RATE * 7000) / 1000;
    expect(repeats).toBe(repeated.length);
    expect(Math.abs(repeats - expected)).toBeLessThan(4 * Math.sqrt(expected) + 0.3 * RATE);
  });

  test("checkpoints that fail: the crash goes back to the last one that completed", () => {
    const failing: FaultSpec = { part: "flink", fault: "checkpoint-failure", atMs: 15_000, durationMs: 20_000 };
    const { missing, repeats } = job({ guarantee: "at-least-once" }, [failing, CRASH]).at("out");
    expect(missing).toEqual([]);
    const expected = (RATE * 27_000) / 1000;
    expect(Math.abs(repeats - expected)).toBeLessThan(4 * Math.sqrt(expected) + 0.3 * RATE);
  });

  test("over crashes at any moment the mean is rate x (interval / 2 + checkpoint duration)", () => {
    const moments = Array.from({ length: 5 }, (_, i) => 31_000 + 2000 * i);
    const repeats = moments.map((atMs) => job({ guarantee: "at-least-once" }, [{ ...CRASH, atMs }]).at("out").repeats);
    const mean = repeats.reduce((sum, each) => sum + each, 0) / moments.length;
    expect(mean).toBeGreaterThan(0.85 * RATE * (INTERVAL_MS / 2000 + 0.3));
    expect(mean).toBeLessThan(1.15 * RATE * (INTERVAL_MS / 2000 + 0.3));
  });

  test("no checkpoints: it reads from where its log lets it, here from the beginning, and state and output start over", () => {
    const { missing, repeated } = job({ checkpointing: false }).at("out");
    expect(missing).toEqual([]);
    expect(repeated.length).toBeGreaterThan(30 * RATE);
  });
});

describe("an upsert sink", () => {
  test("what comes again after the crash replaces what was there: read by key, the table ends as without it", async () => {
    const scenario = await shortEvening(4);
    const design = withSetting(designOf(scenario, "druid"), "flink", "guarantee", "at-least-once");
    const qualityOf = (faults: readonly FaultSpec[]): RunResult["quality"] => {
      const { outcome } = runDesign({ design, scenario, seed: 2, faults });
      if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
      return outcome.result.quality;
    };
    const calm = qualityOf([]);
    const struck = qualityOf([{ part: "flink", fault: "crash", atMs: 150_000, durationMs: 5000 }]);
    // The same rows come again; where they are appended they are there twice, and by key the newest is the one that counts.
    const { duplicates, rows, ...byKey } = struck.sessions;
    expect(byKey).toEqual({ expectedRows: calm.sessions.rows, exact: calm.sessions.exact, missing: 0, extra: 0, late: calm.sessions.late });
    expect(duplicates).toBeGreaterThan(0);
    expect(rows).toBe(calm.sessions.rows + duplicates);
    expect(struck["events@druid"].duplicates).toBeGreaterThan(0);
    expect(struck["events@druid"].missing).toBe(0);
  });
});

describe("a log as the sink (W4b)", () => {
  /** Readers of committed rows and of all rows behind the job's own topic. */
  function logged(settings: Settings, faults: readonly FaultSpec[]): Drawing {
    const reader = { instances: 1, workTime: { constant: 0.1 } };
    return {
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
        { id: "kafka", kind: "kafka", settings: { partitions: 2 } },
        { id: "flink", kind: "flink", settings: { ...PLAIN, ...settings } },
        { id: "results", kind: "kafka", settings: { partitions: 2 } },
        { id: "careful", kind: "stream-worker", settings: { ...reader, isolation: "read_committed" } },
        { id: "careless", kind: "stream-worker", settings: reader },
        { id: "committed", kind: "sink" },
        { id: "all", kind: "sink" },
      ],
      wires: [
        "load.out -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.events -> results.produce",
        "results.consume -> careful.in",
        "results.consume -> careless.in",
        "careful.out -> committed.in",
        "careless.out -> all.in",
      ],
      workload: { durationMs: 60_000, drainMs: 60_000 },
      faults,
    };
  }
  const toLog = (settings: Settings, faults: readonly FaultSpec[]): Drill => drill(logged(settings, faults));

  test("in transactions: readers of committed rows see each row once, after its checkpoint; others at once, and again after the crash", () => {
    const run = toLog({}, [CRASH]);
    expect(run.at("committed")).toMatchObject({ missing: [], repeated: [] });
    expect(run.at("all").missing).toEqual([]);
    expect(run.at("all").repeated.length).toBeGreaterThan(5 * RATE);
    expect(run.result.latency.committed!.p50Ms!).toBeGreaterThan(0.4 * INTERVAL_MS);
    expect(run.result.latency.all!.p50Ms!).toBeLessThan(1000);
  });

  test("at-least-once: both see what was sent since the last checkpoint twice", () => {
    const run = toLog({ guarantee: "at-least-once" }, [CRASH]);
    expect(run.at("committed").repeated).toEqual(run.at("all").repeated);
    expect(run.at("committed").repeated.length).toBeGreaterThan(5 * RATE);
  });

  /** A crash a moment after a checkpoint has completed: its transaction is prepared, and its commit never left. */
  function prepared(settings: Settings): Drill {
    const third = momentWhen(logged(settings, []), ({ machine }) => {
      const flink = machine.nodes.get("flink");
      return flink instanceof StreamProcessor && flink.checkpoints === 3;
    });
    return toLog(settings, [{ part: "flink", fault: "crash", atMs: third + 1, durationMs: 20_000 }]);
  }

  test("a prepared transaction is committed after the restart, when the log has kept it open", () => {
    const run = prepared({ transactionTimeoutMs: 60_000 });
    expect(run.at("committed")).toMatchObject({ missing: [], repeated: [] });
  });

  test("a prepared transaction that timed out before the restart is a real loss: its rows are nowhere, and nobody sends them again", () => {
    const run = prepared({ transactionTimeoutMs: 15_000 });
    const { missing, repeated } = run.at("committed");
    expect(repeated).toEqual([]);
    expect(missing.length).toBeGreaterThan(5 * RATE);
    expect(run.result.ledger.dropped.results).toEqual({ "transaction timed out": missing.length });
    expect(run.at("all").missing).toEqual([]);
  });

  test("transactions that time out within a checkpoint interval: checkpoints fail, the job goes round in circles, nothing gets out while input comes", () => {
    const run = toLog({ transactionTimeoutMs: 5000 }, []);
    // What was made in the last seconds is in the checkpoint at the end of input, which comes in time.
    expect(run.result.latency.committed!.p50Ms!).toBeGreaterThan(25_000);
    expect(run.run.machine.nodes.get("flink")!.remarks.map((remark) => remark.code)).toContain("transaction-timeout");
  });
});
