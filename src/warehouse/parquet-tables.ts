import { parquetWriteBuffer, schemaFromColumnData } from "hyparquet-writer";
import { drawnCells } from "./parquet-drawn.ts";
import type { DrawnCells } from "./parquet-drawn.ts";
import type { PlainColumn, RunColumn, RunTable } from "../result/run-table.ts";

/**
 * A table of a run as the bytes of a Parquet file (Snappy); times are UTC timestamps with milliseconds, arrays are LISTs. A table of
 * the schema is written with its columns as drawn; `others` are the tables whose rows it may hold.
 */
export function parquetOf(table: RunTable, others: readonly RunTable[] = []): Uint8Array {
  if (table.drawn !== undefined) return drawnParquet(drawnCells(table, others));
  const schema = [{ name: "root", num_children: table.columns.length }, ...table.columns.flatMap((column) => schemaOf(column))];
  const columnData = table.columns.map((column) => ({ name: column.name, data: dataOf(column, table.rows) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

function drawnParquet(columns: readonly DrawnCells[]): Uint8Array {
  const elements = columns.flatMap(({ name, type, isList, cells }) => {
    const nullable = Array.isArray(cells);
    const own = (as: string) => schemaFromColumnData({ columnData: [{ name: as, data: [], type, nullable }] }).slice(1);
    return isList ? listSchema(name, own("element")) : own(name);
  });
  const columnData = columns.map(({ name, cells }) => ({ name, data: cells }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema: [{ name: "root", num_children: columns.length }, ...elements] }));
}

type SchemaElements = ReturnType<typeof schemaFromColumnData>;

function listSchema(name: string, element: SchemaElements): SchemaElements {
  return [
    { name, repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    ...element,
  ];
}

const NULLABLE: ReadonlySet<RunColumn["type"]> = new Set(["timestamp", "text"] as const);
const TYPES = { double: "DOUBLE", integer: "INT32", boolean: "BOOLEAN", timestamp: "TIMESTAMP", text: "STRING" } as const;

function schemaOf(column: RunColumn): SchemaElements {
  return column.type === "list" ? listSchema(column.name, plainSchema(column.entries, "element")) : plainSchema(column, column.name);
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
