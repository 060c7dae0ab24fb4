import { nounFor } from "../../base/counted-noun.ts";
import type { BatchJob } from "../../engine/jobs/batch-job.ts";
import type { WarehouseCluster } from "../../engine/queried/warehouse-cluster.ts";
import type { CauseDecl } from "../cause.ts";
import { duration, exact } from "../words.ts";

const rows = (count: number): string => `${exact(count)} ${nounFor(count, "row")}`;

/** Shorter than this explains nothing that anybody asks about. */
const WORTH_SAYING_MS = 60_000;

/** A file that is packed whole is read by one task, however many could. */
export const READ_ALONE: CauseDecl<{ readonly inputFormat: string }, BatchJob> = {
  code: "read-alone",
  effect: "pipeline",
  find: ({ props: { inputFormat }, part: { aloneMs }, name }) =>
    inputFormat !== "json-gzip" || aloneMs < WORTH_SAYING_MS
      ? []
      : [
          {
            setting: "inputFormat",
            removedBy: [{ setting: "inputFormat", to: "json" }],
            weight: aloneMs,
            heldMs: aloneMs,
            text: `A run of ${name} waited ${duration(Math.round(aloneMs / WORTH_SAYING_MS) * WORTH_SAYING_MS)} for one task with one large gzip while other cores had nothing to do: a gzip cannot be read from the middle. Let the file come unpacked, as Parquet, or as many smaller ones.`,
          },
        ],
};

type Counting = { readonly dedup: boolean; readonly sessionize: boolean; readonly aggregate: boolean; readonly windows: string };

/** Events under one id that passed a job which does not compare ids. One that hands them on explains nothing where a later step removes them. */
export const REPEATS_WRITTEN: CauseDecl<Counting, BatchJob> = {
  code: "repeats-written",
  effect: "repeats",
  find: ({ props: { dedup, sessionize, aggregate, windows }, part: { repeatedRows }, name, run }) => {
    const counts = sessionize || aggregate || windows !== "off";
    if (dedup || repeatedRows === 0 || (!counts && run.ledger.totals().deduplicated > 0)) return [];
    return [
      {
        setting: "dedup",
        counted: true,
        mends: [{ setting: "dedup", to: true }],
        weight: repeatedRows,
        text: `${rows(repeatedRows)} of ${name} came under an id that another row had: they were sent twice and count twice. Remove duplicates by event id.`,
      },
    ];
  },
};

/** Rows that a warehouse kept of files which had been written anew. */
export const COPIED_AGAIN: CauseDecl<unknown, WarehouseCluster> = {
  code: "copied-again",
  effect: "rewritten",
  find: ({ part: { did }, name }) =>
    did.outdated === 0
      ? []
      : [
          {
            setting: "loads",
            counted: true,
            mends: [{ setting: "loads", to: "replace" }],
            weight: did.outdated,
            text: `${name} loaded files that had been written anew and kept ${rows(did.outdated)} of what it had loaded of them before. Delete what a partition held in the transaction that loads it again.`,
          },
        ],
};

/** Rows that a warehouse kept of files which were deleted: what was written again of them stands twice. */
export const COPIED_DELETED: CauseDecl<unknown, WarehouseCluster> = {
  code: "copied-deleted",
  effect: "rewritten",
  find: ({
    part: {
      table: { rowsOfDeletedFiles },
    },
    name,
  }) =>
    rowsOfDeletedFiles === 0
      ? []
      : [
          {
            setting: "loads",
            counted: true,
            mends: [{ setting: "loads", to: "merge" }],
            weight: rowsOfDeletedFiles,
            text: `${name} keeps ${rows(rowsOfDeletedFiles)} of files that were deleted after it had loaded them: a load deletes nothing that is gone in front of it, and what was written anew of them stands beside it. Overwrite partition by partition there, or merge by key here.`,
          },
        ],
};

/** Rows that loads added although one before them had, and partitions that lost rows to a load. */
export const LOADED_AGAIN: CauseDecl<unknown, WarehouseCluster> = {
  code: "loaded-again",
  effect: "repeats",
  find: ({ part: { did }, name }) =>
    did.repeated === 0
      ? []
      : [
          {
            setting: "loads",
            counted: true,
            mends: [{ setting: "loads", to: "merge" }],
            weight: did.repeated,
            text: `Loads of ${name} took files that had been loaded before and added ${rows(did.repeated)} a second time. Merge by key, or delete what the interval held in the transaction that loads it.`,
          },
        ],
};

export const DELETED_MORE: CauseDecl<unknown, WarehouseCluster> = {
  code: "deleted-more",
  effect: "dropped",
  find: ({ part: { did }, name }) =>
    did.lost === 0
      ? []
      : [
          {
            setting: "reads",
            counted: true,
            weight: did.lost,
            text: `Loads of ${name} deleted ${rows(did.lost)} with their partition and did not bring them again: they had only some of its files in hand. Let each load take its whole interval, or merge by key.`,
          },
        ],
};
