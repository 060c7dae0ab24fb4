import type { CronLine } from "../../engine/pipelines/cron-line.ts";
import type { Orchestrator } from "../../engine/pipelines/orchestrator.ts";
import type { Part } from "../../engine/part/part.ts";
import type { PipelineRun } from "../../engine/pipelines/pipeline-run.ts";
import { REFUSED } from "../../engine/tasks/job.ts";
import type { CauseDecl, FoundCause, Mend, Named } from "../cause.ts";
import { duration, every, exact, plural } from "../words.ts";

/** Waits shorter than this explain nothing that anybody asks about. */
const WORTH_SAYING_MS = 60_000;

/** Runs further apart than this are what an answer waits for, whatever else takes its time. */
const SELDOM_MS = 3 * 3_600_000;

/** What happens waits for the next tick. */
export const RUNS_SELDOM: CauseDecl<{ readonly everyMs: number }, Part> = {
  code: "runs-seldom",
  effect: "pipeline",
  find: ({ props: { everyMs }, name }) =>
    everyMs <= SELDOM_MS
      ? []
      : [
          {
            setting: "everyMs",
            towards: "less",
            weight: everyMs,
            heldMs: everyMs,
            text: `${name} begins a run ${every(everyMs)}: what happens right after one begins waits so long for the next. Begin runs more often.`,
          },
        ],
};

/** Tasks that failed and were left so: what comes after them was never made. */
export const TASK_LEFT_FAILED: CauseDecl<Clearing, Orchestrator> = {
  code: "task-left-failed",
  effect: "pipeline",
  find: ({ part, name, nameOf, run, props }) =>
    leftFailed(part.runs, part.tasks, run.durationMs).map(
      (left) => neverWell(left, name, nameOf) ?? nobodyCleared(left, props, `${name} and nobody cleared it`, nameOf),
    ),
};

type Clearing = { readonly clearAfterMs?: number | null; readonly redriveAfterMs?: number | null };

/** Trying again, or clearing, would end alike. */
function neverWell({ task, runs, heldMs, line, inVain }: LeftFailed, name: string, nameOf: Named["nameOf"]): FoundCause | null {
  const failed = `${nameOf(task)} failed in ${plural(runs, "run")} of ${name}`;
  const held = { part: task, heldMs, weight: heldMs, counted: true };
  if (line === REFUSED)
    return {
      ...held,
      setting: "workers",
      towards: "more",
      text: `${failed}, because the run before it was still under way and no more are allowed at once: its runs take longer than the time between ticks. Give it more workers, or begin runs less often.`,
    };
  if (!inVain) return null;
  return {
    ...held,
    setting: null,
    text: `${failed}, and would however often it is tried (${line}). Change what it asks for, or bring what it needs.`,
  };
}

function nobodyCleared({ task, runs, heldMs }: LeftFailed, props: Clearing, by: string, nameOf: Named["nameOf"]): FoundCause {
  const setting = "redriveAfterMs" in props ? "redriveAfterMs" : "clearAfterMs";
  const mends: readonly Mend[] = props[setting] === null ? [{ setting, to: LOOKED_AFTER_MS }] : [];
  return {
    ...{ setting, mends, heldMs, weight: heldMs, counted: true },
    text: `${nameOf(task)} failed in ${plural(runs, "run")} of ${by}, so what comes after it did not run. Have it retried, or somebody told who clears it.`,
  };
}

/** How soon somebody should have looked, where nobody does. */
const LOOKED_AFTER_MS = 1_800_000;

/** The same of a script: all of it would have to run again. */
export const SCRIPT_LEFT_FAILED: CauseDecl<unknown, CronLine> = {
  code: "script-left-failed",
  effect: "pipeline",
  find: ({ part, name, nameOf, run }) =>
    leftFailed(part.runs, part.tasks, run.durationMs).map(
      (left) =>
        neverWell(left, name, nameOf) ?? {
          setting: "rerunAfterMs",
          counted: true,
          heldMs: left.heldMs,
          weight: left.heldMs,
          text: `${nameOf(left.task)} failed in ${plural(left.runs, "run")} of the script of ${name}, which ended there. A script keeps no states: running it again runs all of it again. An orchestrator goes on from the task that failed.`,
        },
    ),
};

/** A script that was run again wrote again what its first jobs had written. */
export const SCRIPT_RERUN: CauseDecl<unknown, CronLine> = {
  code: "script-rerun",
  effect: "restart",
  find: ({ part, name }) => {
    const again = part.runs.filter(({ why }) => why === "rerun").length;
    if (again === 0) return [];
    return [
      {
        setting: "rerunAfterMs",
        counted: true,
        weight: again,
        text: `The script of ${name} was run again ${plural(again, "time")}, from its first job on: what had been done was done again, and jobs that append wrote the same rows twice. Let an orchestrator go on from the job that failed, and let jobs overwrite their partitions.`,
      },
    ];
  },
};

/** `line`: what its newest try closed with; `inVain`: another try would end as that one. */
type LeftFailed = {
  readonly task: string;
  readonly runs: number;
  readonly heldMs: number;
  readonly line: string;
  readonly inVain: boolean;
};

function leftFailed(runs: readonly PipelineRun[], tasks: readonly string[], now: number): LeftFailed[] {
  const found = new Map<number, { runs: number; sinceMs: number; line: string; inVain: boolean }>();
  for (const run of runs) {
    if (run.state !== "failed" || runs.some((other) => other.why === "rerun" && other.state === "success" && sameInterval(other, run)))
      continue;
    for (const task of run.tasks) {
      if (task.state !== "failed") continue;
      const seen = found.get(task.index) ?? { runs: 0, sinceMs: Infinity };
      const { last } = task;
      found.set(task.index, {
        runs: seen.runs + 1,
        sinceMs: Math.min(seen.sinceMs, last?.endedMs ?? run.dueMs),
        line: last?.line ?? "",
        inVain: last?.attempt?.end?.inVain ?? false,
      });
    }
  }
  return [...found]
    .map(([index, { runs: count, sinceMs, ...end }]) => ({ task: tasks[index], runs: count, heldMs: Math.max(0, now - sinceMs), ...end }))
    .sort((a, b) => b.runs - a.runs);
}

function sameInterval(a: PipelineRun, b: PipelineRun): boolean {
  return a.interval.toMs === b.interval.toMs;
}

/** Tasks waited for a slot, held by sensors where those waited in theirs. */
export const WAITED_FOR_SLOT: CauseDecl<unknown, Orchestrator> = {
  code: "waited-for-slot",
  effect: "pipeline",
  find: ({ part, name, run }): FoundCause[] => {
    const { forMs, sensors, slots } = part.waits.longestWait(run.durationMs);
    if (forMs < WORTH_SAYING_MS) return [];
    const held = 2 * sensors >= slots && sensors > 0;
    return [
      {
        setting: held ? "poolSlots" : "mostWorkers",
        towards: "more",
        heldMs: forMs,
        weight: forMs,
        text: held
          ? `A task of ${name} waited ${duration(rounded(forMs))} for a slot while sensors held ${exact(sensors)} of ${exact(slots)}. Let sensors give their slot back (reschedule or deferrable), or give the pool more slots.`
          : `A task of ${name} waited ${duration(rounded(forMs))} for a slot; all ${exact(slots)} were taken. Give it more workers, or the pool more slots.`,
      },
    ];
  },
};

/** Runs waited for runs. */
export const RUNS_QUEUE: CauseDecl<{ readonly maxActiveRuns: number }, Orchestrator> = {
  code: "runs-queue",
  effect: "pipeline",
  find: ({ part, name, run, props }) => {
    const forMs = part.waits.longestRunWait(run.durationMs);
    if (forMs < WORTH_SAYING_MS) return [];
    return [
      {
        setting: "maxActiveRuns",
        towards: "more",
        heldMs: forMs,
        weight: forMs,
        text: `A tick of ${name} waited ${duration(rounded(forMs))} because ${props.maxActiveRuns === 1 ? "a run was" : `${exact(props.maxActiveRuns)} runs were`} under way, as many as max_active_runs allows. Make runs shorter than their period, or allow more at once.`,
      },
    ];
  },
};

/** Three figures are enough for a sentence. */
function rounded(ms: number): number {
  return Number(ms.toPrecision(3));
}
