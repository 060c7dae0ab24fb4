import type { Finding } from "../../base/finding.ts";
import { fail, ok } from "../../base/result.ts";
import type { Result } from "../../base/result.ts";
import { DdlProblem, DdlReader } from "./ddl-reader.ts";
import type { Dialect } from "./ddl-dialects.ts";
import { refusedBy } from "./ddl-rules.ts";
import { readCreateTable } from "./ddl-statement.ts";
import type { ReadColumn, ReadTable } from "./ddl-statement.ts";
import { tokenizeSql } from "./ddl-tokens.ts";
import type { Comment } from "./ddl-tokens.ts";
import { freeId } from "../ids.ts";
import { DESIGN_LIMITS } from "../limits.ts";
import type { Column, Relation, Schema, Table, TableRole } from "../types.ts";

const MAX_DDL_CHARS = 262_144;
const ROLES: readonly TableRole[] = ["fact", "dimension", "stream", "store"];

/** The schema as SQL text that `parseDdl` reads back to the same schema. */
export function tablesToDdl(schema: Schema): string {
  return schema.tables.map((table) => tableToDdl(table, schema)).join("\n\n") + (schema.tables.length > 0 ? "\n" : "");
}

function tableToDdl(table: Table, schema: Schema): string {
  const primary = table.columns.filter((column) => column.key === "primary");
  const mine = schema.relations.filter((relation) => relation.from.table === table.id);
  const items = table.columns.map((column) => {
    const relation = mine.find((one) => one.from.column === column.name);
    return {
      text: `${columnText(column, primary.length === 1)}${relation ? ` ${referenceText(relation, schema)}` : ""}`,
      note: noteText(column),
    };
  });
  const constraints = [
    ...(primary.length > 1 ? [`PRIMARY KEY (${primary.map((column) => column.name).join(", ")})`] : []),
    ...mine
      .filter((relation) => mine.find((one) => one.from.column === relation.from.column) !== relation)
      .map((relation) => `FOREIGN KEY (${relation.from.column}) ${referenceText(relation, schema)}`),
  ];
  const external = /\bLOCATION\b/i.test(table.storage ?? "") ? "EXTERNAL " : "";
  const lines = [
    `-- role: ${table.role}`,
    `CREATE ${external}TABLE ${table.name} (`,
    ...listLines([...items, ...constraints.map((text) => ({ text, note: undefined }))]),
    ")",
  ];
  if (table.partitionedBy && table.partitionedBy.length > 0) {
    lines.push(
      "PARTITIONED BY (",
      ...listLines(table.partitionedBy.map((column) => ({ text: columnText(column, true), note: noteText(column) }))),
      ")",
    );
  }
  if (table.storage) lines.push(table.storage);
  return `${lines.join("\n")};`;
}

function listLines(items: readonly { readonly text: string; readonly note: string | undefined }[]): readonly string[] {
  return items.map(
    ({ text, note }, index) => `  ${text}${index < items.length - 1 ? "," : ""}${note ? ` -- ${note.replace(/\s*[\r\n]+\s*/g, " ")}` : ""}`,
  );
}

/** Personal data is marked by the first word of the comment beside a column: no dialect has a word of its own for it. */
const PERSONAL = "pii";
const BETWEEN_NOTES = " · ";

function noteText({ pii, note }: Column): string | undefined {
  return pii === true ? [PERSONAL, ...(note === undefined ? [] : [note])].join(BETWEEN_NOTES) : note;
}

function columnText(column: Column, inlinePrimary: boolean): string {
  const words = { primary: inlinePrimary ? " PRIMARY KEY" : "", partition: " PARTITION KEY", sort: " SORTKEY", distribution: " DISTKEY" };
  const nullable = column.nullable === undefined ? "" : column.nullable ? " NULL" : " NOT NULL";
  return `${column.name} ${column.type}${nullable}${column.key ? words[column.key] : ""}`;
}

function referenceText(relation: Relation, schema: Schema): string {
  const target = schema.tables.find((table) => table.id === relation.to.table);
  return `REFERENCES ${target?.name ?? relation.to.table} (${relation.to.column})`;
}

/**
 * The schema in SQL text: CREATE TABLE of the usual dialects, Hive and Athena (EXTERNAL, PARTITIONED BY, SERDE, LOCATION …),
 * Redshift (DISTKEY, SORTKEY) and Cassandra keys. Tables keep the id, position, role and binding they have in `previous`,
 * found by name or, when renamed, by their columns. Findings carry line and column; one per statement. With a dialect, what its
 * store would refuse is a finding, too.
 */
export function parseDdl(
  text: string,
  previous: Schema = { tables: [], relations: [] },
  dialect: Dialect | null = null,
): Result<Schema, readonly Finding[]> {
  if (text.length > MAX_DDL_CHARS)
    return fail([
      problem("This text is longer than 256 KB. Keep the tables of the design, and leave the rest out.", { line: 1, column: 1 }),
    ]);
  const { tokens, comments, unclosed } = tokenizeSql(text);
  if (unclosed) return fail([problem(`This ${unclosed.what} is opened here and never closed. Close it.`, unclosed)]);
  const reader = new DdlReader(text, tokens);
  const read: ReadTable[] = [];
  const findings: Finding[] = [];
  while (!reader.done) {
    if (reader.accept(";")) continue;
    try {
      const table = readCreateTable(reader);
      read.push(table);
      if (dialect !== null) findings.push(...refusedBy(dialect, table).map((refusal) => problem(refusal.message, refusal)));
    } catch (error) {
      if (!(error instanceof DdlProblem)) throw error;
      findings.push(problem(error.message, error));
      reader.skipStatement();
    }
  }
  findings.push(...nameFindings(read));
  if (findings.length > 0) return fail(findings.slice(0, 50));
  return resolve(read, comments, previous);
}

function nameFindings(read: readonly ReadTable[]): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  if (read.length > DESIGN_LIMITS.tables)
    findings.push(
      problem(
        `There are more than ${DESIGN_LIMITS.tables} tables. Keep those the design needs.`,
        read[DESIGN_LIMITS.tables]?.name ?? { line: 1, column: 1 },
      ),
    );
  const relations = read.reduce((sum, one) => sum + one.references.length, 0);
  if (relations > DESIGN_LIMITS.relations) {
    findings.push(problem(`There are more than ${DESIGN_LIMITS.relations} references. Keep those that matter.`, { line: 1, column: 1 }));
  }
  for (const { name, partitionedBy } of read) {
    const key = name.text.toLowerCase();
    if (seen.has(key)) findings.push(problem(`The table "${name.text}" is created twice. Rename or remove one.`, name));
    seen.add(key);
    if (partitionedBy.length > 32) findings.push(problem(`"${name.text}" is partitioned by more than 32 columns. Use fewer.`, name));
  }
  return findings;
}

/** Gives every table its id, finds what the references mean, and hangs comments on the columns they stand beside. */
function resolve(read: readonly ReadTable[], comments: readonly Comment[], previous: Schema): Result<Schema, readonly Finding[]> {
  const before = matchPrevious(read, previous);
  const ids: string[] = previous.tables.map((table) => table.id);
  const tables = read.map((one, index): Table => {
    const old = before.get(one);
    const id = old?.id ?? freeId(one.name.text, ids);
    ids.push(id);
    return {
      ...(old?.part === undefined ? {} : { part: old.part }),
      ...(old?.grants === undefined ? {} : { grants: old.grants }),
      ...(old?.position === undefined ? {} : { position: old.position }),
      id,
      name: one.name.text,
      role: writtenRole(one, read[index - 1], comments) ?? old?.role ?? (one.external ? "store" : "fact"),
      columns: finishColumns(one.columns, comments),
      ...(one.partitionedBy.length > 0 ? { partitionedBy: finishColumns(one.partitionedBy, comments) } : {}),
      ...(one.storage.length > 0 ? { storage: one.storage.join("\n").slice(0, 4_000) } : {}),
    };
  });
  const findings: Finding[] = [];
  const relations: Relation[] = [];
  for (const [index, one] of read.entries()) {
    const from = tables[index];
    if (!from) continue;
    for (const reference of one.references) {
      const to = tables.find((table) => table.name.toLowerCase() === reference.table.text.toLowerCase());
      if (!to) {
        findings.push(
          problem(
            `There is no table "${reference.table.text}" to refer to. Create it in this text, or remove the reference.`,
            reference.table,
          ),
        );
        continue;
      }
      const wanted = reference.target?.text ?? to.columns.find((column) => column.key === "primary")?.name ?? reference.column;
      const column = to.columns.find((candidate) => candidate.name.toLowerCase() === wanted.toLowerCase());
      if (column)
        relations.push(
          relationOf({ table: from.id, column: reference.column }, { table: to.id, column: column.name }, previous, relations),
        );
      else
        findings.push(
          problem(`${to.name} has no column "${wanted}". Name one of its columns in brackets.`, reference.target ?? reference.table),
        );
    }
  }
  return findings.length > 0 ? fail(findings) : ok({ tables, relations });
}

function relationOf(from: Relation["from"], to: Relation["to"], previous: Schema, made: readonly Relation[]): Relation {
  const old = previous.relations.find(
    (one) => one.from.table === from.table && one.from.column === from.column && one.to.table === to.table && one.to.column === to.column,
  );
  return {
    id:
      old?.id ??
      freeId(
        `${from.table}-${to.table}`,
        [...previous.relations, ...made].map((one) => one.id),
      ),
    from,
    to,
  };
}

function matchPrevious(read: readonly ReadTable[], previous: Schema): ReadonlyMap<ReadTable, Table> {
  const matched = new Map<ReadTable, Table>();
  const free = new Set(previous.tables);
  const claim = (one: ReadTable, fits: (table: Table) => boolean): void => {
    if (matched.has(one)) return;
    const old = [...free].find(fits);
    if (!old) return;
    matched.set(one, old);
    free.delete(old);
  };
  for (const one of read) claim(one, (table) => table.name.toLowerCase() === one.name.text.toLowerCase());
  const shape = (names: readonly string[]): string => names.join(",").toLowerCase();
  for (const one of read) {
    if (one.columns.length === 0) continue;
    claim(one, (table) => shape(table.columns.map((column) => column.name)) === shape(one.columns.map(({ column }) => column.name)));
  }
  return matched;
}

/** The role in a comment `-- role: dimension` between the statement before and this one. */
function writtenRole(one: ReadTable, before: ReadTable | undefined, comments: readonly Comment[]): TableRole | undefined {
  const between = comments.filter((comment) => comment.line <= one.startLine && comment.line > (before?.startLine ?? 0));
  const words = between.flatMap((comment) => /^role:\s*([a-z]+)$/i.exec(comment.text)?.[1]?.toLowerCase() ?? []);
  return ROLES.find((role) => role === words.at(-1));
}

/** A comment belongs to the last column on its line. */
function finishColumns(columns: readonly ReadColumn[], comments: readonly Comment[]): readonly Column[] {
  return columns.map((read, index) => {
    const last = columns[index + 1]?.place.line !== read.endLine;
    const beside = last ? comments.filter((comment) => comment.line === read.endLine).map((comment) => comment.text) : [];
    const { note: spoken = "", ...column } = read.column;
    const [first = "", ...words] = beside.join(BETWEEN_NOTES).split(BETWEEN_NOTES);
    const isPersonal = first.toLowerCase() === PERSONAL;
    const own = (isPersonal ? words : [first, ...words]).join(BETWEEN_NOTES);
    const note = [...read.extras, spoken, own].filter((text) => text !== "").join(BETWEEN_NOTES);
    return { ...column, ...(note === "" ? {} : { note: note.slice(0, 1_000) }), ...(isPersonal ? { pii: true } : {}) };
  });
}

function problem(message: string, place: { readonly line: number; readonly column: number }): Finding {
  return { code: "schema.ddl", severity: "error", where: "schema", message, line: place.line, column: place.column };
}
