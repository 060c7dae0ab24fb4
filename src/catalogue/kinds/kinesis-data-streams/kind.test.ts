import { describe, expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { drawing, runDrawing } from "../../../../test/support/drawing.ts";
import type { Design, Settings } from "../../../design/types.ts";
import { ShardedStream } from "../../../engine/shards/sharded-stream.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import type { RunResult } from "../../../result/result.ts";
import { createRun, runDesign } from "../../../simulate/run.ts";
import { kinesis } from "./kind.ts";

const HOURS = 730;
const MONTH_S = HOURS * 3600;

type Load = { readonly ratePerSecond: number; readonly bytes: number; readonly keys?: number };

/** A source, a stream and its readers, for some seconds at a steady rate. */
function streamed(load: Load, stream: Settings, readers: number, seconds: number): RunResult {
  const sinks = Array.from({ length: readers }, (_, i) => `reader${i}`);
  return runDrawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { arrivals: "constant", keys: 1000, ...load } },
      { id: "stream", kind: "kinesis-data-streams", settings: stream },
      ...sinks.map((id) => ({ id, kind: "sink" })),
    ],
    wires: ["load.out -> stream.produce", ...sinks.map((id) => `stream.consume -> ${id}.in`)],
    workload: { durationMs: seconds * 1000, warmupMs: 0 },
  });
}

describe("contract of a shard (facts/streaming.md B6)", () => {
  test("a: of 1,500 records of 0.5 KB a second one shard takes 1,000 (K1)", () => {
    const { ledger } = streamed({ ratePerSecond: 1500, bytes: 512 }, { shards: 1, recordTtlMs: 0 }, 1, 20);
    expect(ledger.produced).toBe(30_000 - 1);
    expect(ledger.delivered).toBe(20_000);
    expect(ledger.dropped.stream).toEqual({ "throttled until its time to live": 9_999 });
  });

  test("a: refused records are tried again until their time to live is over (K1)", () => {
    const { ledger } = streamed({ ratePerSecond: 1500, bytes: 512 }, { shards: 1, recordTtlMs: 5000 }, 1, 20);
    expect(ledger.balanced).toBe(true);
    // What waits when the load ends still fits: up to the time to live times the contract.
    expect(ledger.delivered).toBeGreaterThan(20_000);
    expect(ledger.delivered).toBeLessThan(25_000);
  });

  test.each([
    ["poll", 1, 200],
    ["poll", 5, 1000],
    ["push", 1, 70],
    ["push", 5, 70],
  ])("b: by %s with %i readers a record is seen after about %i ms (K2)", (reads, readers, published) => {
    const { latency } = streamed({ ratePerSecond: 50, bytes: 100 }, { shards: 1, reads, pollMs: 200 }, readers, 600);
    const means = Array.from({ length: readers }, (_, i) => latency[`reader${i}`].meanMs as number);
    const mean = means.reduce((sum, each) => sum + each, 0) / readers;
    expect(mean).toBeGreaterThan(published * 0.9);
    expect(mean).toBeLessThan(published * 1.1);
  });

  // A tenth of the published case (40, 80 and 100 MB/s), as what counts is the ratio.
  const demand: Settings = { mode: "on-demand", priorPeakMbPerSecond: 4, key: "none" };
  const recordBytes = 64 * 1024;

  test("c: on demand takes twice the peak of the last 30 days at once (K4)", () => {
    const { ledger } = streamed({ ratePerSecond: (8 * 1024 * 1024) / recordBytes, bytes: recordBytes }, demand, 0, 120);
    // Random keys give a shard a little more than its part now and then, and there is nothing to spare.
    expect(ledger.delivered / ledger.produced).toBeGreaterThan(0.99);
  });

  test("c: two and a half times the peak is refused in part, for about 15 minutes", () => {
    const load = { ratePerSecond: (10 * 1024 * 1024) / recordBytes, bytes: recordBytes };
    const during = streamed(load, demand, 0, 14 * 60).ledger;
    const whole = streamed(load, demand, 0, 20 * 60).ledger;
    const lost = (ledger: RunResult["ledger"]): number => ledger.dropped.stream?.["throttled until its time to live"] ?? 0;
    // Eight shards take 8 of 10 MB/s.
    expect(lost(during) / during.produced).toBeGreaterThan(0.16);
    expect(lost(during) / during.produced).toBeLessThan(0.22);
    // What is lost after the fourteenth minute is lost in the fifteenth.
    expect(lost(whole) - lost(during)).toBeLessThan(0.25 * 90 * load.ratePerSecond);
  });

  test.each(["provisioned", "on-demand"])("d: one key at 2 MB/s stays half refused, %s (K4)", (mode) => {
    const settings = { mode, shards: 8, recordTtlMs: 0 };
    const { ledger } = streamed({ ratePerSecond: 32, bytes: recordBytes, keys: 1 }, settings, 0, 32 * 60);
    expect(ledger.delivered / ledger.produced).toBeCloseTo(0.5, 2);
  });
});

describe("e: 10 MB/s of 1 KB records and one reader (facts/streaming.md 7)", () => {
  const records = 10_000 * MONTH_S;
  const usage = { records, groups: 1, shards: 10, putUnits: records, roundedBytes: 10 * 1024 * 1024 * MONTH_S };

  test("provisioned: 109.50 + 367.92 USD a month", () => {
    const bill = billOf(kinesis, { shards: 10 }, usage);
    expect(bill.Shards).toBeCloseTo(109.5, 2);
    expect(bill["Put units of 25 KB"]).toBeCloseTo(367.92, 2);
    expect(sum(bill)).toBeCloseTo(477.42, 2);
  });

  test("on demand: 29 + 2,053 + 1,027 USD a month", () => {
    const bill = billOf(kinesis, { mode: "on-demand" }, usage);
    expect([bill.Stream, bill["Data in"], bill["Data out, polled"]].map((usd) => Math.round(usd as number))).toEqual([29, 2053, 1027]);
    expect(sum(bill)).toBeCloseTo(3109, 0);
  });

  test("a run counts 25 packed records as one put unit, which cuts its line to 15 USD", () => {
    const units = (recordsPerPut: number): number => {
      const { cost } = streamed(
        { ratePerSecond: 2000, bytes: 1000, keys: 1 },
        { shards: 10, key: "none", recordsPerPut, bufferedMs: 2000 },
        0,
        30,
      );
      return cost.lines.find((line) => line.dimension === "Put units of 25 KB")?.usd as number;
    };
    expect(units(1) * 5).toBeCloseTo(367.9, 0);
    expect(units(25) * 5).toBeGreaterThan(14.6);
    expect(units(25) * 5).toBeLessThan(15.2);
  });
});

describe("shards that split and merge, readers that crash", () => {
  const drawn = (stream: Settings): Design =>
    drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 500, bytes: 1500, keys: 300 } },
        { id: "stream", kind: "kinesis-data-streams", settings: { recordTtlMs: 4000, ...stream } },
        { id: "flink", kind: "flink", settings: { sessionize: false, aggregate: false, checkpointIntervalMs: 10_000 } },
        { id: "out", kind: "sink" },
        { id: "copy", kind: "sink" },
      ],
      wires: ["load.out -> stream.produce", "stream.consume -> flink.in", "flink.events -> out.in", "stream.consume -> copy.in"],
      workload: { durationMs: 100_000, warmupMs: 0 },
    });
  const faults: FaultSpec[] = [
    { part: "stream", fault: "throttle", atMs: 20_250, durationMs: 9000 },
    { part: "stream", fault: "read-throttle", atMs: 45_100, durationMs: 6500 },
    { part: "stream", fault: "errors", atMs: 50_300, durationMs: 8000 },
    { part: "flink", fault: "crash", atMs: 75_500, durationMs: 9000 },
  ];
  const resultOf = (design: Design, windowMs: number): RunResult => {
    const { outcome } = runDesign({ design, scenario: null, seed: 3, faults, windowMs });
    if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
    return outcome.result;
  };

  test.each<[string, Settings]>([
    ["split while polled", { shards: 2, reshardAtMs: 60_000, reshardTo: 4 }],
    ["merge while pushed to", { shards: 4, reads: "push", reshardAtMs: 60_000, reshardTo: 2 }],
    ["packed", { shards: 2, recordsPerPut: 20, reshardAtMs: 60_000, reshardTo: 3 }],
  ])("%s: windows change nothing, and the books add up", (_, stream) => {
    const design = drawn(stream);
    const reference = resultOf(design, 1000);
    expect(reference.ledger.balanced).toBe(true);
    expect(reference.ledger.inFlight).toBe(0);
    expect(reference.ledger.redelivered).toBeGreaterThan(0);
    for (const windowMs of [47.5, 333]) expect(JSON.stringify(resultOf(design, windowMs))).toBe(JSON.stringify(reference));
  });

  test("readers finish a parent before its children, so a key keeps its order (K3)", () => {
    const design = drawn({ shards: 2, reshardAtMs: 60_000, reshardTo: 4 });
    const created = createRun({ design, scenario: null, seed: 3, faults: [] });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    const run = created.value;
    while (!run.over) run.step();
    const node = run.machine.nodes.get("stream");
    if (!(node instanceof ShardedStream)) throw new Error("no stream");
    const children = node.shards.map((shard, p) => ({ shard, p })).filter(({ shard }) => shard.parents.length > 0);
    expect(children).toHaveLength(4);
    for (const { shard, p } of children)
      for (const view of node.views)
        for (const parent of shard.parents) {
          const lastOfParent = view.times(parent)[view.end(parent) - 1];
          expect(view.times(p)[0]).toBeGreaterThan(lastOfParent);
        }
  });
});

describe("words", () => {
  test("headline and refusals", () => {
    expect(headlineOf(kinesis, {})).toBe("4 shards · polled every 1 s");
    expect(headlineOf(kinesis, { mode: "on-demand", reads: "push" })).toBe("on demand · enhanced fan-out");
    expect(refusalsOf(kinesis, { reshardAtMs: 1000, reshardTo: 9 })).toHaveLength(1);
  });
});

function sum(bill: { readonly [line: string]: number | null }): number {
  return Object.values(bill).reduce<number>((total, usd) => total + (usd ?? 0), 0);
}
