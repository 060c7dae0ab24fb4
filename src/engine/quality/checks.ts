import { Facet } from "../part/facet.ts";
import type { CheckOutcome } from "../tasks/check-outcome.ts";
import type { Interval } from "../tasks/job.ts";
import type { OnMiss } from "./remarks.ts";

/** An attempt that looked at its rows. Times in ms of the run. */
export type CheckedAttempt = {
  readonly number: number;
  readonly interval: Interval;
  readonly beganMs: number;
  readonly endedMs: number;
  readonly rows: number;
  /** Rows that break a rule. */
  readonly badRows: number;
  /** Of them, those that were written to the store of rows set aside. */
  readonly quarantinedRows: number;
  /** What became of the worst miss; passed: there was none. */
  readonly ended: "passed" | OnMiss;
  readonly outcomes: readonly CheckOutcome[];
};

/** What a part tells that checks data: its attempts in the order in which they ended. */
export type Checks = { readonly checked: readonly CheckedAttempt[] };

export const CHECKS = new Facet<Checks>("checks");
