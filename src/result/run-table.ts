/** Columns of a table a run produced, ready for Arrow; times are ms since the Unix epoch. */
export type RunTable = {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly RunColumn[];
  /** What a reader must know of it, in a sentence or two: for instance how much of it is there. */
  readonly note?: string;
  /** A table of the schema: how its columns are made of those stored here. */
  readonly drawn?: DrawnRows;
};

/** S4: a table of the schema quadrant, filled with what the part it is bound to holds at the end. */
export type DrawnRows = {
  /** Title of the part. */
  readonly part: string;
  /**
   * The rows are rows of this table of the run, by number from 0 in the one column stored, or all of its rows in their order
   * where no column is: nothing is stored twice. Absent: the columns stored hold the values.
   */
  readonly rowsOf?: string;
  readonly columns: readonly DrawnColumn[];
};

/** A column as it was drawn. */
export type DrawnColumn = {
  readonly name: string;
  /** As DuckDB writes it (`duckDbType`); a value that does not fit is NULL. */
  readonly type: string;
  /** The column the values come from; null: nothing fills it. */
  readonly from: string | null;
  /** A whole number that stands for nothing. */
  readonly missing?: number;
  /** It holds this part of the time in `from`: a storage partition is named by it. */
  readonly pathPart?: PathPart;
};

export type PathPart = "year" | "month" | "day" | "hour" | "minute" | "week" | "date";

export type RunColumn = PlainColumn | ListColumn;

export type PlainColumn =
  | { readonly name: string; readonly type: "double" | "timestamp"; readonly values: Float64Array }
  /** `missing` is the value that stands for nothing. */
  | { readonly name: string; readonly type: "integer"; readonly values: Int32Array; readonly missing?: number }
  | { readonly name: string; readonly type: "boolean"; readonly values: Uint8Array }
  | { readonly name: string; readonly type: "text"; readonly dictionary: readonly string[]; readonly codes: Int32Array };

/** An array in every row: row i holds entries `offsets[i]` to `offsets[i + 1] - 1`. */
export type ListColumn = { readonly name: string; readonly type: "list"; readonly offsets: Int32Array; readonly entries: PlainColumn };
