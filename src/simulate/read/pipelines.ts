import type { PipelineRun as EngineRun } from "../../engine/pipelines/pipeline-run.ts";
import { PIPELINES } from "../../engine/pipelines/pipelines.ts";
import type { Pipeline, PipelineRun } from "../../result/pipelines.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What every orchestrator of a run did, by its id; null where there is none. */
export function pipelinesOf(machine: Machine): { readonly [orchestrator: string]: Pipeline } | null {
  const found: Record<string, Pipeline> = {};
  for (const { part } of machine.parts) {
    const told = PIPELINES.of(machine.nodes.get(part.id));
    if (told !== null) found[part.id] = { tasks: told.tasks, runs: told.runs.map(asResult) };
  }
  return Object.keys(found).length === 0 ? null : found;
}

function asResult({ why, interval, dueMs, beganMs, endedMs, state, tasks }: EngineRun): PipelineRun {
  return {
    ...{ why, fromMs: interval.fromMs, toMs: interval.toMs, dueMs, beganMs, endedMs, state },
    tasks: tasks.map((task) => ({
      state: task.state,
      tries: task.tries.map(({ queuedMs, beganMs: began, endedMs: ended, state: now, line, attempt }) => ({
        ...{ queuedMs, beganMs: began, endedMs: ended, state: now, line },
        ...(attempt?.end?.checks === undefined || ended === null ? {} : { checks: attempt.end.checks }),
      })),
    })),
  };
}
