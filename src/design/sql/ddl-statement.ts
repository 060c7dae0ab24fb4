import { DESIGN_LIMITS } from "../limits.ts";
import { DdlProblem } from "./ddl-reader.ts";
import type { DdlReader } from "./ddl-reader.ts";
import type { Token } from "./ddl-tokens.ts";
import { canonicalType } from "./sql-types.ts";
import type { Column } from "../types.ts";

export type ReadColumn = { column: Column; extras: string[]; readonly place: Token; endLine: number };
export type ReadReference = { readonly column: string; readonly table: Token; readonly target: Token | null };
/** One CREATE TABLE as it was read; names are not resolved yet. */
export type ReadTable = {
  readonly name: Token;
  readonly external: boolean;
  readonly columns: ReadColumn[];
  readonly partitionedBy: ReadColumn[];
  readonly references: ReadReference[];
  storage: string[];
  /** The first words of those clauses, where they stand. */
  readonly clauses: Token[];
  readonly startLine: number;
};

type Key = NonNullable<Column["key"]>;

/** Reads one CREATE TABLE; throws DdlProblem where it cannot go on. */
export function readCreateTable(reader: DdlReader): ReadTable {
  const startLine = reader.peek()?.line ?? 1;
  if (!reader.accept("CREATE")) reader.stop("Only CREATE TABLE is read here. Remove this statement, or turn it into a comment with --.");
  reader.accept("OR", "REPLACE");
  const external = reader.accept("EXTERNAL");
  if (!external && !reader.accept("TEMPORARY") && !reader.accept("TEMP")) reader.accept("UNLOGGED");
  reader.expect("TABLE", "Only CREATE TABLE is read here. Remove this statement, or turn it into a comment with --.");
  reader.accept("IF", "NOT", "EXISTS");
  let name = reader.name("table");
  while (reader.accept(".")) name = reader.name("table");
  const table: ReadTable = { name, external, columns: [], partitionedBy: [], references: [], storage: [], clauses: [], startLine };
  readColumnList(reader, table, table.columns);
  while (!reader.done && !reader.sees(";") && !reader.sees("CREATE")) readClause(reader, table);
  reader.accept(";");
  return table;
}

function readColumnList(reader: DdlReader, table: ReadTable, into: ReadColumn[]): void {
  reader.expect("(", "The columns follow here in brackets, for instance (id BIGINT, name VARCHAR).");
  while (!reader.accept(")")) {
    if (!movedToPath(reader, table, into) && !readConstraint(reader, table)) readColumn(reader, table, into);
    if (reader.accept(",")) continue;
    reader.expect(")", "A comma or the closing ) is expected after a column.");
    return;
  }
}

/** Spark names a column of the list again, without its type, where it partitions by it. */
function movedToPath(reader: DdlReader, { columns, partitionedBy }: ReadTable, into: ReadColumn[]): boolean {
  const [name, next] = [reader.peek(), reader.peek(1)];
  if (into !== partitionedBy || (next?.text !== "," && next?.text !== ")")) return false;
  const place = columns.findIndex(({ column }) => column.name.toLowerCase() === name?.text.toLowerCase());
  if (place < 0) return false;
  reader.take();
  into.push(...columns.splice(place, 1));
  return true;
}

function readColumn(reader: DdlReader, table: ReadTable, into: ReadColumn[]): void {
  const name = reader.name("column");
  const type = readType(reader, name);
  const read: ReadColumn = { column: { name: name.text, type }, extras: [], place: name, endLine: name.line };
  if ([...table.columns, ...table.partitionedBy].some((other) => other.column.name.toLowerCase() === name.text.toLowerCase())) {
    throw new DdlProblem(
      `The column "${name.text}" occurs twice in ${table.name.text}. Rename or remove one; a partition column is not repeated in the column list.`,
      name,
    );
  }
  // A statement with more than a table may have is told at once: each further column would be compared with all before it.
  if (table.columns.length + table.partitionedBy.length >= DESIGN_LIMITS.columns)
    throw new DdlProblem(`"${table.name.text}" has more than ${DESIGN_LIMITS.columns} columns. Split it.`, name);
  into.push(read);
  while (!reader.sees(",") && !reader.sees(")")) readAttribute(reader, table, read);
  read.endLine = reader.last?.line ?? name.line;
}

function readType(reader: DdlReader, name: Token): string {
  const first = reader.peek();
  if (!first || first.kind !== "word") reader.stop(`The column "${name.text}" needs a type, for instance BIGINT or VARCHAR.`);
  reader.take();
  let type = first.upper;
  for (const tail of [["PRECISION"], ["VARYING"], ["UNSIGNED"]]) if (reader.accept(...tail)) type += ` ${tail.join(" ")}`;
  if (reader.sees("(")) {
    const open = reader.take();
    while (!reader.sees(")")) {
      const inside = reader.take();
      if (inside.kind !== "number" && inside.text !== "," && !/^(MAX)$/.test(inside.upper))
        throw new DdlProblem(`The length of "${name.text}" must be a number, for instance VARCHAR(32).`, inside);
    }
    const sizes = reader.textOf(open, reader.take()).replace(/\s/g, "");
    type += sizes === "(MAX)" ? "" : sizes.toUpperCase();
  } else if (reader.sees("<")) {
    type += readGeneric(reader);
  }
  if (reader.accept("WITH", "TIME", "ZONE")) type += " WITH TIME ZONE";
  if (reader.accept("WITHOUT", "TIME", "ZONE")) type += " WITHOUT TIME ZONE";
  type += readArray(reader, name);
  if (canonicalType(type) === null || type.length > 200)
    throw new DdlProblem(
      `The type ${type.slice(0, 40)} is not known. Use for instance BIGINT, INT, DOUBLE, BOOLEAN, TIMESTAMP, DATE or VARCHAR.`,
      first,
    );
  return type;
}

/** `[]`, `[10]`, several of them, and the standard's ` ARRAY[10]`, written as brackets. */
function readArray(reader: DdlReader, name: Token): string {
  let text = "";
  const word = reader.accept("ARRAY");
  while (reader.accept("[")) {
    const length = reader.peek();
    if (length?.kind === "number" && /^[0-9]{1,6}$/.test(length.text)) text += `[${reader.take().text}]`;
    else text += "[]";
    reader.expect("]", `The length of the array "${name.text}" must be a whole number, for instance BIGINT[10].`);
  }
  return word && text === "" ? "[]" : text;
}

function readGeneric(reader: DdlReader): string {
  let depth = 0;
  let text = "";
  do {
    const token = reader.take();
    if (token.text === "<") depth += 1;
    if (token.text === ">") depth -= 1;
    text += token.upper;
  } while (depth > 0);
  return text;
}

function readAttribute(reader: DdlReader, table: ReadTable, read: ReadColumn): void {
  if (reader.accept("NOT", "NULL")) read.column = { ...read.column, nullable: false };
  else if (reader.accept("NULL")) read.column = { ...read.column, nullable: true };
  else if (reader.accept("PRIMARY", "KEY")) setKey(read, "primary");
  else if (reader.accept("PARTITION", "KEY")) setKey(read, "partition");
  else if (reader.accept("DISTKEY")) setKey(read, "distribution");
  else if (reader.accept("SORTKEY")) setKey(read, "sort");
  else if (reader.accept("COMMENT")) read.column = { ...read.column, note: reader.take().text.replace(/\s+/g, " ").trim() };
  else if (reader.accept("REFERENCES")) table.references.push(readReference(reader, read.column.name));
  else readExtra(reader, read);
}

/** DEFAULT, ENCODE, UNIQUE and the like change no number here; they are kept as words in the note. */
function readExtra(reader: DdlReader, read: ReadColumn): void {
  const known = ["DEFAULT", "ENCODE", "UNIQUE", "IDENTITY", "CHECK", "COLLATE", "CONSTRAINT", "GENERATED", "AUTO_INCREMENT", "STATIC"];
  const first = reader.peek();
  if (!first || first.kind !== "word" || !known.includes(first.upper))
    reader.stop(`A comma is missing here, or "${read.column.name}" has an attribute that is not known.`);
  reader.take();
  if (first.upper === "CONSTRAINT") {
    reader.name("constraint");
    return;
  }
  if (["DEFAULT", "ENCODE", "COLLATE"].includes(first.upper)) reader.take();
  if (first.upper === "GENERATED") while (!reader.sees("(") && !reader.sees(",") && !reader.sees(")")) reader.take();
  reader.skipBrackets();
  read.extras.push(reader.textOf(first, reader.last ?? first));
}

function readReference(reader: DdlReader, column: string): ReadReference {
  let table = reader.name("table");
  while (reader.accept(".")) table = reader.name("table");
  const target = reader.sees("(") ? (reader.nameList("column")[0] ?? null) : null;
  while (reader.accept("ON")) {
    reader.take();
    if (!reader.accept("SET", "NULL") && !reader.accept("NO", "ACTION")) reader.take();
  }
  return { column, table, target };
}

/** A table constraint, when one comes next; columns named like one (`key VARCHAR`) are left alone. */
function readConstraint(reader: DdlReader, table: ReadTable): boolean {
  if (reader.sees("CONSTRAINT")) {
    reader.take();
    reader.name("constraint");
  }
  if (reader.accept("PRIMARY", "KEY")) {
    readPrimaryKey(reader, table);
  } else if (reader.accept("FOREIGN", "KEY")) {
    const columns = reader.nameList("column");
    reader.expect("REFERENCES", "REFERENCES and a table name are expected after FOREIGN KEY (…).");
    for (const column of columns.slice(0, 1)) table.references.push(readReference(reader, columnNamed(table, column).column.name));
  } else if (reader.sees("UNIQUE", "(") || reader.sees("CHECK", "(")) {
    reader.take();
    reader.skipBrackets();
  } else {
    return false;
  }
  return true;
}

/** `PRIMARY KEY (a, b)`, or as in Cassandra `PRIMARY KEY ((a), b)`: partition key inside, sort key after it. */
function readPrimaryKey(reader: DdlReader, table: ReadTable): void {
  if (!reader.sees("(", "(")) {
    for (const name of reader.nameList("column")) setKey(columnNamed(table, name), "primary");
    return;
  }
  reader.take();
  for (const name of reader.nameList("column")) setKey(columnNamed(table, name), "partition");
  while (reader.accept(",")) setKey(columnNamed(table, reader.name("column")), "sort");
  reader.expect(")", "Close the key with ).");
}

function columnNamed(table: ReadTable, name: Token): ReadColumn {
  const found = table.columns.find((other) => other.column.name.toLowerCase() === name.text.toLowerCase());
  if (!found) throw new DdlProblem(`${table.name.text} has no column "${name.text}". Declare it before it is used as a key.`, name);
  return found;
}

function setKey(read: ReadColumn, key: Key): void {
  const word = { primary: "PRIMARY KEY", partition: "PARTITION KEY", sort: "SORTKEY", distribution: "DISTKEY" };
  if (read.column.key === undefined) read.column = { ...read.column, key };
  else if (read.column.key !== key) read.extras.push(word[key]);
}

/** Words that may follow the first word of a storage clause, apart from strings, numbers, = and brackets. `*` is any one word. */
const CLAUSES: { readonly [start: string]: readonly string[] } = {
  ROW: [
    "FORMAT",
    "SERDE",
    "DELIMITED",
    "FIELDS",
    "TERMINATED",
    "BY",
    "COLLECTION",
    "ITEMS",
    "MAP",
    "KEYS",
    "LINES",
    "ESCAPED",
    "NULL",
    "DEFINED",
    "AS",
    "WITH",
    "SERDEPROPERTIES",
  ],
  STORED: ["AS", "INPUTFORMAT", "*"],
  INPUTFORMAT: [],
  OUTPUTFORMAT: [],
  LOCATION: [],
  TBLPROPERTIES: [],
  WITH: ["*"],
  CLUSTERED: ["BY", "INTO", "BUCKETS", "SORTED"],
  DISTSTYLE: ["*"],
  BACKUP: ["*"],
  ENGINE: ["*"],
  USING: ["*"],
  COMMENT: [],
  ORDER: ["BY"],
  TTL: ["*"],
};

function readClause(reader: DdlReader, table: ReadTable): void {
  if (reader.accept("PARTITIONED", "BY")) {
    readColumnList(reader, table, table.partitionedBy);
    return;
  }
  if (reader.accept("DISTKEY")) {
    for (const name of reader.nameList("column")) setKey(columnNamed(table, name), "distribution");
    return;
  }
  if (reader.accept("SORTKEY") || reader.accept("COMPOUND", "SORTKEY") || reader.accept("INTERLEAVED", "SORTKEY")) {
    for (const name of reader.nameList("column")) setKey(columnNamed(table, name), "sort");
    return;
  }
  const first = reader.peek();
  const allowed = first?.kind === "word" && Object.hasOwn(CLAUSES, first.upper) ? CLAUSES[first.upper] : undefined;
  if (!first || !allowed)
    reader.stop(
      "This clause is not known. After the columns may follow PARTITIONED BY, ROW FORMAT, STORED AS, LOCATION, TBLPROPERTIES, DISTKEY, SORTKEY or ;",
    );
  reader.take();
  let free = allowed.includes("*") ? 1 : 0;
  for (let token = reader.peek(); token && !reader.sees(";"); token = reader.peek()) {
    if (reader.skipBrackets()) continue;
    if (token.kind === "word" && !allowed.includes(token.upper)) {
      if (free === 0 || Object.hasOwn(CLAUSES, token.upper)) break;
      free -= 1;
    } else if (token.kind === "mark" && token.text !== "=" && token.text !== ",") {
      break;
    }
    reader.take();
  }
  table.storage.push(reader.textOf(first, reader.last ?? first));
  table.clauses.push(first);
}
