/** What a check of data looks at: rows one by one (unique, not-null, range, clock), or what they are together. */
export type CheckName = "unique" | "not-null" | "range" | "clock" | "freshness" | "volume" | "anomaly" | "reconciliation";

/** One check as one attempt made it. */
export type CheckOutcome = {
  readonly check: CheckName;
  /** The columns it looks at; `rows` where it counts them, `distinct` where it counts ids. */
  readonly on: string;
  /** Rows that break the rule, the age of the newest row in ms, rows, ids, or a sum; null where there is nothing to measure. */
  readonly measured: number | null;
  readonly unit: "rows" | "ms" | "sum";
  /** What it may be at least and at most; null where that side is open. */
  readonly least: number | null;
  readonly most: number | null;
  /** unknown: there was nothing to measure, or nothing yet to hold it against. */
  readonly verdict: "met" | "missed" | "unknown";
};
