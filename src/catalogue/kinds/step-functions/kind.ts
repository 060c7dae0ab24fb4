import { TASK_FAMILIES } from "../../fields/task-ports.ts";
import { defineKind, field } from "../../contract.ts";
import { RUNS_SELDOM, TASK_LEFT_FAILED } from "../../causes/pipelines.ts";
import { orchestrator } from "../../families/pipelines/orchestrator.ts";
import { orchestratorSwap } from "../../families/pipelines/orchestrator-swap.ts";
import { assumed, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { ORCHESTRATOR_REMARKS } from "../../remarks/orchestrators.ts";
import { duration, every, plural } from "../../words.ts";

const PRICE_PAGE = published(
  "AWS Step Functions pricing page, us-east-1: 0.025 USD per 1,000, retries counted, 4,000 a month free",
  "2026-11",
);
const STATES = recalled("Amazon States Language: Retry of a task state, and redrive of a failed execution", "2026");
const DAY_MS = 86_400_000;
const FREE_TRANSITIONS = 4000;
/** Open executions of an account. */
const OPEN = 1_000_000;

export const stepFunctions = defineKind({
  id: "step-functions",
  version: 1,
  family: "orchestrator",
  title: "Step Functions",
  alsoCalled: ["state machine"],
  nearestTo: ["Temporal"],
  summary: "A state machine by the clock: each step when those before it are done; the first failure ends the execution.",
  layer: "govern",
  ports: [
    {
      id: "triggers",
      label: "First steps",
      direction: "out",
      carries: ["triggers"],
      required: true,
      partners: TASK_FAMILIES,
      help: "Steps an execution begins with; those on their Done come after them.",
    },
  ],
  fields: {
    everyMs: field.integer({
      label: "A run every",
      help: "Time between executions, begun by EventBridge as the calendar counts from midnight UTC.",
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
    retries: field.integer({
      label: "Retries of a state",
      help: "MaxAttempts: how often a step that failed is tried again. A state without Retry is not.",
      unit: "times",
      default: 0,
      min: 0,
      max: 100,
      source: STATES,
    }),
    retryDelayMs: field.integer({
      label: "Retry interval",
      help: "IntervalSeconds: the wait before the first retry.",
      unit: "ms",
      default: 1000,
      min: 1000,
      max: DAY_MS,
      source: STATES,
    }),
    executionTimeoutMs: field.optionalNumber({
      label: "Time-out of a state",
      help: "TimeoutSeconds: a step that takes longer is broken off and counts as failed.",
      unit: "ms",
      absent: "no time-out",
      default: null,
      whenGiven: 3_600_000,
      min: 1000,
      max: 30 * DAY_MS,
      source: STATES,
    }),
    redriveAfterMs: field.optionalNumber({
      label: "A person redrives after",
      help: "So long after it failed somebody redrives the execution: steps that succeeded are not run again.",
      unit: "ms",
      absent: "nobody does",
      default: null,
      whenGiven: 1_800_000,
      min: 1000,
      max: 14 * DAY_MS,
      source: STATES,
    }),
  },
  limits: [
    {
      name: "Open executions",
      value: OPEN,
      unit: "of an account",
      source: recalled("Step Functions quotas of standard workflows", "2026"),
    },
    { name: "Transition", value: "log-normal, median 0.2, p99 1", unit: "s", source: assumed("no figure is published") },
    { name: "Redrive", value: 14, unit: "days after the end", source: STATES },
  ],
  prices: [
    {
      dimension: "State transitions",
      unit: "1,000 transitions",
      source: PRICE_PAGE,
      quantity: (usage) => Math.max(0, used(usage, "taskTries") - FREE_TRANSITIONS) / 1000,
      unitPriceUsd: () => 0.025,
    },
  ],
  headline: (props) => `${every(props.everyMs)} · ${plural(props.retries, "retry", "retries")} of a state`,
  behaviour: (props, ctx) =>
    orchestrator(ctx, {
      schedule: { everyMs: props.everyMs, offsetMs: props.offsetMs, interval: "before" },
      catchup: true,
      startedBeforeMs: 0,
      maxActiveRuns: OPEN,
      slots: { poolSlots: OPEN, maxActiveTasks: OPEN },
      slotsPerWorker: OPEN,
      leastWorkers: 1,
      mostWorkers: 1,
      startDelay: { medianMs: 200, p99Ms: 1000 },
      retry: { retries: props.retries, delayMs: props.retryDelayMs, multiplier: 2, jitter: false },
      dependsOnPast: false,
      ruleOf: () => "all_success",
      ruled: [],
      failsFast: true,
      executionTimeoutMs: props.executionTimeoutMs,
      runTimeoutMs: null,
      clear: props.redriveAfterMs === null ? null : { afterMs: props.redriveAfterMs, what: "with-downstream" },
      backfill: null,
    }),
  remarks: ORCHESTRATOR_REMARKS,
  causes: [
    RUNS_SELDOM,
    {
      ...TASK_LEFT_FAILED,
      code: "step-left-failed",
      find: (ran) => TASK_LEFT_FAILED.find(ran).map((cause) => ({ ...cause, setting: "redriveAfterMs" })),
    },
  ],
  faults: [
    {
      id: "outage",
      label: "Service away",
      help: "Steps that run go on; no execution and no step begins until it is back.",
      defaultDurationMs: 1_800_000,
    },
  ],
  doc: {
    is: "A managed state machine: it begins jobs, waits for their end and goes on, and keeps what each execution has done.",
    whenToUse: "Use it for a handful of steps on AWS where nothing should run in between and each transition may be paid.",
    doesNotPromise:
      "No backfill, no trigger rules, no pools: the first failure aborts what runs beside it. Not modelled: Catch, Map, express workflows, and the transitions into start and end.",
    weighAgainst: "Airflow costs an environment by the hour and knows intervals, backfills and sensors. A crontab keeps nothing.",
  },
  examples: [
    {
      title: "An execution a minute",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { mode: "deferrable", pokeMs: 10_000, landedAfterEnd: true } },
        { id: "steps", kind: "step-functions", settings: { everyMs: 60_000 } },
      ],
      wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> wait.in", "steps.triggers -> wait.start"],
      expect: "An execution begins at each minute and waits for the file of that minute.",
    },
    {
      title: "One that gives up ends the other",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { pokeMs: 10_000, timeoutMs: 30_000, filesEach: 4 } },
        { id: "other", kind: "file-sensor", settings: { pokeMs: 10_000, filesEach: 5 } },
        { id: "steps", kind: "step-functions", settings: { everyMs: 60_000, redriveAfterMs: 60_000 } },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> wait.in",
        "raw.objects -> other.in",
        "steps.triggers -> wait.start",
        "steps.triggers -> other.start",
      ],
      expect: "Early executions fail when the first of their steps gives up, and a person redrives them.",
    },
  ],
  migrations: [],
  check: ({ offsetMs, everyMs }) =>
    offsetMs >= everyMs ? [{ field: "offsetMs", message: `An offset must be shorter than the ${duration(everyMs)} between runs.` }] : [],
  swap: orchestratorSwap<{ readonly everyMs: number; readonly offsetMs: number; readonly redriveAfterMs: number | null }>(
    "redriveAfterMs",
    ["The first failure ends the execution and aborts what runs beside it; there are no pools, backfills or trigger rules."],
  ),
});
