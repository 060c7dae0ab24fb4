import { field } from "../../contract.ts";
import { enrichFields } from "./enrich-fields.ts";
import { joinFields } from "../../fields/join-fields.ts";
import { windowFields } from "../../fields/window-fields.ts";
import { AWS_SIZING, assumed, published, recalled } from "../../prices/sources.ts";

const FLINK_BLOG = published("Flink blog, Getting into Low-Latency Gears, GitHub apache/flink-web", "2022-05");

/** What the job does with records. */
const workFields = {
  validate: field.boolean({
    label: "Validate",
    help: "Refuse records that lack a mandatory field, hold an impossible value or claim a time too far ahead.",
    default: true,
  }),
  maxClockAheadMs: field.integer({
    label: "Clock ahead at most",
    help: "Validation refuses an event whose time is this many ms ahead of its arrival.",
    unit: "ms",
    default: 300_000,
    min: 0,
    max: 86_400_000,
    advanced: true,
  }),
  dedup: field.boolean({
    label: "Remove duplicates",
    help: "Keep the first event of each id. Every id is held in state for the time below.",
    default: true,
  }),
  dedupForget: field.choice({
    label: "Ids are forgotten",
    help: "After a time: a repeat that comes later passes. With the watermark, as Spark does: events behind it are late and leave, so no repeat passes. Never: no repeat passes, and state grows for ever.",
    default: "time",
    options: [
      { value: "time", label: "after the time below" },
      { value: "watermark", label: "with the watermark; late events leave" },
      { value: "never", label: "never" },
    ],
    advanced: true,
  }),
  dedupTtlMs: field.integer({
    label: "Ids kept for",
    help: "How long an event id is remembered at least, and at most twice as long. A duplicate that comes later passes.",
    unit: "ms",
    default: 3_600_000,
    min: 1000,
    max: 604_800_000,
  }),
  sessionize: field.boolean({
    label: "Sessions",
    help: "Group the events of each user into sessions by event time.",
    default: true,
  }),
  sessionGapMs: field.integer({
    label: "Session gap",
    help: "A session ends when a user does nothing for this long, in ms of event time.",
    unit: "ms",
    default: 600_000,
    min: 1000,
    max: 86_400_000,
    step: 1000,
  }),
  sessionRules: field.choice({
    label: "Session rules",
    help: "Engines differ on what happens exactly at the gap and when an event counts as late.",
    default: "flink",
    options: [
      { value: "flink", label: "Flink" },
      { value: "beam", label: "Beam" },
      { value: "kafka-streams", label: "Kafka Streams" },
      { value: "spark", label: "Spark" },
    ],
    advanced: true,
  }),
  sessionUpdates: field.choice({
    label: "Session rows replace",
    help: "By session id: a corrected session replaces its row, and one that became part of another is taken back. By user and start, as Flink's windows are: when a late event moves a start or joins two sessions, the old rows stay in the table.",
    default: "session-id",
    options: [
      { value: "session-id", label: "the row of the same session id" },
      { value: "user-and-start", label: "the row of the same user and start" },
    ],
  }),
  aggregate: field.boolean({
    label: "Hourly figures",
    help: "Count events, installs, sessions, views, clicks and active users by hour, device, version and country.",
    default: true,
  }),
  cube: field.boolean({
    label: "ALL_ rows",
    help: "On: figures for every combination of dimensions, with ALL_ standing for all values (eight grouping sets). Off: only the finest grain.",
    default: true,
  }),
  aggregateEmitMs: field.integer({
    label: "Emit open hours every",
    help: "Changed rows of hours that are still open leave this often.",
    unit: "ms",
    default: 30_000,
    min: 100,
    max: 3_600_000,
    step: 1000,
  }),
};

/** How the job deals with event time. */
const timeFields = {
  watermarkDelayMs: field.integer({
    label: "Wait for stragglers",
    help: "The watermark stays this many ms behind the newest event, so that events out of order by less are not late.",
    unit: "ms",
    default: 60_000,
    min: 0,
    max: 86_400_000,
    step: 1000,
  }),
  allowedLatenessMs: field.integer({
    label: "Allowed lateness",
    help: "After a window closed, an event that is late by less than this still corrects it. Later ones leave by the late port.",
    unit: "ms",
    default: 900_000,
    min: 0,
    max: 604_800_000,
    step: 1000,
    source: assumed("working value for phones that lose their network; Flink's own default is 0"),
  }),
  idlenessMs: field.optionalNumber({
    label: "Idle after",
    help: "A partition without data for this long no longer holds event time back. null: one empty partition stops every window.",
    unit: "ms",
    default: 30_000,
    absent: "never idle",
    min: 100,
    max: 3_600_000,
    source: assumed("working value; Flink's own default is never"),
  }),
  watermarkIntervalMs: field.integer({
    label: "Watermark every",
    help: "Time between two watermarks.",
    unit: "ms",
    default: 200,
    min: 1,
    max: 60_000,
    advanced: true,
    source: FLINK_BLOG,
  }),
};

/** How the job is run, and what a crash costs. */
const runFields = {
  parallelism: field.integer({
    label: "Parallelism",
    help: "Tasks that work side by side, one core each. At most as many read as the log has partitions.",
    unit: "tasks",
    default: 4,
    min: 1,
    max: 512,
  }),
  fileWriters: field.optionalNumber({
    label: "Tasks that write files",
    help: "Of each sink into a bucket or table. Each closes a file per kind of rows and hour at every checkpoint: fewer tasks write fewer and larger files.",
    absent: "as many as there are tasks",
    unit: "tasks",
    default: null,
    whenGiven: 1,
    min: 1,
    max: 512,
    advanced: true,
    source: published("Flink 2.3.0 as run: parallelism 4 writes four files each checkpoint (docs/engines.md, F6)", "2026-11"),
  }),
  exchange: field.choice({
    label: "Users to tasks",
    help: "By hash: each record goes to the task that owns its user. Trust the log: whoever reads a partition works on it; right only when the log is keyed by user.",
    default: "hash",
    options: [
      { value: "hash", label: "by hash of the user" },
      { value: "trust-log", label: "trust the log's partitions" },
    ],
  }),
  checkpointing: field.boolean({
    label: "Checkpoints",
    help: "Off: a crash loses all state, the job goes on from where it read, and output leaves at once whatever the guarantee says.",
    default: true,
  }),
  checkpointIntervalMs: field.integer({
    label: "Checkpoint every",
    help: "Time between checkpoints. With exactly-once, output is visible only after the next one; a crash repeats the work since the last.",
    unit: "ms",
    default: 60_000,
    min: 100,
    max: 3_600_000,
    step: 1000,
    source: AWS_SIZING,
  }),
  guarantee: field.choice({
    label: "Guarantee",
    help: "Exactly once: output is committed with the checkpoint and never twice. At least once: output leaves at once, and what left since the last checkpoint comes again after a crash.",
    default: "exactly-once",
    options: [
      { value: "exactly-once", label: "exactly once" },
      { value: "at-least-once", label: "at least once" },
    ],
  }),
  transactionTimeoutMs: field.integer({
    label: "Transaction time-out",
    help: "With exactly-once output into a log: ms after which the log aborts a transaction that is still open. It must outlast a checkpoint interval and a restart.",
    unit: "ms",
    default: 900_000,
    min: 1000,
    max: 900_000,
    advanced: true,
    source: recalled("Flink asks for 1 h, Kafka brokers allow 15 min unless told otherwise (transaction.max.timeout.ms)", "2026"),
  }),
  heartbeatTimeoutMs: field.integer({
    label: "Lost task noticed after",
    help: "Time without heartbeat before a lost task manager is given up and the job restarts.",
    unit: "ms",
    default: 50_000,
    min: 1000,
    max: 600_000,
    advanced: true,
    source: published("Flink blog on reactive mode, GitHub apache/flink-web", "2021-05"),
  }),
  restoreMs: field.integer({
    label: "Restart takes",
    help: "Time to start again and read state back.",
    unit: "ms",
    default: 20_000,
    min: 100,
    max: 3_600_000,
    advanced: true,
    source: published("Flink changelog benchmark: 20 to 21 s for 20 GB of state; managed Flink 10 to 30 s", "2022-05"),
  }),
  bufferTimeoutMs: field.integer({
    label: "Buffer flush",
    help: "A network buffer that is not full is sent after this many ms.",
    unit: "ms",
    default: 100,
    min: 0,
    max: 10_000,
    advanced: true,
    source: FLINK_BLOG,
  }),
  networkBuffers: field.integer({
    label: "Network buffers per task",
    help: "Buffers of 32 KiB between reader and worker. When they are full, the reader waits: back-pressure.",
    unit: "buffers",
    default: 16,
    min: 1,
    max: 10_000,
    advanced: true,
    source: recalled("Flink: 2 per channel plus 8 floating per gate; 4 channels give 16", "2026"),
  }),
  parallelismPerKpu: field.integer({
    label: "Tasks per KPU",
    help: "Tasks that share one Kinesis processing unit (1 vCPU, 4 GB) of the managed service. 1 for work with state.",
    unit: "tasks",
    default: 1,
    min: 1,
    max: 8,
    source: AWS_SIZING,
  }),
};

export const flinkFields = { ...runFields, ...timeFields, ...workFields, ...windowFields, ...joinFields, ...enrichFields };
