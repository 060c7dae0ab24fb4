import { Facet } from "../part/facet.ts";
import type { PipelineRun } from "./pipeline-run.ts";

/** What somebody who orders tasks tells of them. */
export type Pipelines = {
  /** Ids of the tasks, each after those it waits for. */
  readonly tasks: readonly string[];
  /** In the order in which they were due. */
  readonly runs: readonly PipelineRun[];
  /** When a task failed for good, and when a run ended, ms of the run, in order of time. */
  readonly failuresMs: readonly number[];
  readonly endsMs: readonly number[];
};

export const PIPELINES = new Facet<Pipelines>("pipelines");
