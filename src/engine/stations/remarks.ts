/** What a station of servers remarks, whatever order it serves in. */
export type StationRemarks = {
  readonly crash: { readonly downMs: number; readonly lostRecords: number };
  /** `queueStops`: those who wait are not begun either. */
  readonly outage: { readonly downMs: number; readonly queueStops: boolean };
};

/** What a front door remarks: clients try again so often. */
export type EdgeRemarks = { readonly outage: { readonly downMs: number; readonly retries: number } };
