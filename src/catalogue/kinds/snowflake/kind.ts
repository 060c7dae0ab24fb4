import { field } from "../../contract.ts";
import { mergedAsTask, askedByBoard } from "../../families/warehouse/examples.ts";
import { defineWarehouse } from "../../families/warehouse/kind.ts";
import { SORTED_BY, queriesAtOnce } from "../../families/warehouse/swap.ts";
import { SORT_ORDERS } from "../../fields/warehouse-fields.ts";
import { assumed, derived, published, recalled } from "../../prices/sources.ts";
import { DAYS_PER_MONTH, used } from "../../prices/usage.ts";
import { duration } from "../../words.ts";

const TB = 1e12;
const PRICES = published("getpricepulse.com on Snowflake prices, secondary", "2026-05");
const RECALLED = recalled("facts/storage.md 3.2", "2026");
const VIEWS_GUIDE = published(
  "Snowflake documentation, Working with Materialized Views: maintained by a background service, what they show is always current",
  "2026",
);
const CLICKBENCH = derived("ClickBench, Snowflake XS to 3XL: 43 queries in 14.3 + 109/n s over 100 M rows", "2022");

/** Credits an hour, and machines of a warehouse. */
export const SIZES = { xs: 1, s: 2, m: 4, l: 8, xl: 16, "2xl": 32, "3xl": 64, "4xl": 128 } as const;
type Size = keyof typeof SIZES;

/** By the line through the published sizes: 43 queries of 100 M rows. */
export const QUERY = { fixedMs: 14_300 / 43, rowsPerSecondPerCredit: (1e8 * 43) / 109 } as const;
const FILES_AT_ONCE_PER_CREDIT = 8;
const BYTES_PER_SECOND_PER_FILE = 75e9 / 2524;
const USD_PER_CREDIT = { standard: 2, enterprise: 3 } as const;

export const snowflake = defineWarehouse({
  id: "snowflake",
  version: 1,
  title: "Snowflake",
  summary: "A warehouse whose machines wake for a query and sleep when nobody asks; tables lie in files of their own beneath it.",
  machineFields: {
    size: field.choice({
      label: "Warehouse size",
      help: "Machines of the virtual warehouse; each size has twice those of the one before, and costs twice as much.",
      default: "xs",
      options: Object.entries(SIZES).map(([value, credits]) => ({
        value: value as Size,
        label: `${value.toUpperCase()}: ${credits} ${credits === 1 ? "credit" : "credits"} an hour`,
      })),
      source: PRICES,
    }),
    edition: field.choice({
      label: "Edition",
      help: "What a credit costs.",
      default: "standard",
      options: [
        { value: "standard", label: "Standard: 2 USD a credit" },
        { value: "enterprise", label: "Enterprise: 3 USD a credit" },
      ],
      source: PRICES,
    }),
    autoSuspendMs: field.integer({
      label: "Suspends after",
      help: "Time without a query or load after which the machines go to sleep. Until then they are paid.",
      unit: "ms",
      default: 600_000,
      min: 1000,
      max: 86_400_000,
      source: assumed("ten minutes; a warehouse for a dashboard never sleeps, one for loads may after a minute"),
    }),
  },
  ownFields: {
    sortKey: field.choice({
      label: "Clustering key",
      help: "The order of the rows of a load. Each micro-partition knows its least and greatest value, and a query leaves out those that lie beside what it asks for.",
      default: "arrival",
      options: SORT_ORDERS,
    }),
    slots: field.integer({
      label: "Queries at once",
      help: "Queries that run at once on a cluster; others wait, or wake another cluster.",
      unit: "queries",
      default: 8,
      min: 1,
      max: 32,
      source: RECALLED,
    }),
    clusters: field.integer({
      label: "Clusters at most",
      help: "Multi-cluster: further clusters of the same size wake when queries wait, and are paid while a query runs on them. Enterprise has it.",
      unit: "clusters",
      default: 1,
      min: 1,
      max: 10,
      source: RECALLED,
    }),
  },
  limits: [
    { name: "Credits", value: "1 to 128", unit: "an hour, XS to 4XL", source: PRICES },
    {
      name: "Query, median",
      value: "333 ms and 39 M rows/s per credit",
      unit: "of rows read",
      source: CLICKBENCH,
      note: "the fit misses single sizes by up to 18 %",
    },
    {
      name: "Load",
      value: 29.7,
      unit: "MB/s of raw data per file",
      source: derived("75 GB in 2,524 s (ClickBench), the same for every size", "2022"),
      note: "eight files at a time for each machine: recalled",
    },
    { name: "Resume", value: "1 to 2", unit: "s", source: RECALLED },
    { name: "Least billed", value: 60, unit: "s each time it wakes", source: RECALLED },
    {
      name: "Materialised views",
      value: "always current",
      unit: "refreshed after each change, newer rows read from the table",
      source: VIEWS_GUIDE,
      note: "here the warehouse's own machines keep them up, and not a service that is billed apart; the Enterprise edition has them",
    },
    {
      name: "Micro-partitions",
      value: "one for each file that is loaded",
      unit: "no size was found",
      source: assumed("facts/storage.md has none; nothing is clustered again later"),
    },
  ],
  prices: [
    {
      dimension: "Credits",
      unit: "credits",
      source: PRICES,
      quantity: (usage, props) => (used(usage, "awakeHours") + used(usage, "scalingHours")) * SIZES[props.size],
      unitPriceUsd: (props) => USD_PER_CREDIT[props.edition],
    },
    {
      dimension: "Storage",
      unit: "TB-months",
      source: PRICES,
      quantity: (usage, props) => ((used(usage, "storedBytes") / TB) * props.retentionDays) / DAYS_PER_MONTH,
      unitPriceUsd: () => 23,
    },
  ],
  headline: (props) => `${props.size.toUpperCase()} · sleeps after ${duration(props.autoSuspendMs)}`,
  behaviour: (props) => {
    const credits = SIZES[props.size];
    return {
      slices: FILES_AT_ONCE_PER_CREDIT * credits,
      bytesPerSecondPerSlice: BYTES_PER_SECOND_PER_FILE,
      slots: props.slots,
      scaling: props.clusters === 1 ? null : { clusters: props.clusters - 1, readyMs: 1500 },
      suspends: { afterMs: props.autoSuspendMs, resume: { fromMs: 1000, toMs: 2000 }, leastBilledMs: 60_000, eachWakePays: true },
      layout: { sortedBy: props.sortKey, spreadBy: "even", counts: "stored", slices: 1, blockBytes: null },
      leastScannedBytes: 0,
      upkeep: { refreshesEveryMs: 0, addsNewerRows: true },
      fixedMs: QUERY.fixedMs,
      rowsPerSecond: QUERY.rowsPerSecondPerCredit * credits,
    };
  },
  doc: {
    is: "Storage and machines apart: tables lie compressed in micro-partitions, and a virtual warehouse of some size wakes to load or to answer.",
    whenToUse: "Use it when load comes in bouts, teams want machines of their own over the same tables, and nobody should run a cluster.",
    doesNotPromise:
      "A dashboard that asks more often than the time to suspend keeps it awake all day. Keys are not enforced. Result cache, Snowpipe, time travel and the credits of cloud services are not modelled.",
    weighAgainst:
      "Redshift on nodes is cheaper where somebody always asks; BigQuery has no machines to size and is paid by what a query reads; Athena reads the files where they lie.",
  },
  examples: [
    {
      title: "Awake for a load and a question",
      ...askedByBoard(
        "snowflake",
        {
          loadEveryMs: 240_000,
          autoSuspendMs: 60_000,
          looksAt: "last-hours",
          queryHours: 0.05,
          slots: 1,
          clusters: 3,
          edition: "enterprise",
        },
        { viewers: 1, refreshMs: 120_000 },
      ),
      expect: "It wakes with a second or two of delay, and is paid for a minute at least each time.",
    },
    mergedAsTask("snowflake"),
  ],
  migrations: [],
  meanings: { "queries at once": queriesAtOnce("slots", 32), "sorted by": SORTED_BY },
  fixed: ["Its machines sleep when nobody asks, and are paid for a minute at least each time they wake."],
  check: (props) =>
    props.clusters > 1 && props.edition === "standard"
      ? [{ field: "clusters", message: "Several clusters need the Enterprise edition. Choose it, or keep one cluster." }]
      : [],
  advise: (props) =>
    props.autoSuspendMs < 60_000
      ? [
          {
            field: "autoSuspendMs",
            message:
              "Each wake is paid as a minute: machines that sleep and wake within one are paid for it twice. Suspend after a minute or later.",
          },
        ]
      : [],
});
