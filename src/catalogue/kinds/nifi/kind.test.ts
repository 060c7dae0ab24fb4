import { describe, expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { createRun } from "../../../simulate/run.ts";
import { defaults } from "../../fields/settings.ts";
import { nifi } from "./kind.ts";

type Change = {
  readonly flow?: Settings;
  readonly load?: Settings;
  readonly kafka?: boolean;
  readonly files?: boolean;
  readonly faults?: readonly FaultSpec[];
  readonly windowMs?: number;
};

/** Two minutes of records through a flow, from a log or sent to it, into records or files. */
function ran({ flow = {}, load = {}, kafka = true, files = false, faults = [], windowMs = 500 }: Change) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, keys: 1000, ...load } },
        ...(kafka ? [{ id: "kafka", kind: "kafka", settings: { partitions: 6 } }] : []),
        { id: "flow", kind: "nifi", settings: { mergeAgeMs: 1000, ...flow } },
        files ? { id: "out", kind: "s3" } : { id: "out", kind: "sink" },
      ],
      wires: [
        ...(kafka ? ["load.out -> kafka.produce", "kafka.consume -> flow.in"] : ["load.out -> flow.in"]),
        files ? "flow.files -> out.objects" : "flow.out -> out.in",
      ],
      workload: { durationMs: 120_000, warmupMs: 0, drainMs: 3_600_000 },
    }),
    scenario: null,
    seed: 5,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  const result = created.value.result(0);
  expect(result.ledger.balanced).toBe(true);
  expect(result.ledger.inFlight).toBe(0);
  return {
    result,
    remarks: machine.nodes.get("flow")?.remarks ?? [],
    seen: machine.recorders.get("out")?.events ?? 0,
    again: machine.recorders.get("out")?.repeats ?? 0,
    files: machine.run.rows.files.length,
    maxMs: result.latency["out"]?.maxMs ?? Number.NaN,
    p50Ms: result.latency["out"]?.p50Ms ?? Number.NaN,
  };
}

describe("a flow", () => {
  test("hands everything on once, and each node merges by itself: three times the files of one (N5)", () => {
    const [one, three] = [
      ran({ files: true, flow: { nodes: 1, mergeAgeMs: 10_000 } }),
      ran({ files: true, flow: { nodes: 3, mergeAgeMs: 10_000 } }),
    ];
    for (const each of [one, three]) expect([each.seen, each.again]).toEqual([each.result.ledger.produced, 0]);
    expect(one.files).toBeGreaterThanOrEqual(12);
    expect(three.files / one.files).toBeGreaterThan(2.5);
    expect(three.files / one.files).toBeLessThan(3.5);
  });

  test("with a record in each flow file a task does a session each; with many it is bound by the disk, which every change of content is written to (N5)", () => {
    const small = { load: { ratePerSecond: 800 }, flow: { nodes: 1, fileRecords: 1, sessionMs: 2 } };
    expect(ran(small).maxMs).toBeGreaterThan(60_000);
    expect(ran({ ...small, flow: { ...small.flow, fileRecords: 500 } }).maxMs).toBeLessThan(3000);
    // 20 MB a second are written three times: a disk does 50.
    const heavy = { load: { ratePerSecond: 200, bytes: 100_000 } };
    expect(ran({ ...heavy, flow: { nodes: 1 } }).maxMs).toBeGreaterThan(15_000);
    expect(ran({ ...heavy, flow: { nodes: 2 } }).maxMs).toBeLessThan(5000);
  });

  test("a full connection holds the source back: what is not taken lags in the log, or waits with whoever sends it (N5)", () => {
    for (const kafka of [true, false]) {
      const { remarks, result } = ran({
        kafka,
        load: { ratePerSecond: 500 },
        flow: { nodes: 1, fileRecords: 1, recordUs: 5000, objects: 100 },
      });
      expect(remarks.map(({ code }) => code)).toContain("back-pressure");
      expect(result.nodes["flow"]?.queueMean ?? 0).toBeLessThan(500);
      if (kafka) expect(Object.values(result.logs["kafka"]?.groups ?? {})[0]?.lagRecords.max).toBeGreaterThan(20_000);
    }
  });

  test("what a dead node has waits on its disk for it; the others go on, and nothing is lost (N5)", () => {
    const faults = [{ fault: "crash", part: "flow", atMs: 30_000, durationMs: 60_000, index: 0 }];
    const { seen, result, maxMs, p50Ms } = ran({ faults });
    expect(seen).toBe(result.ledger.produced);
    expect(maxMs).toBeGreaterThan(59_000);
    expect(p50Ms).toBeLessThan(2000);
  });

  test("where only the first node reads, nobody does for 40 s after its death; then another one is it (N5)", () => {
    const faults = [{ fault: "crash", part: "flow", atMs: 30_000, durationMs: 80_000, index: 0 }];
    const { remarks, result, seen } = ran({ faults, flow: { takes: "primary-node", balances: true } });
    expect(remarks.map(({ code }) => code)).toEqual(["node-lost", "primary-moved"]);
    expect(seen).toBe(result.ledger.produced);
    const lagMs = Object.values(result.logs["kafka"]?.groups ?? {})[0]?.lagMs.max ?? 0;
    expect(lagMs).toBeGreaterThan(38_000);
    expect(lagMs).toBeLessThan(42_000);
  });

  test("a hand-over whose answer is lost is repeated after half a minute, and is there twice (N5)", () => {
    const faults = [{ fault: "errors", part: "flow", atMs: 30_000, durationMs: 20_000, amount: 0.5 }];
    const { again, seen, result } = ran({ faults, flow: { mergeAgeMs: 100 } });
    expect(seen).toBe(result.ledger.produced);
    expect(again).toBeGreaterThan(0.3 * 20 * 200);
    expect(result.ledger.redelivered).toBe(again);
  });

  test("however time is cut into windows (E3)", () => {
    const change = {
      faults: [{ fault: "crash", part: "flow", atMs: 30_000, durationMs: 20_000, index: 1 }],
      flow: { balances: true, validate: true, dedup: true },
    };
    const of = (windowMs: number) => JSON.stringify({ ...ran({ ...change, windowMs }).result, timing: null });
    expect(of(47.5)).toBe(of(1000));
  });
});

test("nodes and disks are paid, whatever they do", () => {
  const bill = billOf(nifi, { nodes: 2, diskGb: 100 });
  expect(bill["Nodes, m5.2xlarge"]).toBeCloseTo(2 * 730 * 0.384, 6);
  expect(bill["Disks, gp3"]).toBeCloseTo(2 * 100 * 0.08, 9);
});

test("provenance that does not fit into a day is told", () => {
  const props = defaults(nifi);
  const advised = nifi.advise?.(props, { provenanceBytes: 3 * 2e9 }, 86_400) ?? [];
  expect(advised.map(({ field }) => field)).toEqual(["fileRecords"]);
  expect(advised[0]?.message).toContain("12 h instead of 24");
  expect(nifi.advise?.(props, { provenanceBytes: 1e9 }, 86_400)).toEqual([]);
});

test("its headline says nodes, records of a flow file, and when it merges", () => {
  expect(headlineOf(nifi, {})).toBe("3 nodes · 500 records a flow file · 128 MB or 5 min");
});
