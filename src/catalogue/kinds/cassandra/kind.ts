import { defineKind, field } from "../../contract.ts";
import { ringStore } from "../../families/tables/ring-table.ts";
import { assumed, derived, published, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";
import { compactionAdvice, MIB } from "./compaction.ts";
import { cassandraSwap } from "./swap.ts";
import { RING_REMARKS } from "../../remarks/tables.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const NETFLIX_2011 = published("Netflix tech blog: benchmarking Cassandra scalability on AWS, over a million writes per second", "2011-11");
const CASSANDRA_YAML = published("cassandra.yaml of Apache Cassandra, GitHub apache/cassandra", "2024");
const CASSANDRA_STCS = published("Apache Cassandra documentation, size-tiered compaction strategy (as of 5.0)", "2024");
const HINT_BYTES_PER_SECOND = 2 * MIB;

/** 4,000 ms of core a second for 11,200 replica writes, compaction running beside (facts/storage.md B1). */
const WRITE_CORE_MS = 0.357;
/** Netflix plans a read at twice the cores of a write. */
const READ_CORE_MS = 2 * WRITE_CORE_MS;

const LEVELS = [
  { value: "one", label: "ONE" },
  { value: "quorum", label: "QUORUM" },
  { value: "all", label: "ALL" },
] as const;

const nodeNames = (props: { readonly nodes: number }): readonly string[] => Array.from({ length: props.nodes }, (_, i) => `node-${i}`);

export const cassandra = defineKind({
  id: "cassandra",
  version: 1,
  family: "table-store",
  title: "Cassandra",
  alsoCalled: ["Apache Cassandra"],
  nearestTo: ["ScyllaDB", "HBase", "Bigtable", "Keyspaces"],
  summary: "Rows by user on a ring of equal nodes, each copied to several; writes and reads wait for as many replicas as you say.",
  layer: "store",
  ports: [
    {
      id: "write",
      label: "Writes",
      direction: "in",
      carries: ["records"],
      partners: ["worker", "function", "stream-processor", "service", "batch-job", "edge"],
      help: "Rows from a worker: events, vectors or lists, each to the replicas of its user.",
    },
    { id: "read", label: "Reads", direction: "in", carries: ["requests"], help: "Requests for a user's newest list." },
    { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "For endpoints of the API quadrant." },
  ],
  fields: {
    nodes: field.integer({ label: "Nodes", help: "Equal machines on the ring.", unit: "nodes", default: 3, min: 1, max: 1000 }),
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
    compactionMbPerSecond: field.number({
      label: "Compaction throughput",
      help: "MiB a second that a node reads to merge its files. Slower than the writes, files pile up and reads look into more of them.",
      unit: "MiB/s",
      default: 64,
      min: 0.001,
      max: 10_000,
      source: CASSANDRA_YAML,
    }),
    memtableMb: field.number({
      label: "Memtable",
      help: "MiB of rows a node keeps in memory before it writes them out as a file.",
      unit: "MiB",
      default: 256,
      min: 0.001,
      max: 100_000,
      advanced: true,
      source: recalled("a quarter of an 8 GiB heap, written out when a third is full, rows on disk a third of those in memory", "2026"),
    }),
    readTableMs: field.number({
      label: "Core time per further file",
      help: "ms of one core for every file after the first that a read looks into.",
      unit: "ms",
      default: 0.2,
      min: 0,
      max: 1000,
      advanced: true,
      source: assumed("an index entry and a 16 KiB chunk from SSD, unpacked and merged; no published figure"),
    }),
    retries: field.integer({
      label: "Retries of a write",
      help: "Times the driver sends a failed write again, 100 ms apart, before it gives up.",
      unit: "tries",
      default: 3,
      min: 0,
      max: 16,
    }),
    detectionMs: field.integer({
      label: "Lost node noticed after",
      help: "Time until everybody knows that a node is down; before that requests wait for it.",
      unit: "ms",
      default: 10_000,
      min: 0,
      max: 600_000,
      advanced: true,
      source: recalled("phi accrual at 8 gives about 10 s", "2026"),
    }),
  },
  limits: [
    {
      name: "Writes per node",
      value: "11,200 replica writes/s on 4 cores",
      unit: "writes/s",
      source: NETFLIX_2011,
      note: "48 nodes 10,898, 96 nodes 11,463, 144 nodes 11,191, 288 nodes 11,457",
    },
    {
      name: "Replica's reply to a write",
      value: "log-normal, median 1, p99 10",
      unit: "ms",
      source: derived("Netflix planning bands, facts/storage.md 4.1", "2026-08"),
    },
    {
      name: "Replica's reply to a read",
      value: "log-normal, median 2, p99 20",
      unit: "ms",
      source: derived("Netflix planning bands, facts/storage.md 4.1", "2026-08"),
    },
    { name: "Time-outs", value: "write 2 s, read 5 s", unit: "s", source: CASSANDRA_YAML },
    { name: "Hints", value: "kept 3 h, replayed at 2 MiB/s", unit: "per node", source: CASSANDRA_YAML },
    {
      name: "Compaction",
      value: "4 to 32 files of about one size into one, two merges at a time",
      unit: "per node; rows overwritten keep their bytes",
      source: CASSANDRA_STCS,
    },
    {
      name: "One partition",
      value: "as many as its replicas serve",
      unit: "requests/s, however many nodes there are",
      source: recalled("Cassandra's data model", "2026"),
    },
  ],
  prices: [
    {
      dimension: "Nodes",
      unit: "node-hours",
      source: recalled("i4i.xlarge list price us-east-1", "2026"),
      quantity: (usage, props) => props.nodes * used(usage, "hours"),
      unitPriceUsd: () => 0.343,
    },
    {
      dimension: "Traffic between zones",
      unit: "GB",
      source: published("AWS list prices us-east-1: 0.01 each way; 900 B and 1.42 of the value per replica (Netflix models)", "2026-08"),
      // Two of three copies lie in another zone.
      quantity: (usage, props) =>
        (used(usage, "records") * 900 + used(usage, "bytesIn") * 1.42) * props.replicationFactor * (2 / 3) * (1 / GB),
      unitPriceUsd: () => 0.02,
    },
  ],
  headline: (props) =>
    `${plural(props.nodes, "node")} · RF ${props.replicationFactor} · write ${props.writeLevel.toUpperCase()}, read ${props.readLevel.toUpperCase()}`,
  behaviour: (props, ctx) =>
    ringStore(ctx, {
      nodes: props.nodes,
      tokensPerNode: 16,
      replicationFactor: props.replicationFactor,
      writeLevel: props.writeLevel,
      readLevel: props.readLevel,
      coresPerNode: props.coresPerNode,
      writeCoreMs: props.writeCoreMs,
      readCoreMs: props.readCoreMs,
      writeReply: { medianMs: 1, p99Ms: 10 },
      readReply: { medianMs: 2, p99Ms: 20 },
      writeTimeoutMs: 2000,
      readTimeoutMs: 5000,
      speculativeRetryMs: 20,
      readTableMs: props.readTableMs,
      memtableBytes: props.memtableMb * MIB,
      compactionBytesPerSecond: props.compactionMbPerSecond * MIB,
      detectionMs: props.detectionMs,
      hintWindowMs: 3 * 3_600_000,
      hintBytesPerSecond: HINT_BYTES_PER_SECOND,
      retries: props.retries,
      retryAfterMs: 100,
    }),
  remarks: RING_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Node lost",
      help: "A node is gone for a while. At QUORUM the others serve on and keep hints for it; at ALL its users cannot be served.",
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
    is: "A table whose rows are placed by a hash of their key on a ring of nodes without a master; every row has several copies.",
    whenToUse:
      "Use it for a great many simple writes and reads by key that must go on when a machine is lost, and grow by adding machines.",
    doesNotPromise:
      "No joins, no transactions over keys. Below QUORUM on both sides a read may miss the newest write; one key can never be faster than its own replicas. Written faster than it merges its files, a node reads ever slower.",
    weighAgainst:
      "DynamoDB has the same shape and nothing to run, at a price per request and a hard ceiling per key. A relational primary is simpler until its one machine is full.",
  },
  examples: [
    {
      title: "Quorum survives a node",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 2000, keys: 5000 } },
        { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
        { id: "store", kind: "cassandra" },
      ],
      wires: ["load.out -> save.in", "save.out -> store.write"],
      expect: "With a node lost every write still goes through; with the level ALL a share of them would fail.",
    },
    {
      title: "A hot user is a hot partition",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 2000, keys: 1000, zipf: 1.6 } },
        { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
        { id: "store", kind: "cassandra", settings: { nodes: 12 } },
      ],
      wires: ["load.out -> save.in", "save.out -> store.write"],
      expect: "Three of the twelve nodes have most to do, and more nodes would not help.",
    },
    {
      title: "Compaction falls behind",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, keys: 1000, bytes: 1_000_000 } },
        { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
        { id: "store", kind: "cassandra", settings: { compactionMbPerSecond: 16 } },
      ],
      wires: ["load.out -> save.in", "save.out -> store.write"],
      expect: "Every node is written 100 MB a second and merges 17: the run says so. At 256 MiB/s, or on 48 nodes, merging keeps up.",
    },
  ],
  migrations: [],
  swap: cassandraSwap,
  advise: compactionAdvice,
  check: (props) =>
    props.replicationFactor > props.nodes
      ? [
          {
            field: "replicationFactor",
            message: `${props.replicationFactor} copies need ${props.replicationFactor} nodes, and there are ${props.nodes}. Add nodes or keep fewer copies.`,
          },
        ]
      : [],
});
