import duckDbWorkerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import duckDbWasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { transfer, wrap } from "comlink";
import type { Remote } from "comlink";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { RunTable } from "../result/run-table.ts";
import { eventColumnsOf } from "../catalogue/drawing/event-columns.ts";
import type { WorkloadColumns } from "../catalogue/drawing/event-columns.ts";
import { exampleQueries } from "../warehouse/example-queries.ts";
import type { ExampleQuery } from "../warehouse/example-query.ts";
import { requestsUnread } from "../warehouse/request-examples.ts";
import { timeoutFault } from "../warehouse/query-faults.ts";
import { QUERY_LIMITS } from "../warehouse/warehouse.ts";
import type { QueryAnswer, QueryFault, WarehouseTable, WholeCell } from "../warehouse/warehouse.ts";
import { writtenName } from "../warehouse/written-name.ts";
import { tableBuffers } from "./table-buffers.ts";
import type { WarehouseWorker } from "./warehouse-worker.ts";
// oxlint-disable-next-line import/default -- Vite answers this query with the address of the bundled worker.
import warehouseWorkerUrl from "./warehouse-worker.ts?worker&url";

/** The database as the page sees it. Made anew by `openWarehouse` after a crash. */
export type WarehouseClient = {
  /** Replaces every table. The arrays are handed over: the caller's become empty. */
  load(tables: readonly RunTable[]): Promise<Result<readonly WarehouseTable[], QueryFault>>;
  /** One statement, within QUERY_LIMITS: 10,000 rows, 64 million characters, 10 s. */
  query(sql: string): Promise<Result<QueryAnswer, QueryFault>>;
  /** The whole texts of the cells that were cut in the last answer; none once the database has been ended. */
  wholeCells(): Promise<readonly WholeCell[]>;
  cancel(): void;
  close(): void;
  /** False once the worker is gone, be it by a crash, by `close`, or because a statement would not stop. */
  isAlive(): boolean;
};

/** The named queries of the console; the page reaches the warehouse only through this file. */
export function namedQueries(
  sessionGapMs: number,
  loaded: readonly WarehouseTable[],
  workload: (WorkloadColumns & { readonly requests?: unknown; readonly social?: unknown }) | null,
  /** Rows by table, known before the tables are loaded. */
  known: { readonly [table: string]: number },
): readonly ExampleQuery[] {
  const asks = workload?.requests !== undefined || workload?.social !== undefined;
  const tables = loaded.length === 0 && asks ? [requestsUnread(known["requests"] ?? 0)] : loaded;
  if (workload === null) return exampleQueries(sessionGapMs, tables);
  const { dimensions, hourly } = eventColumnsOf(workload);
  const figures = hourly.filter(({ counts }) => counts !== "users").map(({ column }) => column);
  const compared = hourly.map(({ column }) => column);
  return exampleQueries(sessionGapMs, tables, { by: dimensions, figures, compared });
}

/** A name of a table or a column as a query writes it. */
export function nameInQuery(name: string): string {
  return writtenName(name);
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}

/** A worker started from a blob inherits the page's Content-Security-Policy; one started from an address does not. */
function startWorker(): { readonly worker: Worker; readonly blobUrl: string } {
  const blob = new Blob([`import ${JSON.stringify(absolute(warehouseWorkerUrl))};`], { type: "text/javascript" });
  const blobUrl = URL.createObjectURL(blob);
  return { worker: new Worker(blobUrl, { type: "module" }), blobUrl };
}

const stopped: QueryFault = { kind: "crashed", message: "The database stopped working and will be started anew. Run the query again." };

/** A statement inside one long step hears a cancel late; after this long it is ended with its worker. */
const CANCEL_PATIENCE_MS = 1_000;

const ENDED = " The database had to be ended with it; the next query starts it again.";

/** Starts the database in a worker of its own (about 1 s, and 34 MB of wasm the first time). */
export async function openWarehouse(): Promise<Result<WarehouseClient, QueryFault>> {
  const { worker, blobUrl } = startWorker();
  const remote: Remote<WarehouseWorker> = wrap<WarehouseWorker>(worker);
  let alive = true;
  // A worker that dies leaves its calls unanswered for ever; each call races its death.
  let tellDeath: (death: { readonly ok: false; readonly error: QueryFault }) => void = () => undefined;
  const death = new Promise<{ readonly ok: false; readonly error: QueryFault }>((resolve) => {
    tellDeath = resolve;
  });
  const end = (fault: QueryFault): void => {
    alive = false;
    worker.terminate();
    tellDeath(fail(fault));
  };
  worker.addEventListener("error", (event) => end({ ...stopped, detail: event.message }));
  const files = { wasmUrl: absolute(duckDbWasmUrl), workerUrl: absolute(duckDbWorkerUrl) };
  const opened = await Promise.race([remote.open(files), death]);
  URL.revokeObjectURL(blobUrl);
  if (!opened.ok) {
    end(opened.error);
    return opened;
  }
  let serial = 0;
  let answered = 0;
  const endUnlessAnswered = (asked: number, afterMs: number, fault: QueryFault): void => {
    setTimeout(() => {
      if (alive && answered < asked) end(fault);
    }, afterMs);
  };
  const client: WarehouseClient = {
    isAlive: () => alive,
    load: (tables) => Promise.race([remote.load(transfer(tables, tableBuffers(tables))), death]),
    query: async (sql) => {
      const asked = ++serial;
      const late = timeoutFault(QUERY_LIMITS.timeoutMs);
      endUnlessAnswered(asked, QUERY_LIMITS.timeoutMs + CANCEL_PATIENCE_MS, { ...late, message: late.message + ENDED });
      const outcome = await Promise.race([remote.query(sql, QUERY_LIMITS), death]);
      answered = asked;
      return outcome;
    },
    wholeCells: () => Promise.race([remote.wholeCells(), death.then(() => [])]),
    cancel: () => {
      void remote.cancel();
      endUnlessAnswered(serial, CANCEL_PATIENCE_MS, { kind: "cancelled", message: `Stopped.${ENDED}` });
    },
    close: () => end({ kind: "cancelled", message: "The database was closed." }),
  };
  return { ok: true, value: client };
}
