import { TASK_FAMILIES } from "../../fields/task-ports.ts";
import { defineKind, field } from "../../contract.ts";
import { RUNS_SELDOM, SCRIPT_LEFT_FAILED, SCRIPT_RERUN } from "../../causes/pipelines.ts";
import { cronLine } from "../../families/pipelines/orchestrator.ts";
import { orchestratorSwap } from "../../families/pipelines/orchestrator-swap.ts";
import { AWS_PRICES, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { CRON_REMARKS } from "../../remarks/orchestrators.ts";
import { duration, every } from "../../words.ts";

const CRON = recalled("cron and sh: a script of jobs joined by &&, as every Unix runs it", "2026");
const DAY_MS = 86_400_000;

export const cron = defineKind({
  id: "cron",
  version: 1,
  family: "orchestrator",
  title: "Cron",
  alsoCalled: ["crontab", "scheduler"],
  nearestTo: ["EventBridge Scheduler", "Cloud Scheduler"],
  summary: "A script by the clock that runs jobs one after the other, up to the first that fails. It keeps no states.",
  layer: "govern",
  ports: [
    {
      id: "triggers",
      label: "First jobs",
      direction: "out",
      carries: ["triggers"],
      required: true,
      partners: TASK_FAMILIES,
      help: "The jobs the script begins with; those on their Done come after them.",
    },
  ],
  fields: {
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
    overlap: field.choice({
      label: "While it still runs",
      help: "What a tick does when the script of the one before has not ended.",
      default: "beside",
      options: [
        { value: "beside", label: "Begins beside it" },
        { value: "left-out", label: "Is left out (flock -n)" },
      ],
      source: CRON,
    }),
    rerunAfterMs: field.optionalNumber({
      label: "A person reruns after",
      help: "So long after it failed somebody runs the script again, all of it from the first job on.",
      unit: "ms",
      absent: "nobody does",
      default: null,
      whenGiven: 1_800_000,
      min: 1000,
      max: 7 * DAY_MS,
    }),
  },
  limits: [
    { name: "Shortest period", value: 1, unit: "min", source: CRON },
    { name: "Ticks while the machine is down", value: "lost", unit: "for good", source: CRON },
  ],
  prices: [
    {
      dimension: "Machine",
      unit: "hours",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}: t3.medium` },
      quantity: (usage) => used(usage, "hours"),
      unitPriceUsd: () => 0.0416,
    },
  ],
  headline: (props) => `${every(props.everyMs)} · no states, no retries`,
  behaviour: (props, ctx) => cronLine(ctx, props),
  remarks: CRON_REMARKS,
  causes: [SCRIPT_LEFT_FAILED, RUNS_SELDOM, SCRIPT_RERUN],
  faults: [
    {
      id: "outage",
      label: "Machine down",
      help: "Scripts that ran are dead, and ticks that come meanwhile are lost. Jobs they had begun elsewhere go on.",
      defaultDurationMs: 1_800_000,
    },
  ],
  doc: {
    is: "A line of a crontab with a script: job after job in the order of the drawing, each when the one before has ended well.",
    whenToUse: "Use it where a few jobs run in a row, fail seldom, and running all of them again harms nothing.",
    doesNotPromise:
      "No retries, no record of what was done, no run for a tick the machine slept through. After a failure somebody reruns everything, or the next tick does.",
    weighAgainst:
      "Airflow keeps states and goes on from the job that failed, for 360 USD a month and more. Two ticks at once write twice what one would.",
  },
  examples: [
    {
      title: "A script a minute",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true } },
        { id: "clock", kind: "cron", settings: { everyMs: 60_000 } },
      ],
      wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> wait.in", "clock.triggers -> wait.start"],
      expect: "A script begins at each minute and waits for the file of that minute.",
    },
    {
      title: "Scripts beside each other",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        {
          id: "wait",
          kind: "file-sensor",
          settings: { pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true, timeoutMs: 40_000, filesEach: 4 },
        },
        { id: "then", kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000 } },
        { id: "clock", kind: "cron", settings: { everyMs: 60_000, rerunAfterMs: 60_000 } },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> wait.in",
        "raw.objects -> then.in",
        "clock.triggers -> wait.start",
        "wait.done -> then.start",
      ],
      expect: "Early scripts give up, and a person runs them again from the first job on.",
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
        { id: "clock", kind: "cron", settings: { everyMs: 120_000 } },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> wait.in",
        "raw.objects -> job.in",
        "job.files -> clean.objects",
        "clock.triggers -> wait.start",
        "wait.done -> job.start",
      ],
      expect: "The job begins when the file has landed; when it fails, the next tick takes up what came since.",
    },
  ],
  migrations: [],
  check: ({ offsetMs, everyMs }) =>
    offsetMs >= everyMs ? [{ field: "offsetMs", message: `An offset must be shorter than the ${duration(everyMs)} between runs.` }] : [],
  swap: orchestratorSwap<{ readonly everyMs: number; readonly offsetMs: number; readonly rerunAfterMs: number | null }>("rerunAfterMs", [
    "No states and no retries: after a failure all of it runs again, or nothing.",
  ]),
});
