import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import type { Settings } from "../../design/types.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import { createRun } from "../../simulate/run.ts";

/** A minute of messages for three instances that receive ten at a time. */
function ran(worker: Settings, faults: readonly FaultSpec[], queue: Settings = {}, windowMs = 500) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100 } },
        { id: "queue", kind: "sqs", settings: { visibilityMs: 5000, ...queue } },
        { id: "worker", kind: "stream-worker", settings: { instances: 3, workTime: { constant: 31 }, ...worker } },
        { id: "out", kind: "sink" },
        { id: "failed", kind: "sink" },
        { id: "aside", kind: "sink" },
      ],
      wires: [
        "load.out -> queue.in",
        "queue.out -> worker.in",
        "worker.out -> out.in",
        "worker.dead-letter -> failed.in",
        "queue.dead-letter -> aside.in",
      ],
      workload: { durationMs: 60_000, warmupMs: 0, drainMs: 3_600_000 },
    }),
    scenario: null,
    seed: 3,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  const result = created.value.result(0);
  expect([result.ledger.balanced, result.ledger.inFlight]).toEqual([true, 0]);
  const sink = (id: string) => machine.recorders.get(id);
  return {
    result,
    seen: sink("out")?.events ?? 0,
    again: sink("out")?.repeats ?? 0,
    of: (id: string) => sink(id)?.events ?? 0,
    facts: machine.nodes.get("worker")?.remarks[0]?.facts ?? {},
  };
}

const struck = (fault: string, durationMs: number): readonly FaultSpec[] => [{ fault, part: "worker", atMs: 30_000, durationMs, index: 0 }];

test("a crash repeats what was done and not deleted, and loses nothing; deleted before the work, it loses what was in hand (N6)", () => {
  const after = ran({}, struck("crash", 5000));
  expect([after.seen, after.result.ledger.dropped]).toEqual([after.result.ledger.produced, {}]);
  expect(after.again).toBe(after.facts["againRecords"]);
  expect(after.again).toBeGreaterThan(0);
  const before = ran({ commit: "before" }, struck("crash", 5000));
  expect([before.again, before.facts["againRecords"]]).toEqual([0, 0]);
  expect(before.result.ledger.dropped["worker"]?.["lost in crash"]).toBe(before.facts["lostRecords"]);
  expect(before.seen).toBe(before.result.ledger.produced - Number(before.facts["lostRecords"]));
});

test("a pause beyond the visibility time-out has others do the same work; a shorter one does not (N6)", () => {
  expect(ran({}, struck("zombie", 3000)).again).toBe(0);
  const long = ran({}, struck("zombie", 20_000));
  expect(long.again).toBeGreaterThan(0);
  expect(long.seen).toBe(long.result.ledger.produced);
});

test("a record that fails is handed out again and goes to the queue's dead letters; deleted before the work, to the worker's (N6)", () => {
  const after = ran({}, struck("poison", 25_000), { maxReceives: 3 });
  expect([after.of("aside"), after.of("failed")]).toEqual([1, 0]);
  const before = ran({ commit: "before" }, struck("poison", 25_000), { maxReceives: 3 });
  expect([before.of("aside"), before.of("failed")]).toEqual([0, 1]);
});

test("however time is cut into windows (E3)", () => {
  const faults = [
    { fault: "rolling-restart", part: "worker", atMs: 30_000, durationMs: 9000 },
    { fault: "zombie", part: "worker", atMs: 15_000, durationMs: 12_000, index: 1 },
  ];
  const of = (windowMs: number) => JSON.stringify({ ...ran({ workTime: { exponential: 25 } }, faults, {}, windowMs).result, timing: null });
  expect(of(47.5)).toBe(of(1000));
});
