import { RowStore } from "../../../engine/tables/row-store.ts";
import type { RowStoreSpec } from "../../../engine/tables/row-group.ts";
import { ShardedStore } from "../../../engine/tables/sharded-store.ts";
import type { ShardedStoreSpec } from "../../../engine/tables/sharded-store.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { latencySampler, samplerOf } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type RowStoreOptions = Omit<RowStoreSpec, "read" | "write" | "connect" | "flush" | "replicaLag"> & {
  readonly readTime: Distribution;
  readonly writeTime: Distribution;
  /** Core time of a connection of its own for each statement; null: connections are kept. */
  readonly connectTime: Distribution | null;
  readonly flush: TwoPercentiles;
  readonly replicaLag: TwoPercentiles;
};

/** Settings of a relational store, by the names of its fields. */
type RowStoreSettings = Omit<RowStoreOptions, "probeMs" | "connectTime" | "flush" | "replicaLag" | "sharedStorage"> & {
  readonly pool: "kept" | "each";
  readonly flushMedianMs: number;
  readonly flushP99Ms: number;
  readonly lagMedianMs: number;
  readonly lagP99Ms: number;
};

/** pgbench, select-only: some 96,000 statements a second take 0.1 ms each. */
export const PROBE_MS = 0.1;

export function rowStoreOptions(settings: RowStoreSettings, sharedStorage = false): RowStoreOptions {
  const { pool, flushMedianMs, flushP99Ms, lagMedianMs, lagP99Ms, ...options } = settings;
  return {
    ...options,
    probeMs: PROBE_MS,
    sharedStorage,
    connectTime: pool === "kept" ? null : { exponential: 8.5 },
    flush: { medianMs: flushMedianMs, p99Ms: flushP99Ms },
    replicaLag: { medianMs: lagMedianMs, p99Ms: lagP99Ms },
  };
}

function specOf({ readTime, writeTime, connectTime, flush, replicaLag, ...spec }: RowStoreOptions): RowStoreSpec {
  return {
    ...spec,
    read: samplerOf(readTime),
    write: samplerOf(writeTime),
    connect: connectTime === null ? null : samplerOf(connectTime),
    flush: latencySampler(flush),
    replicaLag: latencySampler(replicaLag),
  };
}

/** A relational store of rows by a unique key. Port `calls`. */
export function rowStore(ctx: BuildContext, options: RowStoreOptions): RowStore {
  return new RowStore(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, specOf(options));
}

/** Rows over several such stores. Port `calls`. */
export function shardedStore(
  ctx: BuildContext,
  store: RowStoreOptions,
  { routeTime, ...spec }: Omit<ShardedStoreSpec, "store" | "route"> & { readonly routeTime: Distribution },
): ShardedStore {
  return new ShardedStore(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, store: specOf(store), route: samplerOf(routeTime) });
}
