import { Dedup } from "../../engine/operators/dedup.ts";
import { DedupByWatermark } from "../../engine/operators/dedup-by-watermark.ts";
import { Enrich } from "../../engine/operators/enrich.ts";
import { HourlyAggregate } from "../../engine/operators/hourly-aggregate.ts";
import { sessionRules } from "../../engine/operators/session-rules.ts";
import { IntervalJoin } from "../../engine/operators/interval-join.ts";
import type { Operator } from "../../engine/operators/operator.ts";
import { Sessionize } from "../../engine/operators/sessionize.ts";
import { VersionedJoin } from "../../engine/operators/versioned-join.ts";
import { WindowedCounts } from "../../engine/operators/windowed-counts.ts";
import { Validate } from "../../engine/operators/validate.ts";
import type { ChainLink } from "../../engine/flow/lane.ts";
import { StreamProcessor } from "../../engine/flow/stream-processor.ts";
import type { PortName } from "../../engine/flow/task-outputs.ts";
import type { LookupSpec } from "../../engine/flow/lookups.ts";
import type { Distribution } from "../contract.ts";
import { feedOf } from "./feed-of.ts";
import { samplerOf } from "./sampler-of.ts";
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
  /** When an id is forgotten: after `dedupTtlMs`, as the watermark passes it (and then late events go too), or never. */
  readonly dedupForget: "time" | "watermark" | "never";
  readonly dedupTtlMs: number;
  /** An outside service is asked about each clean record's user. */
  readonly enrich: "off" | LookupSpec["mode"];
  readonly enrichLatency: Distribution;
  readonly enrichInFlight: number;
  readonly enrichCacheUsers: number;
  readonly enrichCacheTtlMs: number;
  readonly sessionize: boolean;
  readonly sessionGapMs: number;
  readonly sessionRules: "flink" | "beam" | "kafka-streams" | "spark";
  readonly sessionUpdates: "session-id" | "user-and-start";
  readonly aggregate: boolean;
  /** ALL_ rows for every combination (eight grouping sets) or only the finest grain. */
  readonly cube: boolean;
  /** Updated rows of open hours leave this often. */
  readonly aggregateEmitMs: number;
  /** Counts by aligned windows of event time. */
  readonly windows: "off" | "tumbling" | "hopping" | "cumulative";
  readonly windowSizeMs: number;
  /** How often a hopping window begins, or a cumulative one shows its count; a whole part of the size. */
  readonly windowStepMs: number;
  readonly windowKey: "user" | "type" | "all";
  /** Pairs of two event types close in time, or events with the newest row of a table another type changes. */
  readonly join: "off" | "interval" | "table-event-time" | "table-arrival";
  /** Names of event types. */
  readonly joinLeft: string;
  readonly joinRight: string;
  readonly joinAfterMs: number;
  readonly joinBeforeMs: number;
  readonly checks: boolean;
  /** CPU time of one core per record and operator. */
  readonly costUs: {
    readonly read: number;
    readonly validate: number;
    readonly dedup: number;
    readonly sessionize: number;
    readonly aggregatePerGroupingSet: number;
    readonly tumblingWindow: number;
    readonly overlappingWindow: number;
    /** Per event of a joined type: kept in state until its partner may have come, or looked up in a table at once. */
    readonly join: number;
    readonly lookup: number;
    readonly emit: number;
  };
  /** Records between source and busy task before the source must wait. */
  readonly bufferRecords: number;
  readonly bufferTimeoutMs: number;
};

/** Event-time processing with keyed state, checkpoints and restore. Ports `in`; out `events`, `sessions`, `aggregates`, `windows`, `joins`, `late`. */
export function streamProcessor(ctx: BuildContext, options: StreamProcessorOptions): FlowNode {
  const port = (name: PortName) => {
    const wires = ctx.outputs(name);
    return { wires, onCheckpoint: wires.some((wire) => ctx.familyAt(wire) === "object-store") };
  };
  return new StreamProcessor(
    ctx.id,
    ctx.run,
    feedOf(ctx, "in"),
    {
      ...options,
      chain: (task) => chainOf(ctx, options, task),
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

/** The operators of a task, in the order records meet them. */
function chainOf(ctx: BuildContext, options: StreamProcessorOptions, task: number): ChainLink[] {
  const { rows, dimensions, hourMs } = ctx.run;
  const { costUs } = options;
  const links: ChainLink[] = [];
  if (options.validate) links.push({ operator: new Validate(rows.events, options.maxClockAheadMs), costMs: costUs.validate / 1000 });
  if (options.dedup) links.push({ operator: dedupOf(ctx, options), costMs: costUs.dedup / 1000 });
  if (options.enrich !== "off") links.push({ operator: new Enrich(rows.events, costUs.lookup / 1000), costMs: 0 });
  // Before the sessions, which end a record they turn away; windows have a lateness of their own.
  if (options.windows !== "off") links.push(windowsOf(ctx, options, task));
  if (options.join !== "off") links.push(joinOf(ctx, options));
  const aggregate = options.aggregate
    ? new HourlyAggregate(rows, dimensions, {
        hourMs,
        cube: options.cube,
        emitMs: options.aggregateEmitMs,
        allowedLatenessMs: options.allowedLatenessMs,
        refusesLate: !options.sessionize,
        task,
      })
    : null;
  if (options.sessionize) {
    const rules = sessionRules(options.sessionRules, { gapMs: options.sessionGapMs, allowedLatenessMs: options.allowedLatenessMs });
    links.push({
      operator: new Sessionize(rows, dimensions, { rules, task, listener: aggregate, updates: options.sessionUpdates }),
      costMs: costUs.sessionize / 1000,
    });
  }
  const groupingSets = options.cube ? 8 : 1;
  if (aggregate !== null) links.push({ operator: aggregate, costMs: (costUs.aggregatePerGroupingSet * groupingSets) / 1000 });
  return links;
}

function windowsOf(ctx: BuildContext, options: StreamProcessorOptions, task: number): ChainLink {
  const { windows, costUs } = options;
  const kind = windows === "off" ? "tumbling" : windows;
  const operator = new WindowedCounts(ctx.run.rows, {
    kind,
    sizeMs: options.windowSizeMs,
    stepMs: kind === "tumbling" ? options.windowSizeMs : options.windowStepMs,
    key: options.windowKey,
    allowedLatenessMs: options.allowedLatenessMs,
    refusesLate: !options.sessionize && !options.aggregate && options.join === "off",
    task,
    users: ctx.run.dimensions.users,
  });
  return { operator, costMs: (kind === "tumbling" ? costUs.tumblingWindow : costUs.overlappingWindow) / 1000 };
}

function joinOf(ctx: BuildContext, options: StreamProcessorOptions): ChainLink {
  const { rows, dimensions } = ctx.run;
  const { join, joinBeforeMs: beforeMs, joinAfterMs: afterMs, costUs } = options;
  const left = dimensions.types.indexOf(options.joinLeft);
  const right = dimensions.types.indexOf(options.joinRight);
  const refusesLate = !options.sessionize && !options.aggregate;
  // Only events of the two types cost anything, and the operators charge for them.
  if (join === "interval") {
    const spec = { left, right, beforeMs, afterMs, costMs: costUs.join / 1000, refusesLate };
    return { operator: new IntervalJoin(rows, spec), costMs: 0 };
  }
  const clock = join === "table-arrival" ? "arrival" : "event-time";
  const costMs = (clock === "arrival" ? costUs.lookup : costUs.join) / 1000;
  return { operator: new VersionedJoin(rows, { table: left, probe: right, clock, costMs, refusesLate }), costMs: 0 };
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

function dedupOf(ctx: BuildContext, { dedupForget, dedupTtlMs }: StreamProcessorOptions): Operator {
  const { events } = ctx.run.rows;
  if (dedupForget === "watermark") return new DedupByWatermark(events);
  return new Dedup(events, dedupForget === "never" ? Infinity : dedupTtlMs);
}
