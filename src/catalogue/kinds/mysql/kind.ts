import { defineKind } from "../../contract.ts";
import { coresInWords, rowStorePrices } from "../../families/tables/row-store-prices.ts";
import { rowStore, rowStoreOptions } from "../../families/tables/row-store.ts";
import { rowStoreFaults, rowStoreSwap } from "../../families/tables/row-store-swap.ts";
import { rowStoreFields } from "../../fields/row-store-fields.ts";
import { derived, published } from "../../prices/sources.ts";
import { ROW_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const AURORA_PAPER = published("Verbitski et al., SIGMOD 2017, SysBench write-only, 30 minutes; facts/storage.md 4.3", "2017");

export const mysql = defineKind({
  id: "mysql",
  version: 1,
  family: "table-store",
  title: "MySQL",
  summary: "Rows by a unique key on one primary, with replicas that apply its changes one after another.",
  layer: "store",
  ports: [{ id: "calls", label: "Statements", direction: "in", carries: ["calls"], required: true, help: "Reads and changes by key." }],
  fields: { ...rowStoreFields },
  limits: [
    { name: "Mirrored over two zones", value: 433, unit: "changes/s", source: AURORA_PAPER, note: "Aurora 15,210 in the same set-up" },
    {
      name: "A replica behind",
      value: "without bound",
      unit: "s",
      source: derived("when more is written than one thread applies; facts/storage.md 4.3", "2026"),
    },
  ],
  // db.t3.large, MySQL
  prices: rowStorePrices(0.136),
  headline: ({ cores, replicas }) => `${coresInWords(cores)} · ${plural(replicas, "replica")}`,
  behaviour: (props, ctx) => rowStore(ctx, rowStoreOptions(props)),
  remarks: ROW_STORE_REMARKS,
  faults: rowStoreFaults,
  swap: rowStoreSwap(rowStoreFields, ["Times are those of PostgreSQL until you set your own: nobody published both side by side."]),
  doc: {
    is: "A relational store: one machine takes all changes, each durable when the redo log is flushed; replicas apply the same changes later, in their order.",
    whenToUse: "Use it as PostgreSQL, where your people know it, or where Vitess is to shard it one day.",
    doesNotPromise:
      "A replica may not show what was just acknowledged, and a fail-over loses what it had not got, unless commits wait for it.",
    weighAgainst:
      "Aurora keeps one storage for primary and replicas: a fail-over loses nothing and takes half as long, at more for each machine.",
  },
  examples: [
    {
      title: "Reads from a replica",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "mysql", settings: { readsFrom: "replicas", lagMedianMs: 200, lagP99Ms: 2000, failoverMs: 30_000 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Links that are followed at once are missing on the replica; a crash of the primary loses the newest.",
    },
    {
      title: "Commits wait for a replica",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "mysql", settings: { waitsForReplica: true } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Each change takes as long as the replica is behind, and a crash loses none.",
    },
  ],
  migrations: [],
});
