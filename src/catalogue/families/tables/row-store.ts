import { RowStore } from "../../../engine/tables/row-store.ts";
import type { RowStoreSpec } from "../../../engine/tables/row-store.ts";
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

/** A relational store of rows by a unique key. Port `calls`. */
export function rowStore(ctx: BuildContext, options: RowStoreOptions): RowStore {
  const { readTime, writeTime, connectTime, flush, replicaLag, ...spec } = options;
  return new RowStore(
    ctx.id,
    ctx.run,
    { calls: ctx.inputs("calls") },
    {
      ...spec,
      read: samplerOf(readTime),
      write: samplerOf(writeTime),
      connect: connectTime === null ? null : samplerOf(connectTime),
      flush: latencySampler(flush),
      replicaLag: latencySampler(replicaLag),
    },
  );
}
