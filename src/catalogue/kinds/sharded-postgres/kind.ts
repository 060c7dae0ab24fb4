import { defineKind, field } from "../../contract.ts";
import { byMs, timesAsLong } from "../../drawing/fault-amounts.ts";
import { rowStoreOptions, shardedStore } from "../../families/tables/row-store.ts";
import { MACHINE_HOURS, coresInWords, machinesFor } from "../../families/tables/row-store-prices.ts";
import { rowStoreSwap } from "../../families/tables/row-store-swap.ts";
import { rowStoreFields } from "../../fields/row-store-fields.ts";
import { AWS_PRICES, assumed, derived, published } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { SHARDED_STORE_REMARKS } from "../../remarks/tables.ts";
import { plural } from "../../words.ts";

const GUIDE = published(
  "Grokking the System Design Interview, part 1: data partitioning of TinyURL and Instagram; facts/storage.md 4.3, 5.8",
  "2019",
);
const RESHARDS = "Only with a time at which shards are added.";
/** Machines that only know where rows are. */
const ROUTERS = 2;
/** One stream of COPY: 107,000 rows a second. */
const COPY_MS_PER_ROW = 1000 / 107_000;

/** Primaries first, then replicas, shard by shard, as the part counts them. */
const machines = ({ shards, replicas }: { readonly shards: number; readonly replicas: number }): string[] => [
  ...Array.from({ length: shards }, (_, shard) => `shard-${shard}`),
  ...Array.from({ length: shards * replicas }, (_, i) => `shard-${Math.floor(i / replicas)}-replica-${(i % replicas) + 1}`),
];

export const shardedPostgres = defineKind({
  id: "sharded-postgres",
  version: 1,
  family: "table-store",
  title: "Sharded PostgreSQL",
  alsoCalled: ["Citus", "shard"],
  nearestTo: ["Vitess", "YugabyteDB"],
  summary:
    "Rows over several primaries, each with replicas, behind a router that knows where a row is: as Citus does, and Vitess over MySQL.",
  layer: "store",
  ports: [{ id: "calls", label: "Statements", direction: "in", carries: ["calls"], required: true, help: "Reads and changes by key." }],
  fields: {
    shards: field.integer({
      label: "Shards",
      help: "Primaries that share the rows, each with its replicas.",
      unit: "shards",
      default: 4,
      min: 2,
      max: 64,
      source: derived(
        "bytes by what a shard can hold, or writes by six tenths of what a primary takes, whichever is more; facts/storage.md 4.3",
        "2026",
      ),
    }),
    placing: field.choice({
      label: "Rows are placed by",
      help: "What says which shard a row belongs to.",
      default: "directory",
      options: [
        {
          value: "directory",
          label: "a directory of logical shards",
          help: "A hash says which logical shard, a table where that is. Whole logical shards move.",
        },
        {
          value: "ring",
          label: "consistent hashing",
          help: "Points of each shard on a ring of hashes. A new shard takes a little of each other one.",
        },
        { value: "hash", label: "a hash, modulo their number", help: "Even, until their number changes: then nearly all rows move." },
        { value: "range", label: "ranges of equal size", help: "Cut by what is stored at first. Keys that grow all go to the last one." },
        {
          value: "letters",
          label: "the first letter",
          help: "A to Z in equal groups by the first letter of what is stored. A sixth of all words begin with T, and a read by key does not know the letter.",
        },
      ],
      source: GUIDE,
    }),
    shardKey: field.choice({
      label: "Shard key",
      help: "Statements that bring it go to one shard; all others to every shard, and wait for the last.",
      default: "key",
      options: [
        { value: "key", label: "the row's own key" },
        {
          value: "owner",
          label: "its owner",
          help: "Rows of one user stay together. A read by key asks every shard, and a key is unique within one shard only.",
        },
      ],
      source: GUIDE,
    }),
    virtualNodes: field.integer({
      label: "Virtual nodes",
      help: "Points of each shard on the ring: load differs by about one part in the root of them.",
      unit: "points",
      default: 100,
      min: 1,
      max: 2000,
      onlyWith: { field: "placing", values: ["ring"] },
      source: published(
        "100 points: standard deviation 10 %, 1,000: 3.2 %; Consistent hashing: algorithmic tradeoffs; facts/anchors.md R5",
        "2018",
      ),
    }),
    logicalShards: field.integer({
      label: "Logical shards",
      help: "What the directory places. They stay, whatever the number of machines.",
      unit: "shards",
      default: 256,
      min: 2,
      max: 4096,
      onlyWith: { field: "placing", values: ["directory"] },
      source: derived("64 to 1,024 logical shards mapped to servers; facts/storage.md 4.3", "2026"),
    }),
    routeTime: field.distribution({
      label: "Router",
      help: "What it adds to a statement, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 0.5, p99Ms: 2 } },
      advanced: true,
      source: published("a way there and back within the data centre, 0.5 ms; facts/storage.md 1", "2026"),
    }),
    ...rowStoreFields,
    reshardAtMs: field.optionalNumber({
      label: "Shards are added after",
      help: "Rows are then copied to their new places while it serves.",
      unit: "ms",
      default: null,
      whenGiven: 60_000,
      absent: "never",
      min: 0,
      max: 604_800_000,
    }),
    reshardTo: field.integer({
      label: "Shards afterwards",
      help: `How many there are then. ${RESHARDS}`,
      unit: "shards",
      default: 5,
      min: 2,
      max: 64,
    }),
    moveRowsPerSecond: field.integer({
      label: "Rows moved",
      help: `Copied a second, so that statements still have the machines. ${RESHARDS}`,
      unit: "rows/s",
      default: 10_000,
      min: 1,
      max: 1e7,
      source: assumed("a tenth of what one stream of COPY loads, 107,000 rows/s; facts/storage.md 4.3"),
    }),
    cutoverMs: field.integer({
      label: "Held back",
      help: `Statements for rows that have just been copied wait so long before they go to the new place. ${RESHARDS}`,
      unit: "ms",
      default: 500,
      min: 0,
      max: 60_000,
      advanced: true,
      source: assumed("the last changes are copied and the directory is told"),
    }),
  },
  limits: [
    { name: "Rows that move from 4 to 5 shards", value: "80 % by modulo, 20 % on a ring or by directory", unit: "rows", source: GUIDE },
    {
      name: "Statements to all shards",
      value: "p99 of one shard is p90 of ten",
      unit: "statements",
      source: derived("1 - (1 - p)^n; facts/storage.md 4.3", "2026"),
    },
  ],
  prices: [
    {
      dimension: "Machines",
      unit: MACHINE_HOURS,
      source: AWS_PRICES,
      quantity: (usage, { cores, replicas }) => used(usage, "shards") * (1 + replicas) * machinesFor(cores) * used(usage, "hours"),
      // db.t3.large, PostgreSQL
      unitPriceUsd: () => 0.145,
    },
    {
      dimension: "Routers",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage) => ROUTERS * used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, { replicas }) => ((1 + replicas) * (used(usage, "storedBytes") + used(usage, "stockBytes"))) / GB,
      unitPriceUsd: () => 0.115,
    },
  ],
  headline: ({ shards, cores, replicas }) => `${plural(shards, "shard")} · ${coresInWords(cores)} · ${plural(replicas, "replica")} each`,
  behaviour: (props, ctx) => {
    const {
      shards,
      placing,
      shardKey,
      virtualNodes,
      logicalShards,
      routeTime,
      reshardAtMs,
      reshardTo,
      moveRowsPerSecond,
      cutoverMs,
      ...store
    } = props;
    const reshard = {
      atMs: reshardAtMs ?? 0,
      to: Math.max(shards, reshardTo),
      rowsPerSecond: moveRowsPerSecond,
      rowMs: COPY_MS_PER_ROW,
      cutoverMs,
    };
    const placed = { shards, placing, shardKey, virtualNodes, logicalShards: Math.max(shards, reshardTo, logicalShards), routeTime };
    return shardedStore(ctx, rowStoreOptions(store), { ...placed, reshard: reshardAtMs === null ? null : reshard });
  },
  remarks: SHARDED_STORE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Shard lost",
      help: "The primary of a shard unless a replica is named: its statements break off and its rows are away until a replica takes over; what had not reached that is gone. Other shards go on.",
      defaultDurationMs: 300_000,
      targets: machines,
    },
    {
      id: "slow",
      label: "Slow",
      help: "Statements and flushes of the machine take four times as long.",
      defaultDurationMs: 60_000,
      amount: timesAsLong(4),
      targets: machines,
    },
    {
      id: "replica-lag",
      label: "Replicas behind",
      help: "A long query or a slow link: changes of a shard reach its replicas five seconds later.",
      defaultDurationMs: 60_000,
      amount: byMs("replicas are further behind", 5000),
      targets: ({ shards }) => Array.from({ length: shards }, (_, shard) => `shard-${shard}`),
    },
  ],
  doc: {
    is: "One table over several PostgreSQL primaries. A router sends each statement to the shard of its key; a directory maps many logical shards to few machines, so that some can move.",
    whenToUse: "Use it when rows or changes pass one primary, and nearly every statement brings the shard key.",
    doesNotPromise:
      "A statement without the shard key asks every shard and is as slow as the slowest. A key is unique within a shard only, and one hot key stays on one shard.",
    weighAgainst:
      "Cassandra or DynamoDB spread rows by themselves and have no primary to lose; one PostgreSQL with replicas and a cache is simpler while it lasts.",
  },
  examples: [
    {
      title: "A fifth shard is added",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        {
          id: "db",
          kind: "sharded-postgres",
          settings: { reshardAtMs: 60_000, reshardTo: 5, failoverMs: 20_000, lagMedianMs: 500, lagP99Ms: 3000 },
        },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "A fifth of the rows moves, and nobody who reads or writes notices.",
    },
    {
      title: "By first letter",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "sharded-postgres", settings: { placing: "letters", readsFrom: "replicas" } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Every read asks every shard, and the shard with T has a third of the new links.",
    },
  ],
  migrations: [],
  swap: rowStoreSwap({ ...rowStoreFields, shards: true }, ["Statements that do not bring the shard key ask every shard."]),
  check: ({ shards, reshardAtMs, reshardTo }) =>
    reshardAtMs !== null && reshardTo <= shards
      ? [{ field: "reshardTo", message: `There are ${shards} shards already; write ${shards + 1} or more, or leave the time away.` }]
      : [],
});
