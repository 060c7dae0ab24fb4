/** What a worker makes of a record whose work is done; without logic it passes the record on. */
export type RecordLogic = {
  /** `instance` has finished `ref` at `at`; what it sends goes to `out`. A record that is not sent on ends there. */
  done(ref: number, instance: number, at: number, out: (ref: number) => void): void;
  /** The user whose state stays in the memory of the instance that worked on `ref`; -1 = none, as where a store keeps it. */
  remembers(ref: number): number;
  /** The instance died: what it kept in memory is gone. */
  died(instance: number): void;
};
