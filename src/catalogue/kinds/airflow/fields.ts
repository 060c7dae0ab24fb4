import { TRIGGER_RULES } from "../../../engine/pipelines/trigger-rule.ts";
import type { TriggerRule } from "../../../engine/pipelines/trigger-rule.ts";
import { field } from "../../contract.ts";
import { assumed, published, recalled } from "../../prices/sources.ts";

/** Real Airflow 3.3.2 with its own scheduler; rows A1 to A11 of docs/engines.md. */
export const AIRFLOW_RAN = published("Airflow 3.3.2, run with its own scheduler; docs/engines.md A1 to A11", "2026-11");
export const MWAA_GUIDE = published("Amazon MWAA User Guide, GitHub awsdocs; facts/streaming.md 3.2", "2023");

/** What an environment gives and costs; null where it is not sold by the hour. */
export const SIZES = {
  "mw1.small": { slots: 5, usdPerHour: 0.49, workerUsdPerHour: 0.055 },
  "mw1.medium": { slots: 10, usdPerHour: 0.74, workerUsdPerHour: 0.11 },
  "mw1.large": { slots: 20, usdPerHour: 0.99, workerUsdPerHour: 0.22 },
} as const;
export type Size = keyof typeof SIZES | "self-hosted";

const DAY_MS = 86_400_000;

const SCHEDULE = {
  everyMs: field.integer({
    label: "A run every",
    help: "Time between ticks, counted as the calendar counts from midnight UTC.",
    unit: "ms",
    default: 3_600_000,
    min: 60_000,
    max: 7 * DAY_MS,
  }),
  offsetMs: field.integer({
    label: "Offset",
    help: "So much after the full period: 2 h with a run a day is daily at 02:00 UTC.",
    unit: "ms",
    default: 0,
    min: 0,
    max: 7 * DAY_MS,
  }),
  interval: field.choice({
    label: "Data interval",
    help: "What a run works for. Tasks that read by interval take the files of it.",
    default: "point",
    options: [
      {
        value: "point",
        label: "The point of the tick",
        help: "CronTriggerTimetable: what a cron line means in Airflow 3. Start and end are the tick.",
      },
      { value: "before", label: "The period before the tick", help: "CronDataIntervalTimetable: what a cron line meant in Airflow 2." },
    ],
    source: AIRFLOW_RAN,
  }),
  catchup: field.boolean({
    label: "Catch up",
    help: "On: every tick has its run, however late. Off: of ticks that came while no run could begin only the newest has one.",
    default: false,
    source: AIRFLOW_RAN,
  }),
  startedBeforeMs: field.integer({
    label: "Start date before the run",
    help: "The DAG is switched on as the run begins, with a start date so long before. 0: it has been running all along.",
    unit: "ms",
    default: 0,
    min: 0,
    max: 30 * DAY_MS,
    advanced: true,
  }),
};

const SLOTS = {
  maxActiveRuns: field.integer({
    label: "Active runs",
    help: "max_active_runs: runs of the DAG under way at once.",
    unit: "runs",
    default: 16,
    min: 1,
    max: 1000,
    source: AIRFLOW_RAN,
  }),
  maxActiveTasks: field.integer({
    label: "Active tasks of a run",
    help: "max_active_tasks: tasks of one run that hold slots at once. Before Airflow 3 it held for all runs together.",
    unit: "tasks at once",
    default: 16,
    min: 1,
    max: 10_000,
    source: AIRFLOW_RAN,
  }),
  poolSlots: field.integer({
    label: "Pool slots",
    help: "Slots of the default pool. A sensor that pokes holds one as long as it waits.",
    unit: "slots",
    default: 128,
    min: 1,
    max: 10_000,
    source: AIRFLOW_RAN,
  }),
  size: field.choice({
    label: "Environment",
    help: "MWAA by its size: 5, 10 or 20 tasks at once per worker; or machines of your own.",
    default: "mw1.small",
    options: [
      { value: "mw1.small", label: "mw1.small" },
      { value: "mw1.medium", label: "mw1.medium" },
      { value: "mw1.large", label: "mw1.large" },
      { value: "self-hosted", label: "Own machines" },
    ],
    source: MWAA_GUIDE,
  }),
  leastWorkers: field.integer({
    label: "Workers always there",
    help: "Fewer never run, however idle it is.",
    unit: "workers",
    default: 1,
    min: 1,
    max: 25,
    source: MWAA_GUIDE,
  }),
  mostWorkers: field.integer({
    label: "Workers at most",
    help: "More come in 1 to 3 minutes when tasks wait, and go after 2 minutes without any task.",
    unit: "workers",
    default: 10,
    min: 1,
    max: 25,
    source: { ...MWAA_GUIDE, text: `${MWAA_GUIDE.text}: 25 at most, the default of 10 recalled` },
  }),
  ownSlots: field.integer({
    label: "Tasks of a worker",
    help: "Tasks a Celery worker of your own runs at once (worker_concurrency).",
    unit: "tasks at once",
    default: 16,
    min: 1,
    max: 1000,
    onlyWith: { field: "size", values: ["self-hosted"] },
    source: recalled("Airflow's celery worker_concurrency of 16", "2026"),
  }),
  ownUsdPerHour: field.optionalNumber({
    label: "Own machines cost",
    help: "Scheduler, web server, database and workers of your own, per hour.",
    unit: "USD/h",
    absent: "not known",
    default: null,
    whenGiven: 0.5,
    min: 0.001,
    max: 1000,
    onlyWith: { field: "size", values: ["self-hosted"] },
  }),
  startMedianMs: field.number({
    label: "Task start, median",
    help: "From a free slot until the task runs: the scheduler's loop and the start of a process.",
    unit: "ms",
    default: 4000,
    min: 1,
    max: 600_000,
    advanced: true,
    source: assumed("log-normal, median 4 s, log-sigma 0.5: loop of 1 to 2 s, worker fork of 1 to 3 s; facts/streaming.md 3.2"),
  }),
  startP99Ms: field.number({
    label: "Task start, p99",
    help: "One task in a hundred takes longer to start.",
    unit: "ms",
    default: 12_800,
    min: 1,
    max: 3_600_000,
    advanced: true,
    // 4,000 x exp(2.326 x 0.5) = 12,797.
    source: assumed("log-normal, median 4 s, log-sigma 0.5; facts/streaming.md 3.2"),
  }),
};

const FAILURES = {
  retries: field.integer({
    label: "Retries",
    help: "How often a task that failed is tried again by itself.",
    unit: "times",
    default: 0,
    min: 0,
    max: 100,
    source: AIRFLOW_RAN,
  }),
  retryDelayMs: field.integer({
    label: "Retry delay",
    help: "How long a task that failed waits, up_for_retry, before it is tried again.",
    unit: "ms",
    default: 300_000,
    min: 1000,
    max: DAY_MS,
    source: AIRFLOW_RAN,
  }),
  retryBackoff: field.number({
    label: "Back-off",
    help: "Each wait is so many times the one before, up to twice that by a jitter fixed for task, run and try. 1: always the same.",
    unit: "times",
    default: 1,
    min: 1,
    max: 10,
    source: AIRFLOW_RAN,
  }),
  triggerRule: field.choice({
    label: "Trigger rule",
    help: "When a task may begin, by how those before it ended.",
    default: "all_success",
    options: TRIGGER_RULES.map((value) => ({ value, label: value })),
    source: AIRFLOW_RAN,
  }),
  taskRules: field.text({
    label: "Other rules of tasks",
    help: "Rules of single tasks by the id of their part: cleanup=all_done, alarm=one_failed.",
    default: "",
    maxLength: 500,
    advanced: true,
  }),
  dependsOnPast: field.boolean({
    label: "Depends on past",
    help: "A task waits until the same task of the run before has succeeded. After a failure it hangs, and does not fail.",
    default: false,
    source: AIRFLOW_RAN,
  }),
  executionTimeoutMs: field.optionalNumber({
    label: "Execution time-out",
    help: "A try that takes longer is broken off and counts as failed, so it is retried.",
    unit: "ms",
    absent: "no time-out",
    default: null,
    whenGiven: 3_600_000,
    min: 1000,
    max: 30 * DAY_MS,
    source: AIRFLOW_RAN,
  }),
  runTimeoutMs: field.optionalNumber({
    label: "Run time-out",
    help: "dagrun_timeout: a run that takes longer has failed, and what had not ended of it is skipped.",
    unit: "ms",
    absent: "no time-out",
    default: null,
    whenGiven: 2 * 3_600_000,
    min: 1000,
    max: 30 * DAY_MS,
    source: AIRFLOW_RAN,
  }),
};

const PEOPLE = {
  clearAfterMs: field.optionalNumber({
    label: "A person clears after",
    help: "So long after a task failed for good somebody clears it, and the run goes on from there. What was done before stays.",
    unit: "ms",
    absent: "nobody does",
    default: null,
    whenGiven: 1_800_000,
    min: 1000,
    max: 7 * DAY_MS,
  }),
  clears: field.choice({
    label: "What is cleared",
    help: "The page and the command line take what comes after along; the body of the REST call does not unless told to.",
    default: "with-downstream",
    options: [
      { value: "with-downstream", label: "The task and all after it" },
      { value: "only-failed", label: "The failed task alone" },
    ],
    advanced: true,
    source: AIRFLOW_RAN,
  }),
  backfillAtMs: field.optionalNumber({
    label: "Backfill at",
    help: "When a person asks for a backfill, from the begin of the run on.",
    unit: "ms",
    absent: "nobody does",
    default: null,
    whenGiven: 3_600_000,
    min: 0,
    max: 365 * DAY_MS,
    advanced: true,
  }),
  backfillReachMs: field.integer({
    label: "Backfill reaches back",
    help: "Ticks so long before that moment are in its range; they may lie before the begin of the run.",
    unit: "ms",
    default: DAY_MS,
    min: 60_000,
    max: 90 * DAY_MS,
    advanced: true,
  }),
  backfillReprocess: field.choice({
    label: "Backfill runs again",
    help: "Intervals without a run always get one. Of those that have one, these run again.",
    default: "none",
    options: [
      { value: "none", label: "None of them" },
      { value: "failed", label: "Those that failed" },
      { value: "completed", label: "All that have ended" },
    ],
    advanced: true,
    source: AIRFLOW_RAN,
  }),
  backfillActiveRuns: field.integer({
    label: "Active runs of a backfill",
    help: "Runs of the backfill under way at once; the limit of the DAG does not hold for them.",
    unit: "runs",
    default: 10,
    min: 1,
    max: 1000,
    advanced: true,
    source: AIRFLOW_RAN,
  }),
};

export const AIRFLOW_FIELDS = { ...SCHEDULE, ...SLOTS, ...FAILURES, ...PEOPLE };

/** `cleanup=all_done, alarm=one_failed` as rules by task; a sentence where it cannot be read. */
export function parseTaskRules(text: string): ReadonlyMap<string, TriggerRule> | string {
  const rules = new Map<string, TriggerRule>();
  for (const each of text.split(/[,;\n]/).filter((piece) => piece.trim() !== "")) {
    const [task = "", name = ""] = each.split("=").map((piece) => piece.trim());
    const rule = TRIGGER_RULES.find((known) => known === name);
    if (task === "" || rule === undefined)
      return `"${each.trim()}" is not a part and a rule, as in cleanup=all_done. Rules are ${TRIGGER_RULES.join(", ")}.`;
    rules.set(task, rule);
  }
  return rules;
}
