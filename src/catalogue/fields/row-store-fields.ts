import { field } from "../contract.ts";
import { assumed, derived, published } from "../prices/sources.ts";

export const POSTGRES_AS_RUN = published("PostgreSQL 15.18 when run, defaults, loopback; facts/engines-2026-11.md", "2026-11");
const HAS_REPLICAS = "Only with replicas.";

/** Settings of each machine of a relational store, and of the replicas that follow a primary. */
export const rowStoreFields = {
  cores: field.integer({
    label: "Cores",
    help: "Of each machine: statements that work at once. The machines one can rent have an even number, and all of it is paid.",
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
    source: POSTGRES_AS_RUN,
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
    source: POSTGRES_AS_RUN,
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
};
