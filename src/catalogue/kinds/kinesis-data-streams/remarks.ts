import { durationToSecond } from "../../../base/duration.ts";
import type { ShardRemarks } from "../../../engine/shards/remarks.ts";
import type { RemarkTable } from "../../remark.ts";

export const SHARD_REMARKS: RemarkTable<ShardRemarks> = {
  throttled: {
    words: ({ shard, isHot, timesMean }, { name }) => {
      const cure = isHot
        ? `it has ${timesMean.toFixed(1)} times the mean of the shards: no number of shards helps one key, spread it`
        : "add shards, or pack several records into one put";
      return `${shard} of ${name} refused records until their time to live was over; ${cure}.`;
    },
  },
  resharded: {
    words: ({ closed, opened }, { name }) =>
      `${closed.join(" and ")} of ${name} became ${opened.join(" and ")}; readers finish ${closed.length > 1 ? "the parents" : "the parent"} first.`,
  },
  crowded: {
    words: ({ leftShare, forMs }, { name }) =>
      `Another writer left ${100 * leftShare} % of every shard of ${name} for ${durationToSecond(forMs)}.`,
  },
  "readers-crowded": {
    words: ({ refusesReaders, forMs }, { name }) =>
      `Another reader used up the calls of ${name} for ${durationToSecond(forMs)}: ${refusesReaders ? "every call of our readers was refused" : "readers with their own pipe felt nothing"}.`,
  },
  failing: {
    words: ({ forMs }, { name }) =>
      `${name} answered half of all puts with an error for ${durationToSecond(forMs)}; some were stored all the same.`,
  },
};
