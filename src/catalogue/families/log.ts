import { murmur2Decimal, murmur2Text } from "../../base/murmur2.ts";
import { latencySampler } from "./sampler-of.ts";
import { Placement } from "../../engine/log/placement.ts";
import { PartitionedLog } from "../../engine/log/partitioned-log.ts";
import type { PauseLaw } from "../../engine/log/replication-pauses.ts";
import type { BuildContext } from "../build-context.ts";

export type LogOptions = {
  /** One topic for everything, or one per event type group (install / session / view_notification). */
  readonly topics: "single" | "by-type";
  /** Per topic. */
  readonly partitions: number;
  /** At this simulated time the number of partitions becomes `repartitionTo` (keys move); null = never. */
  readonly repartitionAtMs: number | null;
  readonly repartitionTo: number;
  readonly key: "user_id" | "event_type" | "none";
  readonly brokers: number;
  readonly replicationFactor: number;
  readonly acks: "0" | "1" | "all";
  readonly minInsyncReplicas: number;
  readonly uncleanLeaderElection: boolean;
  readonly idempotence: boolean;
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly deliveryTimeoutMs: number;
  readonly retentionMs: number;
  /** Per partition; null = no limit. */
  readonly retentionBytes: number | null;
  readonly segmentBytes: number;
  readonly compaction: boolean;
  readonly followerReads: boolean;
  /** Ceilings of one broker. */
  readonly broker: {
    readonly networkBytesPerSecond: number;
    readonly diskBytesPerSecond: number;
    readonly cpuCores: number;
    readonly clients?: { readonly inBytesPerSecond: number; readonly outBytesPerSecond: number };
    /** CPU ms per MiB written and read. */
    readonly cpuMsPerMibWritten: number;
    readonly cpuMsPerMibRead: number;
    /** A dead broker is noticed after this long; then leaders move. */
    readonly detectionMs: number;
  };
  /** Publish latency at low load, acks all. */
  readonly publishLatency: { readonly medianMs: number; readonly p99Ms: number };
  /** Rare pauses of a broker beyond that law; null has none. */
  readonly pauses: PauseLaw | null;
  readonly replicaLagMaxMs: number;
};

/** A partitioned, replicated log. Ports `produce` (in), `consume` (out; each wire is one consumer group). */
export function partitionedLog(ctx: BuildContext, options: LogOptions): PartitionedLog {
  const byType = options.topics === "by-type";
  const placement = new Placement(ctx.id, ctx.run, {
    topicOfType: ctx.run.dimensions.types.map((type) => (byType ? topicOf(type) : 0)),
    topicNames: byType ? TOPICS : [ctx.id],
    partitionsPerTopic: options.partitions,
    key: options.key,
    batchBytes: options.batchBytes,
    repartitionAtMs: options.repartitionAtMs,
    repartitionTo: options.repartitionTo,
    hash: murmur2Text,
    hashOfNumber: murmur2Decimal,
  });
  const groups = ctx.outputs("consume").length;
  return new PartitionedLog(ctx.id, ctx.run, ctx.inputs("produce"), {
    ...options,
    placement,
    broker: { ...options.broker, brokers: options.brokers, replicationFactor: Math.min(options.replicationFactor, options.brokers) },
    // Reads from followers take the consumers' share off the leaders' network and CPU.
    readGroupsAtLeader: options.followerReads ? groups / Math.max(1, options.replicationFactor) : groups,
    publish: latencySampler(options.publishLatency),
  });
}

const TOPICS = ["session", "install", "view_notification"];

/** The topic of an event type when topics follow types: installs, notifications, and everything inside a session. */
function topicOf(type: string): number {
  if (type === "install") return 1;
  return type.startsWith("notification") ? 2 : 0;
}
