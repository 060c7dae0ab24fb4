import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { ExtractRemarks, RealtimeStoreRemarks, WarehouseRemarks } from "../../engine/queried/remarks.ts";
import type { RemarkDecl, RemarkTable } from "../remark.ts";
import { wholeSeconds } from "../words.ts";

/** Of whatever answers so many queries at once. */
export const SLOTS_TAKEN: RemarkDecl<{ readonly forMs: number }> = {
  words: ({ forMs }, { name }) => `Other users took every query slot of ${name} for ${wholeSeconds(forMs)}; queries waited.`,
};

export const WAREHOUSE_REMARKS: RemarkTable<WarehouseRemarks> = {
  queueing: SLOTS_TAKEN,
  "node-lost": {
    words: ({ downMs, brokenQueries, loadsAgain }, { name }) =>
      `A node of ${name} was replaced within ${wholeSeconds(downMs)}: ${brokenQueries} ${nounFor(brokenQueries, "query", "queries")} broke off, others waited.${loadsAgain ? " The load that ran was rolled back and began again." : ""} Nothing committed was lost.`,
  },
};

export const REALTIME_STORE_REMARKS: RemarkTable<RealtimeStoreRemarks> = {
  "ingest-task-lost": {
    words: ({ task, replicaReadOn, awayMs }, { name }) =>
      replicaReadOn
        ? `Ingest task ${task} of ${name} was lost; its replica read on, and nothing waited.`
        : `Ingest task ${task} of ${name} was away for ${durationToSecond(awayMs)}, and its partitions waited. A replica would have read on.`,
  },
};

export const EXTRACT_REMARKS: RemarkTable<ExtractRemarks> = {
  "refresh-skipped": {
    words: ({ everyMs }, { name }) =>
      `A refresh of ${name} was due while the one before was under way, and fell out: one takes longer than the ${durationToSecond(everyMs)} between them.`,
  },
  "refresh-failed": { words: (_, { name }) => `A refresh of ${name} failed; viewers went on seeing what the last good one had brought.` },
};
