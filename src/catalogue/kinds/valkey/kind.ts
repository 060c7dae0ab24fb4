import { defineKind, field } from "../../contract.ts";
import {
  CACHES_RAN,
  ITEM_CACHE_PORTS,
  memoryFields,
  reachFields,
  REDIS_BENCHMARK,
  replicaFields,
  ttlField,
  ZONE_REPLY,
} from "../../fields/cache-fields.ts";
import { VALKEY_MEMORY } from "../../../engine/caches/entry-bytes.ts";
import { inMemory } from "../../families/tables/item-cache.ts";
import { servingCache } from "../../families/tables/serving-cache.ts";
import { assumed } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { SERVING_CACHE_REMARKS } from "../../remarks/tables.ts";
import { memoryInWords } from "../../words.ts";

export const valkey = defineKind({
  id: "valkey",
  version: 1,
  family: "cache",
  title: "Valkey",
  alsoCalled: ["ElastiCache for Valkey"],
  summary: "Things by key in memory, in fewer bytes each than Redis; when memory is full its policy says what goes.",
  layer: "serve",
  ports: ITEM_CACHE_PORTS,
  fields: {
    ...memoryFields,
    ttlMs: ttlField,
    threads: field.integer({
      label: "Command threads",
      help: "Commands at once: one, whatever the threads for input and output.",
      unit: "threads",
      default: 1,
      min: 1,
      max: 256,
      advanced: true,
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
    ...replicaFields,
    ...reachFields,
  },
  limits: [
    {
      name: "A key of 16 B with a value of 100 B",
      value: 161,
      unit: "B",
      source: CACHES_RAN,
      note: "584 B with a value of 500 B; Redis takes 205 and 604",
    },
    { name: "Commands", value: 100_000, unit: "commands/s and thread", source: REDIS_BENCHMARK, note: "of Redis, whose protocol it is" },
    { name: "Reply", value: "log-normal, median 0.4, p99 2", unit: "ms", source: ZONE_REPLY },
  ],
  prices: [
    {
      dimension: "Node",
      unit: "node-hours",
      source: assumed("no price of a Valkey node stands in facts/storage.md"),
      quantity: (usage, props) => used(usage, "hours") * (1 + props.replicas),
      unitPriceUsd: () => null,
    },
  ],
  headline: ({ maxmemoryMib, maxmemoryPolicy }) => `${memoryInWords(maxmemoryMib)} · ${maxmemoryPolicy}`,
  behaviour: ({ lockMs, ...props }, ctx) =>
    servingCache(ctx, {
      ...props,
      capacityItems: 1,
      holds: inMemory(ctx, VALKEY_MEMORY, props),
      claimMs: lockMs,
      reply: { medianMs: 0.4, p99Ms: 2 },
      fillAfterMs: 1,
    }),
  remarks: SERVING_CACHE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "All entries are gone, and who asks waits for a connection until the node is back, empty. A replica takes over with all that had reached it.",
      defaultDurationMs: 30_000,
    },
    {
      id: "restart",
      label: "Cold start",
      help: "It starts anew at once, empty: every first read of a key falls on the store, and many at once where many ask for it.",
      defaultDurationMs: 1000,
    },
  ],
  doc: {
    is: "A cache with the protocol of Redis. Key, header and table take less of each entry, so a quarter more small values fit into the same memory.",
    whenToUse: "Use it as Redis: beside a store, for what is asked for often and may be a little old.",
    doesNotPromise:
      "Its default lets no key go: full, it refuses writes. Sampled LRU knows whole seconds only. Replicas copy without being waited for. What is not modelled: several databases, clusters, scripts.",
    weighAgainst:
      "Memcached keeps the better part of what is used twice, and has no replicas; Redis is the same with more bytes for each key.",
  },
  examples: [
    {
      title: "Least often used goes",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "cache", kind: "valkey", settings: { maxmemoryMib: 2, maxmemoryPolicy: "allkeys-lfu" } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect: "What is followed often stays, whatever comes in between.",
    },
    {
      title: "Full, and none may go",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "cache", kind: "valkey", settings: { maxmemoryMib: 2, replicas: 1 } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect: "noeviction refuses every further write, and what came first stays for ever.",
    },
  ],
  migrations: [],
});
