import type { ReadColumn, ReadTable } from "./ddl-statement.ts";
import type { Dialect } from "./ddl-dialects.ts";

/** What a store's SQL does not take, and what to write instead. `line` and `column` are those of the word. */
export type Refusal = { readonly message: string; readonly line: number; readonly column: number };

const NAMES: { readonly [dialect in Dialect]: string } = { redshift: "Redshift", hive: "Hive", spark: "Spark" };

/** Types of other stores that one would be refused with, and what stands for them here: the manuals of the three, as recalled in 2026. */
const FOREIGN_TYPES: { readonly [dialect in Dialect]: { readonly [word: string]: string } } = {
  redshift: {
    ...{ TINYINT: "SMALLINT", STRING: "VARCHAR(256)", UUID: "VARCHAR(36)", LONG: "BIGINT", ENUM: "VARCHAR(64)" },
    ...{ JSON: "SUPER", JSONB: "SUPER", VARIANT: "SUPER", ARRAY: "SUPER", LIST: "SUPER", SET: "SUPER", MAP: "SUPER" },
    ...{ STRUCT: "SUPER", ROW: "SUPER", BLOB: "VARBINARY", BYTEA: "VARBINARY", BINARY: "VARBINARY" },
  },
  hive: {
    ...{
      UUID: "STRING",
      TEXT: "STRING",
      ENUM: "STRING",
      TIME: "STRING",
      JSON: "STRING",
      JSONB: "STRING",
      SUPER: "STRING",
      VARIANT: "STRING",
    },
    ...{ BLOB: "BINARY", BYTEA: "BINARY", VARBINARY: "BINARY", LONG: "BIGINT", INT2: "SMALLINT", INT4: "INT", INT8: "BIGINT" },
    ...{ FLOAT4: "FLOAT", FLOAT8: "DOUBLE", BOOL: "BOOLEAN" },
  },
  spark: {
    ...{ UUID: "STRING", TEXT: "STRING", ENUM: "STRING", TIME: "STRING", JSON: "STRING", JSONB: "STRING", SUPER: "STRING" },
    ...{ BLOB: "BINARY", BYTEA: "BINARY", VARBINARY: "BINARY", INT2: "SMALLINT", INT4: "INT", INT8: "BIGINT" },
    ...{ FLOAT4: "FLOAT", FLOAT8: "DOUBLE", BOOL: "BOOLEAN" },
  },
};

/** Clauses that belong to other stores, by their first word. */
const FOREIGN_CLAUSES: { readonly [dialect in Dialect]: readonly string[] } = {
  redshift: ["STORED", "ROW", "USING", "TBLPROPERTIES", "LOCATION", "CLUSTERED", "ENGINE", "TTL", "INPUTFORMAT", "OUTPUTFORMAT"],
  hive: ["USING", "DISTSTYLE", "BACKUP", "ENGINE", "TTL"],
  spark: ["DISTSTYLE", "BACKUP", "ENGINE", "TTL"],
};

const KEY_WORDS = { primary: "PRIMARY KEY", partition: "PARTITION KEY", sort: "SORTKEY", distribution: "DISTKEY" } as const;

/**
 * What the store of a dialect would refuse of a statement, each at its place. An external table of Redshift (Spectrum) is one of Hive's
 * catalogue and has its words.
 */
export function refusedBy(dialect: Dialect, table: ReadTable): readonly Refusal[] {
  if (dialect === "redshift" && table.external) return [];
  const name = NAMES[dialect];
  const columns = [...table.columns, ...table.partitionedBy];
  const found: Refusal[] = columns.flatMap((read) => {
    const message = typeRefusal(dialect, read) ?? keyRefusal(dialect, read);
    return message === null ? [] : [at(read.place, `${read.column.name}: ${message}`)];
  });
  const [path] = table.partitionedBy;
  if (dialect === "redshift" && path !== undefined)
    found.push(
      at(path.place, "Redshift has no PARTITIONED BY: put the column among the others, and a SORTKEY on the one that queries filter by."),
    );
  if (dialect !== "redshift")
    for (const { table: to } of table.references)
      found.push(at(to, `${name} keeps no references between tables. Leave REFERENCES out here; as drawn it stays.`));
  for (const clause of table.clauses)
    if (FOREIGN_CLAUSES[dialect].includes(clause.upper))
      found.push(at(clause, `${name} has no clause ${clause.upper} for a table. Leave it out here.`));
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

const at = ({ line, column }: { readonly line: number; readonly column: number }, message: string): Refusal => ({ message, line, column });

function typeRefusal(dialect: Dialect, { column: { type } }: ReadColumn): string | null {
  const word = /^[A-Z0-9_]+/.exec(type)?.[0] ?? type;
  const isArray = type.endsWith("]");
  const instead = isArray
    ? dialect === "redshift"
      ? "SUPER"
      : `ARRAY<${type.slice(0, type.indexOf("["))}>`
    : FOREIGN_TYPES[dialect][word];
  if (instead !== undefined) return `${NAMES[dialect]} has no type ${type}. Write ${instead}.`;
  if (dialect === "hive" && type === "VARCHAR") return "In Hive a VARCHAR needs a length. Write STRING, or VARCHAR(32).";
  return null;
}

function keyRefusal(dialect: Dialect, { column: { key } }: ReadColumn): string | null {
  if (key === undefined || (dialect === "redshift" && key !== "partition")) return null;
  if (dialect === "redshift") return "Redshift has no PARTITION KEY. Say where rows lie by DISTKEY.";
  return `${NAMES[dialect]} enforces no keys and takes no ${KEY_WORDS[key]}. Leave it out here; as drawn it stays.`;
}
