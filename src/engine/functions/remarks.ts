export type FunctionRemarks = {
  /** The first call that was stopped; `records` it had. */
  readonly "timed-out": { readonly timeoutMs: number; readonly neededMs: number; readonly records: number };
  /** A batch of a log fails again and again, and its shard waits. */
  readonly "shard-blocked": { readonly partition: string; readonly tries: number };
  readonly "given-up": { readonly tries: number; readonly records: number; readonly isKept: boolean };
  readonly "file-given-up": { readonly tries: number };
  /** As many calls as there may be were under way, and more work waited. */
  readonly "at-its-limit": { readonly calls: number };
  readonly failing: { readonly share: number; readonly forMs: number };
  readonly throttled: { readonly forMs: number };
};
