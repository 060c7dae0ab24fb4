import { nounFor, wasOrWere } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type {
  ExtractRemarks,
  ReaderRemarks,
  RealtimeStoreRemarks,
  VacuumTaskRemarks,
  WarehouseRemarks,
} from "../../engine/queried/remarks.ts";
import type { RemarkDecl, RemarkTable } from "../remark.ts";
import { exact, lasting } from "../words.ts";

/** Of whatever answers so many queries at once. */
export const SLOTS_TAKEN: RemarkDecl<{ readonly forMs: number }> = {
  words: ({ forMs }, { name }) => `Other users took every query slot of ${name} for ${lasting(forMs)}; queries waited.`,
};

export const WAREHOUSE_REMARKS: RemarkTable<WarehouseRemarks> = {
  queueing: SLOTS_TAKEN,
  "node-lost": {
    words: ({ downMs, brokenQueries, loadsAgain }, { name }) =>
      `A node of ${name} was replaced within ${lasting(downMs)}: ${brokenQueries} ${nounFor(brokenQueries, "query", "queries")} broke off, others waited.${loadsAgain ? " The load that ran was rolled back and began again." : ""} Nothing committed was lost.`,
  },
  outage: {
    words: ({ downMs, brokenQueries, loadsAgain }, { name }) =>
      `${name} answered nobody for ${lasting(downMs)}: ${brokenQueries} ${nounFor(brokenQueries, "query", "queries")} broke off, others waited.${loadsAgain ? " The load that ran was rolled back and began again." : ""} Nothing committed was lost.`,
  },
  paused: {
    words: ({ downMs, brokenQueries, loadsAgain }, { name }) =>
      `${name} was paused by its schedule, and answered again after ${lasting(downMs)}: ${brokenQueries} ${nounFor(brokenQueries, "query", "queries")} broke off, and who asked meanwhile waited until it was back.${loadsAgain ? " The load that ran was rolled back and began again." : ""} Its nodes are not paid while it is paused, its storage is.`,
  },
  "dead-rows": {
    words: ({ deadRows, rows }, { name }) =>
      `A query of ${name} looked through ${exact(deadRows)} ${nounFor(deadRows, "row")} that ${deadRows === 1 ? "was" : "were"} deleted, beside the ${exact(rows)} that ${rows === 1 ? "is" : "are"} there: they lie in their blocks until a VACUUM. Let one follow the load, or let the cluster run its own.`,
  },
  "loaded-again": {
    words: ({ rows }, { name }) =>
      `A load of ${name} took files that one before it had committed, and added ${exact(rows)} ${nounFor(rows, "row")} a second time: COPY knows no bookmark and no keys. Load through a staging table and merge by key, or delete what the interval held in the same transaction.`,
    effect: "repeats",
  },
  "deleted-more": {
    words: ({ rows }, { name }) =>
      `A load of ${name} deleted ${exact(rows)} ${nounFor(rows, "row")} with ${rows === 1 ? "its" : "their"} partition that it did not bring again: it had only some of the partition's files in hand. Let each load take the whole interval, or merge by key.`,
    effect: "rewritten",
  },
  "slices-idle": {
    words: ({ files, slices, readMs, evenMs }, { name }) =>
      `A load of ${name} had ${exact(files)} ${nounFor(files, "file")} for ${slices} slices and read for ${durationToSecond(readMs)}; with every slice busy it would have been ${durationToSecond(evenMs)}. A file is read by one slice: make files of one size, and so many that the slices divide them evenly.`,
  },
  "nothing-landed": {
    words: ({ isPoint }, { name }) =>
      `A load of ${name} found no file of its interval${isPoint ? ", which is the hour that had just begun: with today's Airflow a run's interval is a point" : ""}. What lands later is loaded by nobody unless a load looks back.`,
  },
  "reply-lost": {
    words: ({ rows, idempotent }, { name }) =>
      `A load of ${name} had committed ${exact(rows)} ${nounFor(rows, "row")} when its connection broke, so whoever began it saw a failure. ${idempotent ? "A second try finds them and changes nothing." : "A second try adds them again."}`,
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

export const READER_REMARKS: RemarkTable<ReaderRemarks> = {
  "query-refused": {
    words: ({ store, columns }, { name, nameOf }) =>
      `${nameOf(store)} refused a query of ${name} and every one like it: ${columns.join(", ")} ${wasOrWere(columns.length)} not granted to it. Grant masked values, or let the endpoint read a table without personal data.`,
  },
};

export const EXTRACT_REMARKS: RemarkTable<ExtractRemarks> = {
  "refresh-refused": {
    words: ({ store, columns }, { name, nameOf }) =>
      `${nameOf(store)} refused the refresh of ${name}, and every one after it: ${columns.join(", ")} ${wasOrWere(columns.length)} not granted to it. The extract holds nothing of that store. Grant masked values, or leave personal data out of what it reads.`,
  },
  "refresh-skipped": {
    words: ({ everyMs }, { name }) =>
      `A refresh of ${name} was due while the one before was under way, and fell out: one takes longer than the ${durationToSecond(everyMs)} between them.`,
  },
  "refresh-failed": { words: (_, { name }) => `A refresh of ${name} failed; viewers went on seeing what the last good one had brought.` },
};

export const VACUUM_TASK_REMARKS: RemarkTable<VacuumTaskRemarks> = {
  "nothing-to-vacuum": {
    words: (_, { name }) =>
      `${name} found nothing that a VACUUM could help: its warehouse keeps no deleted rows in their blocks. Redshift does where its setting VACUUM is by a task or by itself.`,
  },
  "vacuum-failed": { words: (_, { name }) => `A run of ${name} failed: whoever began it does not own the table.` },
};
