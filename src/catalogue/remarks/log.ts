import { nounFor } from "../../base/counted-noun.ts";
import type { LogRemarks } from "../../engine/log/remarks.ts";
import type { RemarkTable } from "../remark.ts";

export const LOG_REMARKS: RemarkTable<LogRemarks> = {
  "transaction-timeout": {
    words: (_, { name }) => `${name} aborted a transaction that was open for too long; readers of committed rows go on.`,
  },
  "transaction-lost": {
    words: ({ lostRows }, { name }) =>
      `A commit reached ${name} after it had aborted the transaction: ${lostRows} ${nounFor(lostRows, "row that was ready is", "rows that were ready are")} lost to readers of committed rows. Allow transactions more time than a restart takes.`,
  },
  restart: {
    words: ({ broker, downMs }, { name }) =>
      `broker-${broker} of ${name} restarts for ${(downMs / 1000).toFixed(1)} s; its partitions moved first.`,
  },
  "leader-lost": {
    words: ({ broker, ledPartitions, lostRecords, acks }) => {
      const partitions = `${ledPartitions} partition${ledPartitions === 1 ? "" : "s"}`;
      const cause =
        acks === "all" ? "acks all: nothing confirmed was lost" : `acks ${acks} had confirmed records its followers had not yet copied`;
      return `broker-${broker} led ${partitions} when it crashed; ${lostRecords > 0 ? `${lostRecords} ${nounFor(lostRecords, "record")} lost: ${cause}` : cause}.`;
    },
  },
  "unclean-election": {
    words: ({ partition, lostRecords }, { name }) =>
      `${partition} of ${name} was given to a broker that lagged: ${lostRecords} confirmed records are gone.`,
  },
  repartitioned: {
    words: ({ partitions }, { name }) => `${name} now has ${partitions} partitions; most keys moved, so order per key broke once.`,
  },
};
