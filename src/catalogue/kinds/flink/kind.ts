import { defineKind } from "../../contract.ts";
import { streamProcessor } from "../../families/stream-processor.ts";
import { AWS_SIZING, NEXMARK, derived, published, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { duration, plural } from "../../words.ts";
import { COST_US } from "../../families/nexmark-costs.ts";
import { flinkFields } from "./fields.ts";
import { flinkSwap } from "./swap.ts";
import { windowProblems } from "../../fields/window-fields.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { STREAM_PROCESSOR_REMARKS } from "../../remarks/processing.ts";
import { CHECKPOINT_WAIT, LATE_BY_WATERMARK, REPEATS_COUNTED, splitKeys, STALE_SESSIONS } from "../../causes/processing.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const BUFFER_BYTES = 32 * 1024;
const DISK_PER_KPU_BYTES = 50 * GB;

const kpus = (props: { readonly parallelism: number; readonly parallelismPerKpu: number }): number =>
  Math.ceil(props.parallelism / props.parallelismPerKpu);
const taskNames = (props: { readonly parallelism: number }): readonly string[] =>
  Array.from({ length: props.parallelism }, (_, index) => `task-${index}`);

export const flink = defineKind({
  id: "flink",
  version: 1,
  family: "stream-processor",
  title: "Flink",
  alsoCalled: ["Apache Flink", "Managed Flink", "stream processing", "Kinesis Data Analytics"],
  nearestTo: ["Spark Streaming", "Beam", "Dataflow", "Samza", "Storm", "ksqlDB"],
  summary: "Cleans events, derives sessions and hourly figures by event time, with state that survives a crash.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Events",
      direction: "in",
      carries: ["records"],
      required: true,
      help: "Events, best from a log, which can be read again after a crash.",
    },
    {
      id: "events",
      label: "Clean events",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      help: "Events that are valid and no duplicates.",
    },
    {
      id: "sessions",
      label: "Sessions",
      direction: "out",
      carries: ["records"],
      streams: ["session"],
      help: "A row per session, when it closes and again when a late event corrects it.",
    },
    {
      id: "aggregates",
      label: "Hourly figures",
      direction: "out",
      carries: ["records"],
      streams: ["aggregate"],
      help: "Rows of the hours that changed, each replacing the one before.",
    },
    {
      id: "windows",
      label: "Windows",
      direction: "out",
      carries: ["records"],
      streams: ["window"],
      help: "A row per window and key when it ends, and again when a late event changes it.",
    },
    {
      id: "joins",
      label: "Joined pairs",
      direction: "out",
      carries: ["records"],
      streams: ["join"],
      help: "A row per pair of events that the join found.",
    },
    {
      id: "late",
      label: "Late events",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      help: "Events beyond the allowed lateness; without a wire they are dropped and counted.",
    },
  ],
  fields: flinkFields,
  limits: [
    {
      name: "Read and forward",
      value: COST_US.read,
      unit: "us of one core per record",
      source: derived(`q0: 155 k events per core and second. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Validate",
      value: COST_US.validate,
      unit: "us of one core per record",
      source: derived(`q22 (130 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Remove duplicates",
      value: COST_US.dedup,
      unit: "us of one core per record",
      source: derived(`q18 (53.7 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Sessions",
      value: COST_US.sessionize,
      unit: "us of one core per record",
      source: derived(`q11 (39.7 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Hourly figures, each grouping set",
      value: COST_US.aggregatePerGroupingSet,
      unit: "us of one core per record",
      source: derived(`q17 (117 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Write a record out",
      value: COST_US.emit,
      unit: "us of one core per record",
      source: derived(`q10 (57.8 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Tumbling windows",
      value: COST_US.tumblingWindow,
      unit: "us of one core per record",
      source: derived(`q12 (75.7 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Sliding or cumulative windows",
      value: COST_US.overlappingWindow,
      unit: "us of one core per record",
      source: derived(`q5 (22.1 k/s, windows of 10 s every 2 s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Join from state",
      value: COST_US.join,
      unit: "us of one core per joined event",
      source: derived(`q20 (19.0 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Look up in a table",
      value: COST_US.lookup,
      unit: "us of one core per joined event",
      source: derived(`q13 (131 k/s) less q0. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "Checkpoint of small state",
      value: "0.2 to 1",
      unit: "s",
      source: published("Flink changelog benchmark, GitHub apache/flink-web", "2022-05"),
    },
    {
      name: "Checkpoint of 20 GB, incremental",
      value: "p50 5, p99.9 10",
      unit: "s",
      source: published("Flink changelog benchmark, GitHub apache/flink-web", "2022-05"),
    },
    { name: "Network buffer", value: 32, unit: "KiB", source: recalled("Flink taskmanager.memory.segment-size", "2026") },
    { name: "KPU", value: "1 vCPU, 4 GB, 50 GB disk", unit: "per KPU", source: AWS_SIZING },
  ],
  prices: [
    {
      dimension: "Processing units",
      unit: "KPU-hours",
      source: AWS_SIZING,
      // One more for orchestration.
      quantity: (usage, props) => (kpus(props) + 1) * used(usage, "hours"),
      unitPriceUsd: () => 0.11,
    },
    {
      dimension: "State beyond 50 GB per KPU",
      unit: "GB-months",
      source: AWS_SIZING,
      quantity: (usage, props) => Math.max(0, used(usage, "checkpointBytes") - kpus(props) * DISK_PER_KPU_BYTES) / GB,
      unitPriceUsd: () => 0.1,
    },
  ],
  headline: (props) =>
    `${plural(props.parallelism, "task")} · ${props.checkpointing ? `checkpoint ${duration(props.checkpointIntervalMs)}` : "no checkpoints"}${props.sessionize ? ` · gap ${duration(props.sessionGapMs)}` : ""}`,
  behaviour: (props, ctx) =>
    streamProcessor(ctx, {
      clock: "watermark",
      parallelism: props.parallelism,
      fileWriters: props.fileWriters,
      exchange: props.exchange,
      checkpointing: props.checkpointing,
      checkpointIntervalMs: props.checkpointIntervalMs,
      guarantee: props.guarantee,
      transactionTimeoutMs: props.transactionTimeoutMs,
      heartbeatTimeoutMs: props.heartbeatTimeoutMs,
      restoreMs: props.restoreMs,
      watermarkDelayMs: props.watermarkDelayMs,
      watermarkIntervalMs: props.watermarkIntervalMs,
      idlenessMs: props.idlenessMs,
      allowedLatenessMs: props.allowedLatenessMs,
      validate: props.validate,
      maxClockAheadMs: props.maxClockAheadMs,
      dedup: props.dedup,
      dedupForget: props.dedupForget,
      dedupTtlMs: props.dedupTtlMs,
      sessionize: props.sessionize,
      sessionGapMs: props.sessionGapMs,
      sessionRules: props.sessionRules,
      sessionUpdates: props.sessionUpdates,
      aggregate: props.aggregate,
      cube: props.cube,
      aggregateEmitMs: props.aggregateEmitMs,
      windows: props.windows,
      windowSizeMs: props.windowSizeMs,
      windowStepMs: props.windowStepMs,
      windowKey: props.windowKey,
      join: props.join,
      joinLeft: props.joinLeft,
      joinRight: props.joinRight,
      joinAfterMs: props.joinAfterMs,
      joinBeforeMs: props.joinBeforeMs,
      enrich: props.enrich,
      enrichLatency: props.enrichLatency,
      enrichInFlight: props.enrichInFlight,
      enrichCacheUsers: props.enrichCacheUsers,
      enrichCacheTtlMs: props.enrichCacheTtlMs,
      // Comparing what went in with what came out costs the job nothing, so it is always on.
      checks: true,
      costUs: COST_US,
      bufferRecords: Math.max(1, Math.floor((props.networkBuffers * props.parallelism * BUFFER_BYTES) / ctx.recordBytes)),
      bufferTimeoutMs: props.bufferTimeoutMs,
    }),
  remarks: STREAM_PROCESSOR_REMARKS,
  causes: [CHECKPOINT_WAIT, STALE_SESSIONS, splitKeys(", or exchange records by key"), REPEATS_COUNTED, LATE_BY_WATERMARK],
  faults: [
    {
      id: "crash",
      label: "Task manager crash",
      help: "A task manager dies. The whole job goes back to its last checkpoint and reads from there again.",
      defaultDurationMs: 30_000,
      targets: taskNames,
    },
    {
      id: "slow",
      label: "Slow task",
      help: "One task works at a quarter of its speed; the users it owns wait, then everything behind it.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: taskNames,
    },
    {
      id: "checkpoint-failure",
      label: "Checkpoints fail",
      help: "No checkpoint completes. Exactly-once output stays invisible, and a crash goes back further.",
      defaultDurationMs: 180_000,
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "The task managers of a zone die. The whole job goes back to its last checkpoint and runs on in the other zones.",
      defaultDurationMs: 60_000,
      targets: zoneNames,
    },
    {
      id: "rolling-restart",
      label: "Stop with savepoint",
      help: "The job is stopped with a savepoint and started again, as for a new version: it is away for a while, and nothing is read twice.",
      defaultDurationMs: 60_000,
    },
  ],
  doc: {
    is: "A stream processor with keyed state: it reads a log, waits for stragglers by a watermark, closes sessions and hours in event time, and saves its state and its place in the log together.",
    whenToUse:
      "Use it when an answer depends on earlier events of the same user, must follow event time rather than arrival, and must be right after a crash.",
    doesNotPromise:
      "Exactly once covers its state and sinks that commit with the checkpoint; anything else may see repeats. Events beyond the allowed lateness change nothing any more. Not modelled: files by the machine's clock or rolled by size (F5), a first checkpoint within its interval (F6).",
    weighAgainst:
      "Kafka Streams is a library inside your own program, with Kafka at both ends; Spark shares code with batch at seconds of delay. A plain consumer with a database is enough when there are no windows.",
  },
  examples: [
    {
      title: "Sessions cut in pieces",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka", settings: { key: "event_type" } },
        { id: "flink", kind: "flink", settings: { exchange: "trust-log" } },
        { id: "out", kind: "sink" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.sessions -> out.in"],
      expect: "Each task sees some events of a user, so one session becomes several.",
    },
    {
      title: "A crash with at-least-once output",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { guarantee: "at-least-once" } },
        { id: "out", kind: "sink" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.sessions -> out.in"],
      expect: "After a crash the rows since the last checkpoint arrive twice.",
    },
    {
      title: "Counts of the last five minutes, each minute",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { windows: "hopping", sessionize: false, aggregate: false } },
        { id: "druid", kind: "druid" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.windows -> druid.ingest"],
      expect:
        "A late event is lost from the windows that are over and kept in the others; with enough allowed lateness every window is exact.",
    },
    {
      title: "Clicks with the views they followed",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { join: "interval", sessionize: false, aggregate: false } },
        { id: "druid", kind: "druid" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.joins -> druid.ingest"],
      expect: "A click may come before the view it followed; the pair is found all the same, unless one of them is behind the watermark.",
    },
    {
      title: "Each record waits for an outside answer",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { enrich: "sync", guarantee: "at-least-once", sessionize: false, aggregate: false } },
        { id: "out", kind: "sink" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.in"],
      expect: "A task that waits for each answer takes some hundred records a second; async requests let it go on meanwhile.",
    },
    {
      title: "Sessions that nobody takes back",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { sessionUpdates: "user-and-start", watermarkDelayMs: 0 } },
        { id: "druid", kind: "druid" },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.sessions -> druid.ingest"],
      expect: "A late event that moves a session's start leaves the old row in the table, where it counts as extra.",
    },
  ],
  migrations: [],
  swap: flinkSwap,
  check: windowProblems,
});
