import { field } from "../../contract.ts";
import { joinFields } from "../../fields/join-fields.ts";
import { windowFields } from "../../fields/window-fields.ts";
import { KAFKA_DOCS, assumed, recalled } from "../../prices/sources.ts";

/** Where the program runs, and what a dead instance costs. */
const runFields = {
  instances: field.integer({
    label: "Instances",
    help: "Copies of the application. The tasks, one per partition, are spread over them.",
    unit: "instances",
    default: 2,
    min: 1,
    max: 100,
  }),
  threadsPerInstance: field.integer({
    label: "Threads per instance",
    help: "Threads that work side by side in an instance, one core each. Threads beyond the number of partitions stay idle.",
    unit: "threads",
    default: 2,
    min: 1,
    max: 64,
    source: recalled("num.stream.threads is 1 unless given", "2026"),
  }),
  guarantee: field.choice({
    label: "Guarantee",
    help: "Exactly once: reads, state and output are committed together, and others see output only then. At least once: output leaves at once; after a crash what was read since the last commit is done again, on state that has it already.",
    default: "at-least-once",
    options: [
      { value: "at-least-once", label: "at least once" },
      { value: "exactly-once", label: "exactly once" },
    ],
  }),
  commitIntervalMs: field.optionalNumber({
    label: "Commit every",
    help: "Time between commits. null: 30 s at least once, 100 ms exactly once, as Kafka Streams has it.",
    unit: "ms",
    default: null,
    whenGiven: 100,
    absent: "30 s, or 100 ms for exactly once",
    min: 10,
    max: 600_000,
    source: KAFKA_DOCS,
  }),
  standbyReplicas: field.integer({
    label: "Standby copies",
    help: "Other instances that keep a copy of each task's state and can take over in seconds. 0: the state is read back from the changelog first.",
    unit: "copies",
    default: 0,
    min: 0,
    max: 10,
    source: recalled("num.standby.replicas is 0 unless given", "2026"),
  }),
  sessionTimeoutMs: field.integer({
    label: "Lost instance noticed after",
    help: "Time without heartbeat before the group gives an instance up and its tasks to others.",
    unit: "ms",
    default: 45_000,
    min: 1000,
    max: 1_800_000,
    source: KAFKA_DOCS,
  }),
  restoreMbPerSecond: field.number({
    label: "State read back at",
    help: "MB per second an instance reads from the changelog before its new tasks go on.",
    unit: "MB/s",
    default: 75,
    min: 1,
    max: 2000,
    source: assumed("working value: 50 to 100 MB/s; no published figure was found"),
  }),
  probingMs: field.integer({
    label: "Tasks go home after",
    help: "Time after an instance has returned until its tasks go back to it; it reads their state meanwhile.",
    unit: "ms",
    default: 600_000,
    min: 60_000,
    max: 86_400_000,
    advanced: true,
    source: recalled("probing.rebalance.interval.ms", "2026"),
  }),
};

/** What the program does with records. */
const workFields = {
  graceMs: field.integer({
    label: "Grace period",
    help: "How long a window or session waits for late events after its end; its result leaves then, once. Later ones leave by the late port.",
    unit: "ms",
    default: 900_000,
    min: 0,
    max: 604_800_000,
    step: 1000,
    source: assumed("working value for phones that lose their network; a grace period has to be given"),
  }),
  validate: field.boolean({
    label: "Validate",
    help: "Refuse records that lack a mandatory field, hold an impossible value or claim a time too far ahead.",
    default: true,
  }),
  maxClockAheadMs: field.integer({
    label: "Clock ahead at most",
    help: "Validation refuses an event whose time is this many ms ahead of its arrival. One that slips through moves the task's clock.",
    unit: "ms",
    default: 300_000,
    min: 0,
    max: 86_400_000,
    advanced: true,
  }),
  dedup: field.boolean({
    label: "Remove duplicates",
    help: "Keep the first event of each id, from a store of ids. At least once, it also keeps work done again from counting twice.",
    default: true,
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
    help: "Group the events of each user into sessions by event time. The log must be keyed by user.",
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
  aggregate: field.boolean({
    label: "Hourly figures",
    help: "Count events, installs, sessions, views, clicks and active users by hour, device, version and country. Tasks make rows of their own; readers add them up.",
    default: false,
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

export const kafkaStreamsFields = { ...runFields, ...workFields, ...windowFields, ...joinFields };
