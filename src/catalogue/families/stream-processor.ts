import type { FlowNode } from "../../engine/flow/node.ts";
import type { BuildContext } from "../build-context.ts";

export type StreamProcessorOptions = {
  readonly parallelism: number;
  /** hash: records are sent to the task that owns the user. trust-log: the log's partitions decide; only right when the log is keyed by user. */
  readonly exchange: "hash" | "trust-log";
  readonly checkpointing: boolean;
  readonly checkpointIntervalMs: number;
  /** What reaches the next part after a crash: nothing twice (two-phase commit) or since the last checkpoint again. */
  readonly guarantee: "exactly-once" | "at-least-once";
  /** A lost task is noticed after this long. */
  readonly heartbeatTimeoutMs: number;
  readonly restoreMs: number;
  readonly watermarkDelayMs: number;
  readonly watermarkIntervalMs: number;
  /** A partition without data leaves the minimum after this long; null = never. */
  readonly idlenessMs: number | null;
  readonly allowedLatenessMs: number;
  readonly validate: boolean;
  /** Event times further ahead of arrival than this are refused by validation. */
  readonly maxClockAheadMs: number;
  readonly dedup: boolean;
  readonly dedupTtlMs: number;
  readonly sessionize: boolean;
  readonly sessionGapMs: number;
  readonly sessionRules: "flink" | "beam" | "kafka-streams" | "spark";
  readonly aggregate: boolean;
  /** ALL_ rows for every combination (eight grouping sets) or only the finest grain. */
  readonly cube: boolean;
  /** Updated rows of open hours leave this often. */
  readonly aggregateEmitMs: number;
  readonly checks: boolean;
  /** CPU time of one core per record and operator. */
  readonly costUs: { readonly read: number; readonly validate: number; readonly dedup: number; readonly sessionize: number; readonly aggregatePerGroupingSet: number; readonly emit: number };
  /** Records between source and busy task before the source must wait. */
  readonly bufferRecords: number;
  readonly bufferTimeoutMs: number;
};

/** Event-time processing with keyed state, checkpoints and restore. Ports `in`; out `events`, `sessions`, `aggregates`, `late`. */
export function streamProcessor(ctx: BuildContext, options: StreamProcessorOptions): FlowNode {
  void options;
  return { id: ctx.id };
}
