import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { columnList, qualityCheck, rangeList } from "../../families/jobs/quality-check.ts";
import { ROWS_UNREAD } from "../../causes/unread.ts";
import { batchJobFields, OPEN_FILE } from "../../fields/batch-job-fields.ts";
import { STARTING_FAMILIES, TASK_FAMILIES } from "../../fields/task-ports.ts";
import { AWS_PRICES, assumed, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { QUALITY_REMARKS } from "../../remarks/quality.ts";
import { plural } from "../../words.ts";

const GLUE_API = recalled("Glue API, StartDataQualityRulesetEvaluationRun: NumberOfWorkers 5, of type G.1X", "2025");
const DAY_MS = 86_400_000;
/** A task as an example has it: checks within minutes. */
const QUICK = { startUpMedianMs: 3000, startUpP99Ms: 6000 } as const;

export const qualityCheckKind = defineKind({
  id: "quality-check",
  version: 1,
  family: "batch-job",
  title: "Quality check",
  alsoCalled: ["data quality", "validation"],
  nearestTo: ["Great Expectations", "Soda", "Deequ"],
  summary: "A task that holds rows against rules, and warns, sets rows aside, or fails so that nothing behind it runs.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Rows",
      direction: "in",
      carries: ["files", "rows"],
      required: true,
      partners: ["object-store", "warehouse"],
      help: "The store whose rows are checked: files as they lie in a bucket, or what a warehouse has loaded.",
    },
    {
      id: "against",
      label: "Compared with",
      direction: "in",
      carries: ["files", "rows"],
      partners: ["object-store", "warehouse"],
      help: "For reconciliation: the store that should hold the same rows, such as the source of a copy.",
    },
    {
      id: "start",
      label: "Start",
      direction: "in",
      carries: ["triggers"],
      required: true,
      partners: STARTING_FAMILIES,
      help: "Who begins it: an orchestrator, or a job that comes before.",
    },
    {
      id: "passed",
      label: "Passed",
      direction: "out",
      carries: ["files"],
      streams: ["event", "session", "aggregate", "window"],
      partners: ["object-store"],
      help: "Rows that passed, written to a store that only sees what was checked. Without a wire it checks and writes nothing.",
    },
    {
      id: "quarantine",
      label: "Quarantine",
      direction: "out",
      carries: ["files"],
      streams: ["event", "session", "aggregate", "window"],
      partners: ["object-store"],
      help: "Rows that broke a rule, written to a store where somebody can look at them.",
    },
    {
      id: "done",
      label: "Done",
      direction: "out",
      carries: ["triggers"],
      partners: TASK_FAMILIES,
      help: "Jobs that begin once it has ended well; none of them does when it fails.",
    },
  ],
  fields: {
    table: field.choice({
      label: "Rows it checks",
      help: "Which rows of the store; others are left alone.",
      default: "event",
      options: [
        { value: "event", label: "events" },
        { value: "session", label: "sessions" },
        { value: "aggregate", label: "hourly figures" },
        { value: "window", label: "window counts" },
      ],
    }),
    reads: { ...batchJobFields.reads, label: "It looks at", default: "interval" },
    lookbackHours: batchJobFields.lookbackHours,
    inputFormat: { ...batchJobFields.inputFormat, advanced: true },
    unique: field.text({
      label: "Unique",
      help: "Columns, separated by commas, of which no two rows it looks at have the same values; the first such row passes. Empty: not checked.",
      default: "event_id",
      maxLength: 200,
    }),
    notNull: field.text({
      label: "Not null",
      help: "Columns, separated by commas, that every row has a value in. Empty: not checked.",
      default: "user_id",
      maxLength: 200,
    }),
    ranges: field.text({
      label: "Ranges",
      help: "Number columns with their bounds, as in: bytes 1..5000, duration_s 0.. . Empty: not checked.",
      default: "",
      maxLength: 400,
    }),
    maxAheadMs: field.optionalNumber({
      onlyWith: { field: "table", values: ["event"] },
      label: "Clock ahead at most",
      help: "Event times further ahead of their arrival than this break the rule. null: not checked.",
      unit: "ms",
      default: null,
      whenGiven: 5 * 60_000,
      absent: "not checked",
      min: 0,
      max: 7 * DAY_MS,
    }),
    toleratedShare: field.number({
      label: "Rows tolerated",
      help: "Share of the rows that may break a rule before the check counts as missed.",
      unit: "share",
      default: 0,
      min: 0,
      max: 1,
    }),
    onBadRows: field.choice({
      label: "Rows that break a rule",
      help: "Warn: they pass and it is told. Quarantine: they do not pass. Fail: the task fails, writes nothing, and nothing behind it runs.",
      default: "warn",
      options: [
        { value: "warn", label: "warn" },
        { value: "quarantine", label: "quarantine" },
        { value: "fail", label: "fail the task" },
      ],
    }),
    failAboveShare: field.optionalNumber({
      label: "Fails above",
      help: "However broken rules are treated: with a larger share of bad rows than this the task fails. null: never.",
      unit: "share",
      default: null,
      whenGiven: 0.01,
      absent: "never",
      min: 0,
      max: 1,
    }),
    freshMs: field.optionalNumber({
      label: "Fresh within",
      help: "Age of the newest row when the check begins, by the time in the row. null: not checked.",
      unit: "ms",
      default: null,
      whenGiven: 2 * 3_600_000,
      absent: "not checked",
      min: 1000,
      max: 30 * DAY_MS,
    }),
    leastRows: field.optionalNumber({
      label: "Rows an hour, at least",
      help: "Rows that each hour it looks at must have: a partition that is missing has none. null: not checked.",
      unit: "rows",
      default: null,
      whenGiven: 1,
      absent: "not checked",
      min: 1,
      max: 1_000_000_000,
    }),
    anomalyIntervals: field.integer({
      label: "Intervals compared",
      help: "Anomaly: rows of the interval are held against the mean of so many intervals before it. 0: not checked.",
      unit: "intervals",
      default: 0,
      min: 0,
      max: 720,
    }),
    anomalyShare: field.number({
      label: "Apart at most",
      help: "Anomaly: the interval may have so large a share more, or fewer, rows than that mean.",
      unit: "share",
      default: 0.5,
      min: 0.001,
      max: 100,
    }),
    reconcile: field.choice({
      label: "Reconciliation",
      help: "What must be equal here and in the store it is compared with, over the same hours.",
      default: "off",
      options: [
        { value: "off", label: "off" },
        { value: "rows", label: "count of rows" },
        { value: "distinct", label: "count of distinct values of a column" },
        { value: "sum", label: "sum of a column" },
      ],
    }),
    reconcileColumn: field.text({
      onlyWith: { field: "reconcile", values: ["distinct", "sum"] },
      label: "Column compared",
      help: "The column that is counted or summed in both stores.",
      default: "event_id",
      maxLength: 64,
    }),
    reconcileShare: field.number({
      onlyWith: { field: "reconcile", values: ["rows", "distinct", "sum"] },
      label: "Difference tolerated",
      help: "Share of the other store's figure by which the two may differ.",
      unit: "share",
      default: 0,
      min: 0,
      max: 1,
    }),
    onBadTable: field.choice({
      label: "Tables that break a rule",
      help: "What a miss of freshness, volume, anomaly or reconciliation does, for which no single row can be blamed.",
      default: "warn",
      options: [
        { value: "warn", label: "warn" },
        { value: "fail", label: "fail the task" },
      ],
    }),
    workers: field.integer({
      label: "Workers",
      help: "Workers of one DPU (4 vCPU, 16 GB) that a check is given; one of them runs the driver.",
      unit: "workers",
      default: 5,
      min: 2,
      max: 100,
      source: GLUE_API,
      advanced: true,
    }),
    startUpMedianMs: field.number({
      label: "Start-up, median",
      help: "Time from the start of a check until its first worker works. Nobody pays for it.",
      unit: "ms",
      default: 35_000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      source: assumed("as a Glue job: under a minute; facts/streaming.md 3.1"),
    }),
    startUpP99Ms: field.number({
      label: "Start-up, p99",
      help: "What one start in a hundred takes, or longer.",
      unit: "ms",
      default: 90_000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      source: assumed("as a Glue job; facts/streaming.md 3.1"),
    }),
    compressionRatio: batchJobFields.compressionRatio,
    fileSizes: batchJobFields.fileSizes,
  },
  limits: [
    { name: "Workers", value: 5, unit: "of one DPU unless set", source: GLUE_API },
    { name: "Opening a file", value: 78, unit: "ms of a core", source: OPEN_FILE },
    {
      name: "A rule",
      value: 0.2,
      unit: "us of a core for each row",
      source: assumed("as validation in a Spark job; facts/streaming.md 2.4"),
    },
    {
      name: "Comparing ids",
      value: 2,
      unit: "us of a core for each row",
      source: assumed("as dedup in a Spark job; facts/streaming.md 2.4"),
    },
    { name: "Least billed", value: 1, unit: "min a check", source: AWS_PRICES },
  ],
  prices: [
    {
      dimension: "Checks",
      unit: "DPU-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => used(usage, "billedHours") * props.workers,
      unitPriceUsd: () => 0.44,
    },
  ],
  headline: (props) => `${plural(ruleCount(props), "rule")} · bad rows: ${props.onBadRows} · tables: ${props.onBadTable}`,
  behaviour: (props, ctx) => qualityCheck(ctx, props),
  remarks: QUALITY_REMARKS,
  causes: [ROWS_UNREAD],
  makes: (props) => ({ passed: [props.table], quarantine: props.onBadRows === "quarantine" ? [props.table] : [] }),
  faults: [
    {
      id: "access-lost",
      label: "Files cannot be read",
      help: "A role or a password has run out: checks that begin meanwhile fail, and nothing behind them runs.",
      defaultDurationMs: 3_600_000,
    },
    {
      id: "late-start",
      label: "No machines to be had",
      help: "Checks that begin, or are still starting, get no machine until the trouble is over.",
      defaultDurationMs: 600_000,
    },
    {
      id: "slow",
      label: "Slow machines",
      help: "Checks take four times as long, and so does everything that waits for them.",
      defaultDurationMs: 3_600_000,
      amount: timesAsLong(4),
    },
  ],
  doc: {
    is: "A task that reads the rows of its hours and holds them against rules: unique, not null, range, clock; fresh, enough, like before, equal to another store. It runs on Spark, as Glue Data Quality does, and is paid by what it scans.",
    whenToUse:
      "Put it between what others deliver and what people read. Let it warn where a wrong row is better than none, quarantine where rows can be told apart, and fail where a wrong figure is worse than a late one.",
    doesNotPromise:
      "What no rule names passes. A warning changes nothing: somebody must read it. Rows of another interval are not compared with these, and what lands after it began is not looked at.",
    weighAgainst:
      "Validation inside the job costs no second read and tells nobody. A contract with the sender stops bad rows at the source. A failing check makes everything behind it late.",
  },
  examples: [
    {
      title: "Bad rows are set aside",
      parts: [
        { id: "services", kind: "upstream-services" },
        {
          id: "drop",
          kind: "batch-drop",
          settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 1000, againMs: 30_000 },
        },
        { id: "raw", kind: "s3" },
        { id: "dag", kind: "airflow", settings: { everyMs: 120_000, mostWorkers: 2, interval: "before" } },
        {
          id: "check",
          kind: "quality-check",
          settings: {
            ...QUICK,
            reads: "new-files",
            onBadRows: "quarantine",
            ranges: "bytes 1..5000",
            anomalyIntervals: 2,
            anomalyShare: 0.6,
          },
        },
        { id: "checked", kind: "s3" },
        { id: "aside", kind: "s3" },
      ],
      wires: [
        "services.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> check.in",
        "dag.triggers -> check.start",
        "check.passed -> checked.objects",
        "check.quarantine -> aside.objects",
      ],
      expect: "Rows without a customer and second copies lie in a bucket of their own; the checked bucket has neither.",
    },
    {
      title: "Fails before anybody reads it",
      parts: [
        { id: "app", kind: "mobile-app" },
        {
          id: "drop",
          kind: "batch-drop",
          settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 1000, againMs: 30_000 },
        },
        { id: "raw", kind: "s3" },
        {
          id: "dag",
          kind: "airflow",
          settings: { everyMs: 120_000, mostWorkers: 2, interval: "before", retries: 1, retryDelayMs: 30_000 },
        },
        {
          id: "copy",
          kind: "glue-job",
          settings: { ...QUICK, reads: "everything", writes: "overwrite", dedup: true, committer: "table-format" },
        },
        { id: "silver", kind: "s3" },
        {
          id: "check",
          kind: "quality-check",
          settings: {
            ...{ ...QUICK, reads: "everything", notNull: "", unique: "", maxAheadMs: 3_600_000, freshMs: 600_000, leastRows: 50 },
            ...{ reconcile: "rows", onBadTable: "fail" },
          },
        },
        {
          id: "figures",
          kind: "glue-job",
          settings: { ...QUICK, reads: "everything", events: false, aggregate: true, writes: "overwrite" },
        },
        { id: "gold", kind: "s3" },
      ],
      wires: [
        "app.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> copy.in",
        "dag.triggers -> copy.start",
        "copy.files -> silver.objects",
        "copy.done -> check.start",
        "silver.objects -> check.in",
        "raw.objects -> check.against",
        "check.done -> figures.start",
        "silver.objects -> figures.in",
        "figures.files -> gold.objects",
      ],
      expect:
        "The copy has fewer rows than its source, because it drops repeats; counted row by row the two never agree, and figures are never made.",
    },
  ],
  migrations: [],
  check: (props) => [
    ...(rangeList(props.ranges) === null
      ? [{ field: "ranges", message: "Write ranges as a column and two bounds, separated by commas: bytes 1..5000, duration_s 0.. ." }]
      : []),
    ...(ruleCount(props) === 0
      ? [{ field: "notNull", message: "Nothing is checked. Name a column, or turn on one of the other rules." }]
      : []),
    ...((props.reconcile === "distinct" || props.reconcile === "sum") && props.reconcileColumn.trim() === ""
      ? [{ field: "reconcileColumn", message: "Name the column that is compared, for instance event_id." }]
      : []),
  ],
});

type Rules = {
  readonly unique: string;
  readonly notNull: string;
  readonly ranges: string;
  readonly maxAheadMs: number | null;
  readonly freshMs: number | null;
  readonly leastRows: number | null;
  readonly anomalyIntervals: number;
  readonly reconcile: string;
};

function ruleCount({ unique, notNull, ranges, maxAheadMs, freshMs, leastRows, anomalyIntervals, reconcile }: Rules): number {
  const single = [
    unique.trim() !== "",
    maxAheadMs !== null,
    freshMs !== null,
    leastRows !== null,
    anomalyIntervals > 0,
    reconcile !== "off",
  ];
  return columnList(notNull).length + columnList(ranges).length + single.filter(Boolean).length;
}
