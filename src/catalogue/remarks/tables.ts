import { durationToSecond } from "../../base/duration.ts";
import type {
  BlobStoreRemarks,
  PartitionTableRemarks,
  RingRemarks,
  RowStoreRemarks,
  ServingCacheRemarks,
  ShardedStoreRemarks,
  TimelineStoreRemarks,
} from "../../engine/tables/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { exact, lasting, plural } from "../words.ts";

export const RING_REMARKS: RemarkTable<RingRemarks> = {
  "hot-partition": {
    words: ({ user, requestShare, nodes }, { name }) =>
      `Hot partition: user ${user} has ${Math.round(requestShare * 100)} % of the requests of ${name}. Only ${nodes.join(", ")} hold its rows, so more nodes would not help.`,
    explains: [],
  },
  "compaction-behind": {
    words: ({ node, waitingBytes, tables }, { name }) =>
      `Compaction falls behind on node-${node} of ${name}: ${amountOf(waitingBytes)} pending, and it has ${tables} tables, so a read looks into up to that many. Give compaction more throughput, spread the writes over more nodes, or write less.`,
    explains: ["read timed out"],
  },
  "node-lost": {
    words: ({ node, downMs, needsEveryReplica, hintsRanOut }, { name }) => {
      const others = needsEveryReplica
        ? "A level of ALL needs every replica: its share of the keys could not be served; QUORUM would have gone on."
        : "The other replicas answered; what it missed waits as hints.";
      const repair = hintsRanOut ? " It was away longer than hints are kept: only a repair brings its copies up to date." : "";
      return `node-${node} of ${name} was down for ${durationToSecond(downMs)}. ${others}${repair}`;
    },
    explains: ["too few replicas alive", "write timed out", "read timed out"],
  },
};

export const SERVING_CACHE_REMARKS: RemarkTable<ServingCacheRemarks> = {
  "cache-lost": {
    words: ({ lostEntries, brokenLookups, refuses, isAway, connectTimeoutMs }, { name }) => {
      const meanwhile = isAway ? `, and who asks until it is back waits ${connectTimeoutMs} ms for a connection in vain` : "";
      const then = refuses
        ? "Callers take that as an error instead of asking the store."
        : "The store answers instead, and whatever is asked for the first time after.";
      return `${name} lost its ${lostEntries} entries: ${brokenOff(brokenLookups)}${meanwhile}. ${then}`;
    },
  },
  "cache-full": {
    words: ({ entries, usedBytes }, { name }) =>
      `${name} is full with ${exact(entries)} entries in ${amountOf(usedBytes)}, and its policy lets none go: from then on writes were refused, and what is not there is asked of the store each time. Give it more memory, let entries expire, or choose a policy that lets keys go.`,
    explains: ["out of memory"],
  },
  "cache-failover": {
    words: ({ brokenLookups, vanishedWrites, keptEntries, failoverMs }, { name }) =>
      `${name} lost its primary: ${brokenOff(brokenLookups)}, ${vanishedWrites} of its last writes vanished, and a replica with ${keptEntries} entries takes over after ${failoverMs / 1000} s.`,
  },
};

export const ROW_STORE_REMARKS: RemarkTable<RowStoreRemarks> = {
  "store-down": {
    words: ({ downMs, brokenRequests, shard }, { name }) =>
      `The primary of ${groupOf(name, shard)} was down for ${durationToSecond(downMs)} and no replica took over: ${brokenRequests === 0 ? "all" : `${brokenRequests} statements broke off, and all`} that came meanwhile were refused. It is back with all that was committed.`,
    explains: ["store down", "store crashed"],
  },
  "fail-over": {
    words: ({ failoverMs, vanishedWrites, brokenRequests, shard }, { name }) => {
      const lost =
        vanishedWrites === 0
          ? "It had all that was committed."
          : `${vanishedWrites} of the last changes had not reached it and are gone, acknowledged or not; commits that wait for a replica lose none.`;
      return `The primary of ${groupOf(name, shard)} died and a replica took over after ${durationToSecond(failoverMs)}: ${brokenRequests} statements broke off, and those that came meanwhile were refused. ${lost}`;
    },
    explains: ["store down", "store crashed"],
    effect: "lost-items",
  },
  "replica-lost": {
    words: ({ replica, downMs, brokenRequests, shard }, { name }) =>
      `A replica of ${groupOf(name, shard)}, machine ${replica}, was down for ${durationToSecond(downMs)}: ${brokenRequests} reads broke off, and the others had its share.`,
    explains: [],
  },
};

export const SHARDED_STORE_REMARKS: RemarkTable<ShardedStoreRemarks> = {
  ...ROW_STORE_REMARKS,
  "hot-shard": {
    words: ({ shard, share, shards }, { name }) =>
      `Hot shard: shard-${shard} of ${name} had ${Math.round(share * 100)} % of the statements, where ${Math.round(100 / shards)} % is its share of ${shards}. The others cannot help it; place rows by a hash of their key, or cache what is read most.`,
    explains: [],
  },
  resharded: {
    words: ({ from, to, movedRows, ofRows, tookMs }, { name }) =>
      `${name} went from ${from} to ${to} shards in ${durationToSecond(tookMs)} and moved ${movedRows.toLocaleString("en-US")} of ${ofRows.toLocaleString("en-US")} rows, ${Math.round((100 * movedRows) / Math.max(1, ofRows))} %. It served meanwhile.`,
    explains: [],
  },
  "move-again": {
    words: ({ from, to }, { name }) =>
      `A primary died while ${name} copied rows from shard-${from} to shard-${to}: these rows are copied anew when both are up.`,
    explains: [],
  },
};

export const PARTITION_TABLE_REMARKS: RemarkTable<PartitionTableRemarks> = {
  throttled: {
    words: (facts, { name }) => {
      if (facts.by === "others")
        return `Something else used ${name} for ${lasting(facts.forMs)} and left ${Math.round(facts.leftShare * 100)} % of its capacity.`;
      const refused = `refused ${facts.reading ? "reads" : "writes"} after every retry`;
      return facts.by === "partition"
        ? `partition-${facts.partition} of ${name} ${refused}: its ceiling is ${facts.unitsPerSecond} units/s, whatever the table is granted. No capacity helps one key; spread it or cache it.`
        : `${name} ${refused}: the table's capacity and what it had kept are used up. Grant more, or read and write less.`;
    },
  },
  "zone-lost": {
    words: (_, { name }) =>
      `A zone of ${name} was lost: a third of the partitions chose another leader and took no writes or strong reads meanwhile.`,
  },
};

export const BLOB_STORE_REMARKS: RemarkTable<BlobStoreRemarks> = {
  "slow-down": {
    words: ({ reading }, { name }) =>
      `${name} answered 503 Slow Down: ${reading ? "reads" : "writes"} came faster than its prefixes are granted. Spread names over more prefixes, or read less of it.`,
    explains: ["slow down"],
  },
  "object-store-away": {
    words: ({ downMs }, { name }) =>
      `${name} was out of reach for ${durationToSecond(downMs)}: nothing could be stored or read there, and nothing was lost.`,
    explains: ["object store away"],
  },
};

/** The machines a remark of a relational store is about: all of it, or one shard. */
function groupOf(name: string, shard: number | undefined): string {
  return shard === undefined ? name : `shard-${shard} of ${name}`;
}

function brokenOff(lookups: number): string {
  return `${lookups} ${lookups === 1 ? "lookup" : "lookups"} under way broke off`;
}

function amountOf(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export const TIMELINE_STORE_REMARKS: RemarkTable<TimelineStoreRemarks> = {
  "timelines-lost": {
    words: ({ lostLists, downMs, brokenRequests }, { name }) => {
      const away = downMs > 0 ? ` It was away for ${durationToSecond(downMs)}.` : "";
      return `${name} lost ${plural(lostLists, "timeline")}; ${plural(brokenRequests, "call")} broke off.${away} Each is built anew from the store when it is next read: the store feels all of that at once.`;
    },
    explains: ["timelines down", "timelines crashed"],
  },
  "timelines-full": {
    words: ({ lists, usedBytes, refuses }, { name }) =>
      refuses
        ? `${name} is full with ${plural(lists, "timeline")} in ${amountOf(usedBytes)}, and its policy lets none go: what is pushed from then on is refused and stays missing. Let idle readers' lists go, or give it more memory.`
        : `${name} is full with ${plural(lists, "timeline")} in ${amountOf(usedBytes)}: lists of readers who were away go, and are built anew from the store when they come back.`,
    explains: [],
  },
  "timelines-failover": {
    words: ({ failoverMs, vanishedPushes, brokenRequests }, { name }) =>
      `A replica of ${name} took over after ${durationToSecond(failoverMs)}; ${plural(brokenRequests, "call")} broke off, and ${plural(vanishedPushes, "push", "pushes")} had not reached it.`,
    explains: ["timelines down", "timelines crashed"],
  },
};
