import { AsyncDuckDB, VoidLogger } from "@duckdb/duckdb-wasm";
import { ENGINE_QUERY_CONFIG, LOCKDOWN } from "./sql-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Absolute addresses of the self-hosted parts of DuckDB (the `eh` build). */
export type DuckDbFiles = { readonly wasmUrl: string; readonly workerUrl: string };

/**
 * A worker started from a blob inherits the page's Content-Security-Policy; one started from an address does not,
 * and could then fetch from anywhere.
 */
function startWorker(workerUrl: string): { readonly worker: Worker; readonly blobUrl: string } {
  const blob = new Blob([`importScripts(${JSON.stringify(workerUrl)});`], { type: "text/javascript" });
  const blobUrl = URL.createObjectURL(blob);
  return { worker: new Worker(blobUrl), blobUrl };
}

/** Starts DuckDB in its own worker, with one connection whose settings are locked. Rejects when the wasm cannot be loaded. */
export async function startDuckDb(files: DuckDbFiles): Promise<SqlEngine> {
  const { worker, blobUrl } = startWorker(files.workerUrl);
  const database = new AsyncDuckDB(new VoidLogger(), worker);
  await database.instantiate(files.wasmUrl);
  URL.revokeObjectURL(blobUrl);
  await database.open({ query: ENGINE_QUERY_CONFIG });
  const connection = await database.connect();
  for (const statement of LOCKDOWN) await connection.query(statement);
  return {
    run: async (sql) => {
      await connection.query(sql);
    },
    send: async (sql) => {
      const reader = await connection.send(sql, true);
      await reader.open();
      return { schema: reader.schema, batches: () => reader };
    },
    cancel: async () => {
      await connection.cancelSent();
    },
    append: (schema, name, ipc) => connection.insertArrowFromIPCStream(ipc, { schema, name, create: false }),
    close: () => database.terminate(),
  };
}
