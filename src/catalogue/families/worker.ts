import { samplerOf } from "./sampler-of.ts";
import { feedOfInstances } from "./feed-of.ts";
import { StreamWorker } from "../../engine/flow/stream-worker.ts";
import type { WorkerSpec } from "../../engine/flow/stream-worker.ts";
import type { Distribution } from "../contract.ts";
import type { FlowNode } from "../../engine/flow/node.ts";
import type { BuildContext } from "../build-context.ts";

export type WorkerOptions = Omit<WorkerSpec, "work"> & {
  readonly workTime: Distribution;
  readonly isolation: "read_uncommitted" | "read_committed";
};

/** Instances of a consumer service. Ports `in`, `out`, `dead-letter`; a log at `in` is read as one consumer group. */
export function worker(ctx: BuildContext, options: WorkerOptions): FlowNode {
  const feed = feedOfInstances(ctx, "in", options.instances, options.isolation === "read_committed");
  return new StreamWorker(
    ctx.id,
    ctx.run,
    feed,
    { ...options, work: samplerOf(options.workTime) },
    { out: ctx.outputs("out"), deadLetter: ctx.outputs("dead-letter") },
  );
}
