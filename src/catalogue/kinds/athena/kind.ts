import { defineKind, field } from "../../contract.ts";
import { ANSWERS_SQL, COLUMNS_READ, queriesAtOnce } from "../../families/warehouse/swap.ts";
import { scanEngine } from "../../families/store.ts";
import { ATHENA_GUIDE, S3_GUIDE, assumed, derived, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { percent } from "../../words.ts";
import { PARTITIONS_UNKNOWN } from "../../causes/files.ts";
import { SCAN_ENGINE_REMARKS } from "../../remarks/files.ts";

const MB = 1e6;
const TB = 1e12;

export const athena = defineKind({
  id: "athena",
  version: 1,
  family: "query-engine",
  title: "Athena",
  alsoCalled: ["Amazon Athena"],
  nearestTo: ["Trino", "Presto", "Hive", "Dremio", "DuckDB"],
  summary: "Runs SQL over files in S3; nothing runs between two queries, and each pays for what it reads.",
  layer: "serve",
  fillsDimensions: true,
  ports: [
    {
      id: "data",
      label: "Files",
      direction: "in",
      carries: ["files"],
      required: true,
      partners: ["object-store"],
      help: "Stores whose files the tables lie in.",
    },
    {
      id: "catalog",
      label: "Catalogue",
      direction: "in",
      carries: ["partitions"],
      partners: ["catalogue"],
      max: 1,
      help: "Says which tables and partitions exist. Without it every query lists the store.",
    },
    { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "Answers for dashboards and endpoints." },
  ],
  fields: {
    columnShare: field.number({
      label: "Columns read",
      help: "Share of a table's bytes that the columns of one query take. Parquet reads only those.",
      unit: "share",
      default: 0.15,
      min: 0.001,
      max: 1,
      source: assumed("10 to 20 %; facts/storage.md 2.2"),
    }),
    concurrency: field.integer({
      label: "Queries at once",
      help: "Queries that run side by side; more wait.",
      unit: "queries",
      default: 25,
      min: 1,
      max: 500,
      source: { ...ATHENA_GUIDE, text: `${ATHENA_GUIDE.text}: the example of 25 running and queued queries` },
    }),
    overheadMs: field.number({
      label: "Fixed part of a query",
      help: "Time to queue and plan a query, whatever it reads.",
      unit: "ms",
      default: 1000,
      min: 0,
      max: 60_000,
      source: assumed("0.5 to 5 s; the smallest ClickBench query took 1.3 s. facts/storage.md 2.3"),
    }),
    parallelReaders: field.integer({
      label: "Readers of a query",
      help: "Files one query reads side by side; files over 128 MiB count in pieces of that size.",
      unit: "readers",
      default: 54,
      min: 1,
      max: 1000,
      advanced: true,
      // 1.15 TB of CSV in 236 s is 4.87 GB/s; at 90 MB/s a connection that is 54.
      source: derived("AWS's example of 1.15 TB in 236 s (4.87 GB/s) at 90 MB/s a connection", "2017"),
    }),
    firstByteMs: field.number({
      label: "First byte of a file",
      help: "Time until S3 sends the first byte of a file.",
      unit: "ms",
      default: 15,
      min: 0,
      max: 10_000,
      advanced: true,
      source: assumed("median 15 ms in the region (p90 20 ms measured from EC2 in 2019); facts/storage.md 2.1"),
    }),
  },
  limits: [
    { name: "Least billed per query", value: 10, unit: "MB", source: published("AWS Big Data Blog, Athena tuning tips", "2017") },
    { name: "Speed of a connection to S3", value: 90, unit: "MB/s", source: S3_GUIDE },
    {
      name: "Fixed part of a query",
      value: "0.5 to 5",
      unit: "s",
      source: assumed("smallest ClickBench query 1.3 s; facts/storage.md 2.3"),
    },
    { name: "Partitions of one query", value: 1_000_000, unit: "partitions", source: ATHENA_GUIDE, note: "Not enforced in a run." },
  ],
  prices: [
    {
      dimension: "Bytes read",
      unit: "TB",
      source: published("AWS Big Data Blog, Athena tuning tips: 5 USD per TB, 10 MB at least per query", "2017"),
      quantity: (usage) => used(usage, "scannedBytes") / TB,
      unitPriceUsd: () => 5,
    },
  ],
  headline: (props) => `reads ${percent(props.columnShare)} of the bytes · ${props.concurrency} at once`,
  behaviour: (props, ctx) =>
    scanEngine(ctx, {
      overheadMs: props.overheadMs,
      bytesPerSecond: 90 * MB,
      firstByteMs: props.firstByteMs,
      parallelReaders: props.parallelReaders,
      concurrency: props.concurrency,
      minimumScanBytes: 10 * MB,
      columnShare: props.columnShare,
    }),
  remarks: SCAN_ENGINE_REMARKS,
  causes: [PARTITIONS_UNKNOWN],
  faults: [
    {
      id: "throttle",
      label: "S3 throttles",
      help: "S3 slows its answers, so reading files takes four times as long.",
      defaultDurationMs: 120_000,
    },
    {
      id: "queueing",
      label: "Slots taken",
      help: "Other users of the account take every query slot, and queries wait for them.",
      defaultDurationMs: 60_000,
    },
  ],
  doc: {
    is: "A query service without servers of yours: it asks the catalogue for partitions, reads the columns it needs from their files, and answers.",
    whenToUse:
      "Use it for questions now and then over large data, for tens of users who can wait seconds, and when nothing should run while nobody asks.",
    doesNotPromise:
      "No answer within a second, no rows that are not yet in a file, and no protection from a query that reads everything: it is only paid.",
    weighAgainst:
      "Redshift and Druid answer under a second and cost the same whether asked or not; two ra3.4xlarge a month pay for 952 TB of Athena reads. Fewer, larger files and partitions by hour decide its speed and price.",
  },
  examples: [
    {
      title: "Figures from files",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "processed", kind: "s3" },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.aggregates -> processed.objects",
        "processed.objects -> athena.data",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Answers take seconds, and figures are as old as the last checkpoint.",
    },
    {
      title: "One query at a time",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "processed", kind: "s3" },
        { id: "athena", kind: "athena", settings: { concurrency: 1 } },
        { id: "dashboard", kind: "dashboard", settings: { viewers: 12 } },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.aggregates -> processed.objects",
        "processed.objects -> athena.data",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Each query takes a second, and they wait for each other: the p99 is several seconds.",
    },
  ],
  migrations: [],
  swap: {
    roles: { data: "files", rows: "answers" },
    meanings: {
      "queries at once": queriesAtOnce("concurrency", 500),
      "columns read": COLUMNS_READ,
      // A query reads the newest hour of its table, and nothing says another one.
      "a query looks at": { fields: [], read: () => "last-hours", write: () => null, words: () => "the last hours" },
      "hours looked back": { fields: [], read: () => 1, write: () => null, words: () => "1 hour" },
    },
    fixed: ["A query reads the files of the newest hour where they lie, and is paid by what it reads."],
    place: ANSWERS_SQL,
  },
});
