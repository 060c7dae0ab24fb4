import { PartitionItems } from "../../../engine/tables/keyed/partition-items.ts";
import type { PartitionItemsSpec } from "../../../engine/tables/keyed/partition-items.ts";
import { RingItems } from "../../../engine/tables/keyed/ring-items.ts";
import type { RingItemsSpec } from "../../../engine/tables/keyed/ring-items.ts";
import { SearchIndex } from "../../../engine/tables/keyed/search-index.ts";
import type { SearchIndexSpec } from "../../../engine/tables/keyed/search-index.ts";
import type { BuildContext } from "../../build-context.ts";
import type { Distribution } from "../../contract.ts";
import { latencySampler, samplerOf } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

type RingItemsOptions = Omit<RingItemsSpec, "writeReply" | "readReply"> & {
  readonly writeReply: TwoPercentiles;
  readonly readReply: TwoPercentiles;
};

/** Rows of clients by key on a token ring. Port `calls`. */
export function ringItems(ctx: BuildContext, { writeReply, readReply, ...spec }: RingItemsOptions): RingItems {
  const laws = { writeReply: latencySampler(writeReply), readReply: latencySampler(readReply) };
  return new RingItems(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, ...laws });
}

type PartitionItemsOptions = Omit<PartitionItemsSpec, "writeLatency" | "readLatency"> & {
  readonly writeLatency: TwoPercentiles;
  readonly readLatency: TwoPercentiles;
};

/** Rows of clients by key in a table as a service. Port `calls`. */
export function partitionItems(ctx: BuildContext, { writeLatency, readLatency, ...spec }: PartitionItemsOptions): PartitionItems {
  const laws = { writeLatency: latencySampler(writeLatency), readLatency: latencySampler(readLatency) };
  return new PartitionItems(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, ...laws });
}

/** An index of documents that are found by what they hold. Port `calls`. */
export function searchIndex(
  ctx: BuildContext,
  { searchTime, ...spec }: Omit<SearchIndexSpec, "search"> & { readonly searchTime: Distribution },
): SearchIndex {
  return new SearchIndex(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, search: samplerOf(searchTime) });
}
