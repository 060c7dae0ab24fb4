import { defineKind, field } from "../../contract.ts";
import { partitionTask } from "../../families/jobs/partition-task.ts";
import { PARTITION_TASK_PORTS } from "../../fields/partition-task-ports.ts";
import { ATHENA_GUIDE, assumed, recalled } from "../../prices/sources.ts";
import { PARTITION_TASK_REMARKS } from "../../remarks/partition-tasks.ts";
import { every } from "../../words.ts";

/** Queueing and planning, as for the smallest query of Athena (facts/storage.md 2.3). */
const STATEMENT = { medianMs: 1000, p99Ms: 5000 };
/** MSCK: a new partition (facts/streaming.md 3.1). */
const PER_PARTITION_MS = 5;

export const athenaDdl = defineKind({
  id: "athena-ddl",
  version: 1,
  family: "batch-job",
  title: "Partition statement",
  summary: "A task that tells the catalogue of partitions by SQL: those of its interval by name, or whatever a listing finds.",
  layer: "process",
  ports: PARTITION_TASK_PORTS,
  fields: {
    statement: field.choice({
      label: "Statement",
      help: "ALTER TABLE ADD PARTITION names the hours of the run's interval and looks at nothing. MSCK REPAIR TABLE lists the whole prefix for what the catalogue does not know.",
      default: "add-partition",
      options: [
        { value: "add-partition", label: "ALTER TABLE ADD IF NOT EXISTS PARTITION" },
        { value: "msck", label: "MSCK REPAIR TABLE" },
      ],
      source: ATHENA_GUIDE,
    }),
    everyMs: field.integer({
      label: "A run every",
      help: "Time between runs by its own clock. With a wire into Start whoever is wired there begins the runs instead.",
      unit: "ms",
      default: 3_600_000,
      min: 1000,
      max: 604_800_000,
    }),
    timeoutMs: field.integer({
      onlyWith: { field: "statement", values: ["msck"] },
      label: "Time-out",
      help: "A statement that takes longer fails, and has added what it came to by then.",
      unit: "ms",
      default: 36_000_000,
      min: 1000,
      max: 86_400_000,
      source: recalled("Athena: 600 min for DDL", "2026"),
    }),
  },
  limits: [
    {
      name: "A statement",
      value: "1 to 5",
      unit: "s before it does anything",
      source: assumed("0.5 to 5 s to queue and plan; facts/storage.md 2.3"),
    },
    { name: "A statement costs", value: 0, unit: "USD", source: recalled("Athena charges nothing for DDL", "2026") },
    { name: "MSCK", value: "100 ms for 1,000 keys and 5 ms", unit: "a new partition", source: assumed("facts/streaming.md 3.1") },
  ],
  prices: [],
  headline: (props) => `${props.statement === "msck" ? "MSCK REPAIR TABLE" : "ADD PARTITION"} ${every(props.everyMs)} unless told`,
  behaviour: (props, ctx) =>
    partitionTask(ctx, {
      everyMs: props.everyMs,
      finds: props.statement === "msck" ? "listing" : "interval",
      startUp: STATEMENT,
      perPartitionMs: PER_PARTITION_MS,
      timeoutMs: props.statement === "msck" ? props.timeoutMs : null,
      leastBilledMs: 0,
    }),
  remarks: PARTITION_TASK_REMARKS,
  faults: [
    {
      id: "errors",
      label: "Statements fail",
      help: "Statements that would end meanwhile fail, and the partitions they name stay unknown.",
      defaultDurationMs: 3_600_000,
    },
  ],
  doc: {
    is: "One statement of SQL in a pipeline, behind the job that wrote a partition: it tells the catalogue that the partition is there.",
    whenToUse:
      "Use ADD PARTITION where the pipeline knows what it has written, and MSCK once, to take in what was written before anybody kept a catalogue.",
    doesNotPromise:
      "ADD PARTITION knows the hours of its interval and none that came late; a partition it names may be empty. MSCK lists all objects each time, can stop half way, and takes no partition out.",
    weighAgainst:
      "A crawler finds columns, too, in minutes; a function at each file is there within seconds; with projection, or a table format, nobody has to say anything.",
  },
  examples: [
    {
      title: "The hour that was written",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 20_000 } },
        { id: "raw", kind: "s3" },
        { id: "job", kind: "glue-job", settings: { everyMs: 180_000, startUpMedianMs: 5000, startUpP99Ms: 10_000, reads: "new-files" } },
        { id: "clean", kind: "s3" },
        { id: "add", kind: "athena-ddl" },
        { id: "glue", kind: "glue-catalog" },
        { id: "athena", kind: "athena" },
        { id: "dashboard", kind: "dashboard" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> job.in",
        "job.files -> clean.objects",
        "job.done -> add.start",
        "clean.objects -> add.objects",
        "add.partitions -> glue.partitions",
        "clean.objects -> athena.data",
        "glue.tables -> athena.catalog",
        "athena.rows -> dashboard.rows",
      ],
      expect: "Seconds after the job the hour can be queried.",
    },
    {
      title: "All objects, for one partition",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 10_000 } },
        { id: "raw", kind: "s3" },
        { id: "msck", kind: "athena-ddl", settings: { statement: "msck", everyMs: 60_000, timeoutMs: 36_000_000 } },
        { id: "glue", kind: "glue-catalog" },
        { id: "athena", kind: "athena" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> msck.objects",
        "msck.partitions -> glue.partitions",
        "raw.objects -> athena.data",
        "glue.tables -> athena.catalog",
      ],
      expect: "Each statement lists all objects for the one partition that is new.",
    },
  ],
  migrations: [],
});
