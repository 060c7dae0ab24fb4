import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { RunResult } from "../../src/result/result.ts";
import type { Goal } from "../../src/scenario/types.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

const HOUR_MS = 3_600_000;
const numbers = Array.from({ length: 10 }, (_, i) => i + 1);

const asked = { target: 0, must: true, unit: "" };
const GOALS: readonly Goal[] = [
  { ...asked, id: "duplicates", label: "Duplicates", metric: "duplicates.rows", op: "==" },
  { ...asked, id: "fresh", label: "Fresh", metric: "freshness.p99Ms", op: "<=" },
];

type Trial = { readonly kind: string; readonly settings: Settings; readonly writes?: string };

/** A file each hour, a sensor that waits for it, and ten Glue jobs, each of which reads what the one before has written. */
function ranBy({ kind, settings, writes = "append" }: Trial): RunResult {
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: HOUR_MS } },
      { id: "s0", kind: "s3" },
      { id: "wait", kind: "file-sensor", settings: { mode: "deferrable" } },
      ...numbers.flatMap((step) => [
        { id: `j${step}`, kind: "glue-job", settings: { reads: "interval", writes, workers: 2 } },
        { id: `s${step}`, kind: "s3" },
      ]),
      { id: "athena", kind: "athena" },
      { id: "dashboard", kind: "dashboard" },
      { id: "clock", kind, settings },
    ],
    wires: [
      "app.events -> drop.in",
      "drop.files -> s0.objects",
      "s0.objects -> wait.in",
      "clock.triggers -> wait.start",
      "wait.done -> j1.start",
      ...numbers.flatMap((step) => [`s${step - 1}.objects -> j${step}.in`, `j${step}.files -> s${step}.objects`]),
      ...numbers.slice(1).map((step) => `j${step - 1}.done -> j${step}.start`),
      "s10.objects -> athena.data",
      "athena.rows -> dashboard.rows",
    ],
  });
  const scenario = { ...smallScenario({ durationMs: 3 * HOUR_MS, drainMs: 2 * HOUR_MS, sessionsPerSecond: 0.02 }), goals: GOALS };
  // The run of the first hour comes to step six at about 1:12.
  const faults = [{ fault: "task-failure", part: "j6", atMs: 1.05 * HOUR_MS, durationMs: 0.4 * HOUR_MS }];
  const { outcome } = runDesign({ design, scenario, seed: 1, faults });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result;
}

/** How often each of the ten jobs was begun for the first hour. */
function began({ pipelines }: RunResult): number[] {
  const { runs } = must(pipelines, "pipelines").clock;
  const first = runs.filter(({ toMs }) => toMs === runs[0].toMs);
  return numbers.map((step) => first.reduce((sum, run) => sum + run.tasks[step].tries.length, 0));
}

const duplicates = ({ quality }: RunResult): number => Object.values(quality).reduce((sum, table) => sum + table.duplicates, 0);
const slowest = (result: RunResult): number => must(result.latency.s10?.maxMs, "latency");
const whyOf = ({ verdict }: RunResult, id: string): string => verdict.goals.find((goal) => goal.id === id)?.why ?? "";

const AFTER_MS = HOUR_MS / 2;

test("ten steps that fail at the sixth: Airflow goes on from six and repeats nothing, a crontab begins with one and repeats what was appended", () => {
  const airflow = ranBy({ kind: "airflow", settings: { interval: "before", clearAfterMs: AFTER_MS } });
  expect(began(airflow)).toEqual([1, 1, 1, 1, 1, 2, 1, 1, 1, 1]);
  expect(duplicates(airflow)).toBe(0);
  const cron = ranBy({ kind: "cron", settings: { rerunAfterMs: AFTER_MS } });
  expect(began(cron)).toEqual([2, 2, 2, 2, 2, 2, 1, 1, 1, 1]);
  expect(duplicates(cron)).toBeGreaterThan(0);
  expect(whyOf(cron, "duplicates")).toContain("from its first job on");
  expect(slowest(cron)).toBeGreaterThan(slowest(airflow));
  const overwriting = ranBy({ kind: "cron", settings: { rerunAfterMs: AFTER_MS }, writes: "overwrite-partitions" });
  expect(began(overwriting)).toEqual(began(cron));
  expect(duplicates(overwriting)).toBe(0);
});

test("where nobody sees to it, the goal that is missed names the task that failed", () => {
  const left = ranBy({ kind: "airflow", settings: { interval: "before" } });
  expect(began(left)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
  expect(whyOf(left, "fresh")).toContain("j6 failed in 1 run of clock and nobody cleared it");
  const steps = ranBy({ kind: "step-functions", settings: { redriveAfterMs: AFTER_MS } });
  expect(began(steps)).toEqual([1, 1, 1, 1, 1, 2, 1, 1, 1, 1]);
});
