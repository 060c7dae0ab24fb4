import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { drill } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";

/** What producers lose and repeat when the leader of a partition dies, by acks and idempotence (facts/dataplane.md 2.1). */
const RATE = 3000;
const crash: FaultSpec[] = [{ part: "kafka", fault: "crash", atMs: 3000.5, durationMs: 20_000, index: 0 }];

function produce(log: Settings, faults: readonly FaultSpec[] = crash): Drill {
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE } },
      { id: "kafka", kind: "kafka", settings: { partitions: 6, lingerMs: 0, ...log } },
      { id: "worker", kind: "stream-worker", settings: { instances: 1, workTime: { constant: 0.1 } } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
    workload: { durationMs: 5000, drainMs: 120_000 },
    faults,
  });
}

describe("acks 0", () => {
  test("what is under way or sent to the dead leader is lost until another leads; nothing comes twice (L8)", () => {
    const run = produce({ acks: "0", minInsyncReplicas: 1, idempotence: false });
    const { missing, repeated } = run.at("out");
    expect(repeated).toEqual([]);
    expect(missing.length).toBeGreaterThan(100);
    expect(run.result.ledger.dropped.kafka?.["sent to a dead leader"]).toBeGreaterThan(100);
  });
});

describe("acks 1", () => {
  test("what the leader had confirmed and its followers had not copied is lost; the rest waits for the next leader (L2, L8)", () => {
    const run = produce({ acks: "1", minInsyncReplicas: 1, idempotence: false });
    const { missing, repeated } = run.at("out");
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThan(50);
    expect(run.result.ledger.dropped.kafka).toEqual({ "leader lost": missing.length });
    // Confirmations that were on their way never arrive: those records are sent again.
    expect(repeated.length).toBeGreaterThan(0);
  });
});

describe("acks all", () => {
  test("with idempotence: nothing lost, nothing twice (L2, L8)", () => {
    expect(produce({ acks: "all" }).at("out")).toMatchObject({ missing: [], repeated: [] });
  });

  test("without idempotence: nothing lost, unanswered records twice", () => {
    const { missing, repeated } = produce({ acks: "all", idempotence: false }).at("out");
    expect(missing).toEqual([]);
    expect(repeated.length).toBeGreaterThan(0);
    // Those of the last moments before the crash, on the partitions that broker led: 2 ms of a third of the load, or so.
    expect(repeated.length).toBeLessThan(0.01 * RATE);
  });
});

describe("min.insync.replicas", () => {
  const two: FaultSpec[] = [
    { part: "kafka", fault: "crash", atMs: 2000, durationMs: 30_000, index: 0 },
    { part: "kafka", fault: "crash", atMs: 2500, durationMs: 30_000, index: 1 },
  ];

  test("with one of three copies left, 2 refuses writes until a broker is back: producers wait, nothing is lost", () => {
    const run = produce({ acks: "all", minInsyncReplicas: 2 }, two);
    expect(run.at("out")).toMatchObject({ missing: [], repeated: [] });
    expect(run.result.latency.out!.maxMs!).toBeGreaterThan(25_000);
  });

  test("1 lets the last copy take them: they arrive as soon as it leads", () => {
    const run = produce({ acks: "all", minInsyncReplicas: 1 }, two);
    expect(run.at("out")).toMatchObject({ missing: [], repeated: [] });
    expect(run.result.latency.out!.maxMs!).toBeLessThan(20_000);
  });

  test("refused for longer than the delivery time-out: the producer gives up, and that is counted", () => {
    const run = produce({ acks: "all", minInsyncReplicas: 2, deliveryTimeoutMs: 5000 }, two);
    const { missing } = run.at("out");
    expect(missing.length).toBeGreaterThan(RATE);
    expect(run.result.ledger.dropped.kafka).toEqual({ "delivery timeout": missing.length });
  });
});

describe("a producer that is started again", () => {
  test("is a new producer: idempotence does not know what its predecessor had sent, so repeats are in the log twice", () => {
    const run = drill({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 1 } },
        {
          id: "worker",
          kind: "stream-worker",
          settings: { instances: 1, staticMembership: true, commit: "auto", workTime: { constant: 2 } },
        },
        { id: "results", kind: "kafka", settings: { partitions: 1, acks: "all", idempotence: true } },
        { id: "reader", kind: "stream-worker", settings: { instances: 1, workTime: { constant: 0.1 }, isolation: "read_committed" } },
        { id: "out", kind: "sink" },
      ],
      wires: [
        "load.out -> kafka.produce",
        "kafka.consume -> worker.in",
        "worker.out -> results.produce",
        "results.consume -> reader.in",
        "reader.out -> out.in",
      ],
      workload: { durationMs: 20_000, drainMs: 60_000 },
      faults: [{ part: "worker", fault: "crash", atMs: 13_500, durationMs: 2000 }],
    });
    expect(run.at("out").missing).toEqual([]);
    expect(run.at("out").repeated.length).toBeGreaterThan(200);
  });
});
