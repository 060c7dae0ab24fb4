import { defineKind, field } from "../../contract.ts";
import { CACHES_RAN, ITEM_CACHE_PORTS, keyBytesField, reachFields, ttlField, ZONE_REPLY } from "../../fields/cache-fields.ts";
import { inSlabs } from "../../families/tables/item-cache.ts";
import { servingCache } from "../../families/tables/serving-cache.ts";
import { AWS_PRICES, derived, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { SERVING_CACHE_REMARKS } from "../../remarks/tables.ts";
import { memoryInWords } from "../../words.ts";

const NSDI = published("Nishtala et al., Scaling Memcache at Facebook, NSDI 2013; facts/anchors.md 5 R1", "2013");

export const memcached = defineKind({
  id: "memcached",
  version: 1,
  family: "cache",
  title: "Memcached",
  alsoCalled: ["ElastiCache for Memcached"],
  summary: "Things by key in slabs of memory: what is used twice stays warm, and a lease lets one caller fill a key.",
  layer: "serve",
  ports: ITEM_CACHE_PORTS,
  fields: {
    memoryMib: field.integer({
      label: "Memory (-m)",
      help: "For items, in pages of 1 MiB that go to classes of sizes. An item takes a whole chunk of its class.",
      unit: "MiB",
      default: 64,
      min: 1,
      max: 1_000_000,
      source: CACHES_RAN,
    }),
    ttlMs: ttlField,
    leases: field.boolean({
      label: "Leases",
      help: "Of those who miss a key one may fill it; the others are told to wait. Needs a service that asks for leases.",
      default: false,
      source: NSDI,
    }),
    leaseMs: field.integer({
      label: "A lease lasts",
      help: "One is given for each key in this time; after it, another.",
      unit: "ms",
      default: 10_000,
      min: 1,
      max: 600_000,
      advanced: true,
      onlyWith: { field: "leases", values: [true] },
      source: NSDI,
    }),
    threads: field.integer({
      label: "Threads (-t)",
      help: "Commands at once.",
      unit: "threads",
      default: 4,
      min: 1,
      max: 256,
      source: recalled("the server's own default", "2026-11"),
    }),
    commandMs: field.number({
      label: "Per command",
      help: "What a command takes of a thread.",
      unit: "ms",
      default: 0.01,
      min: 0.0001,
      max: 1000,
      advanced: true,
      source: derived("10 us for a tiny read, 41 us for one of 1.5 kbit: Netflix planning; facts/storage.md 4.4", "2026"),
    }),
    keyBytes: keyBytesField,
    ...reachFields,
  },
  limits: [
    {
      name: "A key of 16 B with a value of 100 B",
      value: 192,
      unit: "B",
      source: CACHES_RAN,
      note: "an item of 175 B in a chunk of 192; 600 B with a value of 500 B, 1,184 B with 1,000 B",
    },
    {
      name: "A page moves to another class",
      value: "after some 25 s, then one a second",
      unit: "pages",
      source: CACHES_RAN,
      note: "values of another size find one page until then",
    },
    { name: "Reply", value: "log-normal, median 0.4, p99 2", unit: "ms", source: ZONE_REPLY },
  ],
  prices: [
    {
      dimension: "Node",
      unit: "node-hours",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "hours"),
      // cache.m4.large
      unitPriceUsd: () => 0.156,
    },
  ],
  headline: ({ memoryMib, leases }) => `${memoryInWords(memoryMib)} · ${leases ? "with leases" : "segmented LRU"}`,
  behaviour: ({ leases, leaseMs, ...props }, ctx) =>
    servingCache(ctx, {
      ...props,
      capacityItems: 1,
      holds: inSlabs(ctx, props),
      claimMs: leaseMs,
      givesLeases: leases,
      reply: { medianMs: 0.4, p99Ms: 2 },
      fillAfterMs: 1,
      replicas: 0,
      failoverMs: 5000,
      replicaLagMs: 0,
    }),
  remarks: SERVING_CACHE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "All entries are gone: nothing is copied. Who asks waits for a connection until the node is back, empty.",
      defaultDurationMs: 30_000,
    },
    {
      id: "restart",
      label: "Cold start",
      help: "It starts anew at once, empty: every first read of a key falls on the store, unless leases let one through.",
      defaultDurationMs: 1000,
    },
  ],
  doc: {
    is: "A cache of items in slabs: each class of sizes has pages and an order of its own, in a hot, a warm and a cold segment. What is used a second time goes to the warm; the coldest makes room.",
    whenToUse: "Use it for many small values of few sizes, and where the hit ratio counts: two to five points above LRU at Zipf 0.9.",
    doesNotPromise:
      "No replicas: a lost node takes its share of the keys along. A change of the values' size waits for pages. Not modelled: large items in several chunks, the crawler that finds expired items, extstore.",
    weighAgainst: "Redis and Valkey copy to replicas and do more than get and set; their sampled LRU keeps less of what is used twice.",
  },
  examples: [
    {
      title: "Leases at a cold start",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { onMiss: "lease" } },
        { id: "cache", kind: "memcached", settings: { leases: true } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect: "After a restart the store is asked once for each key, however many follow its link at once.",
    },
    {
      title: "One page",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "cache", kind: "memcached", settings: { memoryMib: 1, ttlMs: 60_000 } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect: "Links are of many sizes, so each class has a page at most, and many go before they are asked for again.",
    },
  ],
  migrations: [],
});
