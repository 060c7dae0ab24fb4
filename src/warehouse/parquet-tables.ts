import { parquetWriteBuffer } from "hyparquet-writer";
import type { RunColumn, RunTable } from "../simulate/progress.ts";

/** A table of a run as the bytes of a Parquet file (Snappy); times are UTC timestamps with milliseconds. */
export function parquetOf(table: RunTable): Uint8Array {
  const columnData = table.columns.map((column) => ({ name: column.name, ...cellsOf(column, table.rows) }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function cellsOf(column: RunColumn, rows: number) {
  switch (column.type) {
    case "double":
      return { type: "DOUBLE" as const, data: column.values.subarray(0, rows) };
    case "integer":
      return { type: "INT32" as const, data: column.values.subarray(0, rows) };
    case "boolean":
      return { type: "BOOLEAN" as const, data: Array.from(column.values.subarray(0, rows), (value) => value !== 0) };
    case "timestamp":
      // NaN stands for "not known", as in a column of text the code -1.
      return {
        type: "TIMESTAMP" as const,
        nullable: true,
        data: Array.from(column.values.subarray(0, rows), (ms) => (Number.isNaN(ms) ? null : new Date(ms))),
      };
    case "text":
      return {
        type: "STRING" as const,
        nullable: true,
        data: Array.from(column.codes.subarray(0, rows), (code) => column.dictionary[code] ?? null),
      };
  }
}
