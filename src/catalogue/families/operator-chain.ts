import { Dedup } from "../../engine/operators/dedup.ts";
import { DedupByWatermark } from "../../engine/operators/dedup-by-watermark.ts";
import { HourlyAggregate } from "../../engine/operators/hourly-aggregate.ts";
import { IntervalJoin } from "../../engine/operators/interval-join.ts";
import type { Operator } from "../../engine/processing/operator.ts";
import { sessionRules } from "../../engine/operators/session-rules.ts";
import { Sessionize } from "../../engine/operators/sessionize.ts";
import { Validate } from "../../engine/operators/validate.ts";
import { VersionedJoin } from "../../engine/operators/versioned-join.ts";
import { WindowedCounts } from "../../engine/operators/windowed-counts.ts";
import { ShiftedClock } from "../../engine/operators/shifted-clock.ts";
import type { ChainLink } from "../../engine/processing/reader-lane.ts";
import type { TaskLink } from "../../engine/processing/stream-task.ts";
import type { BuildContext } from "../build-context.ts";

/** What a stream processor does with each record, whoever runs it. */
export type ChainOptions = {
  /** Watermarks that travel with the records, or the newest event time a task has seen, with the lateness as a grace period. */
  readonly clock: "watermark" | "stream-time";
  readonly allowedLatenessMs: number;
  readonly validate: boolean;
  /** Event times further ahead of arrival than this are refused by validation. */
  readonly maxClockAheadMs: number;
  readonly dedup: boolean;
  /** When an id is forgotten: after `dedupTtlMs`, as the watermark passes it (and then late events go too), or never. */
  readonly dedupForget: "time" | "watermark" | "never";
  readonly dedupTtlMs: number;
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
};

/** The operators of a task, in the order records meet them; `between` comes after the cleaning and before everything that keeps time. */
export function chainOf(ctx: BuildContext, options: ChainOptions, task: number, between: readonly ChainLink[] = []): TaskLink[] {
  const { rows, dimensions, hourMs } = ctx.run;
  const { costUs } = options;
  const links: TaskLink[] = [];
  if (options.validate)
    links.push({ operator: new Validate(rows.events, options.maxClockAheadMs), costMs: costUs.validate / 1000, cleans: true });
  if (options.dedup) links.push({ operator: dedupOf(ctx, options), costMs: costUs.dedup / 1000, cleans: true, stateUpdates: 1 });
  links.push(...between);
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
      stateUpdates: 1,
    });
  }
  const groupingSets = options.cube ? 8 : 1;
  if (aggregate !== null)
    links.push({
      // The last ms of an hour belongs to it, also where the clock is the newest event.
      operator: options.clock === "stream-time" ? new ShiftedClock(aggregate, 1) : aggregate,
      costMs: (costUs.aggregatePerGroupingSet * groupingSets) / 1000,
      stateUpdates: groupingSets,
    });
  return links;
}

/** With stream time a window gives its result when its grace period is over, and then is gone. */
function timed(operator: Operator, { clock, allowedLatenessMs }: ChainOptions): Operator {
  return clock === "stream-time" ? new ShiftedClock(operator, 1 + allowedLatenessMs) : operator;
}

function windowsOf(ctx: BuildContext, options: ChainOptions, task: number): TaskLink {
  const { windows, costUs } = options;
  const kind = windows === "off" ? "tumbling" : windows;
  const operator = new WindowedCounts(ctx.run.rows, {
    kind,
    sizeMs: options.windowSizeMs,
    stepMs: kind === "tumbling" ? options.windowSizeMs : options.windowStepMs,
    key: options.windowKey,
    allowedLatenessMs: options.clock === "stream-time" ? 0 : options.allowedLatenessMs,
    refusesLate: !options.sessionize && !options.aggregate && options.join === "off",
    task,
    users: ctx.run.dimensions.users,
  });
  const isTumbling = kind === "tumbling";
  return {
    operator: timed(operator, options),
    costMs: (isTumbling ? costUs.tumblingWindow : costUs.overlappingWindow) / 1000,
    // A store of windows holds each of them; only panes in memory are shared.
    stateUpdates: isTumbling ? 1 : options.windowSizeMs / options.windowStepMs,
  };
}

function joinOf(ctx: BuildContext, options: ChainOptions): ChainLink {
  const { rows, dimensions } = ctx.run;
  const { join, joinBeforeMs: beforeMs, joinAfterMs: afterMs, costUs } = options;
  const left = dimensions.types.indexOf(options.joinLeft);
  const right = dimensions.types.indexOf(options.joinRight);
  const refusesLate = !options.sessionize && !options.aggregate;
  // Only events of the two types cost anything, and the operators charge for them.
  if (join === "interval") {
    const spec = { left, right, beforeMs, afterMs, costMs: costUs.join / 1000, refusesLate };
    return { operator: timed(new IntervalJoin(rows, spec), options), costMs: 0 };
  }
  const clock = join === "table-arrival" ? "arrival" : "event-time";
  const costMs = (clock === "arrival" ? costUs.lookup : costUs.join) / 1000;
  const operator = new VersionedJoin(rows, { table: left, probe: right, clock, costMs, refusesLate });
  return { operator: timed(operator, options), costMs: 0 };
}

function dedupOf(ctx: BuildContext, { dedupForget, dedupTtlMs }: ChainOptions): Operator {
  const { events } = ctx.run.rows;
  if (dedupForget === "watermark") return new DedupByWatermark(events);
  return new Dedup(events, dedupForget === "never" ? Infinity : dedupTtlMs);
}
