import type { ServerMemory } from "../../../engine/caches/entry-bytes.ts";
import { SampledEntries } from "../../../engine/caches/sampled-entries.ts";
import type { MaxmemoryPolicy } from "../../../engine/caches/sampled-entries.ts";
import { SegmentedEntries } from "../../../engine/caches/segmented-entries.ts";
import type { ServingCacheSpec } from "../../../engine/tables/serving-cache.ts";
import type { BuildContext } from "../../build-context.ts";

const MIB = 1_048_576;

export type MemoryOptions = {
  readonly maxmemoryMib: number | null;
  readonly maxmemoryPolicy: MaxmemoryPolicy;
  readonly maxmemorySamples: number;
  readonly keyBytes: number;
};

/** Where a row of the run stands for many things, so does an entry. */
function entriesPerRow(ctx: BuildContext): number {
  return ctx.run.desk.items?.itemsPerRow ?? 1;
}

/** What a server holds in so much memory. */
export function inMemory(ctx: BuildContext, server: ServerMemory, options: MemoryOptions): ServingCacheSpec["holds"] {
  const { tableBytes, emptyBytes } = server;
  const { maxmemoryMib, maxmemoryPolicy, maxmemorySamples, keyBytes } = options;
  const spec = {
    maxBytes: maxmemoryMib === null ? Infinity : maxmemoryMib * MIB,
    policy: maxmemoryPolicy,
    samples: maxmemorySamples,
    entryBytes: (valueBytes: number) => server.entryBytes(keyBytes, valueBytes),
    tableBytes,
    emptyBytes,
    entriesPerRow: entriesPerRow(ctx),
  };
  return (random) => new SampledEntries(spec, random);
}

/** What memcached holds in so much memory. */
export function inSlabs(ctx: BuildContext, options: { readonly memoryMib: number; readonly keyBytes: number }): ServingCacheSpec["holds"] {
  const spec = { maxBytes: options.memoryMib * MIB, keyBytes: options.keyBytes, entriesPerRow: entriesPerRow(ctx) };
  return () => new SegmentedEntries(spec);
}
