import type { EvictionPolicy } from "../../engine/stations/kept-keys.ts";
import { KeyCache } from "../../engine/stations/key-cache.ts";
import type { BuildContext } from "../build-context.ts";
import { inputOf } from "./feed-of.ts";

export type CacheOptions = { readonly capacityItems: number; readonly policy: EvictionPolicy; readonly hitMs: number };

/** A cache over record keys: a hit leaves by `hit` (delivered here when unwired), a miss by `miss`. Port `in`. */
export function cache(ctx: BuildContext, options: CacheOptions): KeyCache {
  return new KeyCache(ctx.id, ctx.run, inputOf(ctx, "in"), { hit: ctx.outputs("hit"), miss: ctx.outputs("miss") }, options);
}
