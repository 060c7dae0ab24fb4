import type { Run } from "../../src/simulate/run.ts";
import { createDuckDbWarehouse } from "../../src/warehouse/duckdb-warehouse.ts";
import { QUERY_LIMITS } from "../../src/warehouse/warehouse.ts";
import type { Cell, Warehouse } from "../../src/warehouse/warehouse.ts";
import { startInProcess, stillClock } from "./duckdb-in-process.ts";

export type NamedRow = { readonly [column: string]: Cell };

/** The tables of a run in a database in this process; whoever asks closes it. */
export async function warehouseOf(run: Run): Promise<Warehouse> {
  const warehouse = createDuckDbWarehouse(await startInProcess(), stillClock);
  const loaded = await warehouse.load(run.tables());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return warehouse;
}

/** What a query answers, each row by the names of its columns; throws what was wrong with the query. */
export async function rowsOf(warehouse: Warehouse, sql: string): Promise<readonly NamedRow[]> {
  const outcome = await warehouse.query(sql, QUERY_LIMITS);
  if (!outcome.ok) throw new Error(`${outcome.error.message} ${outcome.error.detail}`);
  const { columns, rows: cells } = outcome.value;
  return cells.map((row) => Object.fromEntries(columns.map((column, at) => [column.name, row[at] ?? null])));
}
