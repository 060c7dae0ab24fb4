/**
 * The contract of an operator in a stream processor. A chain runs record by record: each operator either lets the record
 * pass (0) or ends it with one of the codes below. State is a pure function of what was processed, in order, since
 * the start; `snapshot` is a copy of it, `restore` puts it back.
 */
export const PASS = 0;
export const FILTERED = 1;
export const DUPLICATE = 2;
export const LATE = 3;
export type Verdict = 0 | 1 | 2 | 3;

export interface Operator {
  /** One event record, by row; `watermarkMs` is where event time stands. */
  process(row: number, watermarkMs: number, out: Collector): Verdict;
  /** Looks at the state that rows from .. to - 1 will touch, so that the processor fetches it side by side; changes nothing. */
  warm?(rows: Int32Array, from: number, to: number): void;
  /** Event time has moved: fire what is due into the collector. */
  onWatermark(watermarkMs: number, out: Collector): void;
  /** Processing time has moved past a multiple of the operator's own period. */
  onTimer?(at: number, out: Collector): void;
  readonly timerMs?: number;
  /** The operator itself, where this one only sets its clock. */
  readonly inner?: Operator;
  /** Bytes of keyed state, for the length of a checkpoint. */
  stateBytes(): number;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

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
