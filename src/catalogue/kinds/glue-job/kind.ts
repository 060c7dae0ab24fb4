import { defineKind, field } from "../../contract.ts";
import { batchJob } from "../../families/jobs/batch-job.ts";
import { batchJobSwap } from "../../families/jobs/batch-job-swap.ts";
import {
  batchJobAdvice,
  batchJobFields,
  batchJobProblems,
  concurrentRuns,
  OPEN_FILE,
  rowsWritten,
  SPARK_AS_RUN,
  WRITE_FILE,
} from "../../fields/batch-job-fields.ts";
import { BATCH_JOB_LIMITS, batchJobFaults, executorNames } from "../../fields/batch-job-limits.ts";
import { BATCH_JOB_PORTS } from "../../fields/batch-job-ports.ts";
import { AWS_PRICES, AWS_SIZING, assumed, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { READ_ALONE, REPEATS_WRITTEN } from "../../causes/batch.ts";
import { INTERVAL_IS_POINT, ROWS_UNREAD } from "../../causes/unread.ts";
import { BATCH_JOB_REMARKS } from "../../remarks/jobs.ts";
import { every, plural } from "../../words.ts";

const GB = 1e9;
/** DPUs of a worker; a DPU is 4 vCPU and 16 GB, of which 10 GB are the executor's heap. */
const DPUS = { "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 } as const;
const SLOTS_PER_DPU = 4;
const HEAP_PER_DPU_BYTES = 10 * GB;

export const glueJob = defineKind({
  id: "glue-job",
  version: 1,
  family: "batch-job",
  title: "Glue job",
  alsoCalled: ["AWS Glue", "ETL"],
  nearestTo: ["dbt", "Talend", "Informatica"],
  summary: "A Spark job without machines to keep: begins by the clock or when told, reads files, writes files, is paid by the second.",
  layer: "process",
  ports: BATCH_JOB_PORTS,
  fields: {
    ...batchJobFields,
    workerType: field.choice({
      label: "Worker type",
      help: "Size of each worker in data processing units (DPU): 4 vCPU and 16 GB each.",
      default: "G.1X",
      options: [
        { value: "G.1X", label: "G.1X: 1 DPU" },
        { value: "G.2X", label: "G.2X: 2 DPU" },
        { value: "G.4X", label: "G.4X: 4 DPU" },
        { value: "G.8X", label: "G.8X: 8 DPU" },
      ],
      source: AWS_SIZING,
    }),
    workers: field.integer({
      label: "Workers",
      help: "Workers of a run; one of them runs the driver and does no tasks.",
      unit: "workers",
      default: 10,
      min: 2,
      max: 299,
      source: recalled("Glue console: 10 workers", "2026"),
    }),
    startUpMedianMs: field.number({
      label: "Start-up, median",
      help: "Time from the start of a run until its first worker works. Nobody pays for it.",
      unit: "ms",
      default: 35_000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      source: assumed("under a minute from Glue 2.0 on; half of that. facts/streaming.md 3.1"),
    }),
    startUpP99Ms: field.number({
      label: "Start-up, p99",
      help: "What one start in a hundred takes, or longer.",
      unit: "ms",
      default: 90_000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      source: assumed("log-normal with a spread of 0.4; facts/streaming.md 3.1"),
    }),
    concurrentRuns: field.integer({
      ...concurrentRuns,
      help: "Runs of this job under way together; a start beyond that is refused and fails.",
    }),
  },
  limits: [
    { name: "Runs of a job at a time", value: 1, unit: "run unless set", source: published("AWS Glue API: MaxConcurrentRuns", "2026") },
    { name: "Workers of a run", value: 299, unit: "G.1X workers", source: AWS_SIZING },
    {
      name: "Bookmarks",
      value: "off",
      unit: "unless set",
      source: recalled("job-bookmark-disable, the default of the option for job bookmarks", "2026"),
    },
    { name: "Least billed", value: 1, unit: "min a run", source: AWS_PRICES },
    ...BATCH_JOB_LIMITS,
    { name: "Opening a file", value: 78, unit: "ms of a core", source: OPEN_FILE },
    { name: "Writing a file", value: 288, unit: "ms of a core", source: WRITE_FILE },
    { name: "What Spark does", value: "S5 to S8, S11 to S13", unit: "of docs/engines.md", source: SPARK_AS_RUN },
  ],
  prices: [
    {
      dimension: "Runs",
      unit: "DPU-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => used(usage, "billedHours") * props.workers * DPUS[props.workerType],
      unitPriceUsd: () => 0.44,
    },
  ],
  headline: (props) =>
    `${every(props.everyMs)}, or when started · ${plural(props.workers, "worker")} ${props.workerType} · ${props.writes === "append" ? "append" : "overwrite"}`,
  behaviour: (props, ctx) =>
    batchJob(ctx, props, {
      executors: props.workers - 1,
      slotsEach: DPUS[props.workerType] * SLOTS_PER_DPU,
      memoryBytesEach: DPUS[props.workerType] * HEAP_PER_DPU_BYTES,
      startUp: { medianMs: props.startUpMedianMs, p99Ms: props.startUpP99Ms },
      spreadMs: 10_000,
      beyond: "refused",
    }),
  remarks: BATCH_JOB_REMARKS,
  causes: [READ_ALONE, REPEATS_WRITTEN, ROWS_UNREAD, INTERVAL_IS_POINT],
  makes: (props) => ({ files: rowsWritten(props) }),
  faults: batchJobFaults<{ readonly workers: number }>((props) => executorNames(props.workers - 1)),
  doc: {
    is: "A Spark program that AWS runs: workers come within a minute, read the files that have landed, do their steps stage by stage, write the result as files and are gone.",
    whenToUse:
      "Use it for work by the hour or the night: cleaning, another format, sessions and figures of whole hours, when nobody should keep a cluster and answers may be as old as the last run.",
    doesNotPromise:
      "A run that fails or is begun again reads its input again: with append its rows are there twice. What lands after a run began waits for the next. Not modelled: streaming (S2, S3, S9), types and names of files (S4, S7), bad lines (S10).",
    weighAgainst:
      "EMR runs the same program for about half the price an hour and has clusters to size and to keep; a stream processor answers within seconds and is paid all day; a warehouse does it in SQL where the data is loaded anyway.",
  },
  examples: [
    {
      title: "Everything again, each time",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        {
          id: "job",
          kind: "glue-job",
          settings: { everyMs: 120_000, startUpMedianMs: 5000, startUpP99Ms: 10_000, committer: "algorithm-1" },
        },
        { id: "clean", kind: "s3" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> clean.objects",
      ],
      expect: "Every run appends what the runs before it have written already; the second bucket holds each event many times.",
    },
    {
      title: "Sessions of what is new",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        {
          id: "job",
          kind: "glue-job",
          settings: {
            everyMs: 180_000,
            startUpMedianMs: 5000,
            startUpP99Ms: 10_000,
            reads: "new-files",
            events: false,
            validate: true,
            dedup: true,
            sessionize: true,
            aggregate: true,
          },
        },
        { id: "processed", kind: "s3" },
        { id: "athena", kind: "athena" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> processed.objects",
        "processed.objects -> athena.data",
      ],
      expect: "No event counts twice, and a session that is not over when a run begins is cut in two.",
    },
    {
      title: "A star of the last minutes, appended",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        {
          id: "job",
          kind: "glue-job",
          settings: {
            everyMs: 120_000,
            startUpMedianMs: 5000,
            startUpP99Ms: 10_000,
            reads: "new-files",
            events: false,
            dimension: "type2",
            facts: true,
          },
        },
        { id: "star", kind: "s3" },
        { id: "athena", kind: "athena" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> star.objects",
        "star.objects -> athena.data",
      ],
      expect: "Every run opens its users once more and closes nobody: users have several current rows. Overwriting partitions cures it.",
    },
    {
      title: "One job after the other",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        {
          id: "clean",
          kind: "glue-job",
          settings: { everyMs: 150_000, startUpMedianMs: 5000, startUpP99Ms: 10_000, validate: true, writes: "overwrite-partitions" },
        },
        { id: "silver", kind: "s3" },
        {
          id: "figures",
          kind: "glue-job",
          settings: { startUpMedianMs: 5000, startUpP99Ms: 10_000, events: false, aggregate: true, writes: "overwrite" },
        },
        { id: "gold", kind: "s3" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> clean.in",
        "clean.files -> silver.objects",
        "clean.done -> figures.start",
        "silver.objects -> figures.in",
        "figures.files -> gold.objects",
      ],
      expect: "Each run of the second job begins when one of the first has ended well, and replaces all figures.",
    },
  ],
  migrations: [],
  check: (props) => batchJobProblems(props),
  advise: (props) => batchJobAdvice(props),
  swap: batchJobSwap(
    {
      "cores that work": {
        fields: ["workers", "workerType"],
        read: (props) => (Number(props["workers"]) - 1) * SLOTS_PER_DPU * DPUS[props["workerType"] as keyof typeof DPUS],
        write: (cores) => ({ workers: Math.min(299, Math.max(2, 1 + Math.ceil(Number(cores) / SLOTS_PER_DPU))), workerType: "G.1X" }),
        words: (props) => plural((Number(props["workers"]) - 1) * SLOTS_PER_DPU * DPUS[props["workerType"] as keyof typeof DPUS], "core"),
      },
    },
    ["Runs beyond those that may be under way together are refused, and nothing is paid for the start-up."],
  ),
});
