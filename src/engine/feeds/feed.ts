/**
 * What a consumer reads: ordered partitions that keep their rows. A log is one; a direct wire is wrapped into one that
 * cannot be replayed. The row at an offset stands at `offset - base` of `times`, `enteredAt` and `refs`: what no reader can come
 * back to may be let go of. Times never fall within a partition.
 */
export type Feed = {
  /** Partitions in use; may rise during a run, never falls. */
  partitionCount(): number;
  /** First offset that `times`, `enteredAt` and `refs` hold; never above what a group has yet to take or to commit. */
  base(partition: number): number;
  /** When the reader can take each row; Infinity while it has not been handed over. */
  times(partition: number): Float64Array;
  /** When each row was there for whoever might read it; lag counts from here. */
  enteredAt(partition: number): Float64Array;
  refs(partition: number): Int32Array;
  /** One past the last offset. */
  end(partition: number): number;
  /** First offset that is still kept. */
  start(partition: number): number;
  /** The partition cannot be read before this time (its leader is gone). */
  readableFrom(partition: number): number;
  /** Offsets (1 = removed by compaction) a reader passes over; null when there are none. */
  gaps(partition: number): Uint8Array | null;
  /** No row will ever come to the partition again: its shard was split or merged. */
  ended(partition: number): boolean;
  /** A reader went back to this offset, or lost what it had been handed beyond it. */
  rewound?(partition: number, offset: number): void;
  /** `topic-3`: the name of a partition, where several topics share the feed. */
  nameOf?(partition: number): string;
  /**
   * Rises with each row that comes, goes, or can be read at another time, and whenever rows are moved to other arrays. Readers look again
   * only then; where it is missing they look each time.
   */
  readonly changeCount?: number;
  /** Whether a reader may go back to an earlier offset. */
  readonly replayable: boolean;
};
