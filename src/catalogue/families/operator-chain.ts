import { sessionRules } from "../../engine/operators/session-rules.ts";
import { groupingSets } from "../../engine/operators/steps.ts";
import type { Step } from "../../engine/operators/steps.ts";
import type { Dimensions } from "../../engine/rows/dimensions.ts";

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

/**
 * What people set, as the steps of a chain, in the order in which records meet them; `between` comes after the cleaning and before
 * everything that keeps time.
 */
export function stepsOf(dimensions: Dimensions, options: ChainOptions, between: readonly Step[] = []): readonly Step[] {
  return [
    ...cleaningOf(options),
    ...between,
    // Before the sessions, which end a record they turn away; windows have a lateness of their own.
    ...windowsOf(options),
    ...joinOf(dimensions, options),
    ...sessionsOf(options),
    ...aggregateOf(options),
  ];
}

function cleaningOf({ validate, maxClockAheadMs, dedup, dedupForget, dedupTtlMs, costUs }: ChainOptions): readonly Step[] {
  const steps: Step[] = [];
  if (validate) steps.push({ op: "validate", settings: { maxAheadMs: maxClockAheadMs }, costMs: costUs.validate / 1000 });
  if (dedup) steps.push({ op: "dedup", settings: { forget: dedupForget, ttlMs: dedupTtlMs }, costMs: costUs.dedup / 1000 });
  return steps;
}

/** With stream time a window gives its result when its grace period is over, and then is gone. */
function graceOf({ clock, allowedLatenessMs }: ChainOptions): Pick<Step, "clockBehindMs"> {
  return clock === "stream-time" ? { clockBehindMs: 1 + allowedLatenessMs } : {};
}

function windowsOf(options: ChainOptions): readonly Step[] {
  const { windows: kind, windowSizeMs: sizeMs, costUs } = options;
  if (kind === "off") return [];
  const isTumbling = kind === "tumbling";
  const settings = {
    kind,
    sizeMs,
    stepMs: isTumbling ? sizeMs : options.windowStepMs,
    key: options.windowKey,
    allowedLatenessMs: options.clock === "stream-time" ? 0 : options.allowedLatenessMs,
    refusesLate: !options.sessionize && !options.aggregate && options.join === "off",
  };
  const costMs = (isTumbling ? costUs.tumblingWindow : costUs.overlappingWindow) / 1000;
  return [{ op: "windows", settings, costMs, ...graceOf(options) }];
}

/** Only events of the two types cost anything, and the operators charge for them. */
function joinOf({ types }: Dimensions, options: ChainOptions): readonly Step[] {
  const { join, costUs } = options;
  if (join === "off") return [];
  const left = types.indexOf(options.joinLeft);
  const right = types.indexOf(options.joinRight);
  const refusesLate = !options.sessionize && !options.aggregate;
  if (join === "interval") {
    const { joinBeforeMs: beforeMs, joinAfterMs: afterMs } = options;
    const settings = { left, right, beforeMs, afterMs, costMs: costUs.join / 1000, refusesLate };
    return [{ op: "interval-join", settings, costMs: 0, ...graceOf(options) }];
  }
  const clock = join === "table-arrival" ? ("arrival" as const) : ("event-time" as const);
  const costMs = (clock === "arrival" ? costUs.lookup : costUs.join) / 1000;
  const settings = { table: left, probe: right, clock, costMs, refusesLate };
  return [{ op: "versioned-join", settings, costMs: 0, ...graceOf(options) }];
}

function sessionsOf({ sessionize, sessionGapMs: gapMs, allowedLatenessMs, costUs, ...options }: ChainOptions): readonly Step[] {
  if (!sessionize) return [];
  const rules = sessionRules(options.sessionRules, { gapMs, allowedLatenessMs });
  return [{ op: "sessionize", settings: { rules, updates: options.sessionUpdates }, costMs: costUs.sessionize / 1000 }];
}

function aggregateOf({ aggregate, cube, sessionize, clock, costUs, ...options }: ChainOptions): readonly Step[] {
  if (!aggregate) return [];
  const { aggregateEmitMs: emitMs, allowedLatenessMs } = options;
  return [
    {
      op: "aggregate",
      settings: { cube, emitMs, allowedLatenessMs, refusesLate: !sessionize },
      costMs: (costUs.aggregatePerGroupingSet * groupingSets(cube)) / 1000,
      // The last ms of an hour belongs to it, also where the clock is the newest event.
      ...(clock === "stream-time" ? { clockBehindMs: 1 } : {}),
    },
  ];
}
