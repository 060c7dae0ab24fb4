import { defineKind, field } from "../../contract.ts";
import { shareOf } from "../../drawing/fault-amounts.ts";
import { batchJob } from "../../families/jobs/batch-job.ts";
import { batchJobSwap } from "../../families/jobs/batch-job-swap.ts";
import { batchJobAdvice, batchJobFields, batchJobProblems, concurrentRuns, rowsWritten } from "../../fields/batch-job-fields.ts";
import { BATCH_JOB_LIMITS, batchJobFaults, executorNames } from "../../fields/batch-job-limits.ts";
import { BATCH_JOB_PORTS } from "../../fields/batch-job-ports.ts";
import { assumed, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { READ_ALONE, REPEATS_WRITTEN } from "../../causes/batch.ts";
import { INTERVAL_IS_POINT, ROWS_UNREAD } from "../../causes/unread.ts";
import { BATCH_JOB_REMARKS } from "../../remarks/jobs.ts";
import { every, plural } from "../../words.ts";

/** An m5.xlarge, or a worker of EMR Serverless as it comes: 4 vCPU and 16 GB, of which 12 GB are left to executors. */
const CORES = 4;
const MEMORY_GB = 16;
const HEAP_BYTES = 12e9;
const INSTANCE_USD = 0.192 + 0.048;

/** From the start of a run until its first machine works (facts/streaming.md 2.4). */
const START_UP = {
  "emr-cluster": { medianMs: 10_000, p99Ms: 25_000 },
  "emr-per-run": { medianMs: 430_000, p99Ms: 760_000 },
  serverless: { medianMs: 90_000, p99Ms: 150_000 },
} as const;

const PLACES = {
  "emr-cluster": "standing cluster",
  "emr-per-run": "cluster per run",
  serverless: "serverless",
} as const;

const EMR_PRICES = recalled("EMR on m5.xlarge: 0.192 for the instance and 0.048 for EMR an hour; facts/streaming.md 2.4", "2026");
const SERVERLESS_PRICES = recalled("EMR Serverless: 0.052624 a vCPU-hour, 0.0057785 a GB-hour; facts/streaming.md 2.4", "2026");

export const sparkJob = defineKind({
  id: "spark-job",
  version: 1,
  family: "batch-job",
  title: "Spark job (EMR)",
  alsoCalled: ["Spark", "EMR", "Apache Spark", "PySpark"],
  nearestTo: ["Databricks job", "Dataproc", "Hadoop", "MapReduce"],
  summary: "The same program on machines you choose: a cluster that stands, one for each run, or EMR Serverless.",
  layer: "process",
  ports: BATCH_JOB_PORTS,
  fields: {
    ...batchJobFields,
    runsOn: field.choice({
      label: "Runs on",
      help: "A standing cluster begins within seconds and is paid all month; one for each run takes minutes to start; EMR Serverless is paid for what it uses.",
      default: "emr-cluster",
      options: [
        { value: "emr-cluster", label: "EMR cluster that stands" },
        { value: "emr-per-run", label: "EMR cluster for each run" },
        { value: "serverless", label: "EMR Serverless" },
      ],
    }),
    machines: field.integer({
      label: "Machines",
      help: "Machines that do tasks: 4 vCPU and 16 GB each. One more runs the driver, or is the primary node of a cluster.",
      unit: "machines",
      default: 4,
      min: 1,
      max: 1000,
    }),
    startUpMs: field.optionalNumber({
      label: "Start-up",
      help: "Time from the start of a run until its first machine works, where you know it.",
      absent: "as where it runs: 10 s, 7 min or 90 s in the median",
      unit: "ms",
      default: null,
      whenGiven: 60_000,
      min: 1,
      max: 7_200_000,
      advanced: true,
      source: assumed("log-normal; facts/streaming.md 2.4 and published starts of pools, 5 s to 4 min (D12)"),
    }),
    concurrentRuns: field.integer({
      ...concurrentRuns,
      help: "Runs under way together, each with its share of the machines; further ones wait for their turn.",
    }),
  },
  limits: [
    { name: "Start on a standing cluster", value: 10, unit: "s in the median", source: assumed("5 to 20 s; facts/streaming.md 2.4") },
    { name: "Start of a cluster", value: "5 to 10", unit: "min", source: recalled("EMR on EC2; facts/streaming.md 2.4", "2026") },
    {
      name: "Start of serverless workers",
      value: "1 to 2",
      unit: "min cold",
      source: recalled("EMR Serverless; facts/streaming.md 2.4", "2026"),
    },
    { name: "A lost machine is noticed", value: 120, unit: "s", source: recalled("spark.network.timeout", "2026") },
    { name: "Steps at a time", value: 1, unit: "unless set", source: published("Amazon EMR API: StepConcurrencyLevel", "2026") },
    ...BATCH_JOB_LIMITS,
  ],
  prices: [
    {
      dimension: "Machines",
      unit: "instance-hours",
      source: EMR_PRICES,
      quantity: (usage, { runsOn, machines }) =>
        runsOn === "serverless" ? 0 : used(usage, runsOn === "emr-cluster" ? "hours" : "clusterHours") * (machines + 1),
      unitPriceUsd: () => INSTANCE_USD,
    },
    {
      dimension: "Serverless processors",
      unit: "vCPU-hours",
      source: SERVERLESS_PRICES,
      quantity: (usage, { runsOn, machines }) => (runsOn === "serverless" ? used(usage, "billedHours") * (machines + 1) * CORES : 0),
      unitPriceUsd: () => 0.052624,
    },
    {
      dimension: "Serverless memory",
      unit: "GB-hours",
      source: SERVERLESS_PRICES,
      quantity: (usage, { runsOn, machines }) => (runsOn === "serverless" ? used(usage, "billedHours") * (machines + 1) * MEMORY_GB : 0),
      unitPriceUsd: () => 0.0057785,
    },
  ],
  headline: (props) => `${every(props.everyMs)}, or when started · ${plural(props.machines, "machine")}, ${PLACES[props.runsOn]}`,
  behaviour: (props, ctx) =>
    batchJob(ctx, props, {
      executors: props.machines,
      slotsEach: CORES,
      memoryBytesEach: HEAP_BYTES,
      startUp: props.startUpMs === null ? START_UP[props.runsOn] : { medianMs: props.startUpMs, p99Ms: props.startUpMs },
      spreadMs: props.runsOn === "emr-cluster" ? 3000 : 10_000,
      beyond: "queued",
    }),
  remarks: BATCH_JOB_REMARKS,
  causes: [READ_ALONE, REPEATS_WRITTEN, ROWS_UNREAD, INTERVAL_IS_POINT],
  makes: (props) => ({ files: rowsWritten(props) }),
  faults: [
    ...batchJobFaults<{ readonly machines: number }>((props) => executorNames(props.machines)),
    {
      id: "spot-interruption",
      label: "Spot machines reclaimed",
      help: "Half the machines are taken away at once. Their tasks run again on the others, which take twice as long.",
      defaultDurationMs: 600_000,
      amount: shareOf("of the machines that is taken", 0.5),
    },
  ],
  doc: {
    is: "A Spark program on EMR: the driver cuts files into splits, executors work through tasks stage by stage and hand rows on by shuffles, and a committer makes the result visible.",
    whenToUse:
      "Use it for large batches with joins and sessions, when the machines should be chosen, tuned or shared, or when a standing cluster has other work to do.",
    doesNotPromise:
      "A run begun again reads its input again. A lost machine costs what lay on it, and spot machines do get lost. Not modelled: streaming (S2, S3, S9), types and names of files (S4, S7), bad lines (S10), and other jobs that share the cluster.",
    weighAgainst:
      "Glue starts within a minute with nothing to keep, and costs 0.44 a DPU-hour against 0.24 for a machine of the same size; a stream processor has no start-up and no intervals.",
  },
  examples: [
    {
      title: "Spot machines in the middle of a run",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        {
          id: "job",
          kind: "spark-job",
          settings: { everyMs: 180_000, machines: 4, validate: true, dedup: true, sessionize: true, writes: "overwrite-partitions" },
        },
        { id: "out", kind: "s3" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> out.objects",
      ],
      expect: "Half the machines go, tasks run again, and the tables are those of a run without trouble, later.",
    },
    {
      title: "A cluster for each run",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 100 } },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 1000, makingMedianMs: 100, makingP99Ms: 300, pollMs: 500 } },
        { id: "raw", kind: "s3" },
        {
          id: "job",
          kind: "spark-job",
          settings: { everyMs: 3000, runsOn: "emr-per-run", startUpMs: 2000, reads: "new-files", layout: "by-partition" },
        },
        { id: "out", kind: "s3" },
      ],
      wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> job.in", "job.files -> out.objects"],
      expect: "Each run takes what is new, and a start while one is under way waits for its turn.",
    },
  ],
  migrations: [],
  check: (props) => batchJobProblems(props),
  advise: (props, measured, seconds) => [
    ...batchJobAdvice(props),
    ...(props.runsOn === "emr-cluster" && seconds > 0 && used(measured, "billedHours") * 3600 < seconds / 10 && used(measured, "turns") > 1
      ? [
          {
            field: "runsOn",
            message:
              "The cluster stands all month and works less than a tenth of the time. EMR Serverless, or a cluster for each run, is paid for the work alone.",
          },
        ]
      : []),
  ],
  swap: batchJobSwap(
    {
      "cores that work": {
        fields: ["machines"],
        read: (props) => Number(props["machines"]) * CORES,
        write: (cores) => ({ machines: Math.min(1000, Math.max(1, Math.ceil(Number(cores) / CORES))) }),
        words: (props) => plural(Number(props["machines"]) * CORES, "core"),
      },
    },
    ["Runs beyond those that may be under way together wait for their turn."],
  ),
});
