import { defineKind } from "../../contract.ts";
import { PROBE_MS, rowStore, rowStoreOptions } from "../../families/tables/row-store.ts";
import { coresInWords, rowStorePrices } from "../../families/tables/row-store-prices.ts";
import { rowStoreFaults, rowStoreSwap } from "../../families/tables/row-store-swap.ts";
import { POSTGRES_AS_RUN, rowStoreFields } from "../../fields/row-store-fields.ts";
import { derived } from "../../prices/sources.ts";
import { ROW_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const RAN = POSTGRES_AS_RUN;

export const postgres = defineKind({
  id: "postgres",
  version: 1,
  family: "table-store",
  title: "PostgreSQL",
  alsoCalled: ["Postgres", "SQL database", "relational database"],
  nearestTo: ["RDS", "SQL Server", "Oracle", "CockroachDB", "Spanner", "SQLite"],
  summary: "Rows by a unique key on one primary, with replicas that follow it and take over when it dies.",
  layer: "store",
  ports: [{ id: "calls", label: "Statements", direction: "in", carries: ["calls"], required: true, help: "Reads and changes by key." }],
  fields: {
    ...rowStoreFields,
  },
  limits: [
    { name: "max_connections", value: 100, unit: "connections", source: RAN, note: "three of them for superusers" },
    { name: "A connection of its own", value: 8.5, unit: "ms", source: RAN, note: "8.5 and 30 ms in two rounds" },
    {
      name: "Each further list, or row of a list, of one statement",
      value: PROBE_MS,
      unit: "ms",
      source: derived("pgbench, select-only, 0.103 ms a statement; facts/anchors.md 5, R10", "2026"),
      note: "of a core: an index is entered once more",
    },
    {
      name: "Updates of one row",
      value: "one a flush",
      unit: "updates",
      source: RAN,
      note: "about 220 a second at 4 ms, whatever the clients",
    },
  ],
  // db.t3.large, PostgreSQL
  prices: rowStorePrices(0.145),
  headline: ({ cores, replicas }) => `${coresInWords(cores)} · ${plural(replicas, "replica")}`,
  behaviour: (props, ctx) => rowStore(ctx, rowStoreOptions(props)),
  remarks: ROW_STORE_REMARKS,
  faults: rowStoreFaults,
  swap: rowStoreSwap(rowStoreFields, []),
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
