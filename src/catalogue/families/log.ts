import type { FlowNode } from "../../engine/flow/node.ts";
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
    /** CPU ms per MiB written and read. */
    readonly cpuMsPerMibWritten: number;
    readonly cpuMsPerMibRead: number;
    /** A dead broker is noticed after this long; then leaders move. */
    readonly detectionMs: number;
  };
  /** Publish latency at low load, acks all. */
  readonly publishLatency: { readonly medianMs: number; readonly p99Ms: number };
  readonly replicaLagMaxMs: number;
};

/** A partitioned, replicated log. Ports `produce` (in), `consume` (out; each wire is one consumer group). */
export function partitionedLog(ctx: BuildContext, options: LogOptions): FlowNode {
  void options;
  return { id: ctx.id };
}
