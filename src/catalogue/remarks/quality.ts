import { durationToSecond } from "../../base/duration.ts";
import type { OnMiss, QualityRemarks } from "../../engine/quality/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { count, exact, plural } from "../words.ts";

const RULES: { readonly [check: string]: string } = {
  unique: "repeat another row's",
  "not-null": "lack their",
  range: "lie out of range in",
  clock: "lie too far ahead of their arrival in",
};

/** What became of it. */
function outcome(done: OnMiss): string {
  if (done === "fail") return "the task failed, so nothing behind it ran";
  return done === "quarantine" ? "the rows were set aside" : "it was told and let pass";
}

export const QUALITY_REMARKS: RemarkTable<QualityRemarks> = {
  "rows-break-rule": {
    words: ({ check, columns, rows, ofRows, done }, { name }) =>
      `${name} found that ${exact(rows)} of ${plural(ofRows, "row")} ${RULES[check] ?? "break the rule of"} ${columns}: ${outcome(done)}.`,
  },
  "too-old": {
    words: ({ ageMs, mostMs, done }, { name }) =>
      `The newest row ${name} found was ${durationToSecond(ageMs)} old, ${durationToSecond(mostMs)} at most are allowed: ${outcome(done)}.`,
  },
  "found-nothing": {
    words: ({ mostMs, done }, { name }) =>
      `${name} found no row, and the newest may be ${durationToSecond(mostMs)} old at most: ${outcome(done)}.`,
  },
  "too-few": {
    words: ({ rows, least, done }, { name }) =>
      `An hour had ${plural(rows, "row")} when ${name} looked, and should have at least ${exact(least)}: ${outcome(done)}.`,
  },
  unusual: {
    words: ({ rows, mean, intervals, done }, { name }) =>
      `An interval had ${plural(rows, "row")} when ${name} looked, and the ${plural(intervals, "interval")} before it ${count(mean)} on average: ${outcome(done)}.`,
  },
  differs: {
    words: ({ on, here, there, done }, { name }) =>
      `${name} held two stores against each other by ${on}: ${count(here)} here, ${count(there)} there; ${outcome(done)}.`,
  },
  "no-such-column": {
    words: ({ columns, there }, { name }) =>
      `The rules of ${name} name ${columns.join(", ")}, which is none of the ${plural(there, "column")} of these rows: every attempt fails.`,
  },
  "nothing-to-compare": {
    words: ({ on }, { name }) => `${name} is to hold ${on} against another store, and none is wired to it.`,
  },
  "late-start": {
    words: ({ forMs }, { name }) => `No machine was given to ${name} for ${durationToSecond(forMs)}; checks that were starting waited.`,
  },
  "access-lost": {
    words: ({ forMs }, { name }) =>
      `${name} could not read the files for ${durationToSecond(forMs)}: attempts that began meanwhile failed.`,
  },
};
