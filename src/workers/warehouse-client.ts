import duckDbWorkerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import duckDbWasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { transfer, wrap } from "comlink";
import type { Remote } from "comlink";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { RunTable } from "../simulate/progress.ts";
import type { QueryAnswer, QueryFault, QueryOptions, WarehouseTable } from "../warehouse/warehouse.ts";
import type { WarehouseWorker } from "./warehouse-worker.ts";
import warehouseWorkerUrl from "./warehouse-worker.ts?worker&url";

/** The database as the page sees it. Made anew by `openWarehouse` after a crash. */
export type WarehouseClient = {
  /** Replaces every table. The arrays are handed over: the caller's become empty. */
  load(tables: readonly RunTable[]): Promise<Result<readonly WarehouseTable[], QueryFault>>;
  query(sql: string, options: QueryOptions): Promise<Result<QueryAnswer, QueryFault>>;
  cancel(): void;
  close(): void;
};

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}

/** A worker started from a blob inherits the page's Content-Security-Policy; one started from an address does not. */
function startWorker(): Worker {
  const blob = new Blob([`import ${JSON.stringify(absolute(warehouseWorkerUrl))};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(blob), { type: "module" });
}

function buffersOf(tables: readonly RunTable[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const table of tables) {
    for (const column of table.columns) {
      const { buffer } = column.type === "text" ? column.codes : column.values;
      if (buffer instanceof ArrayBuffer) buffers.add(buffer);
    }
  }
  return [...buffers];
}

const stopped: QueryFault = { kind: "crashed", message: "The database stopped working and will be started anew. Run the query again." };

/** Starts the database in a worker of its own (about 1 s, and 34 MB of wasm the first time). */
export async function openWarehouse(): Promise<Result<WarehouseClient, QueryFault>> {
  const worker = startWorker();
  const remote: Remote<WarehouseWorker> = wrap<WarehouseWorker>(worker);
  // A worker that dies leaves its calls unanswered for ever; each call races its death.
  let tellDeath: (fault: QueryFault) => void = () => undefined;
  const death = new Promise<{ readonly ok: false; readonly error: QueryFault }>((resolve) => {
    tellDeath = (fault) => resolve(fail(fault));
  });
  worker.addEventListener("error", (event) => tellDeath({ ...stopped, detail: event.message }));
  const files = { wasmUrl: absolute(duckDbWasmUrl), workerUrl: absolute(duckDbWorkerUrl) };
  const opened = await Promise.race([remote.open(files), death]);
  if (!opened.ok) {
    worker.terminate();
    return opened;
  }
  return {
    ok: true,
    value: {
      load: (tables) => Promise.race([remote.load(transfer(tables, buffersOf(tables))), death]),
      query: (sql, options) => Promise.race([remote.query(sql, options), death]),
      cancel: () => void remote.cancel(),
      close: () => {
        tellDeath({ kind: "cancelled", message: "The database was closed." });
        worker.terminate();
      },
    },
  };
}
