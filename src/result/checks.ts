/** One check as a try of a task made it. */
export type CheckOutcome = {
  readonly check: "unique" | "not-null" | "range" | "clock" | "freshness" | "volume" | "anomaly" | "reconciliation";
  /** The columns it looked at; `rows` where it counted them. */
  readonly on: string;
  /** Rows that break the rule, rows, the age of the newest row in ms, or a sum; null where there was nothing to measure. */
  readonly measured: number | null;
  readonly unit: "rows" | "ms" | "sum";
  readonly least: number | null;
  readonly most: number | null;
  readonly verdict: "met" | "missed" | "unknown";
};

/** What a part that checks data found over a run. */
export type CheckedPart = {
  /** Attempts that looked at rows, and those of them that failed because of what they found. */
  readonly attempts: number;
  readonly failed: number;
  /** Rows they looked at, those that broke a rule, and those of them that were set aside in a store. */
  readonly rows: number;
  readonly badRows: number;
  readonly quarantinedRows: number;
  readonly checks: readonly CheckCount[];
};

/** How often a check was made, and how that ended. */
export type CheckCount = Pick<CheckOutcome, "check" | "on"> & {
  readonly met: number;
  readonly missed: number;
  readonly unknown: number;
  /** When the first attempt that missed it had ended, ms of simulated time; null where none did. */
  readonly firstMissedMs: number | null;
};
