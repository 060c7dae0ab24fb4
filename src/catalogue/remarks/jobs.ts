import { bytes as bytesInWords, plural, lasting } from "../words.ts";
import type { BatchJobRemarks } from "../../engine/jobs/remarks.ts";
import type { RemarkTable } from "../remark.ts";

const whyFailed = (because: "task" | "broken-off"): string =>
  because === "task" ? "one of its Spark tasks failed as often as one may" : "it was broken off";

/** What another writer has committed, by its operation. */
const COMMITTED: { readonly [operation: string]: string } = {
  append: "new rows",
  overwrite: "an overwrite",
  "replace-partitions": "other files for a partition",
  delete: "an erasure",
  compact: "a compaction",
};

export const BATCH_JOB_REMARKS: RemarkTable<BatchJobRemarks> = {
  "run-failed": {
    words: ({ because, commits }, { name }) =>
      `A run of ${name} failed, because ${whyFailed(because)}; ${commits === "atomic" ? "nothing of it was committed" : "nothing it had written can be read"}.`,
  },
  "half-written": {
    words: ({ because, visibleFiles }, { name }) =>
      `A run of ${name} failed, because ${whyFailed(because)}; ${plural(visibleFiles, "file")} it had written can be read all the same, and the next run writes their rows again. Let files appear when the run is done, or all at once.`,
    effect: "rewritten",
    mends: [{ setting: "committer", to: "magic" }],
  },
  "commit-refused": {
    words: ({ error, behind, by }, { name, nameOf }) =>
      `A run of ${name} failed when it committed (${error}): ${nameOf(by)} had committed ${COMMITTED[behind] ?? "something"} since it had read the table. Nothing of it can be read, and its files stay as orphans. Begin it again, and let the two of them run one after the other.`,
    effect: "unread",
  },
  "old-data-gone": {
    words: ({ files }, { name }) =>
      `${name} overwrites, so the run had deleted ${plural(files, "file")} before it wrote anything: that data is gone. Overwrite partition by partition, or write a table that commits at once.`,
  },
  "partitions-dropped": {
    words: ({ hours, written }, { name }) =>
      `A run of ${name} wrote ${plural(written, "partition")} and dropped ${plural(hours, "other")}: overwriting replaces the whole folder, as Spark does unless it is told to overwrite dynamically.`,
    effect: "dropped",
    mends: [{ setting: "writes", to: "overwrite-partitions" }],
  },
  "read-again": {
    words: ({ files, ofFiles }, { name }) =>
      `A run of ${name} took ${ofFiles} files, ${files} of which a run before it had written out already, and appended their rows a second time. Read only what is new, or overwrite the partitions that are written.`,
    effect: "repeats",
    mends: [{ setting: "writes", to: "overwrite-partitions" }],
  },
  "nothing-landed": {
    words: ({ isPoint }, { name }) =>
      `A run of ${name} found no file of its interval${isPoint ? ", which is the hour that had just begun: with today's Airflow a run's interval is a point" : ""}. What lands later is read by no run unless it looks back.`,
  },
  "hours-in-pieces": {
    words: ({ hours, columns }, { name }) =>
      `A run of ${name} appended figures of ${plural(hours, "hour")} of which a run before it had written some: readers add the pieces up. Events and sessions add up; users that several runs saw are counted by each, as distinct counts (${columns.join(", ")}) do not add up. Let a run take whole hours, when they have landed, and overwrite them.`,
    effect: "split-keys",
    mends: [
      { setting: "reads", to: "interval" },
      { setting: "writes", to: "overwrite-partitions" },
    ],
  },
  "hours-to-add-up": {
    words: ({ hours }, { name }) =>
      `A run of ${name} appended figures of ${plural(hours, "hour")} of which a run before it had written some: the table has several rows for such an hour, whose sum is right. Whoever reads it without adding up sees a part. Overwriting partitions leaves one row.`,
  },
  "versions-twice": {
    words: ({ users }, { name }) =>
      `A run of ${name} appended versions to its dimension, and ${plural(users, "user")} now ${users === 1 ? "has" : "have"} two rows that both say they are current: appending closes nothing, and a fact that joins by time meets both. Overwrite partitions, so that a run takes the table as it is and brings each change in at its time.`,
    effect: "rewritten",
    mends: [{ setting: "writes", to: "overwrite-partitions" }],
  },
  "start-refused": {
    words: ({ underWay }, { name }) =>
      `${name} was started while ${plural(underWay, "run")} of it ${underWay === 1 ? "was" : "were"} under way, and no more are allowed: that start failed.`,
  },
  "executor-lost": {
    words: ({ executor, awayMs }, { name }) =>
      `Executor ${executor} of ${name} was lost for ${lasting(awayMs)}; what it was doing, and what it had made for the next stage, was done again.`,
  },
  "executors-reclaimed": {
    words: ({ executors, ofExecutors, awayMs }, { name }) =>
      `${executors} of ${ofExecutors} machines of ${name} were taken away for ${lasting(awayMs)}; their Spark tasks ran again on the others.`,
  },
  "executor-slow": {
    words: ({ executor, factor, forMs }, { name }) =>
      `Executor ${executor} of ${name} took ${factor} times as long for ${lasting(forMs)}; a stage ends with its last Spark task.`,
  },
  "late-start": {
    words: ({ forMs }, { name }) => `No machine was given to runs of ${name} for ${lasting(forMs)}; those that were starting waited.`,
  },
  "tasks-failing": {
    words: ({ forMs, mostFailures }, { name }) =>
      `A Spark task of every run of ${name} failed for ${lasting(forMs)}; a run fails when one has failed ${plural(mostFailures, "time")}.`,
  },
  spilled: {
    words: ({ bytes }, { name }) =>
      `Spark tasks of ${name} had ${bytesInWords(bytes)} more in hand than their memory holds and wrote it to disk and back. More partitions, or workers with more memory, avoid it.`,
  },
};
