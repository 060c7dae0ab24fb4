import type { DrawnColumn, PathPart, RunColumn, RunTable } from "../result/run-table.ts";

/** A value of a Parquet column; arrays where the column is one. */
type Value = null | number | bigint | string | boolean | Date | readonly Value[];

/** A column of a table of the schema, ready to be written: its type as Parquet has it, and a value per row. */
export type DrawnCells = {
  readonly name: string;
  readonly type: ParquetType;
  readonly isList: boolean;
  /** Numbers without a gap lie in an array of their own type: a tenth of the memory. */
  readonly cells: Value[] | NumberCells;
};
type NumberCells = Int32Array | BigInt64Array | Float32Array | Float64Array;
export type ParquetType = "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "BOOLEAN" | "TIMESTAMP" | "STRING";

const PARQUET: { readonly [type: string]: ParquetType } = {
  BOOLEAN: "BOOLEAN",
  TINYINT: "INT32",
  SMALLINT: "INT32",
  INTEGER: "INT32",
  BIGINT: "INT64",
  REAL: "FLOAT",
  DOUBLE: "DOUBLE",
  TIMESTAMP: "TIMESTAMP",
};

/** The columns as drawn with a value per row. What the database would turn into NULL, a value that does not fit, is null here too. */
export function drawnCells(table: RunTable, others: readonly RunTable[]): readonly DrawnCells[] {
  const { drawn } = table;
  if (drawn === undefined) return [];
  const base = drawn.rowsOf === undefined ? table : others.find(({ name }) => name === drawn.rowsOf);
  const known = new Map((base?.columns ?? []).map((column) => [column.name, column]));
  const numbers = drawn.rowsOf === undefined ? undefined : table.columns[0];
  const rowAt = (i: number): number => (numbers?.type === "integer" ? (numbers.values[i] ?? 0) : i);
  return drawn.columns.map((column) => {
    const isList = column.type.endsWith("[]");
    const own = isList ? column.type.slice(0, -2) : column.type;
    const type = PARQUET[own] ?? (own.startsWith("DECIMAL") ? "DOUBLE" : "STRING");
    const source = column.from === null ? undefined : known.get(column.from);
    const cellAt = (i: number): Value => {
      const value = source === undefined ? null : drawnValue(source, rowAt(i), column);
      if (!isList) return Array.isArray(value) ? null : fitted(value, type);
      return Array.isArray(value) ? value.map((entry) => fitted(entry, type)) : [];
    };
    const numbersOnly = isList ? null : numberCells(type, table.rows, cellAt);
    return { name: column.name, type, isList, cells: numbersOnly ?? Array.from({ length: table.rows }, (_, i) => cellAt(i)) };
  });
}

/** Null when a value is missing, or when it is no column of numbers. */
function numberCells(type: ParquetType, rows: number, cellAt: (i: number) => Value): NumberCells | null {
  if (type === "INT64") {
    const cells = new BigInt64Array(rows);
    for (let i = 0; i < rows; i++) {
      const value = cellAt(i);
      if (typeof value !== "bigint") return null;
      cells[i] = value;
    }
    return cells;
  }
  const cells = type === "INT32" ? new Int32Array(rows) : type === "FLOAT" ? new Float32Array(rows) : new Float64Array(rows);
  if (type !== "INT32" && type !== "FLOAT" && type !== "DOUBLE") return null;
  for (let i = 0; i < rows; i++) {
    const value = cellAt(i);
    if (typeof value !== "number") return null;
    cells[i] = value;
  }
  return cells;
}

function drawnValue(source: RunColumn, row: number, { missing, pathPart }: DrawnColumn): Value {
  const value = valueOf(source, row);
  if (missing !== undefined && value === missing) return null;
  return pathPart === undefined ? value : value instanceof Date ? pathValue(value, pathPart) : null;
}

function valueOf(column: RunColumn, row: number): Value {
  switch (column.type) {
    case "list": {
      const { offsets, entries } = column;
      const from = offsets[row] ?? 0;
      return Array.from({ length: (offsets[row + 1] ?? from) - from }, (_, at) => valueOf(entries, from + at));
    }
    case "text":
      return column.dictionary[column.codes[row] ?? -1] ?? null;
    case "boolean":
      return column.values[row] === 1;
    case "timestamp": {
      const ms = column.values[row] ?? Number.NaN;
      return Number.isFinite(ms) ? new Date(ms) : null;
    }
    case "double":
    case "integer": {
      const value = column.values[row] ?? Number.NaN;
      return Number.isFinite(value) && !(column.type === "integer" && value === column.missing) ? value : null;
    }
  }
}

function pathValue(time: Date, part: PathPart): Value {
  switch (part) {
    case "year":
      return time.getUTCFullYear();
    case "month":
      return time.getUTCMonth() + 1;
    case "day":
      return time.getUTCDate();
    case "hour":
      return time.getUTCHours();
    case "minute":
      return time.getUTCMinutes();
    case "week":
      return isoWeek(time);
    case "date":
      return time.toISOString().slice(0, 10);
  }
}

/** The week of its Thursday, as DuckDB counts. */
function isoWeek(time: Date): number {
  const day = Math.floor(time.getTime() / DAY_MS);
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const newYear = Date.UTC(new Date(thursday * DAY_MS).getUTCFullYear(), 0, 1) / DAY_MS;
  return Math.floor((thursday - newYear) / 7) + 1;
}
const DAY_MS = 86_400_000;

function fitted(value: Value, type: ParquetType): Value {
  if (value === null) return null;
  if (type === "TIMESTAMP") return value instanceof Date ? value : null;
  if (type === "STRING") return value instanceof Date ? value.toISOString().replace("T", " ").replace("Z", "") : String(value);
  if (type === "BOOLEAN") return typeof value === "boolean" ? value : typeof value === "number" ? value !== 0 : null;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : typeof value === "boolean" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return null;
  if (type === "INT64") return BigInt(Math.round(number));
  return type === "INT32" ? Math.round(number) : number;
}
