import { constant, uniform } from "../../../base/sampler.ts";
import { CronLine } from "../../../engine/pipelines/cron-line.ts";
import type { CronSpec } from "../../../engine/pipelines/cron-line.ts";
import { FileSensor } from "../../../engine/jobs/file-sensor.ts";
import type { FileSensorSpec } from "../../../engine/jobs/file-sensor.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import { Orchestrator } from "../../../engine/pipelines/orchestrator.ts";
import type { OrchestratorSpec } from "../../../engine/pipelines/orchestrator.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type OrchestratorOptions = Omit<OrchestratorSpec, "startDelay" | "fleet"> & {
  readonly startDelay: TwoPercentiles;
  readonly slotsPerWorker: number;
  readonly leastWorkers: number;
  readonly mostWorkers: number;
};

/** A worker takes 1 to 3 minutes to come (facts/streaming.md 3.2, recalled). */
const WORKER_COMES_MS = [60_000, 180_000] as const;

/** Runs of tasks by a schedule, with their states kept. Out `triggers`: the first tasks; those after them hang on their `done`. */
export function orchestrator(ctx: BuildContext, options: OrchestratorOptions): Orchestrator {
  const { startDelay, slotsPerWorker, leastWorkers, mostWorkers, ...spec } = options;
  return new Orchestrator(ctx.id, ctx.run, {
    ...spec,
    startDelay: startDelay.medianMs === 0 ? constant(0) : latencySampler(startDelay),
    fleet: {
      slotsEach: slotsPerWorker,
      least: leastWorkers,
      most: Math.max(leastWorkers, mostWorkers),
      addMs: uniform(...WORKER_COMES_MS),
    },
  });
}

/** A script that runs the tasks one after the other, by the clock. Out `triggers`. */
export function cronLine(ctx: BuildContext, spec: CronSpec): CronLine {
  return new CronLine(ctx.id, ctx.run, spec);
}

/** A task that waits for files. In `in` (files) and `start`; out `done`. */
export function fileSensor(ctx: BuildContext, spec: FileSensorSpec): FileSensor {
  const sensor = new FileSensor(ctx.id, ctx.run, ctx.inputs("in"), spec);
  for (const before of ctx.upstream("start")) STARTS.of(before)?.starts(sensor.attempts);
  return sensor;
}
