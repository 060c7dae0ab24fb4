import { nounFor } from "../../base/counted-noun.ts";
import type { BatchJob } from "../../engine/jobs/batch-job.ts";
import type { Part } from "../../engine/part/part.ts";
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
            weight: aloneMs,
            heldMs: aloneMs,
            text: `A run of ${name} waited ${duration(Math.round(aloneMs / WORTH_SAYING_MS) * WORTH_SAYING_MS)} for one task with one large gzip while other cores had nothing to do: a gzip cannot be read from the middle. Let the file come unpacked, as Parquet, or as many smaller ones.`,
          },
        ],
};

/** Files that landed when no run looked at their hour any more, or that only runs took which failed. */
export const ROWS_UNREAD: CauseDecl<
  { readonly reads: string },
  Part & {
    readonly unreadRows: number;
    readonly intervalsLeftFailed: number;
    readonly attempts: { readonly succeeded: number; readonly failed: number };
  }
> = {
  code: "rows-unread",
  effect: "unread",
  find: ({ props: { reads }, part, name }) => {
    const { unreadRows, intervalsLeftFailed } = part;
    if (unreadRows === 0) return [];
    const what = `${rows(unreadRows)} that landed were in no run of ${name} that ended well.`;
    if (reads === "interval" && part.attempts.succeeded + part.attempts.failed === 0)
      return [{ setting: null, weight: unreadRows, text: `${what} None has ended: look at what it waits for.` }];
    if (intervalsLeftFailed > 0)
      return [
        {
          setting: null,
          weight: unreadRows,
          text: `${what} ${exact(intervalsLeftFailed)} ${nounFor(intervalsLeftFailed, "run")} failed and nobody began ${intervalsLeftFailed === 1 ? "it" : "them"} again. Retry, clear what failed, or let later runs look back over its hours.`,
        },
      ];
    if (reads !== "interval") return [{ setting: null, weight: unreadRows, text: `${what} They came after the last run had begun.` }];
    return [
      {
        setting: "lookbackHours",
        weight: unreadRows,
        text: `${what} They came when the runs that read their hour had begun. Let runs look back some hours, or begin later.`,
      },
    ];
  },
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
            weight: did.outdated,
            text: `${name} loaded files that had been written anew and kept ${rows(did.outdated)} of what it had loaded of them before. Delete what a partition held in the transaction that loads it again.`,
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
            weight: did.repeated,
            text: `Loads of ${name} took files that had been loaded before and added ${rows(did.repeated)} a second time. Merge by key, or delete what the interval held in the transaction that loads it.`,
          },
        ],
};

export const DELETED_MORE: CauseDecl<unknown, WarehouseCluster> = {
  code: "deleted-more",
  effect: "rewritten",
  find: ({ part: { did }, name }) =>
    did.lost === 0
      ? []
      : [
          {
            setting: "reads",
            weight: did.lost,
            text: `Loads of ${name} deleted ${rows(did.lost)} with their partition and did not bring them again: they had only some of its files in hand. Let each load take its whole interval, or merge by key.`,
          },
        ],
};
