import { PIPELINES } from "../../engine/pipelines/pipelines.ts";
import type { PipelineRun } from "../../engine/pipelines/pipeline-run.ts";
import { JOB } from "../../engine/tasks/job.ts";
import type { Machine } from "../compile/build-machine.ts";

/** The runs of one orchestrator for one data interval, in the order in which they were due: the first one, and what a person began again. */
type IntervalRuns = readonly PipelineRun[];

/**
 * The longest time from the first failure of a task of an interval until a run for that interval had succeeded, ms; an interval that
 * nobody made whole counts up to now. 0 where nothing failed and where there are no jobs; null where jobs begin without anybody who
 * keeps a record of them, and where runs were due and none has succeeded: nothing was ever whole.
 */
export function longestRecoveryMs(machine: Machine, atMs: number): number | null {
  return slowestRecovery(machine, atMs)?.ms ?? null;
}

/** What the figure alone does not say: that it only lasts until now, or that there was nothing to recover from; null: it says all. */
export function recoveryInWords(machine: Machine, atMs: number): string | null {
  const slowest = slowestRecovery(machine, atMs);
  if (slowest === null || PIPELINES.all([...machine.nodes.values()]).length === 0) return null;
  if (slowest.ms === 0) return "nothing failed";
  return slowest.whole ? null : "not by the end";
}

type Recovery = { readonly ms: number; readonly whole: boolean };

const NOTHING_FAILED: Recovery = { ms: 0, whole: true };

function slowestRecovery(machine: Machine, atMs: number): Recovery | null {
  return ofIntervals(machine, NOTHING_FAILED, (intervals) => {
    if (intervals.length > 0 && !intervals.some((runs) => runs.some(({ state }) => state === "success"))) return null;
    return intervals.map((runs) => recoveryOf(runs, atMs)).reduce((most, each) => (each.ms > most.ms ? each : most), NOTHING_FAILED);
  });
}

/** Tasks that were run again for an interval for which they had succeeded before. Null as above. */
export function repeatedTasks(machine: Machine): number | null {
  return ofIntervals(machine, 0, (intervals) => intervals.reduce((sum, runs) => sum + repeatsOf(runs), 0));
}

function ofIntervals<T>(machine: Machine, withoutJobs: T, read: (intervals: readonly IntervalRuns[]) => T | null): T | null {
  const nodes = [...machine.nodes.values()];
  const told = PIPELINES.all(nodes);
  if (told.length === 0) return JOB.all(nodes).length === 0 ? withoutJobs : null;
  return read(told.flatMap(({ runs }) => byInterval(runs)));
}

function byInterval(runs: readonly PipelineRun[]): IntervalRuns[] {
  const found = new Map<string, PipelineRun[]>();
  for (const run of runs) {
    const { fromMs, toMs } = run.interval;
    const key = `${fromMs}/${toMs}`;
    const others = found.get(key);
    if (others === undefined) found.set(key, [run]);
    else others.push(run);
  }
  return [...found.values()];
}

function recoveryOf(runs: IntervalRuns, atMs: number): Recovery {
  const failures = triesOf(runs).flatMap(({ state, endedMs }) => (state === "failed" ? (endedMs ?? []) : []));
  if (failures.length === 0) return NOTHING_FAILED;
  const failedMs = Math.min(...failures);
  const whole = runs.flatMap(({ state, endedMs }) => (state === "success" && endedMs !== null && endedMs >= failedMs ? endedMs : []));
  return { ms: (whole.length === 0 ? atMs : Math.min(...whole)) - failedMs, whole: whole.length > 0 };
}

function repeatsOf(runs: IntervalRuns): number {
  const done = new Map<number, number>();
  for (const run of runs)
    for (const { index, tries } of run.tasks)
      done.set(index, (done.get(index) ?? 0) + tries.filter(({ state }) => state === "success").length);
  return [...done.values()].reduce((sum, times) => sum + Math.max(0, times - 1), 0);
}

function triesOf(runs: IntervalRuns): PipelineRun["tasks"][number]["tries"] {
  return runs.flatMap(({ tasks }) => tasks.flatMap(({ tries }) => tries));
}
