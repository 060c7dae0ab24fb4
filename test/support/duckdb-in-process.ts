import path from "node:path";
import { createDuckDB, NODE_RUNTIME, VoidLogger } from "@duckdb/duckdb-wasm/blocking";
import { ENGINE_QUERY_CONFIG, LOCKDOWN } from "../../src/warehouse/sql-engine.ts";
import type { SqlEngine } from "../../src/warehouse/sql-engine.ts";

const dist = path.join(import.meta.dirname, "../../node_modules/@duckdb/duckdb-wasm/dist");

/** The database of the browser, in this process and locked down the same way. */
export async function startInProcess(): Promise<SqlEngine> {
  const file = { mainModule: path.join(dist, "duckdb-eh.wasm"), mainWorker: "" };
  const database = await createDuckDB(
    { mvp: { ...file, mainModule: path.join(dist, "duckdb-mvp.wasm") }, eh: file },
    new VoidLogger(),
    NODE_RUNTIME,
  );
  await database.instantiate(() => undefined);
  database.open({ query: ENGINE_QUERY_CONFIG });
  const connection = database.connect();
  for (const statement of LOCKDOWN) connection.query(statement);
  return {
    run: async (sql) => void connection.query(sql),
    send: async (sql) => {
      const reader = (await connection.send(sql, true)).open();
      const batches = async function* () {
        yield* reader;
      };
      return { schema: reader.schema, batches };
    },
    cancel: async () => void connection.cancelSent(),
    append: async (schema, name, ipc) => connection.insertArrowFromIPCStream(ipc, { schema, name, create: false }),
    close: async () => connection.close(),
  };
}

export const stillClock = { nowMs: () => 0, after: () => () => undefined };
