import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { ringItems } from "../../families/tables/keyed-stores.ts";
import { derived, published, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { RING_ITEMS_REMARKS } from "../../remarks/keyed-stores.ts";
import { plural } from "../../words.ts";

const AS_RUN = published("Apache Cassandra 5.0.4, three nodes as run; facts/engines-2026-11.md", "2026-11");
const CASSANDRA_SOURCE = published(
  "Config.java and cassandra.yaml of Apache Cassandra, GitHub apache/cassandra; facts/storage.md 4.1",
  "2026",
);
const NETFLIX_2011 = published("Netflix tech blog: benchmarking Cassandra scalability on AWS, over a million writes per second", "2011-11");
const MIB = 1_048_576;
/** 4,000 ms of core a second for 11,200 replica writes, compaction running beside; a read takes twice a write. */
const WRITE_CORE_MS = 0.357;
const READ_CORE_MS = 2 * WRITE_CORE_MS;

const LEVELS = [
  { value: "one", label: "ONE" },
  { value: "quorum", label: "QUORUM" },
  { value: "all", label: "ALL" },
] as const;

const replies = (level: (typeof LEVELS)[number]["value"], copies: number): number =>
  level === "one" ? 1 : level === "all" ? copies : Math.floor(copies / 2) + 1;

const nodeNames = ({ nodes }: { readonly nodes: number }): string[] => Array.from({ length: nodes }, (_, node) => `node-${node}`);

export const cassandraItems = defineKind({
  id: "cassandra-items",
  version: 1,
  family: "table-store",
  title: "Cassandra, rows by key",
  alsoCalled: ["key-value store on Cassandra"],
  nearestTo: ["Riak"],
  summary: "Rows that a service reads and changes by key on a ring of equal nodes, with as many replicas asked as you say.",
  layer: "store",
  ports: [{ id: "calls", label: "Statements", direction: "in", carries: ["calls"], required: true, help: "Reads and changes by key." }],
  fields: {
    nodes: field.integer({ label: "Nodes", help: "Equal machines on the ring.", unit: "nodes", default: 3, min: 1, max: 200 }),
    replicationFactor: field.integer({
      label: "Replication factor",
      help: "Copies of every row, on different nodes.",
      unit: "copies",
      default: 3,
      min: 1,
      max: 7,
    }),
    writeLevel: field.choice({
      label: "Write consistency",
      help: "Replicas a write waits for. QUORUM with QUORUM reads shows every acknowledged write; ALL stops with the first node that is lost.",
      default: "quorum",
      options: LEVELS,
    }),
    readLevel: field.choice({
      label: "Read consistency",
      help: "Replicas a read waits for. ONE is fastest and may miss what that replica does not have yet.",
      default: "quorum",
      options: LEVELS,
    }),
    inserts: field.choice({
      label: "A new row",
      help: "What happens where its key is taken.",
      default: "conditional",
      options: [
        {
          value: "conditional",
          label: "IF NOT EXISTS",
          help: "A lightweight transaction: four rounds to a majority. The second of two is refused.",
        },
        {
          value: "overwriting",
          label: "INSERT",
          help: "One round. The last write wins, and whoever had the key has lost his row without a word.",
        },
      ],
    }),
    coresPerNode: field.integer({
      label: "Cores per node",
      help: "vCPU of a node.",
      unit: "cores",
      default: 4,
      min: 1,
      max: 128,
      source: NETFLIX_2011,
    }),
    writeCoreMs: field.number({
      label: "Core time per write",
      help: "ms of one core per replica and write, compaction beside it included.",
      unit: "ms",
      default: WRITE_CORE_MS,
      min: 0.001,
      max: 1000,
      advanced: true,
      source: derived("11,200 replica writes/s per 4-core node over 48 to 288 nodes: 4,000 / 11,200 (Netflix 2011)", "2011-11"),
    }),
    readCoreMs: field.number({
      label: "Core time per read",
      help: "ms of one core per replica and read.",
      unit: "ms",
      default: READ_CORE_MS,
      min: 0.001,
      max: 1000,
      advanced: true,
      source: derived("twice a write, as in Netflix service-capacity-modeling (r 2, w 1 core-ms)", "2026-08"),
    }),
    detectionMs: field.integer({
      label: "Lost node noticed after",
      help: "Until then requests are sent to it in vain; from then on it is left out, and too few replicas are an error at once.",
      unit: "ms",
      default: 20_000,
      min: 0,
      max: 600_000,
      advanced: true,
      source: AS_RUN,
    }),
  },
  limits: [
    { name: "Writes per node", value: "11,200 replica writes/s on 4 cores", unit: "writes/s", source: NETFLIX_2011 },
    {
      name: "Replica's reply",
      value: "log-normal, write 1 / 10, read 2 / 20",
      unit: "ms, median / p99",
      source: derived("Netflix planning bands; facts/storage.md 4.1", "2026-08"),
    },
    { name: "Time-outs", value: "write 2 s, read 5 s", unit: "s", source: CASSANDRA_SOURCE },
    {
      name: "A write that timed out",
      value: "stays, and is readable; one that was refused as unavailable was never sent",
      unit: "row",
      source: AS_RUN,
    },
    { name: "Hints", value: "made for 3 h; 1 MiB/s into a node, from 10 s after it is back", unit: "per node", source: AS_RUN },
    {
      name: "Lightweight transaction",
      value: "prepare, read, propose, commit; waits up to 1 s for others of its key",
      unit: "rounds to a majority",
      source: recalled("Paxos v1 of Apache Cassandra, cas_contention_timeout 1 s", "2026"),
    },
    {
      name: "Another replica is asked",
      value: 20,
      unit: "ms, the p99 of a read",
      source: derived("speculative_retry 99p as run; facts/engines-2026-11.md C1", "2026-11"),
    },
    {
      name: "Rows with a time to live",
      value: "not given out once it is over; their bytes stay until files are merged",
      unit: "rows",
      source: recalled("Cassandra's data model: gc_grace 10 days", "2026"),
    },
  ],
  prices: [
    {
      dimension: "Nodes",
      unit: "node-hours of 4 vCPU",
      source: recalled("i4i.xlarge list price us-east-1", "2026"),
      quantity: (usage, { nodes, coresPerNode }) => nodes * Math.ceil(coresPerNode / 4) * used(usage, "hours"),
      unitPriceUsd: () => 0.343,
    },
    {
      dimension: "Traffic between zones",
      unit: "GB",
      source: published("AWS list prices us-east-1: 0.01 each way; 900 B and 1.42 of the value per replica (Netflix models)", "2026-08"),
      // Two of three copies lie in another zone; what is stored is counted for every copy.
      quantity: (usage, { replicationFactor }) =>
        (used(usage, "writes") * 900 * replicationFactor + used(usage, "storedBytes") * 1.42) * (2 / 3) * (1 / GB),
      unitPriceUsd: () => 0.02,
    },
  ],
  headline: ({ nodes, replicationFactor, writeLevel, readLevel }) =>
    `${plural(nodes, "node")} · RF ${replicationFactor} · write ${writeLevel.toUpperCase()}, read ${readLevel.toUpperCase()}`,
  behaviour: (props, ctx) =>
    ringItems(ctx, {
      ...props,
      tokensPerNode: 16,
      writeReply: { medianMs: 1, p99Ms: 10 },
      readReply: { medianMs: 2, p99Ms: 20 },
      writeTimeoutMs: 2000,
      readTimeoutMs: 5000,
      contentionTimeoutMs: 1000,
      speculativeRetryMs: 20,
      hintWindowMs: 3 * 3_600_000,
      hintFlushMs: 10_000,
      hintBytesPerSecond: MIB,
    }),
  remarks: RING_ITEMS_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "A node is gone for a while. At QUORUM the others serve on and keep hints for it; at ALL its keys cannot be served.",
      defaultDurationMs: 120_000,
      targets: nodeNames,
    },
    {
      id: "slow",
      label: "Slow node",
      help: "A node takes four times as long, as with a failing disk.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: nodeNames,
    },
  ],
  doc: {
    is: "A table whose rows are placed by a hash of their key on a ring of nodes without a master; every row has several copies, and the newest by time counts.",
    whenToUse: "Use it for a great many reads and writes by key that must go on when a machine is lost, and grow by adding machines.",
    doesNotPromise:
      "Below QUORUM on both sides a read may miss the newest write. A write that timed out may be there. An INSERT asks nobody whether the key is taken; IF NOT EXISTS does, for four rounds.",
    weighAgainst:
      "DynamoDB has the same shape and nothing to run, at a price per request and a ceiling per key. A relational primary refuses a second key for nothing until its one machine is full.",
  },
  examples: [
    {
      title: "QUORUM survives a node, ALL does not",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "cassandra-items", settings: { writeLevel: "all" } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "With a node lost every new link times out at ALL, and is there all the same; at QUORUM nobody notices.",
    },
    {
      title: "The last write wins",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { keyLetters: 4 } },
        { id: "db", kind: "cassandra-items", settings: { inserts: "overwriting", readLevel: "one", writeLevel: "one" } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Two links get one key, and the first of them leads to the second one's address. With IF NOT EXISTS the second is refused.",
    },
  ],
  migrations: [],
  swap: {
    roles: { calls: "statements" },
    meanings: {
      reads: {
        fields: ["readLevel", "writeLevel"],
        // A read meets the newest write when the replicas asked and those that confirmed have one in common, as a primary's always does.
        read: ({ readLevel, writeLevel, replicationFactor }) =>
          replies(readLevel, replicationFactor) + replies(writeLevel, replicationFactor) > replicationFactor ? "primary" : "replicas",
        write: (value) => ({ writeLevel: "quorum", readLevel: value === "primary" ? "quorum" : "one" }),
        words: ({ readLevel, writeLevel }) => `write ${writeLevel.toUpperCase()}, read ${readLevel.toUpperCase()}`,
      },
    },
    fixed: ["Every node takes reads and writes, and nobody takes over: there is no primary. Machines and repair are yours."],
  },
  check: ({ nodes, replicationFactor }) =>
    replicationFactor > nodes
      ? [
          {
            field: "replicationFactor",
            message: `${replicationFactor} copies need ${replicationFactor} nodes, and there are ${nodes}. Add nodes or keep fewer copies.`,
          },
        ]
      : [],
});
