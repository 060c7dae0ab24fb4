import type { Experiment } from "./experiment.ts";
import { startRun, stepTo } from "./observe.ts";
import { assert, must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { ObjectStore } from "../../src/engine/files/object-store.ts";
import { BatchJob } from "../../src/engine/jobs/batch-job.ts";
import { ScanEngine } from "../../src/engine/files/scan-engine.ts";
import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";

const HOUR_MS = 3_600_000;
const MB = 1e6;

/** Dates and cores as published; the drawing has as many dates to a core. */
const DATES = 1823;
const CORES = 144;
const DRAWN_CORES = 4;
const HOURS = 51;
const ROWS = 70_000;
/** Tasks that write the table. */
const WRITERS = 96;
/** What a run takes beside its tasks: its start, its commit, and the report of its end. */
const AROUND_MS = 5061;

/** A figure over all there is: what it writes is a file or two. */
const ONE_SUM = { windows: "tumbling", windowKey: "all", windowSizeMs: 86_400_000, partitionBy: "none", writes: "overwrite" };

type Table = { readonly files: number; readonly readSeconds: number };

/** A table of so many stored MB, written by 96 tasks and then read whole. */
function written(seed: number, storedMb: number, writing: Settings): Table {
  const bytes = Math.round((storedMb * MB * DRAWN_CORES) / CORES / ROWS);
  const workers = { machines: 1, startUpMs: 1, compressionRatio: 1 };
  const run = startRun(seed, {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: ROWS / (HOURS * 3600), records: ROWS, bytes } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: HOUR_MS, makingMedianMs: 1, makingP99Ms: 1, uploadMbPerSecond: 1250 } },
      { id: "raw", kind: "s3" },
      {
        id: "write",
        kind: "spark-job",
        settings: { ...workers, everyMs: (HOURS + 1) * HOUR_MS, dedup: true, adaptive: false, shufflePartitions: WRITERS, ...writing },
      },
      { id: "table", kind: "s3" },
      { id: "read", kind: "spark-job", settings: { ...workers, events: false, ...ONE_SUM } },
      { id: "answer", kind: "s3" },
    ],
    wires: [
      "load.out -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> write.in",
      "write.files -> table.objects",
      "write.done -> read.start",
      "table.objects -> read.in",
      "read.files -> answer.objects",
    ],
    workload: { durationMs: HOURS * HOUR_MS, drainMs: 4 * HOUR_MS },
  });
  const reader = run.machine.nodes.get("read");
  assert(reader instanceof BatchJob, "no job that reads");
  while (reader.attempts.open.length === 0 && !run.over) run.step();
  const attempt = must(reader.attempts.open[0], "the table was never read");
  const table = run.machine.nodes.get("table");
  assert(table instanceof ObjectStore, "no table");
  const readSeconds = (attempt.endsAtMs - attempt.beganAtMs - AROUND_MS) / 1000;
  return { files: table.usage()["putRequests"] ?? 0, readSeconds };
}

export const sparkSmallFiles: Experiment = {
  id: "spark-small-files-2024",
  title: "Spark: a table by date in 175,008 files, in 1,823, and in 96",
  evidence: "measured",
  source: "mwc360.github.io, post of 16 August 2024: partitioned writes on Fabric Spark with and without optimized write",
  setUp:
    "144 cores; a sales table of 1,823 dates, written as 96 tasks have its rows, or by date first, or without partitions; then a sum over all of it.",
  drawn:
    "4 cores, and 51 partitions, as many to a core: a source, files by the hour, a Spark job whose 96 tasks hold rows of all partitions, a second job that reads the table. Counts of files are given for 1,823 partitions.",
  fitted: "78 ms of a core for opening a file, on the read of 175,008.",
  rows: (seed) => {
    const count = { quantity: "count", unit: "files", digits: 0 } as const;
    const latency = { quantity: "latency", unit: "s", digits: 1 } as const;
    const scattered = written(seed, 20_327, {});
    const byDate = written(seed, 15_287, { layout: "by-partition", layoutTasks: 200 });
    const whole = written(seed, 12_767, { partitionBy: "none" });
    return [
      { ...count, what: "as tasks have rows, by date", published: 175_008, predicted: (scattered.files / HOURS) * DATES },
      { ...count, what: "rows of a date to one task first", published: 1823, predicted: (byDate.files / HOURS) * DATES },
      { ...count, what: "without partitions", published: 96, predicted: whole.files },
      { ...latency, what: "sum over 175,008 files", published: 95, predicted: scattered.readSeconds, fitted: true },
      {
        ...latency,
        what: "sum over 1,823 files",
        published: 5,
        predicted: byDate.readSeconds,
        missedBecause: "The sum read one column of the files; a job of the palette reads them whole, at 15 MB/s a core, which is assumed.",
      },
    ];
  },
};

/** One file of 75 GB, loaded by one COPY: seconds until its rows are there. */
function copied(seed: number, nodeType: string): number {
  const [bytes, records] = [8_000_000, 9375];
  const run = startRun(seed, {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 10, records, arrivals: "constant", bytes } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: HOUR_MS, makingMedianMs: 1, makingP99Ms: 1, uploadMbPerSecond: 1250 } },
      { id: "raw", kind: "s3" },
      { id: "warehouse", kind: "redshift", settings: { nodes: 4, loadEveryMs: 2 * HOUR_MS, nodeType } },
    ],
    wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> warehouse.data"],
    workload: { durationMs: HOUR_MS, drainMs: 4 * HOUR_MS },
  });
  const warehouse = run.machine.nodes.get("warehouse");
  assert(warehouse instanceof WarehouseCluster, "no warehouse");
  stepTo(run, 2 * HOUR_MS);
  while (warehouse.loads === 0 && !run.over) stepTo(run, run.simulation.now + 1000);
  assert(warehouse.visible.events === records, "not all rows were loaded at once");
  return run.simulation.now / 1000 - 7200;
}

export const redshiftCopy: Experiment = {
  id: "redshift-copy-2022",
  title: "Redshift: COPY of one file of 75 GB on three clusters",
  evidence: "measured",
  source: "ClickBench results, GitHub ClickHouse/ClickBench, Redshift of 4 nodes, 2022",
  setUp: "99,997,497 rows, 75 GB as CSV, in one file packed by gzip, loaded by 4 nodes with 2, 4 and 16 slices each.",
  drawn: "A source, one file, S3, Redshift; from the start of the COPY until its rows are there.",
  fitted: "39 MB/s a slice, on the cluster in the middle.",
  rows: (seed) => {
    const seconds = { quantity: "throughput", unit: "s", digits: 0 } as const;
    const missedBecause =
      "A slice reads 39 MB/s of a single file on every node type; the measured ones were 9 % slower on the smallest and 5 % faster on the largest.";
    return [
      { ...seconds, what: "4 x ra3.4xlarge, 16 slices", published: 1904, predicted: copied(seed, "ra3.4xlarge"), fitted: true },
      { ...seconds, what: "4 x ra3.xlplus, 8 slices", published: 2103, predicted: copied(seed, "ra3.xlplus"), missedBecause },
      { ...seconds, what: "4 x ra3.16xlarge, 64 slices", published: 1829, predicted: copied(seed, "ra3.16xlarge"), missedBecause },
    ];
  },
};

/** A query of Athena over a table of 95 hours, 27.02 MB, in folders by hour or in one; seconds. */
function asked(seed: number, overheadMs: number): { readonly hour: number; readonly whole: number } {
  const [hours, each] = [95, 100];
  const run = startRun(seed, {
    parts: [
      {
        id: "load",
        kind: "poisson-source",
        settings: { ratePerSecond: each / 3600, records: hours * each, arrivals: "constant", bytes: 2844 },
      },
      { id: "drop", kind: "batch-drop", settings: { everyMs: HOUR_MS, makingMedianMs: 1, makingP99Ms: 1, compressionRatio: 1 } },
      { id: "raw", kind: "s3" },
      {
        id: "flatten",
        kind: "spark-job",
        settings: { everyMs: (hours + 1) * HOUR_MS, partitionBy: "none", layout: "by-partition", compressionRatio: 1 },
      },
      { id: "flat", kind: "s3" },
      { id: "byHour", kind: "athena", settings: { columnShare: 1, overheadMs } },
      { id: "byNothing", kind: "athena", settings: { columnShare: 1, overheadMs } },
    ],
    wires: [
      "load.out -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> flatten.in",
      "flatten.files -> flat.objects",
      "raw.objects -> byHour.data",
      "flat.objects -> byNothing.data",
    ],
    workload: { durationMs: (hours + 1.5) * HOUR_MS },
  });
  stepTo(run, (hours + 1.4) * HOUR_MS);
  const seconds = (part: string): number => {
    const engine = run.machine.nodes.get(part);
    assert(engine instanceof ScanEngine, `${part} is no query engine`);
    const { now } = run.simulation;
    return (engine.query(now).doneAt - now) / 1000;
  };
  return { hour: seconds("byHour"), whole: seconds("byNothing") };
}

export const athenaPruning: Experiment = {
  id: "athena-partition-pruning",
  title: "Athena: one hour of a table in folders by hour, and all of it",
  evidence: "measured",
  source: "GitHub aws-samples/amazon-s3-datalake-handson, lab 4",
  setUp: "A table of 27.02 MB; a query of one hour reads 284.42 KB of it.",
  drawn:
    "A source, a file an hour for 95 hours, Athena over the folders; and a job that writes the same rows into one folder, with Athena over that.",
  fitted: "The fixed part of a query, on the hour.",
  rows: (seed) => {
    const latency = { quantity: "latency", unit: "s", digits: 2 } as const;
    const fitted = asked(seed, 2440);
    const plain = asked(seed, 1000);
    return [
      { ...latency, what: "one hour", published: 2.46, predicted: fitted.hour, fitted: true },
      {
        ...latency,
        what: "all of it",
        published: 4.66,
        predicted: fitted.whole,
        missedBecause: "The measured query took 82 ms for each MB; the kind reads 90 MB/s and does nothing with what it has read.",
      },
      {
        ...latency,
        what: "one hour, with the fixed part of the kind",
        published: 2.46,
        predicted: plain.hour,
        missedBecause: "The kind plans 1 s for what is not reading, as the smallest queries of ClickBench took.",
      },
    ];
  },
};
