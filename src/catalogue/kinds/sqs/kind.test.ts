import { describe, expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { createRun } from "../../../simulate/run.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { sqs } from "./kind.ts";

type Change = {
  readonly queue?: Settings | null;
  readonly load?: Settings;
  readonly worker?: Settings;
  readonly faults?: readonly FaultSpec[];
  readonly windowMs?: number;
  readonly aside?: boolean;
};

/** A source, a queue (or none) and some servers, for a minute. */
function ran({ queue = {}, load = {}, worker = {}, faults = [], windowMs, aside = false }: Change) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, ...load } },
        ...(queue === null ? [] : [{ id: "queue", kind: "sqs", settings: queue }]),
        { id: "worker", kind: "service", settings: { servers: 4, serviceTime: { exponential: 20 }, ...worker } },
        { id: "out", kind: "sink" },
        ...(aside ? [{ id: "aside", kind: "sink" }] : []),
      ],
      wires: [
        ...(queue === null ? ["load.out -> worker.in"] : ["load.out -> queue.in", "queue.out -> worker.in"]),
        "worker.out -> out.in",
        ...(aside ? ["queue.dead-letter -> aside.in"] : []),
      ],
      workload: { durationMs: 60_000, warmupMs: 0, drainMs: 3_600_000 },
    }),
    scenario: null,
    seed: 3,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  const result = created.value.result(0);
  const sink = (id: string) => machine.recorders.get(id);
  return {
    result,
    remarks: machine.nodes.get("queue")?.remarks.map(({ code }) => code) ?? [],
    seen: sink("out")?.events ?? 0,
    again: sink("out")?.repeats ?? 0,
    aside: sink("aside")?.events ?? 0,
    meanMs: result.latency["out"]?.meanMs ?? Number.NaN,
  };
}

describe("messages", () => {
  test("with time enough each is worked on once, as if the servers had one line before them, and 19 ms later (N1)", () => {
    const [direct, queued] = [ran({ queue: null }), ran({})];
    expect([queued.seen, queued.again]).toEqual([direct.seen, 0]);
    expect(queued.meanMs).toBeCloseTo(direct.meanMs + 19, 3);
    expect(queued.result.nodes["queue"]?.waitMs.mean).toBeCloseTo(direct.result.nodes["worker"]?.waitMs.mean ?? Number.NaN, 3);
  });

  test("work that takes longer than the visibility time-out is done twice, and leaves the record twice (N1)", () => {
    const slow = { worker: { servers: 40, serviceTime: { constant: 1500 } }, load: { ratePerSecond: 10 } };
    const [late, patient] = [ran({ ...slow, queue: { visibilityMs: 1000 } }), ran({ ...slow, queue: { visibilityMs: 2000 } })];
    expect([patient.again, patient.remarks]).toEqual([0, []]);
    expect(late.again).toBeGreaterThan(late.seen);
    expect(late.result.ledger.redelivered).toBeGreaterThan(late.seen);
    expect(late.remarks).toContain("handed-out-again");
    expect(late.result.ledger.balanced).toBe(true);
  });

  test("what a crash breaks off comes again when the time-out is over, and nothing is lost (N1)", () => {
    const faults = [{ fault: "crash", part: "worker", atMs: 30_000, durationMs: 1000 }];
    const { seen, result } = ran({ faults, worker: { servers: 4, serviceTime: { constant: 39 } } });
    expect(seen).toBe(result.ledger.produced);
    const latest = result.latency["out"]?.maxMs ?? 0;
    expect(latest).toBeGreaterThan(30_000);
    expect(latest).toBeLessThan(33_000);
  });

  test("received too often, a message goes to the dead letters, and is lost where nobody reads them (N2)", () => {
    const stuck = {
      worker: { servers: 20, serviceTime: { constant: 5000 } },
      load: { ratePerSecond: 1 },
      queue: { visibilityMs: 1000, maxReceives: 2 },
    };
    const [read, unread] = [ran({ ...stuck, aside: true }), ran(stuck)];
    expect(read.aside).toBeGreaterThan(10);
    expect(read.result.ledger.dropped).toEqual({});
    expect(unread.result.ledger.dropped["queue"]?.["received too often"]).toBe(read.aside);
  });

  test("what is not received within the retention is gone (N2)", () => {
    const { result, remarks } = ran({
      queue: { retentionMs: 60_000 },
      load: { ratePerSecond: 10 },
      worker: { servers: 1, serviceTime: { constant: 500 } },
    });
    expect(remarks).toContain("expired");
    expect(result.ledger.expired).toBeGreaterThan(100);
    expect(result.ledger.inFlight).toBe(0);
  });

  test("however time is cut into windows (E3)", () => {
    const change = {
      queue: { visibilityMs: 1000, maxReceives: 3 },
      worker: { servers: 30, serviceTime: { exponential: 800 } },
      load: { ratePerSecond: 20 },
      aside: true,
    };
    const of = (windowMs: number) => JSON.stringify({ ...ran({ ...change, windowMs }).result, timing: null });
    expect(of(47.5)).toBe(of(1000));
  });
});

describe("FIFO", () => {
  test("takes 300 calls a second, ten messages in each at most (N3)", () => {
    const fast = { load: { ratePerSecond: 600 }, worker: { servers: 100, serviceTime: { constant: 1 } } };
    const [one, ten] = [ran({ ...fast, queue: { order: "fifo" } }), ran({ ...fast, queue: { order: "fifo", sendMessages: 10 } })];
    // Sends of one each: 600 a second for a minute take two.
    expect(one.result.latency["out"]?.maxMs).toBeGreaterThan(50_000);
    expect(one.remarks).toContain("throttled");
    expect(ten.remarks).toEqual([]);
  });

  test("one group is worked on by one server, whatever their number (N3)", () => {
    const one = ran({
      queue: { order: "fifo", groups: "one" },
      load: { ratePerSecond: 20 },
      worker: { servers: 50, serviceTime: { constant: 100 } },
    });
    // Half of what comes in a minute is worked on in it.
    expect(one.result.latency["out"]?.maxMs).toBeGreaterThan(50_000);
    const many = ran({
      queue: { order: "fifo" },
      load: { ratePerSecond: 20, keys: 1000, zipf: 0 },
      worker: { servers: 50, serviceTime: { constant: 100 } },
    });
    expect(many.result.latency["out"]?.maxMs).toBeLessThan(1000);
  });
});

test("calls are paid: ten in a send cost a tenth of the sends", () => {
  expect(billOf(sqs, {}, { requests: 3e6 })["Calls"]).toBeCloseTo(1.2, 9);
  expect(billOf(sqs, { order: "fifo" }, { requests: 3e6 })["Calls"]).toBeCloseTo(1.5, 9);
  const calls = (sendMessages: number): number =>
    ran({ queue: { sendMessages } }).result.cost.lines.find(({ node }) => node === "queue")?.quantity ?? 0;
  expect(calls(10) / calls(1)).toBeCloseTo(2.1 / 3, 2);
});

test("its headline says type, time-out and receives", () => {
  expect(headlineOf(sqs, {})).toBe("standard · hidden for 30 s · 5 receives");
});
