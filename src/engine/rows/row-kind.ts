import type { Dimensions, EventColumns } from "./dimensions.ts";
import type { EventTrace } from "./event-trace.ts";

/** What the codes of a run's rows stand for. */
export type RowNames = { readonly dimensions: Dimensions; readonly trace: EventTrace | null };

/** A code in a dimension's place that stands for all of it. */
export const ALL = 255;

/** Where the value of a column comes from, and how a table shows it. `T` are the tables of rows it is read from. */
export type ColumnValue<T> =
  /** `time`: an instant in ms of simulated time. `year` .. `hour`: that part of the date of an hour, counted from the run's epoch. */
  | {
      readonly holds: "time" | "integer" | "number" | "flag" | "user" | "item" | "event-id" | "year" | "month" | "day" | "hour";
      readonly read: (rows: T, row: number) => number;
    }
  /** A code into names; `all` stands in place of the code ALL. */
  | {
      readonly holds: "code";
      readonly read: (rows: T, row: number) => number;
      readonly names: (dimensions: Dimensions) => readonly string[];
      readonly all?: string;
    }
  | { readonly holds: "text"; readonly text: (names: RowNames, rows: T, row: number) => string }
  /** Worked out by whoever shows the row, for instance what stands on a list. */
  | { readonly holds: "worked-out" }
  | { readonly holds: "nothing" };

/** A column of a row in SQL: its name and type as a person draws it, and its value. */
export type RowColumn<T> = ColumnValue<T> & {
  readonly name: string;
  readonly type: string;
  /** Stands in the run's own table alone: nobody draws it. */
  readonly ownTable?: true;
};

/** Bytes of a row where no table drawn for the part says otherwise; or a row that holds an array, of so many entries. */
type RowBytes<T> = number | { readonly entries: (rows: T, row: number) => number };

/** What a kind of rows is, said once. `T` are the tables it reads, its own among them. */
export type RowKindSpec<Id extends string, Own, T> = {
  /** Its name in files, tables and drawings. */
  readonly id: Id;
  /** What its rows are, for people. */
  readonly title: string;
  /** In the order of its tables, where they depend on it by what the events of the workload carry; none where its rows are shown nowhere. */
  readonly columns: readonly RowColumn<T>[] | ((events: EventColumns) => readonly RowColumn<T>[]);
  /** The tables that hold its rows, empty. */
  readonly create: (events: EventColumns) => Own;
  readonly bytes: RowBytes<T>;
  /** The user a row is about; -1 where it has none. */
  readonly userOf?: (rows: T, row: number) => number;
  /** The key its maker gave it: a log places it by that, whatever the log's own setting. -1: none. */
  readonly keyOf?: (rows: T, row: number) => number;
  /** What compaction of a log keeps the newest row of; without it every row stays. */
  readonly compactsBy?: (rows: T, row: number) => number;
  /** What a MERGE into a table finds the row by whose place it takes: the key a person would name. Unless said, only a row itself. */
  readonly mergesBy?: (rows: T, row: number) => number | string;
  /** The hour partition of a row, by its own time, counted from the run's epoch. */
  readonly hourOf?: (rows: T, row: number, hourMs: number) => number;
  /** The column whose hour that is; none where the columns carry the parts of the date. */
  readonly timeColumn?: string;
  /** Files of it stand by the hour, whatever their writer is set to. */
  readonly alwaysHourly?: boolean;
  /** True time of the newest event a row counts. */
  readonly newestEventAt?: (rows: T, row: number) => number;
  /** Of rows in the order they were written, those a reader of a store sees: newer versions take the place of older ones. */
  readonly newestOf?: (rows: T, held: Int32Array) => Int32Array;
};

/** A kind of rows as the engine asks it: whatever a declaration leaves out has its answer. */
export type RowKind<T, Id extends string = string, Own = unknown> = Required<Omit<RowKindSpec<Id, Own, T>, "timeColumn" | "compactsBy">> &
  Pick<RowKindSpec<Id, Own, T>, "timeColumn" | "compactsBy">;

/**
 * Declares a kind of rows, `T` being the tables it reads: `defineRowKind<Tables>()({ id, ... })`. It exists in a run once it stands in
 * the registry (rows.ts).
 */
export function defineRowKind<T = unknown>() {
  return <const Id extends string, Own>(spec: RowKindSpec<Id, Own, T>): RowKind<T, Id, Own> => ({
    userOf: () => -1,
    keyOf: () => -1,
    mergesBy: (_rows, row) => row,
    hourOf: () => 0,
    alwaysHourly: false,
    newestEventAt: () => -Infinity,
    newestOf: (_rows, held) => held,
    ...spec,
  });
}

/** The columns of a kind where events carry this. */
export function columnsOf<T>({ columns }: Pick<RowKind<T>, "columns">, events: EventColumns): readonly RowColumn<T>[] {
  return typeof columns === "function" ? columns(events) : columns;
}

/** Of rows in the order they were written, those with the highest version of their key; the same version twice stays twice. */
export function newestBy(held: Int32Array, keyOf: (row: number) => string, versionOf: (row: number) => number): Int32Array {
  /** Keys by the order in which they first come, so that each row's is made once. */
  const numbers = new Map<string, number>();
  const keys = new Int32Array(held.length);
  const newest: number[] = [];
  for (let i = 0; i < held.length; i++) {
    const key = keyOf(held[i]);
    const version = versionOf(held[i]);
    const number = numbers.get(key);
    if (number === undefined) {
      keys[i] = newest.length;
      numbers.set(key, newest.length);
      newest.push(version);
    } else {
      keys[i] = number;
      if (version > newest[number]) newest[number] = version;
    }
  }
  return held.filter((row, i) => newest[keys[i]] === versionOf(row));
}
