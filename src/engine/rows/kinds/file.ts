import { defineRowKind } from "../row-kind.ts";

/** An object written during a run. */
export type StoredFile = {
  /** Code of the kind of its rows. */
  readonly stream: number;
  /** Hours since the run's epoch. */
  readonly hour: number;
  /** Its rows, by reference; none once nobody looks into it any more and its events are let go of. */
  refs: Int32Array;
  /** How many those were. */
  readonly rows: number;
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly openedAt: number;
  readonly closedAt: number;
  visibleAt: number;
  readonly writer: string;
  /** Files that are gone in the instant in which this one is there; absent: none. */
  readonly replaces?: readonly number[];
  /** Its bytes lay in the store before it was told of: it is there in the instant in which its writer commits it. */
  readonly uploaded?: true;
  /** Delete files that lie over this file: the rows are its rows without some, and both are read. */
  readonly over?: number;
  /** It holds the rows of those it replaces and no others: who takes what is new has them already, or takes them from the old ones. */
  readonly sameRows?: true;
};

/** Rows of one kind that came together: those of a file where it lies, or what a load made of one. Never changes while it is shown. */
export type RowBatch = Pick<StoredFile, "stream" | "refs" | "rows" | "storedBytes" | "rawBytes">;

/** It says that files were deleted, and holds nothing itself. */
export function isDeletion({ rows, replaces }: StoredFile): boolean {
  return rows === 0 && replaces !== undefined;
}

/** The lowest number of an event in a file, Infinity where it holds none. */
export function firstEventOf({ stream, refs }: StoredFile): number {
  let least = Infinity;
  if (stream === 0) for (let i = 0; i < refs.length; i++) if (refs[i] < least) least = refs[i];
  return least;
}

/** The notice that names an object and its size, as JSON. Assumed. */
const BYTES = 200;

type Tables = { readonly files: StoredFile[] };

/** That a file was written: what travels is its number. */
export const fileKind = defineRowKind<Tables>()({
  id: "file",
  title: "Files that were written",
  create: (): Tables => ({ files: [] }),
  columns: [],
  bytes: BYTES,
  hourOf: ({ files }, row) => files[row].hour,
});
