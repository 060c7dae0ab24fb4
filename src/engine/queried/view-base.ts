import { Facet } from "../part/facet.ts";
import type { Question } from "./question-answers.ts";
import type { AnswersQuestions } from "./questions.ts";
import type { VisibleRows } from "./visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";
import type { Scan, TableLayout, ZoneMaps } from "./zone-maps.ts";
import type { Askers } from "./query-target.ts";

/** What a warehouse does about the views that are made of its tables. */
export type ViewUpkeep = {
  /** A view nobody said more of is refreshed when its tables have changed, at the earliest so long after the last time; null: never. */
  readonly refreshesEveryMs: number | null;
  /** Whoever asks a view is shown what came since its last refresh, too, and it is read from the table then. */
  readonly addsNewerRows: boolean;
};

/** Hears of what becomes of a table, in the instant in which it happens. */
export type TableWatcher = {
  /** What it keeps beside the table. */
  readonly storedBytes: number;
  committed(at: number): void;
  /** The machines went away, and every statement with them. */
  lost(at: number): void;
};

/** How long a statement waits and runs. */
export type Ran = { readonly doneAt: number; readonly waitMs: number; readonly serviceMs: number };

/** What a statement reads of a table. */
export type Reads = Pick<Scan, "rowsAsBusiest" | "bytes" | "blocks" | "movedBytes">;

/** The tables of a warehouse as views are made of them, and its machines, which answer for both. */
export type ViewBase = AnswersQuestions & {
  readonly id: string;
  readonly visible: VisibleRows;
  readonly layout: TableLayout;
  readonly upkeep: ViewUpkeep;
  /** Share of the bytes of all columns that a query of it reads. */
  readonly columnShare: number;
  askers: Askers | null;
  /** What one of its queries would read of rows that lie so, of all of their columns. */
  look(zones: ZoneMaps, at: number): Scan;
  /** What a question reads of rows that lie so, whose columns take this share of those of the table, and whose rows it asks for; -1: everybody's. */
  readsOf(zones: ZoneMaps, question: Question, at: number, ofColumns: number): { readonly reads: Scan; readonly user: number };
  /** Runs a statement on one of its slots; times never fall. */
  statement(at: number, reads: Reads): Ran;
  /** Of rows that lie as a view has them, those that the last look answered and that have a value in this column. */
  answered(watched: WatchedColumn): number;
  watch(watcher: TableWatcher): void;
};

export const VIEW_BASE = new Facet<ViewBase>("view-base");
