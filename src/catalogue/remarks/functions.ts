import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { FunctionRemarks } from "../../engine/functions/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { duration, exact, percent, plural } from "../words.ts";

export const FUNCTION_REMARKS: RemarkTable<FunctionRemarks> = {
  "timed-out": {
    words: ({ timeoutMs, neededMs, records }, { name }) =>
      `A call of ${name} with ${plural(records, "record")} needed ${duration(Number(neededMs.toPrecision(3)))} and was stopped after ${duration(timeoutMs)}: its work is for nothing and is tried again. Give it more time or memory, or smaller batches.`,
  },
  "shard-blocked": {
    words: ({ partition, tries }, { name }) =>
      `A batch of ${partition} failed ${tries} times at ${name}; everything behind it waits while it is tried again. Let it say which record fails, limit the retries, or split batches that fail.`,
  },
  "given-up": {
    words: ({ tries, records, isKept }, { name }) =>
      `${exact(records)} ${nounFor(records, "record")} failed ${tries} times at ${name} and ${isKept ? "went to its failed records" : "are lost, as nothing takes what failed"}.`,
    explains: ["given up"],
  },
  "file-given-up": {
    words: ({ tries }, { name }) =>
      `The call of ${name} for an object failed ${tries} times and is not tried again: its rows lie in the store and were never worked on.`,
  },
  "at-its-limit": {
    words: ({ calls }, { name }) =>
      `${plural(calls, "call")} of ${name} ${nounFor(calls, "was", "were")} under way, as many as there may be, and more work waited.`,
  },
  failing: {
    words: ({ share, forMs }, { name }) =>
      `${percent(share)} of the calls of ${name} failed at their end for ${durationToSecond(forMs)}: what they had written stands, and was written again.`,
    effect: "repeats",
  },
  throttled: {
    words: ({ forMs }, { name }) =>
      `Others used up the calls of the account for ${durationToSecond(forMs)}; ${name} began none, and its work waited.`,
  },
};
