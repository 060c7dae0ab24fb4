import { durationToSecond } from "../../../base/duration.ts";
import type { CdnRemarks } from "../../../engine/requests/remarks.ts";
import type { RemarkTable } from "../../remark.ts";
import { exact } from "../../words.ts";

export const CDN_REMARKS: RemarkTable<CdnRemarks> = {
  "edge-lost": {
    words: ({ edge, downMs, lostEntries, others }, { name }) =>
      `Edge ${exact(edge)} of ${name} was lost for ${durationToSecond(downMs)} with ${exact(lostEntries)} things: ${others > 0 ? "its clients went to the next one, which had to fetch what they asked for" : "there is no other, so nobody got in"}.`,
    explains: ["no edge"],
  },
  "all-purged": {
    words: ({ lostEntries }, { name }) =>
      `Everything was purged from ${name}, ${exact(lostEntries)} things at all its caches together: whatever is asked for is fetched from the origin again.`,
    explains: [],
  },
};
