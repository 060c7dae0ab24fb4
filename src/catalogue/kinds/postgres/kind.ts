import { defineKind, field } from "../../contract.ts";
import { byMs, timesAsLong } from "../../drawing/fault-amounts.ts";
import { rowStore } from "../../families/tables/row-store.ts";
import { AWS_PRICES, assumed, derived, published } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { ROW_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const RAN = published("PostgreSQL 15.18 when run, defaults, loopback; facts/engines-2026-11.md", "2026-11");
const HAS_REPLICAS = "Only with replicas.";

export const postgres = defineKind({
  id: "postgres",
  version: 1,
  family: "table-store",
  title: "PostgreSQL",
  summary: "Rows by a unique key on one primary, with replicas that follow it and take over when it dies.",
  layer: "store",
  ports: [{ id: "calls", label: "Statements", direction: "in", carries: ["calls"], required: true, help: "Reads and changes by key." }],
  fields: {
    cores: field.integer({
      label: "Cores",
      help: "Of each machine: statements that work at once.",
      unit: "vCPU",
      default: 4,
      min: 1,
      max: 192,
    }),
    connections: field.integer({
      label: "Pool",
      help: "Connections to each machine: statements that have one work or wait for a core, a lock or the flush; others wait for a connection.",
      unit: "connections",
      default: 32,
      min: 1,
      max: 5000,
      source: published(
        "useful are 2 to 4 for each vCPU that works, more where they wait; max_connections is 100, of which 97 for applications; facts/engines-2026-11.md G3",
        "2026-11",
      ),
    }),
    lineLimit: field.integer({
      label: "May wait",
      help: "Statements that may wait for a connection; beyond that they are refused.",
      unit: "statements",
      default: 2000,
      min: 0,
      max: 1e9,
    }),
    pool: field.choice({
      label: "Connections",
      help: "Kept by a pool, or opened for each statement: that takes some ms of a core, in place of some tenths.",
      default: "kept",
      options: [
        { value: "kept", label: "kept" },
        { value: "each", label: "one for each statement" },
      ],
      source: RAN,
    }),
    readTime: field.distribution({
      label: "Read by key",
      help: "Time of a core, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 0.6, p99Ms: 2 } },
      source: derived("1,500 indexed reads a second and vCPU, cached; facts/storage.md 4.3", "2026"),
    }),
    writeTime: field.distribution({
      label: "Change by key",
      help: "Time of a core beside the flush of the log, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 2.5, p99Ms: 9 } },
      source: derived("300 short write transactions a second and vCPU; facts/storage.md 4.3", "2026"),
    }),
    flushMedianMs: field.number({
      label: "Flush, median",
      help: "A commit waits for the log's flush; all that wait share the next one.",
      unit: "ms",
      default: 2,
      min: 0.01,
      max: 1000,
      advanced: true,
      source: published("writes of gp3 1.2, 2 and 4 ms, at most 20: Netflix planning; facts/storage.md 1", "2026"),
    }),
    flushP99Ms: field.number({
      label: "Flush, p99",
      help: "One flush in a hundred takes longer.",
      unit: "ms",
      default: 6,
      min: 0.01,
      max: 10_000,
      advanced: true,
      source: assumed("between the 4 ms of nine in ten and the 20 ms of the worst"),
    }),
    replicas: field.integer({
      label: "Replicas",
      help: "Machines that follow the primary. Each is paid like it.",
      unit: "replicas",
      default: 1,
      min: 0,
      max: 15,
    }),
    readsFrom: field.choice({
      label: "Reads",
      help: "Where statements that change nothing go. A replica may not have yet what was just acknowledged.",
      default: "primary",
      options: [
        { value: "primary", label: "from the primary" },
        { value: "replicas", label: "from replicas, by turns" },
      ],
    }),
    lagMedianMs: field.number({
      label: "Replica behind, median",
      help: `From commit to visible on a replica. ${HAS_REPLICAS}`,
      unit: "ms",
      default: 20,
      min: 0.1,
      max: 600_000,
      advanced: true,
      source: derived(
        "log-normal, 20 ms and 1 s, when it keeps up; facts/storage.md 4.3. On one machine 1 to 2.3 ms, p99 270 to 284: engines-2026-11.md G5",
        "2026-11",
      ),
    }),
    lagP99Ms: field.number({
      label: "Replica behind, p99",
      help: `One change in a hundred takes longer, and those behind it wait for it. ${HAS_REPLICAS}`,
      unit: "ms",
      default: 1000,
      min: 0.1,
      max: 3_600_000,
      advanced: true,
    }),
    waitsForReplica: field.boolean({
      label: "Commits wait for a replica",
      help: "synchronous_commit with a standby named: a commit is acknowledged when one replica has it, so a fail-over loses nothing.",
      default: false,
      source: RAN,
    }),
    failoverMs: field.integer({
      label: "Fail-over",
      help: "From the death of the primary until a replica serves in its place and everybody knows.",
      unit: "ms",
      default: 60_000,
      min: 100,
      max: 3_600_000,
      source: published("Amazon RDS: 60 to 120 s with one standby, below 35 s with two that are readable; facts/storage.md 4.3", "2026"),
    }),
  },
  limits: [
    { name: "max_connections", value: 100, unit: "connections", source: RAN, note: "three of them for superusers" },
    { name: "A connection of its own", value: 8.5, unit: "ms", source: RAN, note: "8.5 and 30 ms in two rounds" },
    {
      name: "Updates of one row",
      value: "one a flush",
      unit: "updates",
      source: RAN,
      note: "about 220 a second at 4 ms, whatever the clients",
    },
  ],
  prices: [
    {
      dimension: "Machines",
      unit: "instance-hours of 2 vCPU",
      source: AWS_PRICES,
      quantity: (usage, { cores, replicas }) => (1 + replicas) * Math.ceil(cores / 2) * used(usage, "hours"),
      // db.t3.large, PostgreSQL
      unitPriceUsd: () => 0.145,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, { replicas }) => ((1 + replicas) * used(usage, "storedBytes")) / GB,
      unitPriceUsd: () => 0.115,
    },
  ],
  headline: ({ cores, replicas }) => `${cores} vCPU · ${plural(replicas, "replica")}`,
  behaviour: ({ pool, flushMedianMs, flushP99Ms, lagMedianMs, lagP99Ms, ...props }, ctx) =>
    rowStore(ctx, {
      ...props,
      connectTime: pool === "kept" ? null : { exponential: 8.5 },
      flush: { medianMs: flushMedianMs, p99Ms: flushP99Ms },
      replicaLag: { medianMs: lagMedianMs, p99Ms: lagP99Ms },
    }),
  remarks: ROW_STORE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Machine lost",
      help: "The primary unless another is named: statements break off, and a replica takes over; what had not reached it is gone. Without one the store is away and comes back with all that was committed.",
      defaultDurationMs: 300_000,
      targets: ({ replicas }) => ["primary", ...Array.from({ length: replicas }, (_, i) => `replica-${i + 1}`)],
    },
    {
      id: "slow",
      label: "Slow",
      help: "Statements and flushes of the machine take four times as long.",
      defaultDurationMs: 60_000,
      amount: timesAsLong(4),
      targets: ({ replicas }) => ["primary", ...Array.from({ length: replicas }, (_, i) => `replica-${i + 1}`)],
    },
    {
      id: "replica-lag",
      label: "Replicas behind",
      help: "A long query or a slow link: changes reach the replicas five seconds later.",
      defaultDurationMs: 60_000,
      amount: byMs("replicas are further behind", 5000),
    },
  ],
  doc: {
    is: "A relational store: one machine takes all changes, each durable when the log is flushed; a unique index refuses a key that is there. Replicas apply the same changes later.",
    whenToUse: "Use it until changes pass one machine, some thousand a second, or data some TB: transactions and unique keys come free.",
    doesNotPromise:
      "A replica may not show what was just acknowledged, and a fail-over loses what it had not got. More replicas take reads, never changes.",
    weighAgainst:
      "A key-value store spreads changes over machines and has no fail-over to wait for; a key that must be unique is harder there.",
  },
  examples: [
    {
      title: "Reads from a replica",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres", settings: { readsFrom: "replicas", lagMedianMs: 200, lagP99Ms: 2000, failoverMs: 30_000 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Links that are followed at once are missing on the replica; a crash of the primary loses the newest.",
    },
    {
      title: "A connection for each statement",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres", settings: { pool: "each", replicas: 0 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Every statement takes more than ten times as long.",
    },
  ],
  migrations: [],
});
