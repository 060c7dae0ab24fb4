/** How a payload column is combined when two sessions become one. */
export type Fold = "sum" | "min" | "max";

/** When a session's result goes out. All counts are of events since its last result. */
export type SessionTrigger = {
  /** A result when the watermark reaches the end of the session. */
  readonly onWatermark: boolean;
  /** A result after this many new events before the end is reached; Infinity = none. */
  readonly earlyCount: number;
  /** A result after this many new events once the end has been passed; Infinity = none, 1 = at once. */
  readonly lateCount: number;
  /** A provisional result at every multiple of this event time; null = none. */
  readonly everyMs: number | null;
  /** A last result when the state is dropped, if events came since the last one. */
  readonly atExpiry: boolean;
};

/** The rules of one engine (facts/dataplane.md 1.1). */
export type SessionRules = {
  readonly gapMs: number;
  /** Sessions whose bounds are equal become one (Flink, Kafka Streams, Spark), or stay two (Beam). */
  readonly mergeWhenTouching: boolean;
  /** The end reported is the last event (Kafka Streams) instead of the last event plus the gap. */
  readonly endInclusive: boolean;
  /** The session is over at its end minus this: 1 where the last ms inside counts (Flink, Beam), else 0. */
  readonly endOffsetMs: number;
  /** The lateness test is on the session the event would join, or on the event's own window. */
  readonly lateTestOn: "merged" | "own";
  /** A session is over when end <= watermark, or only when end < watermark. */
  readonly lateBoundary: "<=" | "<";
  readonly allowedLatenessMs: number;
  /** The result waits for the allowed lateness too (Kafka Streams: the grace period). */
  readonly resultAfterLateness: boolean;
  /** After a result the payload stays (accumulating) or starts again (discarding). */
  readonly accumulation: "accumulating" | "discarding";
  /** An event whose own gap is zero or negative has no window and is ignored (Spark). */
  readonly ignoreEmptyWindows: boolean;
  readonly trigger: SessionTrigger;
};

export const ON_WATERMARK: SessionTrigger = {
  onWatermark: true,
  earlyCount: Infinity,
  lateCount: 1,
  everyMs: null,
  atExpiry: false,
};

export type SessionEngine = "flink" | "beam" | "kafka-streams" | "spark";

const FLINK: SessionRules = {
  gapMs: 1_800_000,
  mergeWhenTouching: true,
  endInclusive: false,
  endOffsetMs: 1,
  lateTestOn: "merged",
  lateBoundary: "<=",
  allowedLatenessMs: 0,
  resultAfterLateness: false,
  accumulation: "accumulating",
  ignoreEmptyWindows: false,
  trigger: ON_WATERMARK,
};

const PRESETS: Readonly<Record<SessionEngine, SessionRules>> = {
  flink: FLINK,
  beam: {
    ...FLINK,
    mergeWhenTouching: false,
    lateTestOn: "own",
    lateBoundary: "<",
    accumulation: "discarding",
    trigger: { ...ON_WATERMARK, atExpiry: true },
  },
  "kafka-streams": { ...FLINK, endInclusive: true, endOffsetMs: 0, lateBoundary: "<", resultAfterLateness: true },
  spark: { ...FLINK, endOffsetMs: 0, lateTestOn: "own", ignoreEmptyWindows: true },
};

/** The rules of an engine with some of them changed. */
export function sessionRules(engine: SessionEngine, changes: Partial<SessionRules>): SessionRules {
  return { ...PRESETS[engine], ...changes };
}
