export type FlowRemarks = {
  /** A connection was full for the first time: what is before it was not scheduled. */
  readonly "back-pressure": { readonly before: string; readonly objects: number; readonly bytes: number };
  readonly "node-lost": { readonly node: number; readonly heldRecords: number; readonly downMs: number; readonly writtenTwice: number };
  readonly "primary-moved": { readonly node: number; readonly afterMs: number };
  readonly "answers-lost": { readonly share: number; readonly forMs: number };
  readonly outage: { readonly downMs: number };
};
