import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { RunTable } from "../result/run-table.ts";
import { createTableSql, createViewSql, encodeRows, ROWS_PER_BATCH, sqlType, STORE_SCHEMA } from "./arrow-tables.ts";
import { cellKind, readCell } from "./cells.ts";
import { drawnViewSql } from "./drawn-view.ts";
import { explainFault, timeoutFault } from "./query-faults.ts";
import type { EngineBatch, EngineStream, SqlEngine } from "./sql-engine.ts";
import type { Cell, QueryAnswer, QueryFault, QueryOptions, Warehouse, WarehouseClock, WarehouseTable } from "./warehouse.ts";
import { quoteName } from "./written-name.ts";

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

function appendRows(rows: (readonly Cell[])[], batch: EngineBatch, limit: number): void {
  const fields = batch.schema.fields;
  const columns = fields.map((_field, index) => batch.getChildAt(index));
  for (let row = 0; row < batch.numRows && rows.length < limit; row += 1) {
    rows.push(
      fields.map((field, index) => {
        const column = columns[index];
        return column ? readCell(column, row, field.type.typeId) : null;
      }),
    );
  }
}

/** Reads at most one row more than the limit, to know whether there was more. */
async function readRows(stream: EngineStream, limit: number): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for await (const batch of stream.batches()) {
    appendRows(rows, batch, limit + 1);
    if (rows.length > limit) break;
  }
  return rows;
}

async function answer(engine: SqlEngine, sql: string, limit: number): Promise<Omit<QueryAnswer, "elapsedMs">> {
  const stream = await engine.send(sql);
  const rows = await readRows(stream, limit);
  const truncated = rows.length > limit;
  if (truncated) await engine.cancel();
  const columns = stream.schema.fields.map((field) => ({ name: field.name, kind: cellKind(field.type.typeId) }));
  return { columns, rows: truncated ? rows.slice(0, limit) : rows, truncated };
}

/**
 * A warehouse over one connection whose settings are already locked (LOCKDOWN).
 * Statements and loads run one after the other, in the order they were asked for.
 */
export function createDuckDbWarehouse(engine: SqlEngine, clock: WarehouseClock): Warehouse {
  let held: readonly WarehouseTable[] = [];
  let running: Running | null = null;
  let last: Promise<unknown> = Promise.resolve();

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
      for (const table of held) await engine.run(`DROP VIEW IF EXISTS ${quoteName(table.name)}`);
      held = [];
      await engine.run(`DROP SCHEMA IF EXISTS ${STORE_SCHEMA} CASCADE`);
      await engine.run(`CREATE SCHEMA ${STORE_SCHEMA}`);
      await loadTables(engine, tables);
      held = tables.filter(hasView).map(describe);
      return ok(held);
    } catch (error) {
      return fail(explainFault(error, []));
    }
  };

  const query = async (sql: string, options: QueryOptions): Promise<Result<QueryAnswer, QueryFault>> => {
    if (sql.trim() === "") return fail({ kind: "empty", message: "Nothing to run. Type a SELECT, or pick an example." });
    const mine: Running = { stopped: null };
    running = mine;
    const startMs = clock.nowMs();
    const callOff = clock.after(options.timeoutMs, () => stop("timeout"));
    try {
      const rows = await answer(engine, sql, options.limit);
      return ok({ ...rows, elapsedMs: clock.nowMs() - startMs });
    } catch (error) {
      if (mine.stopped === "timeout") return fail(timeoutFault(options.timeoutMs));
      if (mine.stopped === "cancelled") return fail({ kind: "cancelled", message: "Stopped. No rows were kept." });
      return fail(
        explainFault(
          error,
          held.map((table) => table.name),
        ),
      );
    } finally {
      callOff();
      running = null;
    }
  };

  return {
    load: (tables) => inTurn(() => load(tables)),
    query: (sql, options) => inTurn(() => query(sql, options)),
    cancel: () => stop("cancelled"),
    tables: () => held,
    close: () => engine.close(),
  };
}
