import { defineKind, field } from "../../contract.ts";
import { partitionDiscovery } from "../../families/store.ts";
import { AWS_PRICES, LAMBDA_GUIDE, assumed, published } from "../../prices/sources.ts";
import { MILLION, used } from "../../prices/usage.ts";
import { every } from "../../words.ts";
import { DISCOVERY_REMARKS } from "../../remarks/files.ts";

// Python or Node: log-normal, median 220 ms, log-sigma 0.4 (facts/streaming.md 4); p99 = 220 x exp(2.326 x 0.4) = 558.
const COLD_START = { medianMs: 220, p99Ms: 558 };
const COLD_START_SOURCE = published("Cold-start measurements of three 2026 pages (hivebook, bitslovers, arcadegame), secondary", "2026");

export const lambdaPartitionDiscovery = defineKind({
  id: "lambda-partition-discovery",
  version: 1,
  family: "batch-job",
  title: "Partition discovery (Lambda)",
  summary: "A function that tells the catalogue about new partitions, at each new file or on a schedule.",
  layer: "process",
  ports: [
    {
      id: "objects",
      label: "Files",
      direction: "in",
      carries: ["files"],
      required: true,
      partners: ["object-store"],
      help: "The store whose new files are looked at.",
    },
    {
      id: "partitions",
      label: "Partitions",
      direction: "out",
      carries: ["partitions"],
      required: true,
      partners: ["catalogue"],
      help: "Partitions to register.",
    },
  ],
  fields: {
    trigger: field.choice({
      label: "Runs",
      help: "At each new file: a call per file, the partition is known within seconds. On a schedule: the whole prefix is listed each time, slower the more files there are.",
      default: "on-write",
      options: [
        { value: "on-write", label: "at each new file" },
        { value: "scheduled", label: "on a schedule" },
      ],
    }),
    intervalMs: field.integer({
      label: "Schedule",
      help: "Time between two runs on a schedule. Has no effect when it runs at each new file.",
      unit: "ms",
      default: 300_000,
      min: 60_000,
      max: 86_400_000,
      step: 60_000,
    }),
    workMs: field.number({
      label: "Register takes",
      help: "Time to register the partition of a file, when it is new or not.",
      unit: "ms",
      default: 1000,
      min: 1,
      max: 900_000,
      source: assumed("about 1 s per file batch with ADD PARTITION IF NOT EXISTS; facts/streaming.md 3.1"),
    }),
    concurrency: field.integer({
      label: "Calls at once",
      help: "Calls that may run side by side; more wait.",
      unit: "calls",
      default: 10,
      min: 1,
      max: 1000,
    }),
    memoryMb: field.integer({
      label: "Memory",
      help: "MB of the function; 1,769 MB come with one full vCPU. Time is paid by memory.",
      unit: "MB",
      default: 256,
      min: 128,
      max: 10_240,
      source: LAMBDA_GUIDE,
    }),
    listPageMs: field.number({
      label: "List 1,000 files",
      help: "Time for one page of 1,000 keys when a prefix is listed.",
      unit: "ms",
      default: 100,
      min: 1,
      max: 10_000,
      advanced: true,
      source: assumed("100 ms per page of 1,000 keys; facts/streaming.md 3.1"),
    }),
  },
  limits: [
    { name: "Cold start", value: "log-normal, median 220, p99 558", unit: "ms", source: COLD_START_SOURCE },
    { name: "Calls at once in the account", value: 1000, unit: "calls", source: LAMBDA_GUIDE, note: "Not enforced in a run." },
    { name: "Longest call", value: 15, unit: "min", source: LAMBDA_GUIDE, note: "Not enforced in a run." },
    { name: "Page of a listing", value: 1000, unit: "keys", source: assumed("1,000 keys per LIST page; facts/streaming.md 3.1") },
  ],
  prices: [
    {
      dimension: "Calls",
      unit: "million calls",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "invocations") / MILLION,
      unitPriceUsd: () => 0.2,
    },
    {
      dimension: "Time",
      unit: "GB-seconds",
      source: AWS_PRICES,
      quantity: (usage, props) => ((used(usage, "busyMs") / 1000) * props.memoryMb) / 1024,
      unitPriceUsd: () => 0.0000166667,
    },
  ],
  headline: (props) => (props.trigger === "on-write" ? "at each new file" : `${every(props.intervalMs)}`),
  behaviour: (props, ctx) =>
    partitionDiscovery(ctx, {
      trigger: props.trigger,
      intervalMs: props.intervalMs,
      coldStart: COLD_START,
      workMs: props.workMs,
      listPageMs: props.listPageMs,
      concurrency: props.concurrency,
    }),
  remarks: DISCOVERY_REMARKS,
  faults: [
    {
      id: "throttle",
      label: "Calls refused",
      help: "The account has used up its concurrency. Calls are kept and run afterwards, so partitions become known later.",
      defaultDurationMs: 300_000,
    },
  ],
  doc: {
    is: "A small function between a store and its catalogue: it reads the name of a new file and registers the hour it belongs to. Doing it twice changes nothing.",
    whenToUse: "Use it when files arrive by themselves and a query must find a new hour within seconds.",
    doesNotPromise:
      "It looks at names and not into files. A call that fails for good leaves a hole in the catalogue until somebody lists the prefix.",
    weighAgainst:
      "Partition projection needs no function at all; a crawler also finds new columns and is minutes late; MSCK REPAIR lists everything and can time out on large tables.",
  },
  examples: [
    {
      title: "At each new file",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 60_000 } },
        { id: "raw", kind: "s3" },
        { id: "discovery", kind: "lambda-partition-discovery" },
        { id: "glue", kind: "glue-catalog" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> discovery.objects",
        "discovery.partitions -> glue.partitions",
      ],
      expect: "A new hour is known about a second after its first file.",
    },
    {
      title: "Once an hour",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3" },
        { id: "raw", kind: "s3" },
        { id: "discovery", kind: "lambda-partition-discovery", settings: { trigger: "scheduled", intervalMs: 3_600_000 } },
        { id: "glue", kind: "glue-catalog" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> discovery.objects",
        "discovery.partitions -> glue.partitions",
      ],
      expect: "A new hour stays invisible for up to an hour.",
    },
  ],
  migrations: [],
});
