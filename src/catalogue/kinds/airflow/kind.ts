import { TASK_FAMILIES } from "../../fields/task-ports.ts";
import { defineKind } from "../../contract.ts";
import { shareOf } from "../../drawing/fault-amounts.ts";
import { RUNS_QUEUE, RUNS_SELDOM, TASK_LEFT_FAILED, WAITED_FOR_SLOT } from "../../causes/pipelines.ts";
import { orchestrator } from "../../families/pipelines/orchestrator.ts";
import { AWS_PRICES, assumed, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { ORCHESTRATOR_REMARKS } from "../../remarks/orchestrators.ts";
import { duration, every, plural } from "../../words.ts";
import { orchestratorSwap } from "../../families/pipelines/orchestrator-swap.ts";
import { AIRFLOW_FIELDS, AIRFLOW_RAN, MWAA_GUIDE, SIZES, parseTaskRules } from "./fields.ts";
import type { Size } from "./fields.ts";

/** Rows of the metadata database that a try of a task leaves: instance, log lines kept there, XCom. */
const GB_PER_TRY = 10_000 / 1e9;

const priceOf = (size: Size) => (size === "self-hosted" ? null : SIZES[size]);

export const airflow = defineKind({
  id: "airflow",
  version: 1,
  family: "orchestrator",
  title: "Airflow (MWAA)",
  alsoCalled: ["MWAA", "Apache Airflow", "orchestrator", "DAG"],
  nearestTo: ["Cloud Composer", "Dagster", "Prefect", "Luigi", "Oozie", "Azure Data Factory"],
  summary: "Begins jobs in the order of the drawing, a run for every tick, and goes on from the task that failed.",
  layer: "govern",
  ports: [
    {
      id: "triggers",
      label: "First tasks",
      direction: "out",
      carries: ["triggers"],
      required: true,
      partners: TASK_FAMILIES,
      help: "Tasks that wait for nothing but the tick. Those after them hang on their Done.",
    },
  ],
  fields: AIRFLOW_FIELDS,
  limits: [
    { name: "Active runs of a DAG", value: 16, unit: "runs unless set", source: AIRFLOW_RAN },
    { name: "Default pool", value: 128, unit: "slots unless set", source: AIRFLOW_RAN },
    {
      name: "What Airflow does",
      value: "A1 to A11",
      unit: "of docs/engines.md",
      source: AIRFLOW_RAN,
      note: "Not modelled: how the command line picks tasks (A4), a second backfill that is refused and tasks of a backfill that overtake each other (A5), the stale tick of a file that is parsed seldom (A11).",
    },
    { name: "Tasks of a worker", value: "5, 10, 20", unit: "small, medium, large", source: MWAA_GUIDE },
    { name: "Workers", value: 25, unit: "at most", source: MWAA_GUIDE },
    { name: "Task start", value: "log-normal, median 4, p99 12.8", unit: "s", source: assumed("facts/streaming.md 3.2") },
    { name: "Lost worker found", value: 300, unit: "s", source: recalled("task heartbeat time-out; facts/streaming.md 3.2", "2026") },
    {
      name: "Scheduler",
      value: "285, 541, 698",
      unit: "tasks/min with 1, 2, 3",
      source: recalled("Astronomer 2020; facts/streaming.md 3.2", "2020"),
      note: "Not enforced in a run.",
    },
  ],
  prices: [
    {
      dimension: "Environment",
      unit: "hours",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "hours"),
      unitPriceUsd: ({ size, ownUsdPerHour }) => priceOf(size)?.usdPerHour ?? ownUsdPerHour,
    },
    {
      dimension: "Workers beside the first",
      unit: "hours",
      source: AWS_PRICES,
      quantity: (usage, { size }) => (size === "self-hosted" ? 0 : used(usage, "extraWorkerHours")),
      unitPriceUsd: ({ size }) => priceOf(size)?.workerUsdPerHour ?? SIZES["mw1.small"].workerUsdPerHour,
    },
    {
      dimension: "Metadata database",
      unit: "GB-months",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; 10 kB for a try of a task assumed` },
      quantity: (usage, { size }) => (size === "self-hosted" ? 0 : used(usage, "taskTries") * GB_PER_TRY),
      unitPriceUsd: () => 0.1,
    },
  ],
  headline: (props) => `${every(props.everyMs)} · ${plural(props.retries, "retry", "retries")} · ${props.size}`,
  behaviour: (props, ctx) => {
    const rules = parseTaskRules(props.taskRules);
    return orchestrator(ctx, {
      schedule: { everyMs: props.everyMs, offsetMs: props.offsetMs, interval: props.interval },
      catchup: props.catchup,
      startedBeforeMs: props.startedBeforeMs,
      maxActiveRuns: props.maxActiveRuns,
      slots: { poolSlots: props.poolSlots, maxActiveTasks: props.maxActiveTasks },
      slotsPerWorker: priceOf(props.size)?.slots ?? props.ownSlots,
      leastWorkers: props.leastWorkers,
      mostWorkers: props.mostWorkers,
      startDelay: { medianMs: props.startMedianMs, p99Ms: props.startP99Ms },
      retry: { retries: props.retries, delayMs: props.retryDelayMs, multiplier: props.retryBackoff },
      dependsOnPast: props.dependsOnPast,
      ruleOf: (task) => (typeof rules === "string" ? undefined : rules.get(task)) ?? props.triggerRule,
      ruled: typeof rules === "string" ? [] : [...rules.keys()],
      failsFast: false,
      executionTimeoutMs: props.executionTimeoutMs,
      runTimeoutMs: props.runTimeoutMs,
      clear: props.clearAfterMs === null ? null : { afterMs: props.clearAfterMs, what: props.clears },
      backfill:
        props.backfillAtMs === null
          ? null
          : {
              atMs: props.backfillAtMs,
              reachMs: props.backfillReachMs,
              reprocess: props.backfillReprocess,
              maxActiveRuns: props.backfillActiveRuns,
            },
    });
  },
  remarks: ORCHESTRATOR_REMARKS,
  causes: [TASK_LEFT_FAILED, RUNS_SELDOM, WAITED_FOR_SLOT, RUNS_QUEUE],
  faults: [
    {
      id: "outage",
      label: "Scheduler away",
      help: "Tasks that run go on; nothing new begins and no end is followed up until it is back.",
      defaultDurationMs: 1_800_000,
    },
    {
      id: "crash",
      label: "Worker lost",
      help: "Its tasks send no heartbeat and count as failed after 300 s. Jobs they had begun elsewhere go on unseen.",
      defaultDurationMs: 180_000,
      targets: ({ mostWorkers, leastWorkers }) =>
        Array.from({ length: Math.max(leastWorkers, mostWorkers) }, (_, worker) => `worker-${worker}`),
    },
    {
      id: "database-outage",
      label: "Metadata database away",
      help: "No state can be read or written: nothing begins until it is back.",
      defaultDurationMs: 600_000,
    },
    {
      id: "paused",
      label: "DAG paused",
      help: "A person pauses the DAG. When it is unpaused the newest tick has its run, or all of them with catchup.",
      defaultDurationMs: 18_000_000,
    },
    {
      id: "pool-shrunk",
      label: "Pool shrunk",
      help: "A person leaves the pool half of its slots, or another share. Tasks that have a slot keep it.",
      amount: shareOf("of its slots it keeps", 0.5),
      defaultDurationMs: 3_600_000,
    },
  ],
  doc: {
    is: "A scheduler with a database: it knows the state of every task of every run, and begins a task when those before it have ended as its rule says.",
    whenToUse:
      "Use it for pipelines of several steps that must go on after a failure from the step that failed, with retries, backfills and a record of what ran.",
    doesNotPromise:
      "Nothing of what a task does: one that appends and runs twice leaves rows twice. Not modelled: Airflow 2's limit of tasks over all runs, soft_fail, several schedulers, and of A4, A5 and A11 what the limits name.",
    weighAgainst:
      "A crontab costs nothing and reruns everything or nothing. Step Functions are paid per transition and have no backfill. Streams have no runs to fail.",
  },
  examples: [
    {
      title: "A run a minute",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true } },
        { id: "dag", kind: "airflow", settings: { everyMs: 60_000, mostWorkers: 2 } },
      ],
      wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> wait.in", "dag.triggers -> wait.start"],
      expect: "A run begins at each minute, and its sensor ends when the file of that minute has landed.",
    },
    {
      title: "More sensors than slots",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true, timeoutMs: 120_000 } },
        { id: "other", kind: "file-sensor", settings: { filesEach: 9, pokeMs: 10_000, lookBackMs: 60_000 } },
        { id: "dag", kind: "airflow", settings: { everyMs: 60_000, mostWorkers: 2, poolSlots: 3, retries: 1, retryDelayMs: 30_000 } },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> wait.in",
        "raw.objects -> other.in",
        "dag.triggers -> wait.start",
        "dag.triggers -> other.start",
      ],
      expect: "Sensors that wait hold every slot of the pool, and later runs wait behind them.",
    },
    {
      title: "Four slots for three tasks",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        ...["one", "two", "three"].map((id) => ({ id, kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000 } })),
        { id: "dag", kind: "airflow", settings: { everyMs: 60_000, poolSlots: 4 } },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        ...["one", "two", "three"].flatMap((id) => [`raw.objects -> ${id}.in`, `dag.triggers -> ${id}.start`]),
      ],
      expect: "The three tasks of a run begin together; in a smaller pool one after the other.",
    },
    {
      title: "A job behind its file",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { mode: "deferrable", pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true } },
        { id: "job", kind: "glue-job", settings: { reads: "new-files", startUpMedianMs: 5000, startUpP99Ms: 10_000, workers: 2 } },
        { id: "clean", kind: "s3" },
        { id: "dag", kind: "airflow", settings: { everyMs: 120_000, retries: 2, retryDelayMs: 20_000 } },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> wait.in",
        "raw.objects -> job.in",
        "job.files -> clean.objects",
        "dag.triggers -> wait.start",
        "wait.done -> job.start",
      ],
      expect: "The job begins when the file has landed, is tried again when it fails, and takes up what came since.",
    },
  ],
  migrations: [],
  check: ({ taskRules, leastWorkers, mostWorkers, offsetMs, everyMs }) => {
    const rules = parseTaskRules(taskRules);
    return [
      ...(typeof rules === "string" ? [{ field: "taskRules", message: rules }] : []),
      ...(mostWorkers < leastWorkers
        ? [{ field: "mostWorkers", message: `${mostWorkers} at most is fewer than the ${leastWorkers} that are always there.` }]
        : []),
      ...(offsetMs >= everyMs
        ? [{ field: "offsetMs", message: `An offset must be shorter than the ${duration(everyMs)} between runs.` }]
        : []),
    ];
  },
  swap: orchestratorSwap<{ readonly everyMs: number; readonly offsetMs: number; readonly clearAfterMs: number | null }>("clearAfterMs", [
    "Tasks keep their states: after a failure the run goes on from the task that failed.",
  ]),
});
