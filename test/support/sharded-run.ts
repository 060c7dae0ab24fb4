import { constant } from "../../src/base/sampler.ts";
import type { RunContext } from "../../src/engine/part/run-context.ts";
import { AppService } from "../../src/engine/requests/app-service.ts";
import type { AppServiceSpec } from "../../src/engine/requests/app-service.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { RequestClients } from "../../src/engine/sources/request-clients.ts";
import type { RequestClientsSpec } from "../../src/engine/sources/request-clients.ts";
import type { RowStoreSpec } from "../../src/engine/tables/row-group.ts";
import { ShardedStore } from "../../src/engine/tables/sharded-store.ts";
import type { ShardedStoreSpec } from "../../src/engine/tables/sharded-store.ts";
import { callRun, finish } from "./call-run.ts";
import { APP, CLIENTS, STORE } from "./item-run.ts";

export type ShardedRun = { readonly run: RunContext; readonly clients: RequestClients; readonly store: ShardedStore };

const SHARDED: ShardedStoreSpec = {
  store: STORE,
  shards: 4,
  placing: "directory",
  shardKey: "key",
  virtualNodes: 100,
  logicalShards: 256,
  route: constant(0),
  reshard: null,
};

/** Clients, a service and a sharded store; run until nothing is under way. */
export function shardedRun(
  parts: {
    readonly clients?: Partial<RequestClientsSpec>;
    readonly app?: Partial<AppServiceSpec>;
    readonly each?: Partial<RowStoreSpec>;
    readonly sharded?: Partial<ShardedStoreSpec>;
  },
  {
    seed = 1,
    durationMs = 20_000,
    windowMs = 1000,
    strikes = [] as readonly { atMs: number; fault: string; durationMs: number; index: number }[],
  } = {},
): ShardedRun {
  const run = callRun(seed, durationMs);
  const [calls, toStore] = [new RowQueue("calls"), new RowQueue("to store")];
  const clients = new RequestClients("clients", run, [calls], { ...CLIENTS, ...parts.clients });
  const app = new AppService("app", run, { calls: [calls], store: [toStore], cache: [], keys: [], blobs: [] }, { ...APP, ...parts.app });
  const spec = { ...SHARDED, ...parts.sharded, store: { ...STORE, ...parts.each } };
  const store = new ShardedStore("store", run, { calls: [toStore] }, spec);
  const schedule = strikes.map(({ atMs, ...strike }) => ({ atMs, apply: () => store.strike(strike, atMs) }));
  finish(run, [clients, app, store], windowMs, schedule);
  return { run, clients, store };
}
