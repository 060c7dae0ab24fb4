import { describe, expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import type { RunResult } from "../../../result/result.ts";
import { runDesign } from "../../../simulate/run.ts";
import { firehose } from "./kind.ts";

const GIB = 1024 ** 3;

type Case = { readonly load: Settings; readonly delivery?: Settings; readonly stream?: Settings; readonly seconds?: number };

function delivered({ load, delivery = {}, stream, seconds = 200 }: Case, faults: readonly FaultSpec[] = [], windowMs?: number) {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: load },
      ...(stream === undefined ? [] : [{ id: "stream", kind: "kinesis-data-streams", settings: stream }]),
      { id: "delivery", kind: "firehose", settings: { bufferS: 60, ...delivery } },
      { id: "raw", kind: "s3" },
    ],
    wires:
      stream === undefined
        ? ["load.out -> delivery.in", "delivery.files -> raw.objects"]
        : ["load.out -> stream.produce", "stream.consume -> delivery.in", "delivery.files -> raw.objects"],
    workload: { durationMs: seconds * 1000, warmupMs: 0 },
  });
  const run = runDesign({ design, scenario: null, seed: 5, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  const { outcome } = run;
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  const files = run.tables(["files"])[0];
  const column = (name: string): number[] => {
    const found = files?.columns.find((each) => each.name === name);
    return found === undefined || !("values" in found) ? [] : Array.from(found.values, Number);
  };
  return { result: outcome.result as RunResult, rows: column("rows"), openedAt: column("opened_at"), closedAt: column("closed_at") };
}

describe("a buffer leaves by size or age, whichever is first (K6)", () => {
  test("by size: 2 MB of 1 KB records", () => {
    const { rows, result } = delivered({ load: { arrivals: "constant", ratePerSecond: 200, bytes: 1024 }, delivery: { bufferMb: 2 } });
    expect(rows.slice(0, -1).every((count) => count === 2048)).toBe(true);
    expect(result.ledger.delivered).toBe(result.ledger.produced);
  });

  test("by age: a file a minute", () => {
    const { openedAt, closedAt } = delivered({ load: { arrivals: "constant", ratePerSecond: 10, bytes: 200 } });
    expect(openedAt.length).toBe(4);
    for (let i = 0; i < 3; i++) expect((closedAt[i] as number) - (openedAt[i] as number)).toBe(60_000);
  });
});

describe("what a record costs", () => {
  test("200 B are billed as 5 KB, 25.6 times as much", () => {
    const { result } = delivered({ load: { ratePerSecond: 10, bytes: 200 } });
    const line = result.cost.lines.find((each) => each.dimension.startsWith("Data in"));
    const recordsAMonth = (result.ledger.produced / 200) * 730 * 3600;
    expect(line?.quantity).toBeCloseTo((recordsAMonth * 5120) / GIB, 3);
  });

  test("prices by the GB", () => {
    const bill = billOf(firehose, { format: "parquet", bufferMb: 64 }, { roundedBytes: 100 * GIB });
    expect(Object.values(bill)).toEqual([expect.closeTo(2.9, 6), expect.closeTo(1.8, 6)]);
  });
});

describe("limits and faults", () => {
  test("producers that put one record a call get 2,000 calls a second", () => {
    const { result } = delivered({
      load: { arrivals: "constant", ratePerSecond: 3000, bytes: 100 },
      delivery: { recordsPerRequest: 1, recordTtlMs: 0 },
      seconds: 20,
    });
    expect(result.ledger.delivered).toBe(40_000);
    expect(result.ledger.dropped.delivery?.["over the quota until its time to live"]).toBe(result.ledger.produced - 40_000);
  });

  test("a destination that is away makes files late and loses none", () => {
    const faults: FaultSpec[] = [{ part: "delivery", fault: "outage", atMs: 50_500, durationMs: 100_000 }];
    const { result } = delivered({ load: { ratePerSecond: 50, bytes: 500 } }, faults);
    expect(result.ledger.delivered).toBe(result.ledger.produced);
    const calm = delivered({ load: { ratePerSecond: 50, bytes: 500 } }).result;
    expect(result.latency.raw?.maxMs ?? 0).toBeGreaterThan((calm.latency.raw?.maxMs ?? 0) + 50_000);
  });

  test("after a day away, what producers had put is gone", () => {
    const faults: FaultSpec[] = [{ part: "delivery", fault: "outage", atMs: 1000, durationMs: 25 * 3_600_000 }];
    const { result } = delivered({ load: { arrivals: "constant", ratePerSecond: 0.01, bytes: 500 }, seconds: 26 * 3600 }, faults);
    expect(result.ledger.balanced).toBe(true);
    // One record every 100 s: those of the first hour wait for more than a day, less the minute of their buffer.
    expect(result.ledger.dropped.delivery?.["destination away for too long"]).toBe(35);
  });

  test("delivery time-outs write records twice, windows change nothing, books add up (K6)", () => {
    const faults: FaultSpec[] = [
      { part: "delivery", fault: "errors", atMs: 55_250, durationMs: 30_000 },
      { part: "delivery", fault: "outage", atMs: 100_100, durationMs: 40_000 },
    ];
    const load = { ratePerSecond: 700, bytes: 3000 };
    const stream = { shards: 3, recordTtlMs: 3000 };
    const reference = delivered({ load, stream }, faults, 1000);
    expect(reference.result.ledger.redelivered).toBeGreaterThan(0);
    expect(reference.result.ledger.balanced).toBe(true);
    expect(reference.result.ledger.inFlight).toBe(0);
    for (const windowMs of [47.5, 333])
      expect(JSON.stringify(delivered({ load, stream }, faults, windowMs))).toBe(JSON.stringify(reference));
  });
});

test("headline, and a refusal", () => {
  expect(headlineOf(firehose, {})).toBe("JSON, gzip · 5 MB or 5 min");
  expect(refusalsOf(firehose, { format: "parquet" })).toHaveLength(1);
});
