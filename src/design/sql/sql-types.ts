import type { Column, Table } from "../types.ts";

/** The types a run can fill; every other spelling is read as one of these. */
export type CanonicalType =
  | "BOOLEAN"
  | "TINYINT"
  | "SMALLINT"
  | "INT"
  | "BIGINT"
  | "REAL"
  | "DOUBLE"
  | "DECIMAL"
  | "DATE"
  | "TIME"
  | "TIMESTAMP"
  | "UUID"
  | "VARCHAR"
  | "CHAR"
  | "ENUM"
  | "BLOB"
  | "JSON"
  | "ARRAY"
  | "MAP"
  | "STRUCT";

const SPELLINGS: { readonly [name: string]: CanonicalType } = {
  BOOLEAN: "BOOLEAN",
  BOOL: "BOOLEAN",
  BIT: "BOOLEAN",
  TINYINT: "TINYINT",
  SMALLINT: "SMALLINT",
  INT2: "SMALLINT",
  INT: "INT",
  INTEGER: "INT",
  INT4: "INT",
  SERIAL: "INT",
  BIGINT: "BIGINT",
  INT8: "BIGINT",
  LONG: "BIGINT",
  BIGSERIAL: "BIGINT",
  COUNTER: "BIGINT",
  REAL: "REAL",
  FLOAT4: "REAL",
  FLOAT: "DOUBLE",
  FLOAT8: "DOUBLE",
  DOUBLE: "DOUBLE",
  "DOUBLE PRECISION": "DOUBLE",
  DECIMAL: "DECIMAL",
  NUMERIC: "DECIMAL",
  NUMBER: "DECIMAL",
  DATE: "DATE",
  TIME: "TIME",
  TIMESTAMP: "TIMESTAMP",
  TIMESTAMPTZ: "TIMESTAMP",
  DATETIME: "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
  "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
  UUID: "UUID",
  TIMEUUID: "UUID",
  VARCHAR: "VARCHAR",
  STRING: "VARCHAR",
  TEXT: "VARCHAR",
  NVARCHAR: "VARCHAR",
  "CHARACTER VARYING": "VARCHAR",
  CHAR: "CHAR",
  CHARACTER: "CHAR",
  NCHAR: "CHAR",
  BPCHAR: "CHAR",
  ENUM: "ENUM",
  BLOB: "BLOB",
  BINARY: "BLOB",
  VARBINARY: "BLOB",
  BYTEA: "BLOB",
  JSON: "JSON",
  JSONB: "JSON",
  SUPER: "JSON",
  VARIANT: "JSON",
  ARRAY: "ARRAY",
  LIST: "ARRAY",
  SET: "ARRAY",
  MAP: "MAP",
  STRUCT: "STRUCT",
  ROW: "STRUCT",
};

/** `character varying(20)` and `STRING` are VARCHAR; null when the type is not known. */
export function canonicalType(type: string): CanonicalType | null {
  return typeShape(type)?.name ?? null;
}

/** What an array type holds: `BIGINT[10]`, `ARRAY<BIGINT>`, `VECTOR(64)`; `length` is null where the type does not say it. Null for other types. */
export function arrayOf(type: string): { readonly element: string; readonly length: number | null } | null {
  const shape = typeShape(type);
  if (shape?.name !== "ARRAY") return null;
  return { element: shape.inner[0] ?? "VARCHAR", length: shape.numbers[0] ?? null };
}

/**
 * Bytes of one value, uncompressed and without any format's overhead. Fixed types have the width every row format gives
 * them. Assumed, as no type says it: text without a length 16 B; VARCHAR(n) n bytes up to 16, then 16 up to 32, then half of n;
 * ENUM 1 B (dictionary); BLOB and JSON 256 B; MAP 8 entries; STRUCT the sum of its fields. An unknown type counts as text.
 * An array whose type says no length has `entries`, 8 unless somebody knows better.
 */
export function columnBytes(column: Pick<Column, "type">, entries = ASSUMED_ENTRIES): number {
  return typeBytes(column.type, entries, 0);
}

/** Bytes of one record or row of the table, by `columnBytes`; partition columns live in the path and are not stored. */
export function recordBytes(table: Pick<Table, "columns">): number {
  return table.columns.reduce((sum, column) => sum + columnBytes(column), 0);
}

/**
 * The type as DuckDB writes it. It has no length of text and no ENUM without its words; JSON, MAP and STRUCT are text, as nothing fills
 * them with more. An array keeps any number of entries. A type that is not known counts as text.
 */
export function duckDbType(type: string): string {
  const shape = typeShape(type);
  if (shape === null) return "VARCHAR";
  if (shape.name === "ARRAY") return `${duckDbType(shape.inner[0] ?? "VARCHAR")}[]`;
  if (shape.name !== "DECIMAL") return IN_DUCKDB[shape.name] ?? shape.name;
  const digits = Math.min(38, Math.max(1, shape.numbers[0] ?? 18));
  return `DECIMAL(${digits},${Math.min(digits, shape.numbers[1] ?? 0)})`;
}

const IN_DUCKDB: { readonly [K in CanonicalType]?: string } = {
  INT: "INTEGER",
  CHAR: "VARCHAR",
  ENUM: "VARCHAR",
  JSON: "VARCHAR",
  MAP: "VARCHAR",
  STRUCT: "VARCHAR",
};

const FIXED: { readonly [K in CanonicalType]?: number } = {
  BOOLEAN: 1,
  TINYINT: 1,
  ENUM: 1,
  SMALLINT: 2,
  INT: 4,
  REAL: 4,
  DATE: 4,
  BIGINT: 8,
  DOUBLE: 8,
  TIME: 8,
  TIMESTAMP: 8,
  UUID: 16,
  BLOB: 256,
  JSON: 256,
};
const TEXT_BYTES = 16;
const ASSUMED_ENTRIES = 8;

function typeBytes(type: string, entries: number, depth: number): number {
  const shape = typeShape(type);
  if (!shape) return TEXT_BYTES;
  const fixed = FIXED[shape.name];
  if (fixed !== undefined) return fixed;
  const [length] = shape.numbers;
  if (shape.name === "CHAR") return length ?? 1;
  if (shape.name === "DECIMAL") return (length ?? 18) <= 9 ? 4 : (length ?? 18) <= 18 ? 8 : 16;
  if (shape.name === "VARCHAR")
    return length === undefined ? TEXT_BYTES : length <= 32 ? Math.min(length, TEXT_BYTES) : Math.ceil(length / 2);
  const inner = depth > 4 ? TEXT_BYTES : shape.inner.reduce((sum, member) => sum + typeBytes(member, ASSUMED_ENTRIES, depth + 1), 0);
  const one = inner === 0 ? TEXT_BYTES : inner;
  if (shape.name === "STRUCT") return one;
  return (shape.name === "ARRAY" ? (length ?? entries) : ASSUMED_ENTRIES) * one;
}

type TypeShape = { readonly name: CanonicalType; readonly numbers: readonly number[]; readonly inner: readonly string[] };

function typeShape(type: string): TypeShape | null {
  const text = type.trim().toUpperCase().replace(/\s+/g, " ").slice(0, 200);
  const generic = /^([A-Z]+) ?<(.*)>$/.exec(text);
  if (generic) return genericShape(generic[1] ?? "", members(generic[2] ?? ""));
  const array = /^(.+?) ?\[ ?([0-9]*) ?\]$/.exec(text) ?? /^(.+) ARRAY$/.exec(text);
  if (array) return typeShape(array[1] ?? "") === null ? null : arrayShape(array[1] ?? "", array[2] ?? "");
  const vector = /^VECTOR ?\( ?([0-9]+) ?\)$/.exec(text);
  if (vector) return arrayShape("REAL", vector[1] ?? "");
  const match = /^([A-Z][A-Z0-9_ ]*?) ?(?:\(([0-9 ,]*)\))?( [A-Z ]+)?$/.exec(text);
  if (!match) return null;
  const [, base = "", sizes = "", tail = ""] = match;
  const name = spelling(`${base}${tail}`) ?? spelling(base);
  const numbers = sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  return name ? { name, numbers, inner: [] } : null;
}

function arrayShape(element: string, length: string): TypeShape {
  return { name: "ARRAY", numbers: length.trim() === "" ? [] : [Number(length)], inner: [element] };
}

/** Cassandra's `FROZEN<…>` changes nothing here; the numbers of its vectors have 4 B, whatever FLOAT means elsewhere. */
function genericShape(word: string, inner: readonly string[]): TypeShape | null {
  if (word === "FROZEN") return typeShape(inner[0] ?? "");
  if (word === "VECTOR") return arrayShape("REAL", inner[1] ?? "");
  const name = spelling(word);
  return name ? { name, numbers: [], inner } : null;
}

function spelling(name: string): CanonicalType | null {
  const plain = name.trim().replace(/ UNSIGNED$/, "");
  return Object.hasOwn(SPELLINGS, plain) ? (SPELLINGS[plain] ?? null) : null;
}

/** The types inside `<…>`: `MAP<STRING,INT>` has two, `STRUCT<a:INT,b:STRING>` drops the field names. */
function members(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const letter = text[at];
    if (letter === "<" || letter === "(") depth += 1;
    if (letter === ">" || letter === ")") depth -= 1;
    if (at < text.length && !(letter === "," && depth === 0)) continue;
    found.push(text.slice(start, at).replace(/^\s*[A-Z0-9_]+\s*:/, ""));
    start = at + 1;
  }
  return found;
}
