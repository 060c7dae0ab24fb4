import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { tableMaintenance } from "../../families/jobs/table-maintenance.ts";
import { OPEN_FILE, WRITE_FILE } from "../../fields/batch-job-fields.ts";
import { compression, parquetFormat, parquetSizes } from "../../fields/file-sizes.ts";
import { TABLES_AS_RUN } from "../../fields/lake-table-fields.ts";
import { AWS_PRICES, assumed, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { MAINTENANCE_REMARKS } from "../../remarks/table-maintenance.ts";
import { every } from "../../words.ts";

const HOUR_MS = 3_600_000;
const MB = 1e6;
/** A DPU is four cores; one of the DPUs runs the driver and does no tasks. */
const SLOTS_PER_DPU = 4;

const DOES = {
  compact: "merges small files",
  manifests: "rewrites manifests",
  erase: "erases a user",
  expire: "expires versions",
  vacuum: "vacuums",
} as const;

const GLUE_COMPACTION = published("AWS Glue documentation: compaction of Iceberg tables, two editions (facts/anchors.md D10)", "2025");

export const tableMaintenanceKind = defineKind({
  id: "table-maintenance",
  version: 1,
  family: "batch-job",
  title: "Table maintenance",
  summary: "Merges a table's small files, erases a user from it, expires its old versions or deletes what no version needs.",
  layer: "process",
  ports: [
    {
      id: "start",
      label: "Start",
      direction: "in",
      carries: ["triggers"],
      partners: ["orchestrator", "batch-job"],
      help: "Who begins the runs: an orchestrator, or a job that comes before. Without a wire it has its own clock.",
    },
    {
      id: "files",
      label: "Table",
      direction: "out",
      carries: ["files"],
      streams: ["event", "session", "aggregate", "window"],
      required: true,
      max: 1,
      partners: ["object-store"],
      help: "The Delta or Iceberg table it looks after: it reads the newest version and commits the next.",
    },
    {
      id: "done",
      label: "Done",
      direction: "out",
      carries: ["triggers"],
      partners: ["batch-job"],
      help: "The next job begins when a run of this one has ended well.",
    },
  ],
  fields: {
    does: field.choice({
      label: "What it does",
      help: "One task each, so that an orchestrator can order them: erase, then expire, then vacuum; or compact after each load.",
      default: "compact",
      options: [
        { value: "compact", label: "merge small files (OPTIMIZE, rewrite_data_files)" },
        {
          value: "manifests",
          label: "rewrite manifests (rewrite_manifests)",
          help: "Iceberg alone: the same files, named in few manifests instead of one for each commit.",
        },
        { value: "erase", label: "erase one user (DELETE)" },
        { value: "expire", label: "expire old versions", help: "Metadata alone: no file of data is deleted (T7)." },
        { value: "vacuum", label: "delete what no version needs (VACUUM, remove_orphan_files)" },
      ],
      source: TABLES_AS_RUN,
    }),
    everyMs: field.integer({
      label: "A run every",
      help: "Time between runs by its own clock. With a wire into Start whoever is wired there begins the runs instead.",
      unit: "ms",
      default: 3_600_000,
      min: 1000,
      max: 604_800_000,
    }),
    targetMb: field.number({
      onlyWith: { field: "does", values: ["compact"] },
      label: "Merged up to",
      help: "Files of a partition are merged up to this size; those below three quarters of it count as small.",
      unit: "MB",
      default: 512,
      min: 1,
      max: 10_000,
      source: GLUE_COMPACTION,
    }),
    leastFiles: field.integer({
      onlyWith: { field: "does", values: ["compact"] },
      label: "Small files at least",
      help: "A partition with fewer small files is left alone.",
      unit: "files",
      default: 5,
      min: 2,
      max: 10_000,
      source: GLUE_COMPACTION,
    }),
    userId: field.integer({
      onlyWith: { field: "does", values: ["erase"] },
      label: "User",
      help: "The user whose rows go, by number: user_id of generated events, or the place at which a file of events first names somebody.",
      unit: "user number",
      default: 1,
      min: 0,
      max: 1_000_000_000,
    }),
    deletes: field.choice({
      onlyWith: { field: "does", values: ["erase"] },
      label: "Deletes",
      help: "Copy on write: files with rows of the user are written anew. Merge on read: delete files name the rows, quick to write and in the way of every reader until files are merged.",
      default: "copy-on-write",
      options: [
        { value: "copy-on-write", label: "copy on write (all that deltalake and pyiceberg do)" },
        { value: "merge-on-read", label: "merge on read (Spark: deletion vectors, position deletes)" },
      ],
      source: TABLES_AS_RUN,
    }),
    olderThanHours: field.optionalNumber({
      onlyWith: { field: "does", values: ["expire", "vacuum"] },
      label: "Older than",
      help: "Versions, or objects that are needed by none, older than this. Delta refuses less than 168 hours for a vacuum unless the check is turned off.",
      unit: "hours",
      default: null,
      whenGiven: 168,
      absent: "120 for versions; a vacuum 168 with Delta, 72 with Iceberg",
      min: 0,
      max: 87_600,
      source: recalled(
        "delta.deletedFileRetentionDuration 7 days (as run, T2); Iceberg: history.expire.max-snapshot-age 5 days, orphans 3 days",
        "2026",
      ),
    }),
    dpus: field.integer({
      label: "DPUs",
      help: "Data processing units of a run: 4 vCPU and 16 GB each; one runs the driver and does no tasks.",
      unit: "DPUs",
      default: 3,
      min: 2,
      max: 299,
    }),
    startUpMedianMs: field.number({
      label: "Start-up, median",
      help: "Time from the start of a run until it works.",
      unit: "ms",
      default: 35_000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      source: assumed("as a Glue job: under a minute from Glue 2.0 on. facts/streaming.md 3.1"),
    }),
    startUpP99Ms: field.number({
      label: "Start-up, p99",
      help: "What one start in a hundred takes, or longer.",
      unit: "ms",
      default: 90_000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      source: assumed("log-normal with a spread of 0.4; facts/streaming.md 3.1"),
    }),
    fileSizes: parquetSizes,
    compressionRatio: compression("the files it writes."),
  },
  limits: [
    { name: "Opening a file", value: 78, unit: "ms of a core", source: OPEN_FILE },
    { name: "Writing a file", value: 288, unit: "ms of a core", source: WRITE_FILE },
    { name: "A second merge of merged files", value: 0, unit: "files added and removed", source: TABLES_AS_RUN },
    { name: "Files deleted when versions expire", value: 0, unit: "files of data", source: TABLES_AS_RUN },
    { name: "Least billed", value: 1, unit: "min a run", source: AWS_PRICES },
  ],
  prices: [
    {
      dimension: "Runs",
      unit: "DPU-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => used(usage, "billedHours") * props.dpus,
      unitPriceUsd: () => 0.44,
    },
  ],
  headline: (props) => `${DOES[props.does]} ${every(props.everyMs)} unless told`,
  behaviour: (props, ctx) =>
    tableMaintenance(ctx, {
      does: props.does,
      everyMs: props.everyMs,
      compaction: { targetBytes: props.targetMb * MB, smallShare: 0.75, leastFiles: props.leastFiles },
      user: props.userId,
      deletes: props.deletes,
      olderThanMs: props.olderThanHours === null ? null : props.olderThanHours * HOUR_MS,
      slots: (props.dpus - 1) * SLOTS_PER_DPU,
      startUp: { medianMs: props.startUpMedianMs, p99Ms: props.startUpP99Ms },
      compression: { compressionRatio: props.compressionRatio, format: parquetFormat(props.fileSizes) },
    }),
  remarks: MAINTENANCE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Machine lost",
      help: "Runs that would commit meanwhile fail instead; what they had written stays as orphans.",
      defaultDurationMs: 600_000,
    },
    {
      id: "slow",
      label: "Slow machines",
      help: "Runs that begin meanwhile take four times as long, so more is committed behind their back.",
      defaultDurationMs: 600_000,
      amount: timesAsLong(4),
    },
  ],
  doc: {
    is: "A task over a Delta or Iceberg table: it reads what the newest version names, writes other files in their place and commits that as the next version, as any writer does.",
    whenToUse:
      "Use it where small commits leave small files, where versions pile up, and where a user has the right to be forgotten: erase, expire and vacuum are three tasks in that order.",
    doesNotPromise:
      "Merging moves no row and frees no byte until a vacuum. Expiring frees none at all. A run that others overtook is refused, but for two compactions of Delta, which double every row. Not modelled: sorting and z-order, dry runs (T2), equality deletes.",
    weighAgainst:
      "Larger or rarer commits need less of it. Iceberg tables of Glue and S3 Tables are looked after by the service, for a price by object and byte; a warehouse does it behind its SQL.",
  },
  examples: [
    {
      title: "Small files merged",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "table", kind: "iceberg-table", settings: { commitEveryMs: 10_000 } },
        {
          id: "compact",
          kind: "table-maintenance",
          settings: { everyMs: 120_000, startUpMedianMs: 5000, startUpP99Ms: 10_000 },
        },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> table.objects",
        "compact.files -> table.objects",
        "table.objects -> athena.data",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Queries read a few files instead of hundreds; the bucket holds both until somebody vacuums.",
    },
    {
      title: "Two compactions at a time",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "table", kind: "delta-table", settings: { commitEveryMs: 10_000 } },
        { id: "one", kind: "table-maintenance", settings: { everyMs: 120_000, startUpMedianMs: 5000, startUpP99Ms: 10_000 } },
        { id: "other", kind: "table-maintenance", settings: { everyMs: 121_000, startUpMedianMs: 5000, startUpP99Ms: 10_000 } },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> table.objects",
        "one.files -> table.objects",
        "other.files -> table.objects",
      ],
      expect: "Delta takes both, and the rows they merged are there twice.",
    },
    {
      title: "A user who wants to be forgotten",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "table", kind: "iceberg-table", settings: { commitEveryMs: 30_000 } },
        {
          id: "erase",
          kind: "table-maintenance",
          settings: { does: "erase", userId: 3, everyMs: 240_000, startUpMedianMs: 2000, startUpP99Ms: 4000 },
        },
        { id: "expire", kind: "table-maintenance", settings: { does: "expire", olderThanHours: 0 } },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> table.objects",
        "erase.files -> table.objects",
        "expire.files -> table.objects",
        "erase.done -> expire.start",
      ],
      expect: "No query finds the user, and every byte of theirs is still in the bucket: nobody has vacuumed.",
    },
  ],
  migrations: [],
  erasesUsers: (props) => props.does === "erase",
});
