import { defineKind, field } from "../../contract.ts";
import { partitionTask } from "../../families/jobs/partition-task.ts";
import { PARTITION_TASK_PORTS } from "../../fields/partition-task-ports.ts";
import { AWS_PRICES, assumed, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { PARTITION_TASK_REMARKS } from "../../remarks/partition-tasks.ts";
import { every } from "../../words.ts";

const LEAST_BILLED_MS = 10 * 60_000;

export const glueCrawler = defineKind({
  id: "glue-crawler",
  version: 1,
  family: "batch-job",
  title: "Glue crawler",
  alsoCalled: ["crawler"],
  summary: "Looks through a store by the clock or when told, and writes the partitions it finds into the catalogue.",
  layer: "process",
  ports: PARTITION_TASK_PORTS,
  fields: {
    everyMs: field.integer({
      label: "A run every",
      help: "Time between runs by its own clock. With a wire into Start whoever is wired there begins the runs instead.",
      unit: "ms",
      default: 3_600_000,
      min: 60_000,
      max: 604_800_000,
      source: recalled("schedules of at least 5 min; facts/streaming.md 3.1", "2026"),
    }),
    recrawl: field.choice({
      label: "A run looks at",
      help: "Everything: each run lists the whole prefix again. New folders: only what no run before has seen.",
      default: "everything",
      options: [
        { value: "everything", label: "everything" },
        { value: "new-folders", label: "new folders only" },
      ],
      source: recalled("RecrawlPolicy: CRAWL_EVERYTHING unless set; facts/streaming.md 3.1", "2026"),
    }),
    dpus: field.integer({
      label: "DPUs",
      help: "Data processing units of a run, for the bill.",
      unit: "DPUs",
      default: 2,
      min: 1,
      max: 100,
      source: assumed("a crawler is billed by the DPU-hour; how many it takes is not published"),
    }),
    runMedianMs: field.number({
      label: "A run takes, median",
      help: "Start and inference of the schema, before it lists what is there.",
      unit: "ms",
      default: 180_000,
      min: 1,
      max: 3_600_000,
      source: assumed("2 to 15 min a run; facts/streaming.md 3.1"),
    }),
    runP99Ms: field.number({
      label: "A run takes, p99",
      help: "What one run in a hundred takes, or longer.",
      unit: "ms",
      default: 900_000,
      min: 1,
      max: 7_200_000,
      advanced: true,
      source: assumed("2 to 15 min a run; facts/streaming.md 3.1"),
    }),
  },
  limits: [
    { name: "Least billed", value: 10, unit: "min a run", source: recalled("AWS Glue pricing: crawlers; facts/streaming.md 3.1", "2026") },
    { name: "A page of a listing", value: "1,000 keys in 100", unit: "ms", source: assumed("facts/streaming.md 3.1") },
  ],
  prices: [
    {
      dimension: "Runs",
      unit: "DPU-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => used(usage, "billedHours") * props.dpus,
      unitPriceUsd: () => 0.44,
    },
  ],
  headline: (props) => `${every(props.everyMs)} unless told · ${props.recrawl === "everything" ? "everything again" : "new folders"}`,
  behaviour: (props, ctx) =>
    partitionTask(ctx, {
      everyMs: props.everyMs,
      finds: props.recrawl === "everything" ? "listing" : "new-folders",
      startUp: { medianMs: props.runMedianMs, p99Ms: props.runP99Ms },
      perPartitionMs: 0,
      timeoutMs: null,
      leastBilledMs: LEAST_BILLED_MS,
    }),
  remarks: PARTITION_TASK_REMARKS,
  faults: [
    {
      id: "errors",
      label: "Runs fail",
      help: "Runs that would end meanwhile fail, and the catalogue learns nothing of what they found.",
      defaultDurationMs: 3_600_000,
    },
  ],
  doc: {
    is: "A program of Glue's that lists a prefix, looks into some files for their columns, and writes tables and partitions into the catalogue.",
    whenToUse:
      "Use it where files and their columns change without anybody saying so, and minutes until a new partition is seen do no harm.",
    doesNotPromise:
      "A partition that comes just after a run waits for the next one and the minutes that takes. Each run is billed for ten minutes. Not modelled: changes of columns that it finds.",
    weighAgainst:
      "ALTER TABLE ADD PARTITION in the pipeline that wrote the files takes a second and nothing is listed; partition projection needs no partitions; table formats keep the list beside the files.",
  },
  examples: [
    {
      title: "Seen when crawled",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "processed", kind: "s3" },
        { id: "crawler", kind: "glue-crawler", settings: { everyMs: 120_000, runMedianMs: 60_000, runP99Ms: 90_000 } },
        { id: "glue", kind: "glue-catalog" },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.aggregates -> processed.objects",
        "processed.objects -> crawler.objects",
        "crawler.partitions -> glue.partitions",
        "processed.objects -> athena.data",
        "glue.tables -> athena.catalog",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Rows of a new hour lie in S3 for minutes before a query finds them.",
    },
    {
      title: "After the job, not by the clock",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        { id: "job", kind: "glue-job", settings: { everyMs: 180_000, startUpMedianMs: 5000, startUpP99Ms: 10_000, reads: "new-files" } },
        { id: "clean", kind: "s3" },
        { id: "crawler", kind: "glue-crawler", settings: { recrawl: "new-folders", runMedianMs: 30_000, runP99Ms: 60_000 } },
        { id: "glue", kind: "glue-catalog" },
        { id: "athena", kind: "athena" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> clean.objects",
        "job.done -> crawler.start",
        "clean.objects -> crawler.objects",
        "crawler.partitions -> glue.partitions",
        "clean.objects -> athena.data",
        "glue.tables -> athena.catalog",
      ],
      expect: "Each run of the job is followed by one of the crawler, which is billed for ten minutes.",
    },
  ],
  migrations: [],
});
