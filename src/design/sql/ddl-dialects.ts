import type { Column, Schema, Table } from "../types.ts";
import { arrayOf, canonicalType } from "./sql-types.ts";
import type { CanonicalType } from "./sql-types.ts";

/** Dialects a schema can be written in. */
export const DIALECTS = ["redshift", "hive", "spark"] as const;
export type Dialect = (typeof DIALECTS)[number];

type Names = { readonly [type in CanonicalType]?: string };

/** Where a dialect has a name of its own; every other type is spelled as it is drawn. */
const TYPES: { readonly [dialect in Dialect]: Names } = {
  redshift: {
    TINYINT: "SMALLINT",
    INT: "INTEGER",
    DOUBLE: "DOUBLE PRECISION",
    UUID: "VARCHAR(36)",
    ENUM: "VARCHAR(64)",
    BLOB: "VARBINARY",
    JSON: "SUPER",
    ARRAY: "SUPER",
    MAP: "SUPER",
    STRUCT: "SUPER",
  },
  hive: {
    TIME: "STRING",
    UUID: "STRING",
    VARCHAR: "STRING",
    CHAR: "STRING",
    ENUM: "STRING",
    BLOB: "BINARY",
    JSON: "STRING",
    REAL: "FLOAT",
  },
  spark: { TIME: "STRING", UUID: "STRING", VARCHAR: "STRING", CHAR: "STRING", ENUM: "STRING", BLOB: "BINARY", JSON: "STRING" },
};
/** A text without a length has 256 in Redshift, whether one says so or not. */
const REDSHIFT_TEXT = "VARCHAR(256)";

/**
 * The schema with the types, keys and clauses of a dialect, to be written by `tablesToDdl` and read again by `parseDdl`. Redshift has
 * keys and no partitions: those columns stand among the others. Hive and Spark have partitions and keep no keys.
 */
export function schemaIn(schema: Schema, dialect: Dialect): Schema {
  const tables = schema.tables.map((table) => (dialect === "redshift" ? inRedshift(table) : inFiles(table, dialect)));
  return { tables, relations: dialect === "redshift" ? schema.relations : [] };
}

function inRedshift({ storage: _storage, partitionedBy = [], ...table }: Table): Table {
  const columns = [...table.columns, ...partitionedBy].map((column): Column => {
    const typed = { ...column, type: typeIn(column.type, "redshift") };
    // A key of a partitioned store says where rows lie, as a distribution key does.
    return column.key === "partition" ? { ...typed, key: "distribution" } : typed;
  });
  return { ...table, columns };
}

function inFiles({ storage, columns, partitionedBy, ...table }: Table, dialect: "hive" | "spark"): Table {
  const plain = ({ key: _key, ...column }: Column): Column => ({ ...column, type: typeIn(column.type, dialect) });
  const location = /\bLOCATION\s+'[^']*'/i.exec(storage ?? "")?.[0];
  const format = dialect === "hive" ? "STORED AS PARQUET" : "USING PARQUET";
  return {
    ...table,
    columns: columns.map(plain),
    ...(partitionedBy === undefined ? {} : { partitionedBy: partitionedBy.map(plain) }),
    storage: location === undefined ? format : `${format} ${location}`,
  };
}

function typeIn(type: string, dialect: Dialect): string {
  const canonical = canonicalType(type);
  if (canonical === null) return type;
  if (dialect === "redshift" && canonical === "VARCHAR") return /\(\s*\d+\s*\)/.test(type) ? type : REDSHIFT_TEXT;
  const array = dialect === "redshift" ? null : arrayOf(type);
  if (array !== null) return `ARRAY<${typeIn(array.element, dialect)}>`;
  // Numbers of digits and members of a type stay as they were written.
  if (canonical === "DECIMAL" || canonical === "CHAR") return dialect === "redshift" ? type : (TYPES[dialect][canonical] ?? type);
  if (canonical === "MAP" || canonical === "STRUCT") return TYPES[dialect][canonical] ?? type;
  return TYPES[dialect][canonical] ?? canonical;
}

/**
 * The schema that a text in a dialect stands for: what reads as it would have been written of `previous` is as it was drawn, with the
 * types, keys, partitions and references the dialect has no words for. The rest is as it was read.
 */
export function schemaFrom(read: Schema, previous: Schema, dialect: Dialect): Schema {
  const tables = read.tables.map((table) => {
    const drawn = previous.tables.find(({ id }) => id === table.id);
    return drawn === undefined ? table : tableFrom(table, drawn, schemaIn({ tables: [drawn], relations: [] }, dialect).tables[0], dialect);
  });
  const has = (id: string, name: string): boolean =>
    tables.find((table) => table.id === id)?.columns.some((one) => one.name === name) === true;
  const relations =
    dialect === "redshift"
      ? read.relations
      : previous.relations.filter(({ from, to }) => has(from.table, from.column) && has(to.table, to.column));
  return { tables, relations };
}

function tableFrom(read: Table, drawn: Table, written: Table, dialect: Dialect): Table {
  const path = new Set((drawn.partitionedBy ?? []).map(({ name }) => name));
  const writtenColumns = [...written.columns, ...(written.partitionedBy ?? [])];
  const drawnColumns = [...drawn.columns, ...(drawn.partitionedBy ?? [])];
  const restored = (column: Column): Column => {
    const was = drawnColumns.find(({ name }) => name === column.name);
    if (was === undefined) return column;
    const wasWritten = writtenColumns.find(({ name }) => name === column.name);
    const type = plainType(column.type) === plainType(wasWritten?.type ?? "") ? was.type : column.type;
    const key = dialect !== "redshift" || column.key === wasWritten?.key ? was.key : column.key;
    const { key: _key, ...plain } = column;
    return { ...plain, type, ...(key === undefined ? {} : { key }) };
  };
  // Redshift has the columns of the path among the others.
  const isPath = ({ name }: Column): boolean => dialect === "redshift" && path.has(name);
  const { storage: _storage, partitionedBy: _path, ...rest } = read;
  const partitionedBy = [...(read.partitionedBy ?? []), ...read.columns.filter(isPath)].map(restored);
  const storage = read.storage === written.storage ? drawn.storage : read.storage;
  return {
    ...rest,
    columns: read.columns.filter((column) => !isPath(column)).map(restored),
    ...(partitionedBy.length === 0 ? {} : { partitionedBy }),
    ...(storage === undefined ? {} : { storage }),
  };
}

/** Types are alike however they are spaced. */
const plainType = (type: string): string => type.replace(/\s+/g, "").toUpperCase();
