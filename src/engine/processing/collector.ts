/** What an operator says of a record: it lets it pass, or ends it. */
export const PASS = 0;
export const FILTERED = 1;
export const DUPLICATE = 2;
export const LATE = 3;
export type Verdict = 0 | 1 | 2 | 3;

/** Out-ports of derived rows. */
export type DerivedPort = "sessions" | "aggregates" | "windows" | "joins";

/** Where an operator puts derived rows: the task owning `key` spends the emit cost and sends the row. */
export interface Collector {
  /** True while history is replayed: nothing leaves, so no rows need to be made. */
  readonly silent?: boolean;
  emit(port: DerivedPort, key: number, ref: number): void;
  /** CPU time of one core that the record at hand costs beyond what every record does. */
  spend(costMs: number): void;
  /** The record at hand needs an answer about `key` from outside before it can leave; absent where nobody waits. */
  lookUp?(key: number): void;
}
