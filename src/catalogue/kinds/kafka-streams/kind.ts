import { defineKind } from "../../contract.ts";
import type { PortDecl } from "../../contract.ts";
import { COST_US } from "../../families/nexmark-costs.ts";
import { streamTasks } from "../../families/stream-tasks.ts";
import { windowProblems } from "../../fields/window-fields.ts";
import { KAFKA_DOCS, NEXMARK, assumed, derived, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { duration, plural } from "../../words.ts";
import { kafkaStreamsFields } from "./fields.ts";
import { kafkaStreamsSwap } from "./swap.ts";
import { STREAM_TASKS_REMARKS } from "../../remarks/processing.ts";
import { LATE_BY_GRACE, REPEATS_COUNTED, splitKeys } from "../../causes/processing.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

/** No per-core rate is published; the working value is 0.6 of Flink's, 20 to 30 k events/s with state (facts/streaming.md 2.2). */
const OF_FLINKS_RATE = 0.6;
/** Committing each 100 ms takes 15 to 30 % of the throughput (recalled): 20 ms in which a thread does nothing else. */
const TRANSACTION_MS = 20;
const OFFSETS_MS = 2;
/** Cooperative rebalance with the members at hand; a standby is at most some thousand records behind. */
const REBALANCE_MS = 3000;
const STANDBY_CATCH_UP_MS = 1000;
const MB = 1e6;

const costUs = Object.fromEntries(Object.entries(COST_US).map(([name, us]) => [name, us / OF_FLINKS_RATE])) as typeof COST_US;

const commitMs = (props: { readonly commitIntervalMs: number | null; readonly guarantee: string }): number =>
  props.commitIntervalMs ?? (props.guarantee === "exactly-once" ? 100 : 30_000);

function out(id: string, label: string, stream: NonNullable<PortDecl["streams"]>[number], help: string): PortDecl {
  return { id, label, direction: "out", carries: ["records"], streams: [stream], partners: ["log"], needsProtocol: "kafka", help };
}

export const kafkaStreams = defineKind({
  id: "kafka-streams",
  version: 1,
  family: "stream-processor",
  title: "Kafka Streams",
  summary: "A library in your own program: a task per partition, with state that a changelog topic keeps safe.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Topic",
      direction: "in",
      carries: ["records"],
      required: true,
      max: 1,
      partners: ["log"],
      needsProtocol: "kafka",
      help: "The Kafka to read; each partition is a task.",
    },
    out("events", "Clean events", "event", "Events that are valid and no duplicates."),
    out("sessions", "Sessions", "session", "A row per session, when its grace period is over."),
    out("aggregates", "Hourly figures", "aggregate", "Rows of the hours that changed, per task, each replacing the one before."),
    out("windows", "Windows", "window", "A row per window and key when its grace period is over."),
    out("joins", "Joined pairs", "join", "A row per pair of events that the join found."),
    out("late", "Late events", "event", "Events beyond the grace period; without a wire they are dropped and counted."),
    out("changelog", "Changelog", "change", "Every change of state, for a Kafka to keep: draw it to see what the brokers carry."),
  ],
  fields: kafkaStreamsFields,
  limits: [
    {
      name: "Share of Flink's rate per core",
      value: OF_FLINKS_RATE,
      unit: "of Nexmark on Flink",
      source: assumed("working value, 20 to 30 k events/s per core with state; no published rate was found"),
    },
    {
      name: "Read and forward",
      value: Math.round(costUs.read * 100) / 100,
      unit: "us of one core per record",
      source: derived(`q0 (155 k/s) at 0.6 of the rate. ${NEXMARK.text}`, NEXMARK.asOf),
    },
    {
      name: "A transactional commit",
      value: TRANSACTION_MS,
      unit: "ms a thread waits",
      source: recalled("Confluent 2017: 15 to 30 % less throughput at a commit every 100 ms, none lost at 30 s", "2017"),
    },
    { name: "Taking tasks over", value: REBALANCE_MS, unit: "ms", source: assumed("cooperative rebalance of a few members") },
    { name: "A standby catches up", value: STANDBY_CATCH_UP_MS, unit: "ms", source: assumed("it may be 10,000 records behind") },
    { name: "Commit, at least once", value: 30, unit: "s", source: KAFKA_DOCS },
    { name: "Commit, exactly once", value: 100, unit: "ms", source: KAFKA_DOCS },
  ],
  prices: [
    {
      dimension: "Instances",
      unit: "vCPU-hours",
      source: recalled("EC2 m5 in us-east-1: 0.384 USD/h for 8 vCPU; a vCPU per thread", "2026"),
      quantity: (usage, props) => props.instances * props.threadsPerInstance * used(usage, "hours"),
      unitPriceUsd: () => 0.048,
    },
  ],
  headline: (props) =>
    `${plural(props.instances, "instance")} x ${plural(props.threadsPerInstance, "thread")} · commit ${duration(commitMs(props))}`,
  behaviour: (props, ctx) =>
    streamTasks(ctx, {
      ...props,
      clock: "stream-time",
      commitIntervalMs: commitMs(props),
      commitCostMs: props.guarantee === "exactly-once" ? TRANSACTION_MS : OFFSETS_MS,
      rebalanceMs: REBALANCE_MS,
      standbyCatchUpMs: STANDBY_CATCH_UP_MS,
      restoreBytesPerSecond: props.restoreMbPerSecond * MB,
      allowedLatenessMs: props.graceMs,
      dedupForget: "time",
      sessionRules: "kafka-streams",
      sessionUpdates: "session-id",
      costUs,
    }),
  remarks: STREAM_TASKS_REMARKS,
  causes: [splitKeys(""), REPEATS_COUNTED, LATE_BY_GRACE],
  faults: [
    {
      id: "crash",
      label: "Instance crash",
      help: "An instance dies. Its tasks stop until the group notices and others have their state; the rest go on.",
      defaultDurationMs: 120_000,
      targets: (props) => Array.from({ length: props.instances }, (_, index) => `instance-${index}`),
    },
    {
      id: "slow",
      label: "Slow thread",
      help: "One thread works at a quarter of its speed; the partitions it has fall behind.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: (props) =>
        Array.from(
          { length: props.instances * props.threadsPerInstance },
          (_, thread) => `thread-${thread % props.threadsPerInstance} of instance-${Math.floor(thread / props.threadsPerInstance)}`,
        ),
    },
  ],
  doc: {
    is: "A library that turns an ordinary program into a stream processor: it reads the partitions of Kafka topics, keeps state by key, writes every change of state to a changelog topic, and writes its results to Kafka.",
    whenToUse: "Use it when your data is in Kafka at both ends and your team would rather deploy a program than run a cluster for streams.",
    doesNotPromise:
      "Exactly once ends at the edge of Kafka. A task's clock is its newest event: one phone with a wrong clock can make others late, and a quiet partition closes nothing.",
    weighAgainst:
      "Flink reads and writes anything, has watermarks, and its checkpoints cost the log nothing; but a crash stops the whole job, where here only the dead instance's partitions wait.",
  },
  examples: [
    {
      title: "An instance dies",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka", settings: { partitions: 8 } },
        { id: "streams", kind: "kafka-streams", settings: { standbyReplicas: 1 } },
        { id: "results", kind: "kafka" },
        { id: "druid", kind: "druid" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> streams.in",
        "streams.sessions -> results.produce",
        "results.consume -> druid.ingest",
      ],
      expect: "Half of the partitions wait until the group notices; the other half never stops.",
    },
    {
      title: "What the changelog carries",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "streams", kind: "kafka-streams", settings: { guarantee: "exactly-once", windows: "hopping", sessionize: false } },
        { id: "changes", kind: "kafka", settings: { compaction: true } },
        { id: "results", kind: "kafka" },
        { id: "out", kind: "sink" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> streams.in",
        "streams.changelog -> changes.produce",
        "streams.windows -> results.produce",
        "results.consume -> out.in",
      ],
      expect: "Each event changes the state of every window it is in, so the brokers carry several changes for each event.",
    },
  ],
  migrations: [],
  swap: kafkaStreamsSwap,
  check: windowProblems,
});
