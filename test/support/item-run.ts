import { constant } from "../../src/base/sampler.ts";
import { ONE_ATTEMPT } from "../../src/engine/calls/call-policy.ts";
import type { Part } from "../../src/engine/part/part.ts";
import type { RunContext } from "../../src/engine/part/run-context.ts";
import { AppService } from "../../src/engine/requests/app-service.ts";
import type { AppServiceSpec } from "../../src/engine/requests/app-service.ts";
import { KeyService } from "../../src/engine/requests/key-service.ts";
import type { KeyServiceSpec } from "../../src/engine/requests/key-service.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { RequestClients } from "../../src/engine/sources/request-clients.ts";
import type { RequestClientsSpec } from "../../src/engine/sources/request-clients.ts";
import { RowStore } from "../../src/engine/tables/row-store.ts";
import type { RowStoreSpec } from "../../src/engine/tables/row-group.ts";
import { ServingCache } from "../../src/engine/tables/serving-cache.ts";
import type { ServingCacheSpec } from "../../src/engine/tables/serving-cache.ts";
import { callRun, finish } from "./call-run.ts";

const EVERYBODY = [{ endpoint: 0, share: 1 }];

/** Clients with one endpoint, no network and 100 requests a second, one in ten of them for something new. */
export const CLIENTS: RequestClientsSpec = {
  sessionsPerSecond: 100,
  diurnal: { peakToMean: 1, peakHour: 12 },
  bursts: [],
  users: 50,
  activity: { s: 0.5, q: 0 },
  mix: { read: 0.9, insert: 0.1, write: 0, delete: 0 },
  endpoints: { read: EVERYBODY, insert: EVERYBODY, write: EVERYBODY, delete: EVERYBODY },
  share: 1,
  stock: 1000,
  itemsPerRow: 1,
  popularity: { s: 0.9, q: 0 },
  fresh: { share: 0.2, meanAgeMs: 500 },
  unknownShare: 0,
  repeatedShare: 0,
  expiring: { share: 0, meanMs: 1000 },
  itemBytes: constant(500),
  far: { share: 0, addedMs: 0 },
  roundTrip: constant(0),
  newConnections: { share: 0, roundTrips: 2, lookup: constant(0) },
  policy: ONE_ATTEMPT,
};

export const APP: AppServiceSpec = {
  instances: 1,
  threads: 1000,
  lineLimit: 1e9,
  changeThreads: null,
  uploadBytesPerMs: Infinity,
  work: constant(1),
  keyCount: 62 ** 7,
  keyBlock: 10,
  keys: "random",
  taken: "retry",
  keyTries: 5,
  fillsOnWrite: false,
  checksExpiry: true,
  deletesExpired: false,
  countsViews: false,
  policies: { cache: ONE_ATTEMPT, store: ONE_ATTEMPT, keys: ONE_ATTEMPT, blobs: ONE_ATTEMPT },
};

export const STORE: RowStoreSpec = {
  cores: 1000,
  connections: 1000,
  lineLimit: 1e9,
  read: constant(1),
  write: constant(2),
  probeMs: 0.1,
  connect: null,
  flush: constant(4),
  replicas: 0,
  readsFrom: "primary",
  replicaLag: constant(10),
  waitsForReplica: false,
  sharedStorage: false,
  failoverMs: 5000,
};

const CACHE: ServingCacheSpec = {
  capacityItems: 100,
  ttlMs: null,
  threads: 1,
  commandMs: 0.01,
  reply: constant(0.4),
  fillAfterMs: 0,
  connectTimeoutMs: 1000,
  whenDown: "store",
  replicas: 0,
  failoverMs: 5000,
  replicaLagMs: 1,
};

export const KEYS: KeyServiceSpec = { batch: 100, load: constant(5), handOut: constant(0.1), marks: "before", standbyAfterMs: null };

export type ItemParts = {
  readonly clients?: Partial<RequestClientsSpec>;
  readonly app?: Partial<AppServiceSpec>;
  readonly store?: Partial<RowStoreSpec>;
  readonly cache?: Partial<ServingCacheSpec>;
  readonly keys?: Partial<KeyServiceSpec>;
};

export type ItemRun = {
  readonly run: RunContext;
  readonly clients: RequestClients;
  readonly app: AppService;
  readonly store: RowStore;
  readonly cache: ServingCache | null;
  readonly keys: KeyService | null;
};

/** Clients, a service and a store, with a cache and a key service where their settings are given; run until nothing is under way. */
export function itemRun(
  parts: ItemParts,
  {
    seed = 1,
    durationMs = 20_000,
    windowMs = 1000,
    strikes = [] as readonly {
      atMs: number;
      part: keyof Omit<ItemRun, "run">;
      fault: string;
      durationMs: number;
      amount?: number;
      index?: number;
    }[],
  } = {},
): ItemRun {
  const run = callRun(seed, durationMs);
  const [calls, toStore, toCache, toKeys] = ["calls", "to store", "to cache", "to keys"].map((id) => new RowQueue(id));
  const clients = new RequestClients("clients", run, [calls], { ...CLIENTS, ...parts.clients });
  const wires = { calls: [calls], store: [toStore], cache: parts.cache ? [toCache] : [], keys: parts.keys ? [toKeys] : [], blobs: [] };
  const app = new AppService("app", run, wires, { ...APP, ...parts.app });
  const cache = parts.cache
    ? new ServingCache("cache", run, { lookup: [toCache], write: [], miss: [] }, { ...CACHE, ...parts.cache })
    : null;
  const keys = parts.keys ? new KeyService("keys", run, { calls: [toKeys] }, { ...KEYS, ...parts.keys }) : null;
  const store = new RowStore("store", run, { calls: [toStore] }, { ...STORE, ...parts.store });
  const made = { run, clients, app, store, cache, keys };
  const all = [clients, app, cache, keys, store].filter((part) => part !== null) as Part[];
  const schedule = strikes.map(({ atMs, part, ...strike }) => ({ atMs, apply: () => made[part]?.strike(strike, atMs) }));
  finish(run, all, windowMs, schedule);
  return made;
}

/** What became of requests: asked = answered + not found + refused, in every run. */
export function sums({ run }: ItemRun): { asked: number; answered: number; notFound: number; refused: Record<string, number> } {
  const [{ asked, answered, notFound, refused }] = run.desk.endpoints;
  return { asked, answered, notFound, refused: Object.fromEntries(refused) };
}
