import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { RunTable } from "../result/run-table.ts";
import { createTableSql, createViewSql, encodeRows, ROWS_PER_BATCH, sqlType, STORE_SCHEMA } from "./arrow-tables.ts";
import { cellKind } from "./cells.ts";
import { drawnViewSql } from "./drawn-view.ts";
import { explainFault, FUNCTION_FAULT, hiddenFault, isMemoryFault, shownText, timeoutFault, wideFault } from "./query-faults.ts";
import { createRowTaker } from "./row-taker.ts";
import type { SqlEngine } from "./sql-engine.ts";
import { refusalOf } from "./statements.ts";
import { QUERY_LIMITS } from "./warehouse.ts";
import type { QueryAnswer, QueryFault, QueryOptions, Warehouse, WarehouseClock, WarehouseTable } from "./warehouse.ts";

type Running = { stopped: "cancelled" | "timeout" | null };

function describe(table: RunTable): WarehouseTable {
  const { name, rows, note, drawn } = table;
  const columns = drawn?.columns ?? table.columns.map((column) => ({ name: column.name, type: sqlType(column) }));
  return {
    name,
    rows,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    ...(note === undefined ? {} : { note }),
    ...(drawn === undefined ? {} : { part: drawn.part }),
  };
}

/** A table of the schema may lie wholly in another one. */
const hasView = ({ columns, drawn }: RunTable): boolean => (drawn ?? { columns }).columns.length > 0;

/** Columns of an answer, at most: a page lays every one of them out. */
const MOST_COLUMNS = 1000;

/** Databases of a warehouse: the run's tables, and what a person makes of them. */
const RUN_DATABASE = "run";
const OWN_DATABASE = "own";
const PATH = `SET search_path = '${OWN_DATABASE}.main,${RUN_DATABASE}.main'`;
/** One statement of a person, in this frame. The database lets a transaction write to one database only, and this is it. */
const BEGIN = [PATH, "BEGIN TRANSACTION", `UPDATE ${OWN_DATABASE}.turn SET number = number + 1`];

async function storeRows(engine: SqlEngine, table: RunTable): Promise<void> {
  if (table.columns.length === 0) return;
  await engine.run(createTableSql(table));
  for (let from = 0; from < table.rows; from += ROWS_PER_BATCH) {
    const to = Math.min(from + ROWS_PER_BATCH, table.rows);
    await engine.append(STORE_SCHEMA, table.name, encodeRows(table, from, to));
  }
}

async function loadTables(engine: SqlEngine, tables: readonly RunTable[]): Promise<void> {
  for (const table of tables) await storeRows(engine, table);
  // Views look at what other tables have stored.
  for (const table of tables.filter(hasView))
    await engine.run(table.drawn === undefined ? createViewSql(table) : drawnViewSql(table, table.drawn, tables));
}

/** The rows of a statement, and the whole text of each cell that was cut. */
type Read = { readonly answer: Omit<QueryAnswer, "elapsedMs">; readonly whole: ReadonlyMap<string, string> };

/** A statement whose answer would have more columns than anybody looks at. */
class TooWide extends Error {}

async function read(engine: SqlEngine, sql: string, limits: QueryOptions): Promise<Read> {
  const stream = await engine.send(sql);
  if (stream.schema.fields.length > MOST_COLUMNS) {
    await engine.cancel();
    throw new TooWide(String(stream.schema.fields.length));
  }
  const taker = createRowTaker(limits);
  for await (const batch of stream.batches()) {
    taker.take(batch);
    if (taker.stoppedBy() !== null) break;
  }
  const stoppedBy = taker.stoppedBy();
  if (stoppedBy !== null) await engine.cancel();
  const columns = stream.schema.fields.map((field) => ({ name: shownText(field.name), kind: cellKind(field.type.typeId) }));
  return { answer: { columns, rows: taker.rows, cut: taker.cut, truncated: stoppedBy !== null, stoppedBy }, whole: taker.whole };
}

/** All rows of a list of names, none of them cut. */
async function wholeRows(engine: SqlEngine, sql: string): Promise<readonly (readonly unknown[])[]> {
  const { answer, whole } = await read(engine, sql, { ...QUERY_LIMITS, limit: Infinity, mostChars: Infinity });
  return answer.rows.map((row, r) => row.map((cell, c) => whole.get(`${r}:${c}`) ?? cell));
}

/** Names of the run's tables under which a statement has made something of its own, which would hide them. */
function hidingSql(names: readonly string[]): string {
  const list = names.map((name) => `'${name.toLowerCase().replaceAll("'", "''")}'`).join(", ");
  const made = ["table", "view"].map((what) => `SELECT ${what}_name AS name, database_name FROM duckdb_${what}s()`).join(" UNION ALL ");
  return `SELECT name FROM (${made}) WHERE database_name <> '${RUN_DATABASE}' AND lower(name) IN (${list})`;
}

/**
 * What statements have made outside the databases of the run and of the person: temporary tables and views, which belong to the connection
 * and would go on telling of a run that is no longer there, and what was made before there was any run.
 */
const STRAYS = ["view", "table"].map(
  (what) =>
    `SELECT '${what}', database_name, schema_name, ${what}_name FROM duckdb_${what}s() WHERE NOT internal AND database_name NOT IN ('${RUN_DATABASE}', '${OWN_DATABASE}', 'system') ORDER BY 2, 3, 4`,
);

async function dropStrays(engine: SqlEngine): Promise<void> {
  for (const strays of STRAYS)
    for (const [what, ...place] of await wholeRows(engine, strays))
      await engine.run(`DROP ${String(what)} ${place.map((name) => `"${String(name).replaceAll('"', '""')}"`).join(".")}`);
}

/** Puts the tables of another run, and nothing of a person's own, in place of all there was. */
async function replaceTables(engine: SqlEngine, tables: readonly RunTable[]): Promise<void> {
  await engine.run("USE memory");
  await dropStrays(engine);
  for (const name of [RUN_DATABASE, OWN_DATABASE]) {
    await engine.run(`DETACH DATABASE IF EXISTS ${name}`);
    await engine.run(`ATTACH ':memory:' AS ${name}`);
  }
  await engine.run(`CREATE TABLE ${OWN_DATABASE}.turn AS SELECT 0 AS number`);
  await engine.run(`USE ${RUN_DATABASE}`);
  await engine.run(`CREATE SCHEMA ${STORE_SCHEMA}`);
  await loadTables(engine, tables);
}

/** Functions a person has made. Asked of the database's own catalogue by its full name: a macro may be called as the catalogue is. */
const OWN_FUNCTIONS = "SELECT function_name FROM system.main.duckdb_functions() WHERE NOT internal LIMIT 1";
/** Tables a person has made. */
const OWN_TABLES = `SELECT table_name FROM duckdb_tables() WHERE NOT internal AND database_name <> '${RUN_DATABASE}' AND NOT (database_name = '${OWN_DATABASE}' AND table_name = 'turn') ORDER BY 1`;

/** Why what a statement has made cannot stay: a function, or what hides a table of the run. Null where nothing is against it. */
async function objection(engine: SqlEngine, names: readonly string[], sql: string, options: QueryOptions): Promise<QueryFault | null> {
  // Only a text with one of these words can make a function, and the list of all functions is long.
  if (/macro|function/i.test(sql) && (await read(engine, OWN_FUNCTIONS, options)).answer.rows.length > 0) return FUNCTION_FAULT;
  if (names.length === 0) return null;
  const hiding = (await read(engine, hidingSql(names), options)).answer.rows[0];
  return hiding === undefined ? null : hiddenFault(String(hiding[0]));
}

/** Runs a statement where it can write nothing of the run's, and takes back what would change what a later one means. */
async function runInFrame(
  engine: SqlEngine,
  names: readonly string[],
  sql: string,
  options: QueryOptions,
): Promise<Result<Read, QueryFault>> {
  for (const statement of names.length === 0 ? ["BEGIN TRANSACTION"] : BEGIN) await engine.run(statement);
  const rows = await read(engine, sql, options);
  const against = rows.answer.truncated ? null : await objection(engine, names, sql, options);
  await engine.run(rows.answer.truncated || against !== null ? "ROLLBACK" : "COMMIT");
  return against === null ? ok(rows) : fail(against);
}

/** Names of the tables a person has made; none where even this cannot be asked. */
async function ownTables(engine: SqlEngine): Promise<readonly string[]> {
  try {
    return (await read(engine, OWN_TABLES, QUERY_LIMITS)).answer.rows.map(([name]) => String(name));
  } catch {
    return [];
  }
}

/**
 * A warehouse over one connection whose settings are already locked (LOCKDOWN).
 * Statements and loads run one after the other, in the order they were asked for.
 */
export function createDuckDbWarehouse(engine: SqlEngine, clock: WarehouseClock): Warehouse {
  let held: readonly WarehouseTable[] = [];
  let running: Running | null = null;
  let whole: ReadonlyMap<string, string> = new Map();
  let last: Promise<unknown> = Promise.resolve();
  const names = (): readonly string[] => held.map((table) => table.name);

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  const stop = (reason: "cancelled" | "timeout"): void => {
    if (running === null || running.stopped !== null) return;
    running.stopped = reason;
    void engine.cancel();
  };

  const load = async (tables: readonly RunTable[]): Promise<Result<readonly WarehouseTable[], QueryFault>> => {
    try {
      held = [];
      whole = new Map();
      await replaceTables(engine, tables);
      held = tables.filter(hasView).map(describe);
      return ok(held);
    } catch (error) {
      return fail(explainFault(error, []));
    }
  };

  const query = async (sql: string, options: QueryOptions): Promise<Result<QueryAnswer, QueryFault>> => {
    if (sql.trim() === "") return fail({ kind: "empty", message: "Nothing to run. Type a SELECT, or pick an example." });
    const refusal = refusalOf(sql);
    if (refusal !== null) return fail(refusal);
    const mine: Running = { stopped: null };
    running = mine;
    const startMs = clock.nowMs();
    const callOff = clock.after(options.timeoutMs, () => stop("timeout"));
    try {
      const outcome = await runInFrame(engine, names(), sql, options);
      if (!outcome.ok) return outcome;
      whole = outcome.value.whole;
      return ok({ ...outcome.value.answer, elapsedMs: clock.nowMs() - startMs });
    } catch (error) {
      await engine.run("ROLLBACK").catch(() => undefined);
      if (mine.stopped === "timeout") return fail(timeoutFault(options.timeoutMs));
      if (mine.stopped === "cancelled") return fail({ kind: "cancelled", message: "Stopped. No rows were kept." });
      if (error instanceof TooWide) return fail(wideFault(Number(error.message), MOST_COLUMNS));
      return fail(explainFault(error, names(), isMemoryFault(error) ? await ownTables(engine) : []));
    } finally {
      callOff();
      running = null;
    }
  };

  return {
    load: (tables) => inTurn(() => load(tables)),
    query: (sql, options) => inTurn(() => query(sql, options)),
    wholeCells: () => [...whole].map(([place, text]) => ({ place, text })),
    cancel: () => stop("cancelled"),
    tables: () => held,
    close: () => engine.close(),
  };
}
