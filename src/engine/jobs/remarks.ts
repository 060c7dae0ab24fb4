/** What remarks a task that waits for files. */
export type SensorRemarks = {
  readonly "timed-out": { readonly afterMs: number; readonly files: number; readonly wanted: number };
  readonly outage: { readonly downMs: number };
};
