import { field } from "../contract.ts";
import { derived, published, recalled } from "../prices/sources.ts";
import { compression, parquetSizes } from "./file-sizes.ts";
import { dimensionFields } from "./dimension-fields.ts";
import { windowFields, windowProblems } from "./window-fields.ts";

export const SPARK_CONFIGURATION = recalled("Spark configuration: defaults of Spark 4", "2026");
/** Spark 4.0.1 and 4.3.0 as they behaved when run, docs/engines.md. */
export const SPARK_AS_RUN = published("PySpark 4.0.1 and 4.3.0 as run for docs/engines.md, rows S1 to S13", "2026-11");

/** When runs begin and what they read. */
const readingFields = {
  everyMs: field.integer({
    label: "A run every",
    help: "Time between runs by the job's own clock. With a wire into Start whoever is wired there begins the runs instead.",
    unit: "ms",
    default: 3_600_000,
    min: 1000,
    max: 604_800_000,
  }),
  reads: field.choice({
    label: "A run reads",
    help: "Everything there is, as Spark does with a folder and Glue without bookmarks; files no run before has taken; or the hours of the run's data interval.",
    default: "everything",
    options: [
      { value: "everything", label: "everything, each time" },
      {
        value: "new-files",
        label: "new files (bookmark)",
        help: "The bookmark moves when a run commits, so a run that fails is read again.",
      },
      {
        value: "interval",
        label: "the hours of its interval",
        help: "A point, as today's Airflow gives by default, means the hour that begins there.",
      },
    ],
  }),
  lookbackHours: field.integer({
    onlyWith: { field: "reads", values: ["interval"] },
    label: "Hours before it",
    help: "Hours before the interval that are read as well, for files that landed late.",
    unit: "hours",
    default: 0,
    min: 0,
    max: 720,
  }),
  inputFormat: field.choice({
    label: "Files it reads",
    help: "Parquet is read by column and fast; JSON is taken apart row by row; JSON packed by gzip as well, and each file by a single Spark task, however large.",
    default: "parquet",
    options: [
      { value: "parquet", label: "Parquet" },
      { value: "json", label: "JSON" },
      { value: "json-gzip", label: "JSON, gzip" },
    ],
  }),
};

/** What it does with the rows. */
const workFields = {
  events: field.boolean({
    label: "Write the events",
    help: "The events that passed are written, too: cleaned, in other partitions or another format.",
    default: true,
  }),
  validate: field.boolean({
    label: "Validate",
    help: "Leave out events without a user and events whose time lies ahead of their arrival.",
    default: false,
  }),
  maxClockAheadMs: field.integer({
    onlyWith: { field: "validate", values: [true] },
    label: "Clock ahead at most",
    help: "Event times further ahead of their arrival than this are refused.",
    unit: "ms",
    default: 3_600_000,
    min: 0,
    max: 604_800_000,
    advanced: true,
  }),
  dedup: field.boolean({
    label: "Remove duplicates",
    help: "Within one run each event id passes once; what another run has written is not known to it. Needs a shuffle.",
    default: false,
  }),
  dimensionMb: field.optionalNumber({
    label: "Joined table",
    help: "Each event is joined with its user's row of a table so large, in MB as stored. Up to 10 MiB every executor gets all of it; a larger one needs a shuffle of both sides.",
    unit: "MB",
    default: null,
    whenGiven: 100,
    absent: "no join",
    min: 0.001,
    max: 1_000_000,
    source: SPARK_CONFIGURATION,
  }),
  sessionize: field.boolean({
    label: "Sessions",
    help: "Group each user's events of the run into sessions, by Spark's rules. A session that crosses the edge of an interval becomes two.",
    default: false,
  }),
  sessionGapMs: field.integer({
    onlyWith: { field: "sessionize", values: [true] },
    label: "Session gap",
    help: "A session ends when a user does nothing for this long, in ms of event time.",
    unit: "ms",
    default: 600_000,
    min: 1000,
    max: 86_400_000,
    step: 1000,
  }),
  aggregate: field.boolean({
    label: "Hourly figures",
    help: "Count events, users and sessions by hour and dimension. Readers add up what several runs found of an hour; users that both saw count twice.",
    default: false,
  }),
  cube: field.boolean({
    onlyWith: { field: "aggregate", values: [true] },
    label: "ALL_ rows",
    help: "On: figures for every combination of dimensions, with ALL_ standing for all values (eight grouping sets). Off: only the finest grain.",
    default: true,
  }),
  ...dimensionFields,
  ...windowFields,
  windows: {
    ...windowFields.windows,
    help: "Count events, users and bytes by windows of event time; each window of a run has one result.",
  },
};

/** How the work is dealt out. */
const shuffleFields = {
  shufflePartitions: field.integer({
    label: "Shuffle partitions",
    help: "Parts that rows are dealt out to between stages (spark.sql.shuffle.partitions).",
    unit: "partitions",
    default: 200,
    min: 1,
    max: 100_000,
    advanced: true,
    source: SPARK_CONFIGURATION,
  }),
  adaptive: field.boolean({
    label: "Adaptive execution",
    help: "Small shuffle partitions that follow each other are read by one Spark task, up to 64 MiB. Off: one for each, empty ones too.",
    default: true,
    advanced: true,
    source: SPARK_CONFIGURATION,
  }),
  maxTaskFailures: field.integer({
    label: "Failures of a Spark task",
    help: "The run fails when one Spark task has failed so many times (spark.task.maxFailures).",
    unit: "failures",
    default: 4,
    min: 1,
    max: 100,
    advanced: true,
    source: SPARK_AS_RUN,
  }),
  speculation: field.boolean({
    label: "Speculative tasks",
    help: "Once nine Spark tasks of ten are done, one that takes three times the median is begun a second time elsewhere; the first to end counts.",
    default: false,
    advanced: true,
    source: SPARK_CONFIGURATION,
  }),
};

/** How the result is written. */
const writingFields = {
  writes: field.choice({
    label: "Writing",
    help: "Append puts new files beside the old. Overwrite deletes all the job ever wrote, also partitions it does not write now. Overwrite partitions replaces those it writes.",
    default: "append",
    options: [
      { value: "append", label: "append" },
      { value: "overwrite", label: "overwrite (static)" },
      { value: "overwrite-partitions", label: "overwrite partitions (dynamic)" },
      {
        value: "merge",
        label: "merge by key (upsert)",
        help: "Partitions it writes are read and written anew: a row takes the place of the one with its key, the others stay. Figures of half an hour take the place of those of the other half.",
      },
    ],
    source: SPARK_AS_RUN,
  }),
  partitionBy: field.choice({
    label: "Folders by",
    help: "A Spark task writes a file into each folder of which it has rows: 8 tasks with rows of 24 hours make 192 files.",
    default: "hour",
    options: [
      { value: "hour", label: "hour" },
      { value: "day", label: "day" },
      { value: "none", label: "none: one folder" },
    ],
    source: SPARK_AS_RUN,
  }),
  layout: field.choice({
    label: "Rows to writers",
    help: "As they come: whichever Spark task has rows writes them. By folder: rows of a folder go to one task first, one more shuffle and one file a folder.",
    default: "as-they-come",
    options: [
      { value: "as-they-come", label: "as they come" },
      { value: "by-partition", label: "by folder first (repartition)" },
    ],
  }),
  layoutTasks: field.optionalNumber({
    onlyWith: { field: "layout", values: ["by-partition"] },
    label: "Writing Spark tasks",
    help: "Folders are dealt out to so many tasks by hash: 24 hours to 24 tasks keep 14 of them busy. null: adaptive execution decides, and little data is written by one.",
    unit: "tasks",
    default: null,
    whenGiven: 8,
    absent: "as adaptive execution decides",
    min: 1,
    max: 10_000,
    advanced: true,
    source: SPARK_AS_RUN,
  }),
  committer: field.choice({
    label: "Files appear",
    help: "With each Spark task, so that readers see half a run and keep it when it fails; when the run is done; or all at once in a table format, or not at all.",
    default: "s3-optimized",
    options: [
      { value: "s3-optimized", label: "with each Spark task (EMRFS, the default of EMR and Glue)" },
      { value: "algorithm-1", label: "with the run, renamed one by one (algorithm 1, Spark's own default)" },
      { value: "algorithm-2", label: "with each Spark task, renamed (algorithm 2)" },
      { value: "magic", label: "with the run (magic committer)" },
      { value: "table-format", label: "all at once (Delta, Iceberg)" },
    ],
    source: published("Amazon EMR release guide: files appear upon task commit; default since 5.20", "2026"),
  }),
  compressionRatio: compression("the files it writes."),
  fileSizes: parquetSizes,
};

export const concurrentRuns = {
  label: "Runs at a time",
  unit: "runs",
  default: 1,
  min: 1,
  max: 1000,
  advanced: true,
} as const;

export const batchJobFields = { ...readingFields, ...workFields, ...shuffleFields, ...writingFields };

type Settings = {
  readonly events: boolean;
  readonly sessionize: boolean;
  readonly aggregate: boolean;
  readonly windows: string;
  readonly windowSizeMs: number;
  readonly windowStepMs: number;
  readonly dimension: string;
  readonly facts: boolean;
  readonly reads: string;
  readonly writes: string;
};

/** The rows that leave with these settings. */
export function rowsWritten({
  events,
  sessionize,
  aggregate,
  windows,
  dimension,
  facts,
}: Settings): readonly ("event" | "session" | "aggregate" | "window" | "user-version" | "fact")[] {
  return [
    ...(events ? (["event"] as const) : []),
    ...(sessionize ? (["session"] as const) : []),
    ...(aggregate ? (["aggregate"] as const) : []),
    ...(windows === "off" ? [] : (["window"] as const)),
    ...(dimension === "off" ? [] : (["user-version"] as const)),
    ...(dimension !== "off" && facts ? (["fact"] as const) : []),
  ];
}

export function batchJobProblems(props: Settings): { readonly field: string; readonly message: string }[] {
  const nothing = rowsWritten(props).length === 0;
  const problem = {
    field: "events",
    message: "The job writes nothing. Turn on its events, sessions, hourly figures, window counts or dimension.",
  };
  return [...windowProblems(props), ...(nothing ? [problem] : [])];
}

export function batchJobAdvice({ reads, writes, dimension }: Settings): { readonly field: string; readonly message: string }[] {
  if (reads === "everything" && writes === "append")
    return [
      {
        field: "reads",
        message:
          "Every run reads everything and appends it: each row is written again by every run. Read new files, or overwrite what is written.",
      },
    ];
  if (dimension !== "off" && writes === "append")
    return [
      {
        field: "writes",
        message:
          "A dimension that is appended to never closes a version, and every run opens the users of its input again. Overwrite partitions.",
      },
    ];
  if (reads !== "everything" && writes === "overwrite")
    return [
      {
        field: "writes",
        message:
          "Each run deletes all that runs before it wrote, and writes only its own part: the table never holds more than one run. Overwrite partitions instead.",
      },
    ];
  return [];
}

/** Costs of one core, beside the chain's: facts/anchors.md 4, experiment D1, 144 cores and 175,008 files. */
export const OPEN_FILE = derived("78 ms of a core for each file: reading 175,008 files took 144 cores 95 s (Fabric Spark, D1)", "2024-08");
export const WRITE_FILE = derived(
  "288 ms of a core for each file: writing 175,008 files instead of 1,823 took 144 cores 350 s more (D1)",
  "2024-08",
);
