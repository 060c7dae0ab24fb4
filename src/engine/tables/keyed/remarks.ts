import type { NoFacts } from "../../part/remark.ts";
import type { PartitionTableRemarks, RingRemarks } from "../remarks.ts";

/** What a ring of nodes that keeps rows of clients remarks. */
export type RingItemsRemarks = Pick<RingRemarks, "node-lost"> & {
  /** One key has so much of the requests; only `nodes` hold it. */
  readonly "hot-key": { readonly requestShare: number; readonly nodes: readonly string[] };
  /** An insert took the place of a row that had the key. */
  readonly "key-overwritten": NoFacts;
  /** A change that was refused as too late is there: some replicas had it. */
  readonly "late-change-stays": { readonly replicas: number; readonly of: number };
  /** A read found replicas that differ, and brought the older one up to date before it answered. */
  readonly "read-repaired": NoFacts;
};

/** What a table as a service that keeps rows of clients remarks. */
export type PartitionItemsRemarks = PartitionTableRemarks;

/** What an index of documents remarks. */
export type SearchIndexRemarks = {
  /** `lostShards` of all had no other copy that was up. */
  readonly "index-node-lost": { readonly node: number; readonly downMs: number; readonly lostShards: number; readonly of: number };
  /** A search answered without so many shards. */
  readonly "partial-results": { readonly shards: number; readonly of: number };
};
