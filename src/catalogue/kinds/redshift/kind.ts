import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { field } from "../../contract.ts";
import { askedByBoard, loadedAsTask, loadedByTheMinute } from "../../families/warehouse/examples.ts";
import { REDSHIFT_VIEWS, defineWarehouse } from "../../families/warehouse/kind.ts";
import { SORTED_BY, VACUUMED_BY, queriesAtOnce } from "../../families/warehouse/swap.ts";
import { SORT_ORDERS, vacuumField } from "../../fields/warehouse-fields.ts";
import { AWS_PRICES, assumed, derived, published, recalled } from "../../prices/sources.ts";
import { DAYS_PER_MONTH, GB, used } from "../../prices/usage.ts";
import { every, plural } from "../../words.ts";

const REDSHIFT_GUIDE = published("Amazon Redshift Management and Database Developer Guides, GitHub awsdocs", "2023-06");

/** What a node of each type has and costs (facts/storage.md 3.1). */
export const NODES = {
  "ra3.xlplus": { cores: 4, slices: 2, usdPerHour: 1.086 },
  "ra3.4xlarge": { cores: 12, slices: 4, usdPerHour: 3.26 },
  "ra3.16xlarge": { cores: 48, slices: 16, usdPerHour: 13.04 },
} as const;

/** Median of a query: a fixed part and 12.4 core-seconds for 100 M rows, through the first and the last of three clusters. */
export const QUERY = { fixedMs: 95, rowsPerSecondPerCore: 8.07e6 } as const;
export const BYTES_PER_SECOND_PER_SLICE = 39e6;

const ZONES = recalled("sort key, zone maps by blocks of 1 MB, distribution; facts/storage.md 3.1", "2026");
const BLOCK_BYTES = 1e6;
const HOUR_MS = 3_600_000;
const MANAGEMENT_GUIDE = published("Amazon Redshift Management Guide, pausing and resuming clusters, GitHub awsdocs", "2023-06");
/** 1.25 Gb/s for 4 vCPU up to 20 Gb/s for 64: what EC2 machines of that size sustain. */
const NETWORK_BYTES_PER_SECOND_PER_CORE = 1.25e9 / 8 / 4;
const SCALING_READY_MS = 45_000;

export const redshift = defineWarehouse({
  id: "redshift",
  version: 1,
  title: "Redshift",
  alsoCalled: ["Amazon Redshift", "data warehouse"],
  nearestTo: ["Synapse", "Teradata", "Vertica", "Greenplum"],
  summary: "A warehouse on nodes of its own: loads files by the clock with COPY, and answers SQL from a few query slots.",
  machineFields: {
    nodeType: field.choice({
      label: "Node type",
      help: "Cores, slices and price of a node.",
      default: "ra3.xlplus",
      options: [
        { value: "ra3.xlplus", label: "ra3.xlplus: 4 vCPU, 2 slices" },
        { value: "ra3.4xlarge", label: "ra3.4xlarge: 12 vCPU, 4 slices" },
        { value: "ra3.16xlarge", label: "ra3.16xlarge: 48 vCPU, 16 slices" },
      ],
    }),
    nodes: field.integer({
      label: "Nodes",
      help: "Nodes of the cluster.",
      unit: "nodes",
      default: 2,
      min: 1,
      max: 128,
      source: REDSHIFT_GUIDE,
    }),
  },
  ownFields: {
    sortKey: field.choice({
      label: "Sort key",
      help: "The order of the rows of a load. Each block of 1 MB knows its least and greatest value, and a query leaves out blocks that lie beside what it asks for.",
      default: "arrival",
      options: SORT_ORDERS,
      source: ZONES,
    }),
    distKey: field.choice({
      label: "Distribution",
      help: "Which slice has a row. By user, all rows of a user lie together: joins with users move nothing, and a slice with busy users is the last to be done.",
      default: "even",
      options: [
        { value: "even", label: "EVEN: in turn" },
        { value: "user", label: "KEY: by user" },
      ],
      source: ZONES,
    }),
    scalingClusters: field.integer({
      label: "Scaling clusters",
      help: "Clusters that come to help when every slot is taken. Each is paid by the second, at the price of the nodes, while a query runs on it.",
      unit: "clusters",
      default: 0,
      min: 0,
      max: 10,
      source: REDSHIFT_GUIDE,
    }),
    pauseAtMs: field.optionalNumber({
      label: "Paused from",
      help: "Time of the day, UTC, at which a schedule pauses the cluster: queries break off, nobody can connect, and its nodes are not paid once it is paused. null: it runs day and night.",
      unit: "ms",
      default: null,
      whenGiven: 20 * HOUR_MS,
      absent: "never",
      min: 0,
      max: 24 * HOUR_MS - 1,
      source: MANAGEMENT_GUIDE,
    }),
    resumeAtMs: field.integer({
      label: "Resumed at",
      help: "Time of the day, UTC, at which it is resumed, and paid again. Where a schedule pauses it.",
      unit: "ms",
      default: 6 * HOUR_MS,
      min: 0,
      max: 24 * HOUR_MS - 1,
    }),
    pausingMs: field.integer({
      label: "Pausing takes",
      help: "From the pause until its nodes are no longer paid: a snapshot is taken.",
      unit: "ms",
      default: 600_000,
      min: 0,
      max: 3_600_000,
      advanced: true,
      source: assumed("the guide: typically within 15 minutes"),
    }),
    resumingMs: field.integer({
      label: "Resuming takes",
      help: "From the resume until queries are answered.",
      unit: "ms",
      default: 300_000,
      min: 0,
      max: 3_600_000,
      advanced: true,
      source: assumed("the guide: several minutes, by the size of the cluster"),
    }),
    vacuum: vacuumField,
    slots: field.integer({
      label: "Query slots",
      help: "Queries that run at once (WLM); others wait. Loads have a queue of their own here.",
      unit: "queries",
      default: 5,
      min: 1,
      max: 50,
      source: REDSHIFT_GUIDE,
    }),
  },
  limits: [
    {
      name: "COPY",
      value: 39,
      unit: "MB/s of raw data per slice, one file on one slice",
      source: derived("75 GB in one file: 1,904 s on 16 slices and 1,829 s on 64 (ClickBench)", "2022"),
    },
    {
      name: "Files of a load",
      value: "a multiple of the slices",
      unit: "of 1 MB to 1 GB each, compressed",
      source: REDSHIFT_GUIDE,
      note: "a file is read by one slice here, whatever its format",
    },
    {
      name: "MERGE, DELETE and INSERT",
      value: "one query",
      unit: "over the staged rows and those of the table they may meet",
      source: assumed("at the pace of queries"),
    },
    {
      name: "Commit",
      value: "1 to 3 s",
      unit: "each, one after the other",
      source: assumed("facts/storage.md 3.1: a working value"),
    },
    {
      name: "Query, median",
      value: "95 ms and 8.07 M rows/s per vCPU",
      unit: "of all rows",
      source: derived(
        "hot medians over 100 M rows: 0.87 s on 16 vCPU, 0.45 on 48, 0.16 on 192; the line meets the outer two and is 22 % below the middle",
        "2022",
      ),
      note: "the first run of a query takes 1 to 5 s more (compilation), which a run does not have",
    },
    {
      name: "Query, p99",
      value: "10 times the median",
      unit: "log-normal",
      source: assumed("facts/storage.md 3.1: a working value"),
    },
    {
      name: "Query slots",
      value: "5 by default, 50 at most, 15 or fewer advised",
      unit: "queries",
      source: REDSHIFT_GUIDE,
      note: "queries that run side by side do not slow each other here: many slots flatter",
    },
    {
      name: "Blocks",
      value: 1,
      unit: "MB of one column, with its least and greatest value",
      source: ZONES,
      note: "each load begins new blocks here",
    },
    {
      name: "VACUUM",
      value: "leaves out the sort above 95 %",
      unit: "of the rows sorted",
      source: REDSHIFT_GUIDE,
      note: "it reads and writes each row it touches once at the pace of queries: assumed; DML beside it is not slowed",
    },
    {
      name: "Materialised views",
      value: "AUTO REFRESH NO",
      unit: "unless a view says otherwise",
      source: REDSHIFT_GUIDE,
      note: "what a view shows is as old as its last refresh; one that refreshes itself does so as soon as a load has committed here",
    },
    {
      name: "Scaling cluster ready",
      value: 45,
      unit: "s",
      source: recalled("30 to 60 s; facts/storage.md 3.1", "2026"),
      note: "the hour a day that is free is not taken off",
    },
    {
      name: "Paused",
      value: "no connections, no queries",
      unit: "nodes not paid, storage paid",
      source: MANAGEMENT_GUIDE,
      note: "who asks meanwhile is answered once it is back; that queries are slower for a while then is not modelled",
    },
    {
      name: "Between nodes",
      value: 39,
      unit: "MB/s for each vCPU of a node",
      source: derived("EC2 machines of a like size: 1.25 Gb/s with 4 vCPU, 20 Gb/s with 64; none is published for these nodes", "2026"),
    },
    {
      name: "Node lost",
      value: "minutes without answers",
      unit: "queries abort, nothing committed is lost",
      source: recalled("nodes are replaced automatically; data of RA3 lies in S3", "2026"),
    },
  ],
  prices: [
    {
      dimension: "Nodes",
      unit: "node-hours",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; ra3.xlplus as recalled` },
      quantity: (usage, props) => props.nodes * used(usage, props.pauseAtMs === null ? "hours" : "paidHours"),
      unitPriceUsd: (props) => NODES[props.nodeType].usdPerHour,
    },
    {
      dimension: "Concurrency scaling",
      unit: "node-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => used(usage, "scalingHours") * props.nodes,
      unitPriceUsd: (props) => NODES[props.nodeType].usdPerHour,
    },
    {
      dimension: "Managed storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, props) => ((used(usage, "storedBytes") / GB) * props.retentionDays) / DAYS_PER_MONTH,
      unitPriceUsd: () => 0.024,
    },
  ],
  headline: (props) => `${plural(props.nodes, "node")} ${props.nodeType} · COPY ${every(props.loadEveryMs)}`,
  behaviour: (props) => {
    const { cores, slices } = NODES[props.nodeType];
    return {
      slices: slices * props.nodes,
      bytesPerSecondPerSlice: BYTES_PER_SECOND_PER_SLICE,
      slots: props.slots,
      scaling: props.scalingClusters === 0 ? null : { clusters: props.scalingClusters, readyMs: SCALING_READY_MS },
      suspends: null,
      pauses:
        props.pauseAtMs === null
          ? null
          : { atMs: props.pauseAtMs, resumeAtMs: props.resumeAtMs, pausingMs: props.pausingMs, resumingMs: props.resumingMs },
      network: { machines: props.nodes, bytesPerSecondEach: NETWORK_BYTES_PER_SECOND_PER_CORE * cores },
      layout: {
        ...{ sortedBy: props.sortKey, spreadBy: props.distKey, counts: "stored" },
        ...{ slices: slices * props.nodes, blockBytes: BLOCK_BYTES },
      },
      leastScannedBytes: 0,
      upkeep: REDSHIFT_VIEWS,
      vacuum: props.vacuum,
      fixedMs: QUERY.fixedMs,
      rowsPerSecond: QUERY.rowsPerSecondPerCore * cores * props.nodes,
    };
  },
  away: {
    id: "crash",
    label: "Node lost",
    help: "The cluster answers nothing until the node is replaced; a COPY that ran is rolled back: one of its own clock begins again, a task fails. Queries that ran are counted, their second try is not timed.",
    defaultDurationMs: 300_000,
  },
  slow: {
    id: "slow",
    label: "Slow cluster",
    help: "Queries and loads take four times as long.",
    defaultDurationMs: 600_000,
    amount: timesAsLong(4),
  },
  doc: {
    is: "A columnar database on a cluster of nodes. Files are copied into it in batches, and SQL over everything is answered by all nodes together. Where it loads events, tables for users and items can be drawn beside them: they have a row for each one met.",
    whenToUse: "Use it for reports and dashboards that join and scan a lot, all day long, over data that may be some minutes old.",
    doesNotPromise:
      "No row is fresher than the last COPY, which knows neither keys nor what it has loaded: unique keys are not enforced. A few query slots are all there is, so a crowd queues; a single large file loads no faster on more nodes.",
    weighAgainst:
      "Athena reads the same files without a cluster and pays per query, slower at each one. Druid shows rows within seconds and answers simpler questions faster.",
  },
  examples: [
    {
      title: "Fresh as the last COPY",
      ...askedByBoard("redshift", { loadEveryMs: 60_000 }, {}),
      expect: "Events are seen two to three minutes after they happened: a file's period, a COPY's period, and the load.",
    },
    {
      title: "A crowd in five slots",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "board", kind: "dashboard", settings: { viewers: 400, refreshMs: 10_000 } },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> board.rows",
      ],
      expect: "Queries find every slot taken and wait; a run with more slots answers sooner.",
    },
    {
      title: "COPY as a task, and an answer that was lost",
      ...loadedAsTask("redshift", {}),
      expect: "Where an answer is lost the task is tried again, and what it had committed stands there twice; with a merge it does not.",
    },
    {
      title: "The hour of its interval, merged",
      ...loadedAsTask("redshift", { reads: "interval", loads: "merge" }),
      expect: "Every load takes the hour again from its first file on, and no row is there twice.",
    },
    {
      title: "A partition deleted for its newest file",
      ...loadedByTheMinute("redshift", { loadEveryMs: 60_000, loads: "delete-insert" }, [], []),
      expect: "Each load deletes its hour and brings one minute of it: the rest is gone.",
    },
    {
      title: "A cluster that comes to help",
      ...askedByBoard(
        "redshift",
        { loadEveryMs: 60_000, slots: 2, scalingClusters: 2, looksAt: "last-hours", queryHours: 0.05, sortKey: "time", distKey: "user" },
        { viewers: 400, refreshMs: 10_000 },
      ),
      expect: "Queries that find both slots taken go to another cluster 45 s later, and only the blocks of the last minutes are read.",
    },
    {
      title: "Rows that were deleted and lie there",
      ...askedByBoard("redshift", { loadEveryMs: 60_000, reads: "everything", loads: "truncate", vacuum: "told" }, { viewers: 5 }),
      expect: "Every load replaces everything, and every query looks through all that was replaced: nobody vacuums.",
    },
    {
      title: "Paused for the night",
      ...askedByBoard(
        "redshift",
        {
          loadEveryMs: 60_000,
          pauseAtMs: 19 * HOUR_MS + 240_000,
          resumeAtMs: 19 * HOUR_MS + 360_000,
          pausingMs: 30_000,
          resumingMs: 60_000,
          joinsUsers: true,
        },
        {},
      ),
      expect: "At 19:04 nobody is answered for three minutes, of which a minute and a half are not paid.",
    },
    {
      title: "One file for eight slices",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, keys: 100, bytes: 200_000 } },
        {
          id: "drop",
          kind: "batch-drop",
          settings: { everyMs: 4000, makingMedianMs: 1, makingP99Ms: 1, pollMs: 1, uploadMbPerSecond: 1250 },
        },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { nodes: 4, loadEveryMs: 5000 } },
      ],
      wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> warehouse.data"],
      expect: "A load reads for four seconds by one slice while seven wait.",
    },
  ],
  migrations: [],
  check: (props) =>
    props.pauseAtMs === null || Math.round(props.pauseAtMs) !== props.resumeAtMs
      ? []
      : [{ field: "resumeAtMs", message: "It cannot be resumed in the instant in which it is paused. Choose another time of the day." }],
  meanings: { "queries at once": queriesAtOnce("slots", 50), "sorted by": SORTED_BY, "deleted rows go": VACUUMED_BY },
  fixed: ["Nodes are paid day and night, asked or not."],
  advise: (props) =>
    props.slots > 15
      ? [
          {
            field: "slots",
            message: "AWS advises 15 slots or fewer: they share the memory of the nodes, which a run does not show. Use more nodes.",
          },
        ]
      : [],
});
