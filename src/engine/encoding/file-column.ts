/**
 * A column as it goes into a file: whole arrays, a value a row. Numbers that are NaN, or equal to `missing`, and the code -1 of texts are
 * empty cells.
 */
export type FlatColumn =
  /** `timestamp-ms` and `timestamp-us` hold whole ms or microseconds since the Unix epoch, in UTC. */
  | {
      readonly name: string;
      readonly type: "int64" | "timestamp-ms" | "timestamp-us" | "double" | "float";
      readonly values: Float64Array;
      readonly missing?: number;
    }
  | { readonly name: string; readonly type: "int32"; readonly values: Int32Array; readonly missing?: number }
  | { readonly name: string; readonly type: "boolean"; readonly values: Uint8Array }
  | { readonly name: string; readonly type: "text"; readonly codes: Int32Array; readonly texts: readonly string[] };

/** A column, or an array in every row: row i holds entries `offsets[i]` to `offsets[i + 1] - 1`. */
export type FileColumn =
  | FlatColumn
  | { readonly name: string; readonly type: "list"; readonly offsets: Int32Array; readonly entries: FlatColumn };

/** The value at a place, null for an empty cell. */
export function cellAt(column: FlatColumn, at: number): number | string | boolean | null {
  if (column.type === "text") return column.texts[column.codes[at]] ?? null;
  const value = column.values[at];
  if (column.type === "boolean") return value !== 0;
  return Number.isNaN(value) || value === column.missing ? null : value;
}
