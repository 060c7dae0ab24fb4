import { PartitionTask } from "../../../engine/files/partition-task.ts";
import type { PartitionTaskSpec } from "../../../engine/files/partition-task.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type PartitionTaskOptions = Omit<PartitionTaskSpec, "everyMs" | "startUp" | "closingMs" | "listPageMs"> & {
  readonly everyMs: number;
  readonly startUp: TwoPercentiles;
};

/** A page of 1,000 keys (facts/streaming.md 3.1). */
const LIST_PAGE_MS = 100;
/** As for a job: readers know the partitions by the time somebody hears that the run is done. */
const CLOSING_MS = 5000;

/** Registers partitions when it is told to. In `objects` (files), `start`; out `partitions`, `done`. */
export function partitionTask(ctx: BuildContext, { everyMs, startUp, ...options }: PartitionTaskOptions): PartitionTask {
  const task = new PartitionTask(ctx.id, ctx.run, ctx.inputs("objects"), ctx.outputs("partitions"), {
    ...options,
    everyMs: ctx.inputs("start").length > 0 ? null : everyMs,
    startUp: latencySampler(startUp),
    listPageMs: LIST_PAGE_MS,
    closingMs: CLOSING_MS,
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(task.attempts);
  return task;
}
