import { field } from "../../contract.ts";
import { mergedAsTask, askedByBoard } from "../../families/warehouse/examples.ts";
import { defineWarehouse } from "../../families/warehouse/kind.ts";
import { queriesAtOnce } from "../../families/warehouse/swap.ts";
import { assumed, derived, published, recalled } from "../../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";

const TIB = 1024 ** 4;
const LEAST_BYTES = 10e6;
const STORAGE = published("getpricepulse.com on BigQuery prices, secondary", "2026-05");
const RECALLED = recalled("facts/storage.md 3.2", "2026");
const CLICKBENCH = derived("ClickBench, BigQuery: median 0.54 s over 100 M rows, taken at 2,000 slots and half of it fixed", "2025-10");

const VIEWS = published("BigQuery API reference, MaterializedViewDefinition: enableRefresh true, refreshIntervalMs 1800000", "2026");
const VIEWS_EVERY_MS = 1_800_000;

/** The share that is fixed is assumed. */
export const QUERY = { fixedMs: 270, rowsPerSecondPerSlot: 1e8 / 0.27 / 2000 } as const;

export const bigquery = defineWarehouse({
  id: "bigquery",
  version: 1,
  title: "BigQuery",
  alsoCalled: ["Google BigQuery"],
  summary: "A warehouse without machines to size: a query is paid by the bytes it reads, or slots are by the hour.",
  machineFields: {
    pricing: field.choice({
      label: "Paid by",
      help: "On demand each query pays for the bytes it reads and shares 2,000 slots; with an edition slots are paid by the hour, asked or not.",
      default: "on-demand",
      options: [
        { value: "on-demand", label: "bytes read (on demand)" },
        { value: "edition", label: "slots by the hour (edition)" },
      ],
      source: RECALLED,
    }),
    slots: field.integer({
      label: "Slots",
      help: "Units of work at once, shared by all queries. On demand there are 2,000.",
      unit: "slots",
      default: 100,
      min: 50,
      max: 20_000,
      onlyWith: { field: "pricing", values: ["edition"] },
    }),
  },
  ownFields: {
    partitioned: field.boolean({
      label: "Partitioned by hour",
      help: "A query over the last hours reads only their partitions. Without partitions every query reads its columns whole.",
      default: true,
    }),
    concurrency: field.integer({
      label: "Queries at once",
      help: "Interactive queries that run at once; more are queued.",
      unit: "queries",
      default: 100,
      min: 1,
      max: 1000,
      source: RECALLED,
    }),
  },
  limits: [
    {
      name: "Least billed",
      value: 10,
      unit: "MB a query",
      source: recalled("BigQuery pricing: 10 MB minimum of each table a query reads", "2026"),
    },
    { name: "Slots on demand", value: 2000, unit: "slots", source: RECALLED },
    { name: "Query, median", value: "270 ms and 185,000 rows/s per slot", unit: "of rows read", source: CLICKBENCH },
    {
      name: "Load",
      value: 96.5,
      unit: "MB/s of raw data per file, free of charge",
      source: derived("75 GB in 777 s (ClickBench)", "2025-10"),
      note: "a hundred files side by side: assumed",
    },
    {
      name: "Materialised views",
      value: "30 min",
      unit: "between two refreshes by themselves, after the table has changed",
      source: VIEWS,
      note: "newer rows are read from the table with each query; the refresh itself is a query of this part here",
    },
    {
      name: "Clustering",
      value: "not modelled",
      unit: "no size of a block was found",
      source: assumed("facts/storage.md has none"),
      note: "a query for one user reads its columns whole",
    },
  ],
  prices: [
    {
      dimension: "Bytes read",
      unit: "TiB",
      source: recalled("BigQuery on demand: 6.25 USD per TiB since 2023-07; facts/storage.md 3.2", "2026"),
      quantity: (usage, props) => (props.pricing === "on-demand" ? used(usage, "scannedBytes") / TIB : 0),
      unitPriceUsd: () => 6.25,
    },
    {
      dimension: "Slots",
      unit: "slot-hours",
      source: recalled("BigQuery editions: 0.04 to 0.06 USD a slot-hour; facts/storage.md 3.2, the lower one", "2026"),
      quantity: (usage, props) => (props.pricing === "edition" ? props.slots * used(usage, "hours") : 0),
      unitPriceUsd: () => 0.04,
    },
    {
      dimension: "Active storage",
      unit: "GB-months",
      source: STORAGE,
      quantity: (usage, props) => ((used(usage, "bytesIn") / GB) * props.retentionDays) / DAYS_PER_MONTH,
      unitPriceUsd: () => 0.02,
    },
  ],
  headline: (props) => (props.pricing === "on-demand" ? "paid by bytes read" : `${plural(props.slots, "slot")} day and night`),
  behaviour: (props) => {
    const slots = props.pricing === "on-demand" ? 2000 : props.slots;
    return {
      slices: 100,
      bytesPerSecondPerSlice: 75e9 / 777,
      slots: props.concurrency,
      scaling: null,
      suspends: null,
      // Bytes are counted as the rows came, not as they are stored.
      layout: { sortedBy: "arrival", spreadBy: "even", counts: "raw", slices: 1, blockBytes: null },
      prunes: props.partitioned ? ["last-hours"] : [],
      leastScannedBytes: LEAST_BYTES,
      upkeep: { refreshesEveryMs: VIEWS_EVERY_MS, addsNewerRows: true },
      fixedMs: QUERY.fixedMs,
      rowsPerSecond: QUERY.rowsPerSecondPerSlot * slots,
    };
  },
  doc: {
    is: "A columnar store and thousands of slots that all customers share: nothing of it is yours to size, and every query names what it has read.",
    whenToUse: "Use it when questions come in bouts over large tables that are partitioned by time, and nobody should keep machines.",
    doesNotPromise:
      "A query that reads everything is not stopped, only paid. Half of the published median is taken as fixed here, and bytes are those of the rows as they came. Streaming inserts and long-term storage are not modelled.",
    weighAgainst:
      "A Redshift on nodes costs the same however often it is asked. Snowflake is paid by the second awake. Athena is paid by compressed bytes of files that lie in S3 anyway.",
  },
  examples: [
    {
      title: "Paid by what is read",
      ...askedByBoard("bigquery", { loadEveryMs: 60_000, looksAt: "last-hours", queryHours: 1 }, { viewers: 20 }),
      expect: "Each small query is paid as 10 MB.",
    },
    mergedAsTask("bigquery"),
  ],
  migrations: [],
  meanings: { "queries at once": queriesAtOnce("concurrency", 1000) },
  fixed: ["Queries are paid by the bytes they read, 10 MB at least."],
  advise: (props) =>
    props.looksAt === "last-hours" && !props.partitioned
      ? [
          {
            field: "partitioned",
            message: "Without partitions a query over the last hours reads and pays for everything. Partition by hour.",
          },
        ]
      : [],
});
