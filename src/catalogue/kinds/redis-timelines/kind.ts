import { defineKind, field } from "../../contract.ts";
import { memoryFields } from "../../fields/cache-fields.ts";
import { listsInMemory, timelineStore } from "../../families/tables/timeline-store.ts";
import { AWS_PRICES, assumed, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { TIMELINE_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const REDIS_DOC = published("redis-doc, benchmarks; facts/storage.md 4.4", "2025");
/** Commands a second of a whole node, and how many times as many where 16 come together. */
const NODE = 100_000;
const PIPELINED = 5;

const LIST_LAYOUT = recalled("quicklist and listpack of Redis 7.0: 10 bytes for an id of 64 bits, nodes of 8 KB", "2026");
/** Bytes of a key, and maxmemory-samples. */
const [KEY_BYTES, SAMPLES] = [16, 5];

export const redisTimelines = defineKind({
  id: "redis-timelines",
  version: 1,
  family: "cache",
  title: "Timelines in Redis",
  summary: "A list of posts in memory for each reader, the newest on top, cut to a length.",
  layer: "serve",
  ports: [{ id: "calls", label: "Commands", direction: "in", carries: ["calls"], required: true, help: "LRANGE, LPUSHX with LTRIM, DEL." }],
  fields: {
    commandsPerSecond: field.integer({
      label: "Commands a second",
      help: "Of its one thread. A run that carries a share of the traffic draws a share of a node: 1,000 is a hundredth, at a hundredth of the price.",
      unit: "commands/s",
      default: NODE,
      min: 10,
      max: 10_000_000,
      source: REDIS_DOC,
    }),
    listLength: field.integer({
      label: "Posts of a list",
      help: "What is older is cut off.",
      unit: "posts",
      default: 800,
      min: 1,
      max: 10_000,
      source: assumed("Twitter is said to keep 800"),
    }),
    maxmemoryMib: field.optionalNumber({
      label: "Memory (maxmemory)",
      help: "For lists: 800 posts take some 8.4 KB. A run that carries a share of the traffic draws that share of the memory.",
      unit: "MiB",
      default: null,
      whenGiven: 1024,
      absent: "a list for every reader",
      min: 1,
      max: 1_000_000,
      source: LIST_LAYOUT,
    }),
    maxmemoryPolicy: memoryFields.maxmemoryPolicy,
    replicas: field.integer({
      label: "Replicas",
      help: "One of them takes over from a node that is lost, with what had reached it. Without any all lists are gone.",
      unit: "replicas",
      default: 1,
      min: 0,
      max: 5,
    }),
    failoverMs: field.integer({
      label: "Fail-over",
      help: "Until a replica serves in the place of a node that is lost.",
      unit: "ms",
      default: 5000,
      min: 100,
      max: 600_000,
      source: published("ElastiCache Multi-AZ: a few seconds to write again; facts/storage.md 4.4", "2023"),
    }),
    replicaLagMs: field.number({
      label: "Replica behind",
      help: "A push is there so long after it was acknowledged.",
      unit: "ms",
      default: 1,
      min: 0,
      max: 60_000,
      advanced: true,
      source: assumed("asynchronous, in one zone"),
    }),
  },
  limits: [
    { name: "Commands of a node", value: NODE, unit: "commands/s", source: REDIS_DOC, note: "one thread does all" },
    { name: "Commands that come together", value: PIPELINED, unit: "times as many", source: REDIS_DOC, note: "in pipelines of 16" },
  ],
  prices: [
    {
      dimension: "Nodes",
      unit: "node-hours",
      source: AWS_PRICES,
      quantity: (usage, { replicas, commandsPerSecond }) => ((1 + replicas) * used(usage, "hours") * commandsPerSecond) / NODE,
      // cache.m4.large
      unitPriceUsd: () => 0.156,
    },
  ],
  headline: ({ listLength, replicas }) => `${listLength} posts a list · ${plural(replicas, "replica")}`,
  behaviour: ({ commandsPerSecond, maxmemoryMib, maxmemoryPolicy, ...props }, ctx) =>
    timelineStore(ctx, {
      ...props,
      memory: maxmemoryMib === null ? null : listsInMemory(maxmemoryMib, maxmemoryPolicy, { keyBytes: KEY_BYTES, samples: SAMPLES }),
      commandMs: 1000 / commandsPerSecond,
      pipelinedMs: 1000 / (PIPELINED * commandsPerSecond),
      reply: { medianMs: 0.4, p99Ms: 2 },
    }),
  remarks: TIMELINE_STORE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "A replica takes over without what had not reached it. Without one all lists are gone, and it is away.",
      defaultDurationMs: 60_000,
    },
    { id: "restart", label: "Starts anew", help: "All lists are gone at once: a cold start.", defaultDurationMs: 1000 },
  ],
  doc: {
    is: "Lists of references to posts, by reader, and one thread that does the commands. A push reaches lists that are there (LPUSHX); one that is missing is built by whoever reads it.",
    whenToUse: "Use it for feeds that are pushed: a read is one command.",
    doesNotPromise:
      "Without a limit it holds a list for every reader; with one, lists go or pushes are refused. A post lies here by reference only; the store has it.",
    weighAgainst:
      "Rows of a feed in PostgreSQL outlive a crash, and each push is a row with its index. Redis as a cache keeps one row under a key.",
  },
  examples: [
    {
      title: "Without a replica",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "push" } },
        { id: "pushers", kind: "fan-out-worker" },
        { id: "lists", kind: "redis-timelines", settings: { replicas: 0 } },
        { id: "db", kind: "postgres" },
      ],
      wires: [
        "people.requests -> feeds.calls",
        "feeds.store -> db.calls",
        "feeds.timelines -> lists.calls",
        "feeds.fan-out -> pushers.calls",
        "pushers.store -> db.calls",
        "pushers.timelines -> lists.calls",
      ],
      expect: "After a crash every reader's list is built anew, from the store.",
    },
    {
      title: "With a replica that is behind",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "push" } },
        { id: "pushers", kind: "fan-out-worker" },
        { id: "lists", kind: "redis-timelines", settings: { replicaLagMs: 2000, failoverMs: 1000 } },
        { id: "db", kind: "postgres" },
      ],
      wires: [
        "people.requests -> feeds.calls",
        "feeds.store -> db.calls",
        "feeds.timelines -> lists.calls",
        "feeds.fan-out -> pushers.calls",
        "pushers.store -> db.calls",
        "pushers.timelines -> lists.calls",
      ],
      expect: "A crash loses what was pushed in the last two seconds: those posts stay missing.",
    },
    {
      title: "Room for some of the readers",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "push" } },
        { id: "pushers", kind: "fan-out-worker" },
        { id: "lists", kind: "redis-timelines", settings: { maxmemoryMib: 1, maxmemoryPolicy: "allkeys-lru" } },
        { id: "db", kind: "postgres" },
      ],
      wires: [
        "people.requests -> feeds.calls",
        "feeds.store -> db.calls",
        "feeds.timelines -> lists.calls",
        "feeds.fan-out -> pushers.calls",
        "pushers.store -> db.calls",
        "pushers.timelines -> lists.calls",
      ],
      expect: "Lists of readers who are away go; each that comes back has its list built anew, from the store.",
    },
  ],
  migrations: [],
});
