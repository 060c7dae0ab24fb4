import { chainOf } from "../../engine/operators/steps.ts";
import type { Step } from "../../engine/operators/steps.ts";
import { StreamProcessor } from "../../engine/processing/stream-processor.ts";
import type { PortName } from "../../engine/processing/task-outputs.ts";
import type { LookupSpec } from "../../engine/processing/lookups.ts";
import type { BuildContext } from "../build-context.ts";
import type { Distribution } from "../contract.ts";
import { feedOf } from "./feed-of.ts";
import { stepsOf } from "./operator-chain.ts";
import type { ChainOptions } from "./operator-chain.ts";
import { samplerOf } from "./sampler-of.ts";

export type StreamProcessorOptions = ChainOptions & {
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
  readonly transactionTimeoutMs: number;
  /** Tasks of each sink that writes files; null: as many as it has tasks. */
  readonly fileWriters: number | null;
  readonly watermarkDelayMs: number;
  readonly watermarkIntervalMs: number;
  /** A partition without data leaves the minimum after this long; null = never. */
  readonly idlenessMs: number | null;
  /** An outside service is asked about each clean record's user. */
  readonly enrich: "off" | LookupSpec["mode"];
  readonly enrichLatency: Distribution;
  readonly enrichInFlight: number;
  readonly enrichCacheUsers: number;
  readonly enrichCacheTtlMs: number;
  readonly checks: boolean;
  /** Records between source and busy task before the source must wait. */
  readonly bufferRecords: number;
  readonly bufferTimeoutMs: number;
};

/** Event-time processing with keyed state, checkpoints and restore. Ports `in`; out `events`, `sessions`, `aggregates`, `windows`, `joins`, `late`. */
export function streamProcessor(ctx: BuildContext, options: StreamProcessorOptions): StreamProcessor {
  const port = (name: PortName) => {
    const wires = ctx.outputs(name);
    return { wires, onCheckpoint: wires.some((wire) => ctx.familyAt(wire) === "object-store") };
  };
  const steps = stepsOf(ctx.run.dimensions, options, options.enrich === "off" ? [] : [enrichOf(options)]);
  return new StreamProcessor(
    ctx.id,
    ctx.run,
    feedOf(ctx, "in"),
    {
      ...options,
      chain: (task) => chainOf(ctx.run, steps, task),
      readCostMs: options.costUs.read / 1000,
      emitCostMs: options.costUs.emit / 1000,
      lookup: lookupOf(options),
    },
    {
      events: port("events"),
      sessions: port("sessions"),
      aggregates: port("aggregates"),
      windows: port("windows"),
      joins: port("joins"),
      late: port("late"),
    },
  );
}

function enrichOf({ costUs }: StreamProcessorOptions): Step {
  return { op: "enrich", settings: { costMs: costUs.lookup / 1000 }, costMs: 0 };
}

function lookupOf(options: StreamProcessorOptions): LookupSpec | null {
  const { enrich } = options;
  if (enrich === "off") return null;
  return {
    mode: enrich,
    latency: samplerOf(options.enrichLatency),
    capacity: options.enrichInFlight,
    cacheEntries: options.enrichCacheUsers,
    cacheTtlMs: options.enrichCacheTtlMs,
  };
}
