import { durationToSecond } from "../../base/duration.ts";
import type { RingItemsRemarks, SearchIndexRemarks } from "../../engine/tables/keyed/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { RING_REMARKS } from "./tables.ts";

export const RING_ITEMS_REMARKS: RemarkTable<RingItemsRemarks> = {
  "node-lost": RING_REMARKS["node-lost"],
  "hot-key": {
    words: ({ requestShare, nodes }, { name }) =>
      `Hot key: one key has ${Math.round(requestShare * 100)} % of the requests of ${name}. Only ${nodes.join(", ")} hold it, so more nodes would not help; a cache before them would.`,
    explains: [],
  },
  "key-overwritten": {
    words: (_, { name }) =>
      `An insert without IF NOT EXISTS took the place of another's row in ${name}: the last write wins, and nobody is told. A lightweight transaction would have refused it.`,
    explains: [],
    effect: "lost-items",
    mends: [{ setting: "inserts", to: "conditional" }],
  },
  "late-change-stays": {
    words: ({ replicas, of }, { name }) =>
      `A change of ${name} timed out with ${replicas} of ${of} replicas written: it is there all the same, readers may find it, and hints bring it to the others. A time-out does not mean that nothing happened.`,
    explains: ["write timed out"],
  },
  "read-repaired": {
    words: (_, { name }) =>
      `Replicas of ${name} differed, and reads brought the older ones up to date before they answered: one more round for these reads.`,
    explains: [],
  },
};

export const SEARCH_INDEX_REMARKS: RemarkTable<SearchIndexRemarks> = {
  "index-node-lost": {
    words: ({ node, downMs, lostShards, of }, { name }) =>
      `node-${node} of ${name} was down for ${durationToSecond(downMs)}. ${lostShards === 0 ? "Every shard had a copy elsewhere, which took over." : `${lostShards} of ${of} shards had no other copy: what lies there was not found, and new documents of theirs waited.`}`,
    explains: ["no primary of its shard", "index down"],
  },
  "partial-results": {
    words: ({ shards, of }, { name }) =>
      `${name} answered searches without ${shards} of its ${of} shards, and said nothing of it: what lies there was missing. A replica of each shard on another node prevents that.`,
    explains: [],
  },
};
