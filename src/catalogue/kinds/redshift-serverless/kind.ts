import { field } from "../../contract.ts";
import { mergedAsTask, askedByBoard } from "../../families/warehouse/examples.ts";
import { REDSHIFT_VIEWS, defineWarehouse } from "../../families/warehouse/kind.ts";
import { SORTED_BY, VACUUMED_BY, queriesAtOnce } from "../../families/warehouse/swap.ts";
import { SORT_ORDERS, vacuumField } from "../../fields/warehouse-fields.ts";
import { AWS_PRICES, assumed, derived, published, recalled } from "../../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";

const PRICE_PAGE = published("AWS price page of Redshift as read by api-evangelist/amazon-redshift, GitHub", "2026-10");
const GUIDE = published("Amazon Redshift Management Guide, GitHub awsdocs", "2023-06");
const CLICKBENCH = derived(
  "ClickBench, Redshift Serverless: hot median 0.36 s over 100 M rows, taken at the 128 RPU it comes with",
  "2022",
);

/** 95 ms as on nodes, and the rest of the median for the rows. */
export const QUERY = { fixedMs: 95, rowsPerSecondPerRpu: 1e8 / (0.36 - 0.095) / 128 } as const;
const BYTES_PER_SECOND_PER_SLICE = 39.7e6;
/** 24 GB of memory a slice, as ra3.4xlarge has; an RPU has 16. */
const RPU_PER_SLICE = 1.5;

const slicesOf = (rpus: number): number => Math.max(1, Math.round(rpus / RPU_PER_SLICE));

export const redshiftServerless = defineWarehouse({
  id: "redshift-serverless",
  version: 1,
  title: "Redshift Serverless",
  summary: "Redshift without nodes to keep: paid by the second while it loads or answers, and not in between.",
  machineFields: {
    rpus: field.integer({
      label: "Base capacity",
      help: "Redshift processing units: 16 GB of memory each, and the cores that come with them.",
      unit: "RPU",
      default: 128,
      min: 4,
      max: 512,
      source: { ...PRICE_PAGE, text: `${PRICE_PAGE.text}: 128 unless set, 4 at least` },
    }),
  },
  ownFields: {
    sortKey: field.choice({
      label: "Sort key",
      help: "The order of the rows of a load. Each block of 1 MB knows its least and greatest value, and a query leaves out blocks that lie beside what it asks for.",
      default: "arrival",
      options: SORT_ORDERS,
      source: recalled("zone maps by blocks of 1 MB; facts/storage.md 3.1", "2026"),
    }),
    vacuum: vacuumField,
    slots: field.integer({
      label: "Queries at once",
      help: "Queries that run at once; others wait.",
      unit: "queries",
      default: 15,
      min: 1,
      max: 50,
      source: assumed("as many as AWS advises for nodes; Serverless decides by itself"),
    }),
  },
  limits: [
    { name: "Least billed", value: 60, unit: "s each time it wakes", source: GUIDE },
    { name: "Capacity", value: "4 to 512", unit: "RPU of 16 GB", source: PRICE_PAGE },
    { name: "Query, median", value: "95 ms and 2.95 M rows/s per RPU", unit: "of rows read", source: CLICKBENCH },
    {
      name: "Load",
      value: 39.7,
      unit: "MB/s of raw data per file, a file at a time for every 1.5 RPU",
      source: derived("75 GB in one file in 1,889 s (ClickBench); as much memory for a slice as ra3.4xlarge has", "2022"),
    },
    {
      name: "Waking",
      value: "at once",
      unit: "no figure was found",
      source: assumed("facts/storage.md has none"),
      note: "capacity does not grow with the load here",
    },
  ],
  prices: [
    {
      dimension: "RPU-hours",
      unit: "RPU-hours",
      source: PRICE_PAGE,
      quantity: (usage, props) => used(usage, "awakeHours") * props.rpus,
      unitPriceUsd: () => 0.375,
    },
    {
      dimension: "Managed storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, props) => ((used(usage, "storedBytes") / GB) * props.retentionDays) / DAYS_PER_MONTH,
      unitPriceUsd: () => 0.024,
    },
  ],
  headline: (props) => `${plural(props.rpus, "RPU", "RPU")} while it works`,
  behaviour: (props) => ({
    slices: slicesOf(props.rpus),
    bytesPerSecondPerSlice: BYTES_PER_SECOND_PER_SLICE,
    slots: props.slots,
    scaling: null,
    suspends: { afterMs: 0, resume: { fromMs: 0, toMs: 0 }, leastBilledMs: 60_000, eachWakePays: false },
    layout: { sortedBy: props.sortKey, spreadBy: "even", counts: "stored", slices: slicesOf(props.rpus), blockBytes: 1e6 },
    leastScannedBytes: 0,
    upkeep: REDSHIFT_VIEWS,
    vacuum: props.vacuum,
    fixedMs: QUERY.fixedMs,
    rowsPerSecond: QUERY.rowsPerSecondPerRpu * props.rpus,
  }),
  doc: {
    is: "The engine of Redshift on machines that AWS keeps: it wakes when a load or a query comes, and is paid by the second until nothing runs.",
    whenToUse: "Use it for work by the hour and questions now and then, when nodes would stand idle most of the day.",
    doesNotPromise:
      "Every wake is paid as a minute at least: a dashboard that asks each half minute keeps it awake and paid all day. Unique keys are not enforced, as on nodes.",
    weighAgainst:
      "Nodes cost the same asked or not, and less where somebody always asks. Athena reads files where they lie and is paid by what it reads.",
  },
  examples: [
    {
      title: "Paid while it works",
      ...askedByBoard(
        "redshift-serverless",
        { loadEveryMs: 180_000, looksAt: "last-hours", queryHours: 0.05, sortKey: "time", rpus: 8 },
        { viewers: 2 },
      ),
      expect: "Each query is paid as a minute of all its capacity: a quiet dashboard costs more by the question than a busy one.",
    },
    mergedAsTask("redshift-serverless"),
  ],
  migrations: [],
  meanings: { "queries at once": queriesAtOnce("slots", 50), "sorted by": SORTED_BY, "deleted rows go": VACUUMED_BY },
  fixed: ["It is paid by the second while it loads or answers, a minute at least."],
});
