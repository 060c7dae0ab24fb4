/** What a stream of shards remarks. */
export type ShardRemarks = {
  /** The first loss: of a shard that holds so many times the mean of them all. */
  readonly throttled: { readonly shard: string; readonly isHot: boolean; readonly timesMean: number };
  /** Names of the shards that were closed, and of those that go on for them. */
  readonly resharded: { readonly closed: readonly string[]; readonly opened: readonly string[] };
  readonly crowded: { readonly leftShare: number; readonly forMs: number };
  /** Readers that poll are refused; those with a pipe of their own feel nothing. */
  readonly "readers-crowded": { readonly refusesReaders: boolean; readonly forMs: number };
  readonly failing: { readonly forMs: number };
};
