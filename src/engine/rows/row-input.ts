/** Where a part takes its rows from, one after the other: wires, or the partitions of a log. */
export type RowInput = {
  readonly time: number;
  readonly ref: number;
  /** Moves to the next row earlier than `until`; false when there is none. */
  next(until: number): boolean;
  /** No row comes before this, as far as is known; Infinity when none is on its way. */
  peekTime(): number;
  readonly empty: boolean;
};
