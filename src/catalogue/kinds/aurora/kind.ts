import { defineKind, field } from "../../contract.ts";
import { rowStore, rowStoreOptions } from "../../families/tables/row-store.ts";
import { MACHINE_HOURS, coresInWords, machinesFor } from "../../families/tables/row-store-prices.ts";
import { rowStoreFaults, rowStoreSwap } from "../../families/tables/row-store-swap.ts";
import { rowStoreFields } from "../../fields/row-store-fields.ts";
import { AWS_PRICES, NETFLIX_MODELS, assumed, published } from "../../prices/sources.ts";
import { GB, MILLION, used } from "../../prices/usage.ts";
import { ROW_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const AURORA = published("Amazon Aurora user guide: replicas, fail-over; facts/storage.md 4.3", "2026");
const AURORA_PAPER = published("Verbitski et al., SIGMOD 2017, SysBench write-only; facts/storage.md 4.3", "2017");
const { waitsForReplica: _, ...kept } = rowStoreFields;

const fields = {
  ...kept,
  lagMedianMs: field.number({
    label: "Replica behind, median",
    help: "From commit to visible on a replica. Only with replicas.",
    unit: "ms",
    default: 20,
    min: 0.1,
    max: 600_000,
    advanced: true,
    source: AURORA,
  }),
  lagP99Ms: field.number({
    label: "Replica behind, p99",
    help: "One change in a hundred takes longer, and those behind it wait for it. Only with replicas.",
    unit: "ms",
    default: 100,
    min: 0.1,
    max: 3_600_000,
    advanced: true,
    source: assumed("“usually much less than 100 ms”, Amazon Aurora user guide; facts/storage.md 4.3"),
  }),
  failoverMs: field.integer({
    label: "Fail-over",
    help: "From the death of the primary until a replica serves in its place and everybody knows.",
    unit: "ms",
    default: 30_000,
    min: 100,
    max: 3_600_000,
    source: published("below 60 s with a replica, often below 30; below 10 minutes without; facts/storage.md 4.3", "2026"),
  }),
};

export const aurora = defineKind({
  id: "aurora",
  version: 1,
  family: "table-store",
  title: "Amazon Aurora",
  summary: "Rows by a unique key on one primary; replicas read the same storage, so whoever takes over has every commit.",
  layer: "store",
  ports: [{ id: "calls", label: "Statements", direction: "in", carries: ["calls"], required: true, help: "Reads and changes by key." }],
  fields,
  limits: [
    { name: "Replicas", value: 15, unit: "replicas", source: AURORA },
    {
      name: "Changes of one primary",
      value: 15_210,
      unit: "changes/s",
      source: AURORA_PAPER,
      note: "mirrored MySQL 433 in the same set-up",
    },
    { name: "Planning value of a read and a change", value: "3.5 and 5", unit: "core-ms", source: NETFLIX_MODELS },
  ],
  prices: [
    {
      dimension: "Machines",
      unit: MACHINE_HOURS,
      source: AWS_PRICES,
      quantity: (usage, { cores, replicas }) => (1 + replicas) * machinesFor(cores) * used(usage, "hours"),
      // db.r4.large
      unitPriceUsd: () => 0.29,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage) => (used(usage, "storedBytes") + used(usage, "stockBytes")) / GB,
      unitPriceUsd: () => 0.1,
    },
    {
      dimension: "I/O of changes",
      unit: "million requests",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "writes") / MILLION,
      unitPriceUsd: () => 0.2,
    },
  ],
  headline: ({ cores, replicas }) => `${coresInWords(cores)} · ${plural(replicas, "replica")}`,
  behaviour: (props, ctx) => rowStore(ctx, rowStoreOptions({ ...props, waitsForReplica: false }, true)),
  remarks: ROW_STORE_REMARKS,
  faults: rowStoreFaults,
  swap: rowStoreSwap(fields, ["Primary and replicas have one storage: a fail-over loses no commit, and storage is paid once."]),
  doc: {
    is: "A relational store whose machines share a storage of six copies in three zones: the primary sends it log records, replicas read from it and keep their caches up to date.",
    whenToUse: "Use it where a fail-over must lose nothing without every commit waiting for a replica, and where storage grows by itself.",
    doesNotPromise:
      "One primary takes all changes. A replica may not show what was just acknowledged. Reads that miss its memory are paid by the million, and not counted here.",
    weighAgainst:
      "PostgreSQL or MySQL on machines of one's own cost half for each of them; a commit that waits for a replica gives the same safety.",
  },
  examples: [
    {
      title: "A fail-over that loses nothing",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "aurora", settings: { failoverMs: 20_000 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "A crash of the primary refuses statements for 20 s, and every commit is there afterwards.",
    },
    {
      title: "Reads from its replica",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "aurora", settings: { readsFrom: "replicas" } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Hardly anything that is followed at once is missing: the replica is some 20 ms behind.",
    },
  ],
  migrations: [],
});
