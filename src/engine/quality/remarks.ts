import type { CheckName } from "../tasks/check-outcome.ts";

/** What becomes of a miss: told and let pass, rows set aside, or the task fails. */
export type OnMiss = "warn" | "quarantine" | "fail";

export type QualityRemarks = {
  /** The first miss of a rule for rows: `done` says what became of it. */
  readonly "rows-break-rule": {
    readonly check: CheckName;
    readonly columns: string;
    readonly rows: number;
    readonly ofRows: number;
    readonly done: OnMiss;
  };
  /** The first attempt whose newest row was too old; and the first that had to be fresh and found no row. */
  readonly "too-old": { readonly ageMs: number; readonly mostMs: number; readonly done: OnMiss };
  readonly "found-nothing": { readonly mostMs: number; readonly done: OnMiss };
  /** The first hour with fewer rows than there should be. */
  readonly "too-few": { readonly rows: number; readonly least: number; readonly done: OnMiss };
  /** The first interval whose rows were far from those of the intervals before. */
  readonly unusual: { readonly rows: number; readonly mean: number; readonly intervals: number; readonly done: OnMiss };
  /** The first attempt at which two stores did not agree. */
  readonly differs: { readonly on: string; readonly here: number; readonly there: number; readonly done: OnMiss };
  /** Rules name columns that rows of this kind do not have: no attempt can succeed. */
  readonly "no-such-column": { readonly columns: readonly string[]; readonly there: number };
  /** Nothing is wired to be reconciled with. */
  readonly "nothing-to-compare": { readonly on: string };
  readonly "late-start": { readonly forMs: number };
  readonly "access-lost": { readonly forMs: number };
};
