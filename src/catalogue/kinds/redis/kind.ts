import { defineKind, field } from "../../contract.ts";
import { CACHES_RAN, memoryFields, replicaFields } from "../../fields/cache-fields.ts";
import { keepsDefaults } from "../../fields/settings.ts";
import { REDIS_MEMORY } from "../../../engine/caches/entry-bytes.ts";
import { inMemory } from "../../families/tables/item-cache.ts";
import { servingCache } from "../../families/tables/serving-cache.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { plural, duration, memoryInWords } from "../../words.ts";
import { SERVING_CACHE_REMARKS } from "../../remarks/tables.ts";
import { CACHE_OUTDATED } from "../../causes/lists.ts";

const REDIS_BENCHMARK = published("Redis benchmark documentation: 72,000 to 145,000 commands/s without pipelining, 50 clients", "2024");

const IN_MEMORY = { field: "limit", values: ["maxmemory"] } as const;

export const redis = defineKind({
  id: "redis",
  version: 2,
  family: "cache",
  title: "Redis",
  alsoCalled: ["ElastiCache", "Redis Cluster"],
  nearestTo: ["Hazelcast", "Dragonfly", "KeyDB"],
  summary: "Lists of recent users in memory in front of the store: hits are answered here, misses go on.",
  layer: "serve",
  ports: [
    {
      id: "lookup",
      label: "Lookups",
      direction: "in",
      carries: ["requests", "calls"],
      required: true,
      help: "Requests by user, or by key.",
    },
    {
      id: "write",
      label: "Writes",
      direction: "in",
      carries: ["records"],
      partners: ["worker", "function", "stream-processor", "service", "batch-job", "edge"],
      help: "Lists that are put in as they are made (write-through). Without a wire only what was read is cached.",
    },
    {
      id: "miss",
      label: "Misses",
      direction: "out",
      carries: ["requests", "calls"],
      max: 1,
      help: "Requests whose user is not here, to the store. A service that asks the store by itself needs no wire here.",
    },
  ],
  fields: {
    limit: field.choice({
      label: "Limited by",
      help: "A number of lists or things, the one not used for longest going first in true order; or memory, as the server itself counts and evicts.",
      default: "maxmemory",
      options: [
        { value: "items", label: "a number of entries" },
        { value: "maxmemory", label: "memory (maxmemory)" },
      ],
    }),
    capacityItems: field.integer({
      label: "Capacity",
      help: "Users whose list fits; the one not used for longest goes first (allkeys-lru).",
      unit: "lists",
      default: 100_000,
      min: 1,
      max: 1e9,
      onlyWith: { field: "limit", values: ["items"] },
    }),
    maxmemoryMib: { ...memoryFields.maxmemoryMib, onlyWith: IN_MEMORY },
    maxmemoryPolicy: { ...memoryFields.maxmemoryPolicy, onlyWith: IN_MEMORY },
    maxmemorySamples: { ...memoryFields.maxmemorySamples, onlyWith: IN_MEMORY },
    keyBytes: { ...memoryFields.keyBytes, onlyWith: IN_MEMORY },
    lockMs: memoryFields.lockMs,
    ttlMs: field.optionalNumber({
      label: "Expires after",
      help: "How long an entry is served. null: until it is pushed out, so a user who comes often sees the same list for ever.",
      unit: "ms",
      default: 60_000,
      absent: "never expires",
      min: 1,
      max: 604_800_000,
    }),
    threads: field.integer({
      label: "Threads",
      help: "Commands at once: one for Redis, several for Memcached.",
      unit: "threads",
      default: 1,
      min: 1,
      max: 256,
    }),
    commandMs: field.number({
      label: "Per command",
      help: "What a command takes of a thread.",
      unit: "ms",
      default: 0.01,
      min: 0.0001,
      max: 1000,
      advanced: true,
      source: REDIS_BENCHMARK,
    }),
    fillAfterMs: field.integer({
      label: "Written back after",
      help: "Time after the store's answer until the caller has put it into the cache. Shorter makes a run slower.",
      unit: "ms",
      default: 20,
      min: 1,
      max: 60_000,
      advanced: true,
      source: assumed("a write that nobody waits for"),
    }),
    ...replicaFields,
    connectTimeoutMs: field.integer({
      label: "Connect time-out",
      help: "How long a caller tries to reach a cache that is down, before it turns elsewhere. Jedis waits 2 s unless told otherwise, other clients longer; AWS advises 100 ms.",
      unit: "ms",
      default: 2000,
      min: 1,
      max: 60_000,
      source: published("Jedis FAQ: 2 s by default; ElastiCache best practices for Lettuce: 100 ms", "2026"),
    }),
    whenDown: field.choice({
      label: "Without the cache",
      help: "What callers do whose connection breaks in a crash, or that reach no cache: read the store instead, or give an error back.",
      default: "store",
      options: [
        { value: "store", label: "read the store" },
        { value: "error", label: "answer with an error" },
      ],
      advanced: true,
      source: assumed("cache-aside code treats a cache that fails like one that has nothing"),
    }),
  },
  limits: [
    { name: "Commands", value: 100_000, unit: "commands/s and thread", source: REDIS_BENCHMARK },
    {
      name: "A key of 16 B with a value of 100 B",
      value: 205,
      unit: "B",
      source: CACHES_RAN,
      note: "above the empty server's 0.97 MB; 604 B with a value of 500 B",
    },
    {
      name: "Reply",
      value: "log-normal, median 0.4, p99 2",
      unit: "ms",
      source: assumed("0.1 ms in the server and 0.3 ms in the zone's network; facts/storage.md 4.4"),
    },
  ],
  prices: [
    {
      dimension: "Node",
      unit: "node-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => used(usage, "hours") * (1 + props.replicas),
      // cache.m4.large
      unitPriceUsd: () => 0.156,
    },
  ],
  headline: (props) =>
    `${props.limit === "items" ? plural(props.capacityItems, "list") : `${memoryInWords(props.maxmemoryMib)}, ${props.maxmemoryPolicy}`} · ${props.ttlMs === null ? "no expiry" : `expires after ${duration(props.ttlMs)}`}`,
  behaviour: (props, ctx) =>
    servingCache(ctx, {
      capacityItems: props.capacityItems,
      ...(props.limit === "items" ? {} : { holds: inMemory(ctx, REDIS_MEMORY, props) }),
      claimMs: props.lockMs,
      ttlMs: props.ttlMs,
      threads: props.threads,
      commandMs: props.commandMs,
      reply: { medianMs: 0.4, p99Ms: 2 },
      fillAfterMs: props.fillAfterMs,
      connectTimeoutMs: props.connectTimeoutMs,
      whenDown: props.whenDown,
      replicas: props.replicas,
      failoverMs: props.failoverMs,
      replicaLagMs: props.replicaLagMs,
    }),
  remarks: SERVING_CACHE_REMARKS,
  causes: [CACHE_OUTDATED],
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "All entries are gone. Lookups under way break off at once; later ones wait for a connection until their time-out, and then turn to the store, until the node is back, empty. With a replica they wait for the failover only, and its entries are there.",
      defaultDurationMs: 30_000,
    },
    {
      id: "restart",
      label: "Restart",
      help: "It starts anew at once, empty: lookups under way break off, and the store answers until the entries are back. Replicas do not help: they copy the empty primary.",
      defaultDurationMs: 1000,
    },
  ],
  doc: {
    is: "A cache beside the store, least recently used, with an expiry. What is found is answered at once; what is not is read from the store and put in.",
    whenToUse: "Use it where the same users ask again soon and the store is slow or dear to read.",
    doesNotPromise:
      "What it answers is as old as its expiry allows. When it is lost, everything falls on the store, and every caller waits out its connect time-out first. Replicas copy without being waited for, so the last writes may vanish with a primary.",
    weighAgainst:
      "Without it every answer is fresh and every read is paid. Writing lists through keeps it fresh and costs a write per list.",
  },
  examples: [
    {
      title: "A minute in the cache",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        { id: "cache", kind: "redis" },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> job.in",
        "job.lists -> store.write",
        "users.requests -> api.requests",
        "api.reads -> cache.lookup",
        "cache.miss -> store.read",
      ],
      expect: "Users who ask again within a minute are answered in under a millisecond, with the list they had.",
    },
    {
      title: "No expiry",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        { id: "cache", kind: "redis", settings: { ttlMs: null } },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> job.in",
        "job.lists -> store.write",
        "users.requests -> api.requests",
        "api.reads -> cache.lookup",
        "cache.miss -> store.read",
      ],
      expect: "Nearly every lookup is a hit, and users see the first list they ever had.",
    },
    {
      title: "Memory that fills up",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "cache", kind: "redis", settings: { limit: "maxmemory", maxmemoryMib: 2, ttlMs: null, replicas: 1 } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect:
        "noeviction lets no key go: once memory is full every write to the cache is refused, and what is not there is read from the store each time.",
    },
  ],
  // Until version 2 a cache was limited by a number of entries unless somebody said otherwise.
  migrations: [keepsDefaults({ limit: "items" })],
});
