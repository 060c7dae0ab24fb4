import { inputOf } from "./feed-of.ts";
import { latencySampler } from "./sampler-of.ts";
import { shelfOf } from "./worker.ts";
import { VectorIndex } from "../../engine/flow/vector-index.ts";
import type { VectorIndexSpec } from "../../engine/flow/vector-index.ts";
import type { FlowNode } from "../../engine/flow/node.ts";
import type { BuildContext } from "../build-context.ts";

type TwoPercentiles = { readonly medianMs: number; readonly p99Ms: number };

export type VectorIndexOptions = Omit<VectorIndexSpec, "reply"> & { readonly reply: TwoPercentiles };

/** Item vectors that are searched when somebody asks. Ports `vectors`, `model`, `search`, `ranked`. */
export function vectorIndex(ctx: BuildContext, options: VectorIndexOptions): FlowNode {
  const inputs = { vectors: inputOf(ctx, "vectors"), search: ctx.inputs("search"), ranked: ctx.outputs("ranked"), shelf: shelfOf(ctx) };
  return new VectorIndex(ctx.id, ctx.run, inputs, { ...options, reply: latencySampler(options.reply) });
}
