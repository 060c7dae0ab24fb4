import type { DrawnColumn, DrawnRows, PathPart, RunColumn, RunTable } from "../result/run-table.ts";
import { STORE_SCHEMA } from "./arrow-tables.ts";
import { quoteName } from "./written-name.ts";

/** The view of a table of the schema: the columns as drawn, each value cast to its type, NULL where it does not fit. */
export function drawnViewSql(table: RunTable, drawn: DrawnRows, others: readonly RunTable[]): string {
  const base = drawn.rowsOf === undefined ? table : others.find(({ name }) => name === drawn.rowsOf);
  const known = new Map((base?.columns ?? []).map((column) => [column.name, column]));
  const columns = drawn.columns.map((column) => `${valueSql(column, known)} AS ${quoteName(column.name)}`);
  return `CREATE OR REPLACE VIEW ${quoteName(table.name)} AS SELECT ${columns.join(", ")} ${rowsSql(table, drawn)}`;
}

/** Where the rows are: here, or in another table under the numbers that stand here. */
function rowsSql(table: RunTable, { rowsOf }: DrawnRows): string {
  const own = `${STORE_SCHEMA}.${quoteName(table.name)}`;
  const [numbers] = table.columns;
  if (rowsOf === undefined) return numbers === undefined ? "FROM range(0)" : `FROM ${own} AS held`;
  const base = `${STORE_SCHEMA}.${quoteName(rowsOf)}`;
  // Rows are only ever appended, in the order of their numbers: a number is the rowid.
  return numbers === undefined
    ? `FROM ${base} AS held`
    : `FROM ${own} AS kept JOIN ${base} AS held ON held.rowid = kept.${quoteName(numbers.name)}`;
}

function valueSql({ type, from, missing, pathPart }: DrawnColumn, known: ReadonlyMap<string, RunColumn>): string {
  const source = from === null ? undefined : known.get(from);
  if (from === null || source === undefined) return `NULL::${type}`;
  const column = `held.${quoteName(from)}`;
  // An ENUM would sort by label; its text does not.
  const plain = source.type === "text" ? `${column}::VARCHAR` : column;
  const value = missing !== undefined && source.type === "integer" ? `nullif(${plain}, ${missing})` : plain;
  if (pathPart !== undefined) return `TRY_CAST(${partSql(pathPart, value)} AS ${type})`;
  if (type === "UUID" && (source.type === "integer" || source.type === "double"))
    return `TRY_CAST(lpad(to_hex(TRY_CAST(${value} AS BIGINT)), 32, '0') AS UUID)`;
  return `TRY_CAST(${value} AS ${type})`;
}

function partSql(part: PathPart, time: string): string {
  return part === "date" ? `CAST(${time} AS DATE)` : `date_part('${part}', ${time})`;
}
