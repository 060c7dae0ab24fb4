/** Values of a column between two bounds, both included; null where that side is open. */
export type ValueRange = { readonly column: string; readonly least: number | null; readonly most: number | null };

/** What rows of one kind must be. */
export type QualityRules = {
  /** Code of the kind of rows that are checked. */
  readonly stream: number;
  /** No two rows have the same values in all of these columns; none: not checked. */
  readonly unique: readonly string[];
  readonly notNull: readonly string[];
  readonly ranges: readonly ValueRange[];
  /** Of events: the time a device stamped lies at most so far ahead of the arrival. */
  readonly maxAheadMs: number | null;
  /** So large a share of the rows may break a rule before the check counts as missed. */
  readonly toleratedShare: number;
  /** The newest row is at most so old when the check begins. */
  readonly freshMs: number | null;
  /** Each hour of the interval has at least so many rows. */
  readonly leastRows: number | null;
  /** Rows of an interval against the mean of the last so many before it: apart by so large a share of it at most. */
  readonly anomaly: { readonly intervals: number; readonly share: number } | null;
  /** The same rows in another store: how many there are, how many ids, or the sum of a column, apart by so large a share at most. */
  readonly reconcile: Reconciling | null;
};

/** Nothing is checked. */
export const NO_RULES: Omit<QualityRules, "stream"> = {
  ...{ unique: [], notNull: [], ranges: [], maxAheadMs: null, toleratedShare: 0 },
  ...{ freshMs: null, leastRows: null, anomaly: null, reconcile: null },
};

export type Reconciling = { readonly of: "rows" | "distinct" | "sum"; readonly column: string; readonly toleratedShare: number };

/** Every column the rules name, once each. */
export function columnsNamedBy({ unique, notNull, ranges, reconcile }: QualityRules): readonly string[] {
  const summed = reconcile === null || reconcile.of === "rows" ? [] : [reconcile.column];
  return [...new Set([...unique, ...notNull, ...ranges.map(({ column }) => column), ...summed])];
}
