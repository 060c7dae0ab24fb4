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
