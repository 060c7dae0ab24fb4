import { ServingCache } from "../../../engine/tables/serving-cache.ts";
import type { ServingCacheSpec } from "../../../engine/tables/serving-cache.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type ServingCacheOptions = Pick<ServingCacheSpec, "holds" | "claimMs" | "givesLeases"> & {
  readonly capacityItems: number;
  readonly ttlMs: number | null;
  readonly threads: number;
  readonly commandMs: number;
  readonly reply: TwoPercentiles;
  readonly fillAfterMs: number;
  readonly connectTimeoutMs: number;
  readonly whenDown: "store" | "error";
  readonly replicas: number;
  readonly failoverMs: number;
  readonly replicaLagMs: number;
};

/** A cache in front of a store. Ports `lookup`, `write`, `miss`. */
export function servingCache(ctx: BuildContext, options: ServingCacheOptions): ServingCache {
  // Where a row of the run stands for many things, so does an entry.
  const itemsPerRow = ctx.run.desk.items?.itemsPerRow ?? 1;
  return new ServingCache(
    ctx.id,
    ctx.run,
    { lookup: ctx.inputs("lookup"), write: ctx.inputs("write"), miss: ctx.outputs("miss") },
    { ...options, capacityItems: Math.max(1, Math.floor(options.capacityItems / itemsPerRow)), reply: latencySampler(options.reply) },
  );
}
