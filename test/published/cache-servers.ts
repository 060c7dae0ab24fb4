import type { Settings } from "../../src/design/types.ts";
import type { RequestsWorkload } from "../../src/scenario/types.ts";
import { assert, must } from "../../src/base/assert.ts";
import { ServingCache } from "../../src/engine/tables/serving-cache.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "../support/few-requests.ts";
import { hitRatios, share } from "./caches.ts";
import type { Experiment, Row } from "./experiment.ts";

const RAN = "Redis 7.0.15, Valkey 9.1.2 and memcached 1.6.18, run for this product in November 2026 (facts/engines-2026-11.md";

/** Servers held a few fewer keys than their nominal size: 9,668 to 9,870 of 10,000 where it was counted. */
const HELD = 0.97;

const COMMON = {
  evidence: "measured",
  source: `${RAN} R8)`,
  setUp:
    "1,000,000 keys by Zipf's law with exponent 0.9, GET and then SET, counted on 2 million requests after 1 to 3 million; at full speed, or with the server's clock run a hundred times faster.",
  drawn:
    "Sources of 160,000 and of 1,400 requests/s and caches that see the same requests, with 3 % fewer keys than nominal, as the servers had, or with as many as were counted; 150,000 requests counted.",
  fitted: null,
} as const;

const SOURCE = { keys: 1_000_000, zipf: 0.9 };
const of = (policy: string, capacityItems: number): Settings => ({ policy, capacityItems });

export const cacheOfOne: Experiment = {
  id: "cache-servers-one",
  title: "Cache servers: hit ratios with room for 1 % of a million keys",
  ...COMMON,
  rows: (seed) => {
    const held = 10_000 * HELD;
    const fast = hitRatios(seed, {
      ...{ perSecond: 160_000, source: SOURCE, warmUp: 1_200_000, requests: 150_000 },
      caches: [of("sampled-lru", held), of("random", held), of("lfu", held), of("segmented", 10_619)],
    });
    const [slow] = hitRatios(seed, {
      ...{ perSecond: 1400, source: SOURCE, warmUp: 60_000, requests: 150_000 },
      caches: [of("sampled-lru", 9870)],
    });
    return [
      { ...share, what: "Redis LRU at leisure", published: 39.3, predicted: slow },
      { ...share, what: "Redis LRU at full speed: as good as random", published: 35.8, predicted: fast[0] },
      { ...share, what: "Redis random", published: 36.0, predicted: fast[1] },
      { ...share, what: "Redis LFU", published: 47.8, predicted: fast[2] },
      { ...share, what: "memcached", published: 45.3, predicted: fast[3] },
    ];
  },
};

export const cacheOfFive: Experiment = {
  id: "cache-servers-five",
  title: "Cache servers: hit ratios with room for 5 % of a million keys",
  ...COMMON,
  rows: (seed) => {
    const held = 50_000 * HELD;
    const fast = hitRatios(seed, {
      ...{ perSecond: 160_000, source: SOURCE, warmUp: 1_200_000, requests: 150_000 },
      caches: [of("sampled-lru", held), of("lfu", held), of("segmented", 51_329)],
    });
    const [slow] = hitRatios(seed, {
      ...{ perSecond: 1400, source: SOURCE, warmUp: 200_000, requests: 150_000 },
      caches: [of("sampled-lru", held)],
    });
    return [
      { ...share, what: "Redis LRU at leisure", published: 55.2, predicted: slow },
      { ...share, what: "Redis LRU at full speed", published: 53.4, predicted: fast[0] },
      { ...share, what: "Redis LFU", published: 61.0, predicted: fast[1] },
      { ...share, what: "memcached", published: 57.6, predicted: fast[2] },
    ];
  },
};

type Drawn = { readonly kind: string; readonly cache: Settings; readonly app?: Settings; readonly db?: Settings };
type Load = { readonly perSecond: number; readonly seconds: number; readonly requests: Partial<RequestsWorkload> };

/** Readers of stored things through a service with a cache before its store. */
function readers(seed: number, { kind, cache, app = {}, db = {} }: Drawn, load: Load): Run {
  const base = requestsScenario(1);
  const mix = { read: 1, insert: 0, write: 0, delete: 0 };
  const requests = { ...FEW_REQUESTS, mix, itemsPerRow: 1, fresh: { share: 0, meanAgeMs: 1 }, unknownShare: 0, ...load.requests };
  const times = { durationMs: load.seconds * 1000, warmupMs: 0, sessionsPerSecond: load.perSecond };
  const created = createRun({
    design: drawing({
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { threads: 10_000, ...app } },
        { id: "cache", kind, settings: cache },
        { id: "db", kind: "postgres", settings: { cores: 192, connections: 5000, ...db } },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
    }),
    scenario: { ...base, workload: { ...base.workload, ...times, requests } },
    seed,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  return run;
}

/** Entries once it is full: of four times as many things as fit, a quarter has been asked for when a third as many reads have come. */
function entriesIn(seed: number, drawn: Drawn, valueBytes: number, fits: number): number {
  const stock = 4 * fits;
  const requests = { stock, popularity: { s: 0, q: 0 }, itemBytes: { p50: valueBytes, p99: valueBytes } };
  const cache = readers(seed, drawn, { perSecond: 4000, seconds: Math.ceil((0.35 * stock) / 4000), requests }).machine.nodes.get("cache");
  assert(cache instanceof ServingCache, "no cache");
  return cache.heldEntries;
}

export const cacheMemory: Experiment = {
  id: "cache-memory",
  title: "Cache servers: keys that fit into memory",
  evidence: "measured",
  source: `${RAN} R1 and R6)`,
  setUp:
    "Keys of 16 B with values of 100 and 500 B in 10 MB of Redis and Valkey; values of 500 and 2,000 B in memcached, scaled here from 64 pages of 1 MiB to 8.",
  drawn: "Readers of evenly read things, each put into the cache when it is missed, until no more fit.",
  fitted: null,
  rows: (seed) => {
    const limits = { maxmemoryMib: 10, maxmemoryPolicy: "noeviction", ttlMs: null };
    const redis: Drawn = { kind: "redis", cache: { ...limits, limit: "maxmemory" } };
    const valkey: Drawn = { kind: "valkey", cache: limits };
    const memcached: Drawn = { kind: "memcached", cache: { memoryMib: 8 } };
    const rows: readonly (readonly [string, number, Drawn, number])[] = [
      ["Redis, 100 B", 46_550, redis, 100],
      ["Redis, 500 B", 15_761, redis, 500],
      ["Valkey, 100 B", 58_140, valkey, 100],
      ["Valkey, 500 B", 16_073, valkey, 500],
      ["memcached, 500 B, an eighth of 111,808", 13_976, memcached, 500],
      ["memcached, 2,000 B, an eighth of 28,864", 3608, memcached, 2000],
    ];
    return rows.map(([what, published, drawn, valueBytes]): Row => {
      // Chunks of memcached are counted; allocators of the others are modelled.
      const quantity = drawn === memcached ? "count" : "throughput";
      return { what, published, predicted: entriesIn(seed, drawn, valueBytes, published), quantity, unit: "keys", digits: 0 };
    });
  },
};

/** Reads of the store for one key that a cache does not have yet, of which some 200 are missed in the time the store takes. */
function readsWhileCold(seed: number, app: Settings, cache: Partial<Drawn> = {}): { readonly reads: number; readonly misses: number } {
  const db = { readTime: { constant: 200 }, replicas: 0 };
  const drawn: Drawn = { kind: "valkey", cache: {}, app: { workTime: { constant: 0.1 }, ...app }, db, ...cache };
  const run = readers(seed, drawn, { perSecond: 1000, seconds: 2, requests: { stock: 1, itemBytes: { p50: 100, p99: 100 } } });
  const store = must(run.machine.nodes.get("db"), "a store");
  const server = run.machine.nodes.get("cache");
  assert(server instanceof ServingCache, "no cache");
  return { reads: store.usage().reads ?? 0, misses: server.misses };
}

export const stampede: Experiment = {
  id: "cache-stampede",
  title: "Many who miss one key: without a lock, with one, and with a second look",
  evidence: "measured",
  source: `${RAN} R7); leases: Nishtala et al., NSDI 2013`,
  setUp:
    "200 clients miss one key that takes 200 ms to work out; a lock by SET NX, looked at again every 50 ms; a second GET once the lock is held.",
  drawn:
    "1,000 readers a second of one thing that the store brings in 200 ms; the cache begins without it. Reads of the store are counted, without a lock those among 200 that miss.",
  fitted: null,
  rows: (seed) => {
    const count = { quantity: "count", unit: "reads of the store", digits: 0 } as const;
    const none = readsWhileCold(seed, {});
    const each = (app: Settings, cache: Partial<Drawn> = {}): number => readsWhileCold(seed, app, cache).reads;
    return [
      { ...count, what: "without a lock, of 200 that miss", published: 200, predicted: (200 * none.reads) / none.misses },
      { ...count, what: "with a lock", published: 2, predicted: each({ onMiss: "lock" }) },
      { ...count, what: "with a lock and a second look", published: 1, predicted: each({ onMiss: "lock-checked" }) },
      { ...count, what: "with leases", published: 1, predicted: each({ onMiss: "lease" }, { kind: "memcached", cache: { leases: true } }) },
    ];
  },
};
