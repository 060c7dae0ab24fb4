import { describe, expect, test } from "vitest";
import { runDesign } from "../../src/simulate/run.ts";
import type { RunResult } from "../../src/result/result.ts";
import { drawing, runDrawing } from "../support/drawing.ts";

const TEN_SECONDS = { durationMs: 10_000, warmupMs: 0, drainMs: 600_000 };
const LOAD = { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50 } };

const TWO_STORES = [
  { id: "near", kind: "s3" },
  { id: "far", kind: "s3" },
];

function settled(result: RunResult): void {
  expect(result.ledger.balanced).toBe(true);
  expect(result.ledger.inFlight).toBe(0);
}

describe("when sources and faults have ended, everything drains", () => {
  test("a batch that lingers longer than the source lives is sent all the same", () => {
    const result = runDrawing({
      parts: [LOAD, { id: "log", kind: "kafka", settings: { lingerMs: 30_000 } }],
      wires: ["load.out -> log.produce"],
      workload: TEN_SECONDS,
    });
    settled(result);
    expect(result.ledger.delivered).toBe(result.ledger.produced);
  });

  test("a log that nobody reads keeps its books when a broker dies: a record has arrived once it is visible", () => {
    const result = runDrawing({
      parts: [
        { ...LOAD, settings: { ratePerSecond: 2000 } },
        { id: "log", kind: "kafka" },
      ],
      wires: ["load.out -> log.produce"],
      workload: TEN_SECONDS,
      faults: [{ part: "log", fault: "crash", atMs: 5000, durationMs: 20_000, index: 0 }],
    });
    settled(result);
    expect(result.ledger.delivered).toBe(result.ledger.produced);
    expect(result.logs.log?.groups).toEqual({});
  });

  test("a processor that reads plain wires loses what it had not sent when it dies, and says so (W3b)", () => {
    const result = runDrawing({
      parts: [LOAD, { id: "job", kind: "flink" }, { id: "out", kind: "sink" }],
      wires: ["load.out -> job.in", "job.events -> out.in"],
      workload: TEN_SECONDS,
      faults: [{ part: "job", fault: "crash", atMs: 5000, durationMs: 1000 }],
    });
    settled(result);
    expect(result.ledger.dropped.job?.["lost in crash"]).toBeGreaterThan(0);
  });

  test("offsets are committed though checkpoints failed when the input ended", () => {
    const result = runDrawing({
      parts: [LOAD, { id: "log", kind: "kafka" }, { id: "job", kind: "flink", settings: { checkpointIntervalMs: 3000 } }],
      wires: ["load.out -> log.produce", "log.consume -> job.in"],
      workload: TEN_SECONDS,
      faults: [{ part: "job", fault: "checkpoint-failure", atMs: 5000, durationMs: 20_000 }],
    });
    settled(result);
    expect(result.logs.log?.groups.job?.lagRecords.end).toBe(0);
  });

  test("threads that had a record in hand when the input ended commit it too", () => {
    for (const seed of [1, 2, 3, 4]) {
      const result = runDrawing({
        parts: [
          { id: "load", kind: "closed-clients" },
          { id: "log", kind: "kafka" },
          { id: "app", kind: "kafka-streams" },
        ],
        wires: ["load.requests -> log.produce", "log.consume -> app.in"],
        workload: { durationMs: 1645, warmupMs: 0, drainMs: 600_000 },
        seed,
      });
      settled(result);
      expect(result.logs.log?.groups.app?.lagRecords.end).toBe(0);
    }
  });

  test("a file that goes to two stores, one of them out of reach, counts once for each", () => {
    const result = runDrawing({
      parts: [LOAD, { id: "log", kind: "kafka" }, { id: "files", kind: "kafka-connect-s3", settings: { rotateMs: 2000 } }, ...TWO_STORES],
      wires: ["load.out -> log.produce", "log.consume -> files.in", "files.files -> near.objects", "files.files -> far.objects"],
      workload: { durationMs: 10_000, warmupMs: 0, drainMs: 6000 },
      faults: [{ part: "w3", fault: "cut-link", atMs: 5000, durationMs: 60_000 }],
    });
    expect(result.ledger.balanced).toBe(true);
    expect(result.ledger.inFlight).toBeGreaterThan(0);
  });

  test("a training that fails twice leaves the first model on the shelf", () => {
    const fails = (durationMs: number) => ({ part: "train", fault: "crash", atMs: 8500, durationMs });
    const result = runDrawing({
      parts: [LOAD, { id: "train", kind: "model-training", settings: { everyEvents: 100, startUpMs: 60_000 } }],
      wires: ["load.out -> train.in"],
      workload: TEN_SECONDS,
      faults: [fails(1000), fails(50_000)],
    });
    settled(result);
  });

  test("a worker that is set to transactions and reads plain wires sends each record on its own", () => {
    const result = runDrawing({
      parts: [LOAD, { id: "work", kind: "stream-worker", settings: { commit: "transactional" } }, { id: "log", kind: "kafka" }],
      wires: ["load.out -> work.in", "work.out -> log.produce"],
      workload: TEN_SECONDS,
    });
    settled(result);
    expect(result.ledger.delivered).toBe(result.ledger.produced);
    expect(result.engine.simulatedMs).toBeLessThan(15_000);
  });

  test("a job that dies after its input has ended reads again to the end", () => {
    const result = runDrawing({
      parts: [
        LOAD,
        { id: "log", kind: "kafka" },
        { id: "job", kind: "flink", settings: { checkpointIntervalMs: 600_000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> log.produce", "log.consume -> job.in", "job.events -> out.in"],
      workload: TEN_SECONDS,
      faults: [{ part: "job", fault: "crash", atMs: 10_100, durationMs: 1000 }],
    });
    settled(result);
    expect(result.ledger.redelivered).toBe(result.ledger.produced);
    expect(result.logs.log?.groups.job?.lagRecords.end).toBe(0);
  });

  test("checkpoints that take longer than their interval still come to an end", () => {
    const result = runDrawing({
      parts: [LOAD, { id: "log", kind: "kafka" }, { id: "job", kind: "flink", settings: { checkpointIntervalMs: 100 } }],
      wires: ["load.out -> log.produce", "log.consume -> job.in"],
      workload: TEN_SECONDS,
    });
    settled(result);
    expect(result.engine.simulatedMs).toBeLessThan(15_000);
  });
});

test("two dashboards that share a store are answered in order of time, however time is cut (E3b)", () => {
  const shared = drawing({
    parts: [
      LOAD,
      { id: "store", kind: "druid", settings: { concurrency: 1 } },
      { id: "one", kind: "dashboard", settings: { viewers: 60, refreshMs: 2000 } },
      { id: "two", kind: "dashboard", settings: { viewers: 60, refreshMs: 3000 } },
    ],
    wires: ["load.out -> store.ingest", "store.rows -> one.rows", "store.rows -> two.rows"],
    workload: TEN_SECONDS,
  });
  const of = (windowMs: number): string => {
    const { outcome } = runDesign({ design: shared, scenario: null, seed: 1, faults: [], windowMs });
    return JSON.stringify(outcome.status === "finished" ? { ...outcome.result, timing: null } : outcome);
  };
  expect(of(47.5)).toBe(of(1000));
  expect(of(333)).toBe(of(1000));
});

test("what reads a log reads nothing else at that port, and a design that tries is refused (L3b)", () => {
  const { outcome } = runDesign({
    design: drawing({
      parts: [LOAD, { id: "log", kind: "kafka" }, { id: "out", kind: "sink" }],
      wires: ["load.out -> log.produce", "log.consume -> out.in", "load.out -> out.in"],
    }),
    scenario: null,
    seed: 1,
    faults: [],
  });
  expect(outcome.status).toBe("refused");
  expect(JSON.stringify(outcome)).toContain("reads nothing else at the same port");
});
