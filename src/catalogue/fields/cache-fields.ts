import { field } from "../contract.ts";
import type { NumberField, PortDecl } from "../contract.ts";
import { assumed, derived, published } from "../prices/sources.ts";

/** What caches were seen to do when they were run. */
export const CACHES_RAN = published(
  "Redis 7.0.15, Valkey 9.1.2 and memcached 1.6.18 when run; facts/engines-2026-11.md R1 to R8",
  "2026-11",
);
export const REDIS_BENCHMARK = published(
  "Redis benchmark documentation: 72,000 to 145,000 commands/s without pipelining, 50 clients",
  "2024",
);
export const ZONE_REPLY = assumed("0.1 ms in the server and 0.3 ms in the zone's network; facts/storage.md 4.4");

/** Ports of a cache of things under keys. */
export const ITEM_CACHE_PORTS: readonly PortDecl[] = [
  { id: "lookup", label: "Lookups", direction: "in", carries: ["calls"], required: true, help: "Reads, writes and deletes by key." },
  {
    id: "miss",
    label: "Misses",
    direction: "out",
    carries: ["calls"],
    max: 1,
    help: "Calls whose key is not here, to the store. A service that asks the store by itself needs no wire here.",
  },
];

export const keyBytesField: NumberField = field.integer({
  label: "Key",
  help: "Bytes of a key as it is stored, prefix and all.",
  unit: "B",
  default: 16,
  min: 1,
  max: 512,
  advanced: true,
  source: CACHES_RAN,
});

export const ttlField = field.optionalNumber({
  label: "Expires after",
  help: "How long an entry is served. Nothing given: until it is pushed out or taken out.",
  unit: "ms",
  default: null,
  absent: "never expires",
  whenGiven: 60_000,
  min: 1,
  max: 604_800_000,
});

/** How one reaches a cache, whichever it is. */
export const reachFields = {
  connectTimeoutMs: field.integer({
    label: "Connect time-out",
    help: "How long a caller tries to reach a cache that is down, before it turns elsewhere.",
    unit: "ms",
    default: 100,
    min: 1,
    max: 60_000,
    advanced: true,
    source: published("ElastiCache best practices for Lettuce: 100 ms; Jedis waits 2 s unless told otherwise", "2026"),
  }),
  whenDown: field.choice({
    label: "Without the cache",
    help: "What a lookup comes to whose connection breaks or never comes: a miss, or an error.",
    default: "store",
    options: [
      { value: "store", label: "as a miss" },
      { value: "error", label: "an error" },
    ],
    advanced: true,
    source: assumed("cache-aside code treats a cache that fails like one that has nothing"),
  }),
};

/** Memory of Redis and Valkey, in the words of redis.conf. */
export const memoryFields = {
  maxmemoryMib: field.optionalNumber({
    label: "Memory (maxmemory)",
    help: "Memory for keys, values and the table of them. The server itself has no limit unless one is given.",
    unit: "MiB",
    default: 1024,
    absent: "no limit: as the server's own default",
    min: 2,
    max: 1_000_000,
    source: CACHES_RAN,
  }),
  maxmemoryPolicy: field.choice({
    label: "Policy (maxmemory-policy)",
    help: "Which key goes when memory is full. A key's clock has steps of a second, so a cache that turns over within one is no better than random.",
    default: "noeviction",
    options: [
      { value: "noeviction", label: "noeviction", help: "None goes: writes are refused with OOM, reads go on." },
      { value: "allkeys-lru", label: "allkeys-lru", help: "Of those sampled, the one used longest ago." },
      { value: "allkeys-lfu", label: "allkeys-lfu", help: "Of those sampled, the one used least often." },
      { value: "allkeys-random", label: "allkeys-random", help: "Any." },
      { value: "volatile-lru", label: "volatile-lru", help: "As allkeys-lru, among keys that expire; without any, OOM." },
      { value: "volatile-lfu", label: "volatile-lfu", help: "As allkeys-lfu, among keys that expire." },
      { value: "volatile-random", label: "volatile-random", help: "Any of those that expire." },
      { value: "volatile-ttl", label: "volatile-ttl", help: "The one that expires soonest." },
    ],
    source: CACHES_RAN,
  }),
  maxmemorySamples: field.integer({
    label: "Samples (maxmemory-samples)",
    help: "Keys looked at for each one that goes. Ten come nearer to the true order than five, where there is time to tell.",
    unit: "keys",
    default: 5,
    min: 1,
    max: 64,
    advanced: true,
    source: CACHES_RAN,
  }),
  keyBytes: keyBytesField,
  lockMs: field.integer({
    label: "Locks expire after",
    help: "What a service gives SET NX PX for the lock of a key it fills. Shorter than the work: several fill at once.",
    unit: "ms",
    default: 10_000,
    min: 1,
    max: 600_000,
    advanced: true,
    source: CACHES_RAN,
  }),
};

/** Copies that stand by. */
export const replicaFields = {
  replicas: field.integer({
    label: "Replicas",
    help: "Nodes that copy the primary and take over when it is lost, with its entries. Each is paid like the primary.",
    unit: "replicas",
    default: 0,
    min: 0,
    max: 5,
    source: published("Amazon ElastiCache User Guide: up to 5 replicas a shard", "2024"),
  }),
  failoverMs: field.integer({
    label: "Failover",
    help: "Time until a replica has taken over from a lost primary; meanwhile nobody reaches the cache.",
    unit: "ms",
    default: 5000,
    min: 100,
    max: 600_000,
    advanced: true,
    source: derived("ElastiCache Multi-AZ: a few seconds; Sentinel 5 to 60 s, facts/storage.md 4.4", "2025-06"),
  }),
  replicaLagMs: field.number({
    label: "Replica behind by",
    help: "How long a write takes to the replicas after it was acknowledged. What was written so shortly before a loss vanishes with the primary.",
    unit: "ms",
    default: 1,
    min: 0,
    max: 600_000,
    advanced: true,
    source: assumed("one way between zones and the replica's own work; replication does not wait for it"),
  }),
};
