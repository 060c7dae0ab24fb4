import { REDIS_MEMORY, redisListBytes } from "../../../engine/caches/entry-bytes.ts";
import { SampledEntries } from "../../../engine/caches/sampled-entries.ts";
import type { MaxmemoryPolicy } from "../../../engine/caches/sampled-entries.ts";
import { TimelineStore } from "../../../engine/tables/timeline-store.ts";
import type { TimelineStoreSpec } from "../../../engine/tables/timeline-store.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type TimelineStoreOptions = Omit<TimelineStoreSpec, "reply"> & { readonly reply: TwoPercentiles };

/** Home timelines as lists in memory. Port `calls`. */
export function timelineStore(ctx: BuildContext, { reply, ...spec }: TimelineStoreOptions): TimelineStore {
  return new TimelineStore(ctx.id, ctx.run, { calls: ctx.inputs("calls") }, { ...spec, reply: latencySampler(reply) });
}

const MIB = 1_048_576;

/** Lists of ids in so much memory of Redis. */
export function listsInMemory(
  maxmemoryMib: number,
  policy: MaxmemoryPolicy,
  { keyBytes, samples }: { readonly keyBytes: number; readonly samples: number },
): NonNullable<TimelineStoreSpec["memory"]> {
  const { tableBytes, emptyBytes } = REDIS_MEMORY;
  const entryBytes = (ids: number): number => redisListBytes(keyBytes, ids);
  const spec = { maxBytes: maxmemoryMib * MIB, policy, samples, entryBytes, tableBytes, emptyBytes, entriesPerRow: 1 };
  return (random) => new SampledEntries(spec, random);
}
