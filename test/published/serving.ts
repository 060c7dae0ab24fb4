import type { Experiment } from "./experiment.ts";
import type { Settings } from "../../src/design/types.ts";
import { ratePerSecond, startRun, stepTo } from "./observe.ts";
import { assert, must } from "../../src/base/assert.ts";
import { athena } from "../../src/catalogue/kinds/athena/kind.ts";
import { ScanEngine } from "../../src/engine/files/scan-engine.ts";
import { billOf } from "../support/kind-bill.ts";

export const druidIngest: Experiment = {
  id: "druid-ingest-2014",
  title: "Druid: events taken in per core",
  evidence: "measured",
  source: "Yang et al., “Druid: A Real-time Analytical Data Store”, SIGMOD 2014 (white paper in GitHub apache/druid)",
  setUp: "Eight production streams of 6 to 57 columns on 96 cores: 609,817 events/s at their peaks.",
  drawn: "Source, Kafka, Druid with its 10,000 rows/s per task, one task per core; drawn at 1/16 (6 tasks) and offered more than it takes.",
  fitted: null,
  rows: (seed) => {
    const perSecond = ratePerSecond(
      seed,
      {
        parts: [
          { id: "events", kind: "poisson-source", settings: { ratePerSecond: 100_000, arrivals: "constant" } },
          { id: "kafka", kind: "kafka", settings: { instance: "m5.4xlarge", partitions: 6, key: "none", lingerMs: 0 } },
          { id: "druid", kind: "druid", settings: { ingestTasks: 6, dataNodes: 2 } },
        ],
        wires: ["events.out -> kafka.produce", "kafka.consume -> druid.ingest"],
        workload: { durationMs: 4000 },
      },
      "druid",
      1000,
      3000,
    );
    return [
      {
        what: "eight streams together",
        published: 609_817,
        predicted: 16 * perSecond,
        quantity: "throughput",
        unit: "events/s",
        digits: 0,
        missedBecause:
          "The streams differ by a factor of seven in events per second, and the kind has one figure for all: 10,000 rows/s a core, whereas their mean was 6,352.",
      },
    ];
  },
};

type Scan = { readonly seconds: number; readonly usd: number; readonly gigabytes: number };

const UNLIMITED = {
  instance: "other",
  ownNetworkMibPerSecond: 100_000,
  ownDiskMibPerSecond: 100_000,
  cpuMsPerMibWritten: 0,
  cpuMsPerMibRead: 0,
  brokers: 60,
  replicationFactor: 1,
  minInsyncReplicas: 1,
  key: "none",
  lingerMs: 0,
};

/** One query over a table of so many GB in files of so many MB: its time, and what it costs. */
function scan(seed: number, tableGb: number, settings: Settings, fileMb = 128): Scan {
  const bytes = 8_000_000;
  // One partition writes one file after the other; a table of many files may be written by many.
  const partitions = tableGb > 100 ? 60 : 1;
  const records = Math.round((tableGb * 1e9) / bytes);
  const run = startRun(seed, {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: records / 10, records, arrivals: "constant", bytes } },
      { id: "kafka", kind: "kafka", settings: { ...UNLIMITED, partitions, batchBytes: bytes } },
      {
        id: "connect",
        kind: "kafka-connect-s3",
        settings: { tasks: partitions, targetFileMb: fileMb, compressionRatio: 1, taskMbPerSecond: 500, rotateMs: 600_000 },
      },
      { id: "store", kind: "s3", settings: { prefixes: 10 } },
      { id: "athena", kind: "athena", settings },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> store.objects", "store.objects -> athena.data"],
    workload: { durationMs: 900_000 },
  });
  stepTo(run, 900_000);
  const engine = run.machine.nodes.get("athena");
  assert(engine instanceof ScanEngine, "athena is no query engine");
  const askedAt = run.simulation.now;
  const seconds = (engine.query(askedAt).doneAt - askedAt) / 1000;
  const { scannedBytes } = engine.usage();
  return { seconds, usd: must(billOf(athena, {}, { scannedBytes })["Bytes read"], "no price"), gigabytes: scannedBytes / 1e9 };
}

export const athenaFormats: Experiment = {
  id: "athena-formats-2017",
  title: "Athena: the same query over CSV and over Parquet",
  evidence: "measured",
  source: "AWS Big Data Blog, “Top 10 Performance Tuning Tips for Amazon Athena”, 2017",
  setUp: "A table of 1.15 TB as CSV, of 130 GB as Parquet; the query reads all of the first and 2.51 GB of the second.",
  drawn: "Source, Kafka and Kafka Connect that only fill S3 with files of 128 MB, then one query of Athena.",
  fitted: "54 readers at 90 MB/s, on the time of the first row.",
  rows: (seed) => {
    const csv = scan(seed, 1150, { columnShare: 1 });
    const parquet = scan(seed, 130, { columnShare: 2.51 / 130 });
    const latency = { quantity: "latency", unit: "s", digits: 2 } as const;
    const usd = { quantity: "money", unit: "USD a query", digits: 2 } as const;
    return [
      { ...latency, what: "CSV, time", published: 236, predicted: csv.seconds, fitted: true },
      { ...usd, what: "CSV, price", published: 5.75, predicted: csv.usd },
      {
        ...latency,
        what: "Parquet, time",
        published: 6.78,
        predicted: parquet.seconds,
        missedBecause:
          "The measured query spent some 6 s beside reading; the kind plans 1 s for a query, nearer to the 1.3 s of the smallest query of ClickBench in 2022.",
      },
      { ...usd, what: "Parquet, price", published: 0.01, predicted: parquet.usd },
    ];
  },
};

/** Fixed part of a query with which 100 files take what was published. */
const FITTED_OVERHEAD_MS = 2230;

export const athenaClickBench: Experiment = {
  id: "athena-clickbench-2022",
  title: "Athena: the median of 43 queries over one file and over a hundred",
  evidence: "measured",
  source: "ClickBench results, GitHub ClickHouse/ClickBench, Athena, 2022",
  setUp: "A flat table of 100 million rows, 14.8 GB of Parquet, as one file and as 100; each query alone, median of the best runs.",
  drawn: "As above; one query of Athena that reads 15 % of the bytes, as the kind has it.",
  fitted: "The fixed part of a query, on the row of 100 files; the last row is the kind as it comes.",
  rows: (seed) => {
    const latency = { quantity: "latency", unit: "s", digits: 2 } as const;
    const fitted = { overheadMs: FITTED_OVERHEAD_MS };
    return [
      { ...latency, what: "100 files", published: 2.8, predicted: scan(seed, 14.8, fitted, 148).seconds, fitted: true },
      { ...latency, what: "1 file (drawn as 3 of 5 GB)", published: 2.4, predicted: scan(seed, 14.8, fitted, 5000).seconds },
      {
        ...latency,
        what: "1 file, with the fixed part of the kind",
        published: 2.4,
        predicted: scan(seed, 14.8, {}, 5000).seconds,
        missedBecause:
          "The kind plans 1 s for what is not reading, as the smallest queries take; the median query works on its rows besides.",
      },
    ];
  },
};

export const athenaText: Experiment = {
  id: "athena-text-file",
  title: "Athena: questions to one text file of 21 GB",
  evidence: "measured",
  source: "GitHub josesaribeiro/read-big-file-aws-athena-glue",
  setUp: "One table of 335 million rows as text, 21 GB: a count by group, a filtered count, and the sum of one column.",
  drawn: "As above, 21 GB; text has no columns that could be left out, so that each query reads all of it.",
  fitted: "The fixed part of a query, on the first row; the last row is the kind as it comes.",
  rows: (seed) => {
    const fitted = scan(seed, 21, { columnShare: 1, overheadMs: 9800 });
    const plain = scan(seed, 21, { columnShare: 1 });
    const latency = { quantity: "latency", unit: "s", digits: 2 } as const;
    return [
      { ...latency, what: "count by group", published: 15.83, predicted: fitted.seconds, fitted: true },
      { ...latency, what: "filtered count", published: 14.37, predicted: fitted.seconds },
      { ...latency, what: "sum of one column", published: 19.68, predicted: fitted.seconds },
      {
        ...latency,
        what: "count by group, with the fixed part of the kind",
        published: 15.83,
        predicted: plain.seconds,
        missedBecause: "The kind reads and does not work: taking text apart and grouping 335 million rows cost nothing in it.",
      },
      { what: "read", published: 21, predicted: fitted.gigabytes, quantity: "throughput", unit: "GB", digits: 1 },
    ];
  },
};
