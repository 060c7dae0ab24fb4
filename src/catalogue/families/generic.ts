import { inputOf } from "./feed-of.ts";
import { LruCache } from "../../engine/flow/lru-cache.ts";
import { Sink } from "../../engine/flow/sink.ts";
import type { FlowNode } from "../../engine/flow/node.ts";
import type { BuildContext } from "../build-context.ts";

/** Takes everything at once: the end of a textbook queue. Port `in`. */
export function sink(ctx: BuildContext): FlowNode {
  return new Sink(ctx.id, ctx.run, inputOf(ctx, "in"));
}

export type CacheOptions = { readonly capacityItems: number; readonly policy: "lru"; readonly hitMs: number };

/** True LRU over record keys: a hit leaves by `hit` (delivered here when unwired), a miss by `miss`. Port `in`. */
export function cache(ctx: BuildContext, options: CacheOptions): FlowNode {
  return new LruCache(ctx.id, ctx.run, inputOf(ctx, "in"), { hit: ctx.outputs("hit"), miss: ctx.outputs("miss") }, options);
}
