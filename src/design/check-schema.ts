import type { Finding, Severity } from "../base/finding.ts";
import { arrayOf, canonicalType } from "./sql/sql-types.ts";
import type { CanonicalType } from "./sql/sql-types.ts";
import type { Column, Design, Table } from "./types.ts";

/** What travels into or out of a part and which columns a run fills; the catalogue knows it, the document does not. */
export type FilledStream = { readonly id: string; readonly title: string; readonly columns: readonly Column[] };

/**
 * Findings about the schema: names, keys and references that cannot work, and, for a table bound to a part, columns that no
 * stream there fills and types the values do not fit. `streamsOf` gives the streams a part can hold; null when unknown.
 */
export function checkSchema(
  design: Pick<Design, "schema" | "system">,
  streamsOf: (partId: string) => readonly FilledStream[] | null,
): readonly Finding[] {
  const { tables, relations } = design.schema;
  const names = new Map<string, number>();
  for (const table of tables) names.set(table.name.toLowerCase(), (names.get(table.name.toLowerCase()) ?? 0) + 1);
  const findings = tables.flatMap((table) => [
    ...((names.get(table.name.toLowerCase()) ?? 0) > 1
      ? [finding("schema.same-name", "error", table, `There are two tables called ${table.name}. Rename one.`)]
      : []),
    ...checkColumns(table),
    ...checkBinding(design, table, streamsOf),
    ...checkGrants(design, table),
  ]);
  for (const relation of relations) {
    const ends = [relation.from, relation.to].map((end) =>
      tables.find((table) => table.id === end.table)?.columns.find((column) => column.name === end.column),
    );
    if (ends.every((column) => column !== undefined)) continue;
    const owner = tables.find((table) => table.id === relation.from.table);
    const message = `The relation ${relation.from.table}.${relation.from.column} → ${relation.to.table}.${relation.to.column} names a column that does not exist. Change or remove it.`;
    findings.push({
      code: "schema.loose-relation",
      severity: "warning",
      where: owner ? `schema.tables.${owner.id}` : `schema.relations.${relation.id}`,
      message,
    });
  }
  return findings;
}

function checkColumns(table: Table): readonly Finding[] {
  const findings: Finding[] = [];
  if (table.columns.length === 0)
    findings.push(finding("schema.no-columns", "warning", table, `${table.name} has no columns. Add one, or remove the table.`));
  const seen = new Set<string>();
  for (const column of [...table.columns, ...(table.partitionedBy ?? [])]) {
    const name = column.name.toLowerCase();
    if (seen.has(name))
      findings.push(
        finding("schema.same-column", "error", table, `${table.name} has the column ${column.name} twice. Rename or remove one.`),
      );
    seen.add(name);
    if (canonicalType(column.type) === null) {
      findings.push(
        finding(
          "schema.unknown-type",
          "warning",
          table,
          `${column.name}: the type ${column.type} is not known; it is counted as text of 16 B. Use for instance BIGINT, DOUBLE, TIMESTAMP or VARCHAR.`,
        ),
      );
    }
  }
  return findings;
}

function checkBinding(
  design: Pick<Design, "schema" | "system">,
  table: Table,
  streamsOf: (partId: string) => readonly FilledStream[] | null,
): readonly Finding[] {
  if (table.part === undefined) return [];
  if (!design.system.parts.some((part) => part.id === table.part)) {
    return [
      finding(
        "schema.no-part",
        "warning",
        table,
        `${table.name} is bound to "${table.part}", and there is no such part. Bind it to another one.`,
      ),
    ];
  }
  const streams = streamsOf(table.part);
  if (streams === null || streams.length === 0) return [];
  const stream = closestStream(table, streams);
  const filled = new Map(stream.columns.map((column) => [column.name.toLowerCase(), column]));
  const inPath = (table.partitionedBy ?? []).filter((column) => !TIME_PATHS.has(column.name.toLowerCase()));
  return [...table.columns, ...inPath].flatMap((column): readonly Finding[] => {
    const source = filled.get(column.name.toLowerCase());
    if (!source) {
      const all = stream.columns.map((one) => one.name).join(", ");
      return [
        finding(
          "schema.unfilled",
          "warning",
          table,
          `${column.name}: nothing fills this column; in a run it stays empty. “${stream.title}” carries ${all}.`,
        ),
      ];
    }
    return fits(source.type, column.type)
      ? []
      : [
          finding(
            "schema.type",
            "warning",
            table,
            `${column.name}: a ${source.type} does not fit into ${column.type}. Change the type to ${source.type}.`,
          ),
        ];
  });
}

/** Grants that nobody can make use of, or that hide nothing. */
function checkGrants({ system }: Pick<Design, "system">, table: Table): readonly Finding[] {
  const { name, grants = [], columns, partitionedBy = [], part } = table;
  if (grants.length === 0) return [];
  if (![...columns, ...partitionedBy].some(({ pii }) => pii === true))
    return [
      finding(
        "schema.grants-nothing",
        "warning",
        table,
        `${name} has grants, and no column of it is marked as personal. Mark one, or every reader is given all.`,
      ),
    ];
  return grants.flatMap(({ reader }): readonly Finding[] => {
    const title = system.parts.find(({ id }) => id === reader)?.title;
    if (title !== undefined && system.wires.some(({ from, to }) => from.part === part && to.part === reader)) return [];
    const why = title === undefined ? `"${reader}", and there is no such part` : `${title}, which does not ask for it`;
    return [
      finding("schema.no-reader", "warning", table, `${name} has a grant for ${why}. Wire the part to the store, or take the grant away.`),
    ];
  });
}

/** Partition columns that a writer derives from the time of the record: nothing has to fill them. */
const TIME_PATHS: ReadonlySet<string> = new Set(["year", "month", "day", "hour", "minute", "date", "dt", "ds", "week"]);

/** Of the streams a part can hold, the one that shares the most column names with the table. */
export function closestStream<S extends FilledStream>(table: Pick<Table, "columns" | "partitionedBy">, streams: readonly S[]): S {
  const names = new Set([...table.columns, ...(table.partitionedBy ?? [])].map((column) => column.name.toLowerCase()));
  const shared = (stream: S): number => stream.columns.filter((column) => names.has(column.name.toLowerCase())).length;
  return streams.reduce((best, stream) => (shared(stream) > shared(best) ? stream : best));
}

const WIDENS: { readonly [K in CanonicalType]?: readonly CanonicalType[] } = {
  TINYINT: ["SMALLINT", "INT", "BIGINT", "REAL", "DOUBLE", "DECIMAL"],
  SMALLINT: ["INT", "BIGINT", "REAL", "DOUBLE", "DECIMAL"],
  INT: ["BIGINT", "DOUBLE", "DECIMAL"],
  BIGINT: ["DECIMAL", "DOUBLE"],
  REAL: ["DOUBLE"],
  DATE: ["TIMESTAMP"],
  VARCHAR: ["CHAR", "ENUM"],
  UUID: ["CHAR"],
};

/** Can every value of type `from` be kept in a column of type `into`? Text takes anything, bytes take arrays. */
function fits(from: string, into: string): boolean {
  const [source, target] = [canonicalType(from), canonicalType(into)];
  const [array, room] = [arrayOf(from), arrayOf(into)];
  if (array !== null && room !== null)
    return fits(array.element, room.element) && (array.length === null || room.length === null || array.length === room.length);
  if (array !== null && target === "BLOB") return true;
  if (source === null || target === null || source === target || target === "VARCHAR" || target === "JSON") return true;
  // Ids are numbers in the streams; a person who models them as UUID means the same column.
  if (source === "BIGINT" && target === "UUID") return true;
  return WIDENS[source]?.includes(target) ?? false;
}

function finding(code: string, severity: Severity, table: Table, message: string): Finding {
  return { code, severity, where: `schema.tables.${table.id}`, message };
}
