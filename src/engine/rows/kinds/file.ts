import { defineRowKind } from "../row-kind.ts";

/** An object written during a run. */
export type StoredFile = {
  /** Code of the kind of its rows. */
  readonly stream: number;
  /** Hours since the run's epoch. */
  readonly hour: number;
  readonly refs: Int32Array;
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly openedAt: number;
  readonly closedAt: number;
  visibleAt: number;
  readonly writer: string;
};

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
