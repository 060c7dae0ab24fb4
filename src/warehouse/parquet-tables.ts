import { parquetWriteBuffer, schemaFromColumnData } from "hyparquet-writer";
import type { PlainColumn, RunColumn, RunTable } from "../simulate/progress.ts";

/** A table of a run as the bytes of a Parquet file (Snappy); times are UTC timestamps with milliseconds, arrays are LISTs. */
export function parquetOf(table: RunTable): Uint8Array {
  const schema = [{ name: "root", num_children: table.columns.length }, ...table.columns.flatMap((column) => schemaOf(column))];
  const columnData = table.columns.map((column) => ({ name: column.name, data: dataOf(column, table.rows) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

type SchemaElements = ReturnType<typeof schemaFromColumnData>;

const NULLABLE: ReadonlySet<RunColumn["type"]> = new Set(["timestamp", "text"] as const);
const TYPES = { double: "DOUBLE", integer: "INT32", boolean: "BOOLEAN", timestamp: "TIMESTAMP", text: "STRING" } as const;

function schemaOf(column: RunColumn): SchemaElements {
  if (column.type !== "list") return plainSchema(column, column.name);
  return [
    { name: column.name, repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    ...plainSchema(column.entries, "element"),
  ];
}

function plainSchema(column: PlainColumn, name: string): SchemaElements {
  const nullable = NULLABLE.has(column.type) || (column.type === "integer" && column.missing !== undefined);
  return schemaFromColumnData({ columnData: [{ name, data: [], type: TYPES[column.type], ...(nullable ? { nullable } : {}) }] }).slice(1);
}

function dataOf(column: RunColumn, rows: number) {
  if (column.type !== "list") return cellsOf(column, 0, rows);
  const { offsets, entries } = column;
  return Array.from({ length: rows }, (_, row) => [...cellsOf(entries, offsets[row] ?? 0, offsets[row + 1] ?? 0)]);
}

function cellsOf(column: PlainColumn, from: number, to: number) {
  switch (column.type) {
    case "double":
      return column.values.subarray(from, to);
    case "integer": {
      const values = column.values.subarray(from, to);
      return column.missing === undefined ? values : Array.from(values, (value) => (value === column.missing ? null : value));
    }
    case "boolean":
      return Array.from(column.values.subarray(from, to), (value) => value !== 0);
    case "timestamp":
      // NaN stands for "not known", as in a column of text the code -1.
      return Array.from(column.values.subarray(from, to), (ms) => (Number.isNaN(ms) ? null : new Date(ms)));
    case "text":
      return Array.from(column.codes.subarray(from, to), (code) => column.dictionary[code] ?? null);
  }
}
