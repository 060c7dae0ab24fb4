import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { ViewRemarks } from "../../engine/views/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { exact } from "../words.ts";

export const VIEW_REMARKS: RemarkTable<ViewRemarks> = {
  "full-refresh": {
    words: ({ rows, why }, { name }) =>
      `A refresh of ${name} looked at all ${exact(rows)} ${nounFor(rows, "row")} of its table again, and each one will: ${because(why)}. Counts and sums of rows that are only added are refreshed by what is new.`,
  },
  "refresh-skipped": {
    words: ({ everyMs }, { name }) =>
      `A refresh of ${name} was due while the one before was under way, and fell out: one takes longer than the ${durationToSecond(everyMs)} between them. Refreshes take a slot of the warehouse and wait for it like any query.`,
  },
  "refresh-failed": {
    words: (_, { name }) => `A refresh of ${name} failed; who asked it went on seeing what the last good one had brought.`,
  },
  "never-refreshed": {
    words: (_, { name }) =>
      `Somebody asked ${name}, and nobody refreshes it: Redshift does not unless a view says AUTO REFRESH YES. Refresh it after each load, by the clock, or as a task behind the load.`,
  },
};

function because(why: ViewRemarks["full-refresh"]["why"]): string {
  if (why === "users") return "it counts different users, and who was counted before does not show in a count";
  if (why === "sessions") return "it counts sessions, which later events change";
  return "rows of the table were deleted or replaced, and a count does not say which";
}
