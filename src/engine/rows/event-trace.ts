/**
 * Events of a file, ready to be replayed: one entry per row in every column, in order of arrival (rows that arrive together
 * stay in the order of the file). Times are ms since the Unix epoch. Codes are dense and start at 0, so that the parts
 * of a run see the same kind of numbers as from the generator; the names behind them come back in the tables of the run.
 */
export type EventTrace = {
  /** Name of the file, for people. */
  readonly name: string;
  readonly rows: number;
  /** Of times and codes, row by row: two files with one hash are the same load. */
  readonly hash: string;
  readonly eventTime: Float64Array;
  readonly arrivalTime: Float64Array;
  /** When it happened, as well as the file tells: its event time, or where that counts whole seconds, a moment of its second. */
  readonly happenedTime: Float64Array;
  readonly user: Int32Array;
  /** Rows without an id of their own have one that no other row has. */
  readonly eventId: Int32Array;
  /** -1: the row is about no item. */
  readonly item: Int32Array;
  readonly type: Uint8Array;
  /** Columns of few values, each a dimension of the run. */
  readonly dimensions: readonly TraceDimension[];
  /** Bytes of the row as it stands in the file; 0 where the file has no rows of bytes (Parquet). */
  readonly bytes: Int32Array;
  /** Line of the file, counted from 1, header included; in Parquet the row, counted from 1. */
  readonly line: Int32Array;
  readonly users: TraceNames;
  /** null: the file has no such column. */
  readonly eventIds: TraceNames | null;
  readonly items: TraceNames | null;
  readonly types: readonly string[];
  readonly payload: readonly PayloadColumn[];
  readonly rejects: TraceRejects;
  /** How the file was read, a sentence each. */
  readonly understood: readonly string[];
};

/** A column of few values: its name in tables, a code for each row, and the names behind them. */
export type TraceDimension = { readonly column: string; readonly codes: Uint8Array; readonly names: readonly string[] };

/**
 * Texts by code as UTF-8, one behind the other: text n is bytes[offsets[n], offsets[n + 1]). A million ids are a million strings
 * only where somebody looks at them (trace-names.ts).
 */
export type TraceNames = { readonly size: number; readonly bytes: Uint8Array; readonly offsets: Int32Array };

/** A column that no part of the run reads; it travels into the table of events. Code -1 and NaN are an empty cell. */
export type PayloadColumn =
  | { readonly name: string; readonly type: "text"; readonly codes: Int32Array; readonly names: TraceNames }
  | { readonly name: string; readonly type: "number"; readonly values: Float64Array };

/** Rows that could not be read. All are counted; the first 100,000 are kept. */
export type TraceRejects = {
  readonly count: number;
  readonly kept: readonly RejectedRow[];
};

export type RejectedRow = {
  readonly line: number;
  /** The column at fault; empty where it is the row as a whole. */
  readonly column: string;
  readonly reason: string;
  /** What stood there, cut to 200 characters. */
  readonly text: string;
};
