import { expose } from "comlink";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { RunTable } from "../result/run-table.ts";
import { startDuckDb } from "../warehouse/duckdb-browser.ts";
import type { DuckDbFiles } from "../warehouse/duckdb-browser.ts";
import { createDuckDbWarehouse } from "../warehouse/duckdb-warehouse.ts";
import type {
  QueryAnswer,
  QueryFault,
  QueryOptions,
  Warehouse,
  WarehouseClock,
  WarehouseTable,
  WholeCell,
} from "../warehouse/warehouse.ts";

/** What the page asks of the warehouse worker (through comlink). */
export type WarehouseWorker = {
  /** Starts the database; the 34 MB of wasm are fetched here. */
  open(files: DuckDbFiles): Promise<Result<null, QueryFault>>;
  load(tables: readonly RunTable[]): Promise<Result<readonly WarehouseTable[], QueryFault>>;
  query(sql: string, options: QueryOptions): Promise<Result<QueryAnswer, QueryFault>>;
  wholeCells(): Promise<readonly WholeCell[]>;
  cancel(): void;
};

const clock: WarehouseClock = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const notStarted: QueryFault = { kind: "crashed", message: "The database is not running. Open the SQL tab again to start it." };

let warehouse: Warehouse | null = null;

const worker: WarehouseWorker = {
  async open(files) {
    try {
      warehouse = createDuckDbWarehouse(await startDuckDb(files), clock);
      return ok(null);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return fail({
        kind: "crashed",
        message: "The database could not be started. Reload the page; if it stays so, this browser lacks WebAssembly exceptions.",
        detail,
      });
    }
  },
  load: async (tables) => (warehouse === null ? fail(notStarted) : warehouse.load(tables)),
  query: async (sql, options) => (warehouse === null ? fail(notStarted) : warehouse.query(sql, options)),
  wholeCells: async () => warehouse?.wholeCells() ?? [],
  cancel: () => warehouse?.cancel(),
};

expose(worker);
