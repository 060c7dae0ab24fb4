import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { searchIndex } from "../../families/tables/keyed-stores.ts";
import { assumed, derived, published, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { SEARCH_INDEX_REMARKS } from "../../remarks/keyed-stores.ts";
import { duration, plural } from "../../words.ts";

const LENS = published("AWS Well-Architected OpenSearch Lens; facts/storage.md 5.3", "2026");
const RECALLED = recalled("OpenSearch and Elasticsearch documentation; facts/storage.md 5.3", "2026");
/** 10,500 documents a second of 16 vCPU. */
const INDEX_CORE_MS = 1.52;
/** Bytes on disk for one of the source, and how long a document waits for a primary. */
const DISK_PER_BYTE = 1.45;
const WAITS_MS = 60_000;

const nodeNames = ({ nodes }: { readonly nodes: number }): string[] => Array.from({ length: nodes }, (_, node) => `node-${node}`);

export const searchIndexKind = defineKind({
  id: "search-index",
  version: 1,
  family: "query-engine",
  title: "Search index",
  alsoCalled: ["OpenSearch", "Elasticsearch", "full-text search"],
  nearestTo: ["Solr", "Algolia", "Lucene"],
  summary: "Finds documents by what they hold: shards and replicas, asked all at once, and new documents from the next refresh on.",
  layer: "store",
  ports: [
    {
      id: "calls",
      label: "Documents and searches",
      direction: "in",
      carries: ["calls"],
      partners: ["service"],
      required: true,
      help: "A service that tells it of changes and searches.",
    },
  ],
  fields: {
    nodes: field.integer({ label: "Nodes", help: "Machines that share the shards.", unit: "nodes", default: 3, min: 1, max: 200 }),
    coresPerNode: field.integer({ label: "Cores per node", help: "vCPU of a node.", unit: "cores", default: 4, min: 1, max: 128 }),
    shards: field.integer({
      label: "Shards",
      help: "Every search asks them all and waits for the slowest. One holds 10 to 30 GiB.",
      unit: "shards",
      default: 3,
      min: 1,
      max: 100,
      source: LENS,
    }),
    replicas: field.integer({
      label: "Replicas",
      help: "Copies of each shard beside the primary, on other nodes. Without any a lost node takes its documents out of every result.",
      unit: "copies",
      default: 1,
      min: 0,
      max: 5,
    }),
    refreshMs: field.integer({
      label: "Refresh every",
      help: "A document that was added or changed is found from the next one on.",
      unit: "ms",
      default: 1000,
      min: 100,
      max: 600_000,
      source: RECALLED,
    }),
    searchTime: field.distribution({
      label: "Search of a shard",
      help: "Core time on one shard, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 20, p99Ms: 200 } },
      source: assumed("log-normal 20 / 200 ms; facts/storage.md 5.3"),
    }),
    indexMs: field.number({
      label: "Core time per document",
      help: "ms of one core on each copy.",
      unit: "ms",
      default: INDEX_CORE_MS,
      min: 0.001,
      max: 1000,
      advanced: true,
      source: derived("10,500 documents/s of 100 fields on 16 vCPU; facts/storage.md 5.3", "2026"),
    }),
    promoteMs: field.integer({
      label: "Replica leads after",
      help: "From the loss of a node until a replica takes new documents in its place.",
      unit: "ms",
      default: 3000,
      min: 0,
      max: 600_000,
      advanced: true,
      source: assumed("a replica is promoted in seconds; facts/storage.md 5.3"),
    }),
  },
  limits: [
    { name: "Shard", value: "10 to 30", unit: "GiB, for search", source: LENS },
    { name: "Active shard", value: 1.5, unit: "vCPU", source: LENS },
    { name: "Disk", value: `source × (1 + replicas) × ${DISK_PER_BYTE}`, unit: "bytes", source: LENS },
    {
      name: "A document without a primary",
      value: "waits up to 1 min, then it is refused",
      unit: "documents",
      source: RECALLED,
    },
  ],
  prices: [
    {
      dimension: "Nodes",
      unit: "instance-hours of 2 vCPU",
      source: recalled("r6g.large.search; facts/storage.md 5.3", "2026"),
      quantity: (usage, { nodes, coresPerNode }) => nodes * Math.ceil(coresPerNode / 2) * used(usage, "hours"),
      unitPriceUsd: () => 0.167,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: recalled("gp3; facts/storage.md 5.3", "2026"),
      quantity: (usage, { replicas }) => ((used(usage, "storedBytes") + used(usage, "stockBytes")) * (1 + replicas) * DISK_PER_BYTE) / GB,
      unitPriceUsd: () => 0.122,
    },
  ],
  headline: ({ nodes, shards, replicas, refreshMs }) =>
    `${plural(nodes, "node")} · ${plural(shards, "shard")}, ${plural(replicas, "replica")} · refresh ${duration(refreshMs)}`,
  behaviour: (props, ctx) => searchIndex(ctx, { ...props, waitsMs: WAITS_MS }),
  remarks: SEARCH_INDEX_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "A node is gone for a while. Replicas elsewhere answer and lead; shards without one are left out of every result.",
      defaultDurationMs: 120_000,
      targets: nodeNames,
    },
    {
      id: "slow",
      label: "Slow node",
      help: "A node takes four times as long, and every search that asks it with it.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: nodeNames,
    },
  ],
  doc: {
    is: "An inverted index over documents, cut into shards by a hash of their key. A search goes to one copy of every shard, and the answer waits for the slowest.",
    whenToUse: "Use it beside a store, for what nobody can find by key: words, fields, ranges.",
    doesNotPromise:
      "What was just stored is not found before the next refresh, and replicas refresh each at their own time. A service that writes to the store and then here loses the second when it fails, and nobody is told.",
    weighAgainst:
      "An index of the relational store is as fresh as the store and finds exact values and ranges. Search over few documents needs no machines of its own.",
  },
  examples: [
    {
      title: "Found after the refresh",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { readsFrom: "index" } },
        { id: "db", kind: "postgres" },
        { id: "index", kind: "search-index" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls", "app.index -> index.calls"],
      expect: "Who looks for what was stored within the last second does not find it.",
    },
    {
      title: "Without replicas",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { readsFrom: "index" } },
        { id: "db", kind: "postgres" },
        { id: "index", kind: "search-index", settings: { replicas: 0, refreshMs: 5000 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls", "app.index -> index.calls"],
      expect: "With a node lost a third of the documents is missing from the results, and nothing says so.",
    },
  ],
  migrations: [],
  check: ({ replicas, nodes }) =>
    replicas >= nodes
      ? [
          {
            field: "replicas",
            message: `A primary and ${replicas} replicas of a shard need ${replicas + 1} nodes, and there are ${nodes}.`,
          },
        ]
      : [],
});
