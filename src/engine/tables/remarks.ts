import type { NoFacts } from "../part/remark.ts";

/** What a store on a token ring remarks. */
export type RingRemarks = {
  /** A user asks so much of the whole; only `nodes` hold the rows. */
  readonly "hot-partition": { readonly user: number; readonly requestShare: number; readonly nodes: readonly string[] };
  readonly "compaction-behind": { readonly node: number; readonly waitingBytes: number; readonly tables: number };
  readonly "node-lost": {
    readonly node: number;
    readonly downMs: number;
    /** A level asks for all replicas, so the users of this node could not be served. */
    readonly needsEveryReplica: boolean;
    /** It was away longer than hints are kept. */
    readonly hintsRanOut: boolean;
  };
};

/** What a cache before a store remarks. */
export type ServingCacheRemarks = {
  readonly "cache-lost": {
    readonly lostEntries: number;
    readonly brokenLookups: number;
    /** Callers get an error instead of what the store holds. */
    readonly refuses: boolean;
    /** Until it is back, who asks waits for a connection in vain, so long. */
    readonly isAway: boolean;
    readonly connectTimeoutMs: number;
  };
  /** The first write that found no room, as nothing may go. */
  readonly "cache-full": { readonly entries: number; readonly usedBytes: number };
  readonly "cache-failover": {
    readonly brokenLookups: number;
    readonly vanishedWrites: number;
    readonly keptEntries: number;
    readonly failoverMs: number;
  };
};

/** What a table as a service remarks. */
export type PartitionTableRemarks = {
  /** Requests were refused at the ceiling of a partition or of the whole table, or something else has used up its capacity. */
  readonly throttled:
    | { readonly by: "partition"; readonly partition: number; readonly reading: boolean; readonly unitsPerSecond: number }
    | { readonly by: "table"; readonly reading: boolean }
    | { readonly by: "others"; readonly forMs: number; readonly leftShare: number };
  readonly "zone-lost": NoFacts;
};

/** What a relational store of rows remarks. */
export type RowStoreRemarks = {
  /** The primary died and nobody could take over: it is back with all that was committed. Of a sharded store, of which shard. */
  readonly "store-down": { readonly downMs: number; readonly brokenRequests: number; readonly shard?: number };
  /** A replica took over; so many changes had not reached it. */
  readonly "fail-over": {
    readonly failoverMs: number;
    readonly vanishedWrites: number;
    readonly brokenRequests: number;
    readonly shard?: number;
  };
  readonly "replica-lost": { readonly replica: number; readonly downMs: number; readonly brokenRequests: number; readonly shard?: number };
};

/** What a store of several such groups remarks. */
export type ShardedStoreRemarks = RowStoreRemarks & {
  /** One shard had so much more of the statements than its share among all. */
  readonly "hot-shard": { readonly shard: number; readonly share: number; readonly shards: number };
  /** Rows have new places; `ofRows` were there when it began, and each row of the run stands for several. */
  readonly resharded: {
    readonly from: number;
    readonly to: number;
    readonly movedRows: number;
    readonly ofRows: number;
    readonly tookMs: number;
  };
  /** A shard died while rows were copied from or to it: that copy began anew. */
  readonly "move-again": { readonly from: number; readonly to: number };
};

/** What a store of contents by name remarks. */
export type BlobStoreRemarks = {
  /** More was asked of its prefixes than they are granted. */
  readonly "slow-down": { readonly reading: boolean };
  readonly "object-store-away": { readonly downMs: number };
};

/** What a store of home timelines in memory remarks. */
export type TimelineStoreRemarks = {
  /** It is empty; lists are there again when somebody builds them. */
  readonly "timelines-lost": { readonly lostLists: number; readonly downMs: number; readonly brokenRequests: number };
  /** The first time there was no room: another list went, or the command was refused. */
  readonly "timelines-full": { readonly lists: number; readonly usedBytes: number; readonly refuses: boolean };
  readonly "timelines-failover": { readonly failoverMs: number; readonly vanishedPushes: number; readonly brokenRequests: number };
};
