/** What a call is given, by whoever it comes from. */
export type Batch = {
  /** Records that travelled here, and behind them the rows of `files`, which stay where they lie. */
  readonly refs: readonly number[];
  readonly travelled: number;
  /** Objects it is to read. */
  readonly files: readonly number[];
  /** Since when the oldest of them could have been worked on, ms. */
  readonly sinceMs: number;
};

/** How a call ended: so many of its records, from the first on, are done with; what is not was refused, or the call was stopped. */
export type CallEnd = {
  readonly done: number;
  readonly failed: boolean;
  /** The records that are not done with were worked on all the same, and what they gave stands. */
  readonly wrote: boolean;
};

/** Where the calls of a function come from. */
export type BatchSource = {
  /** When it next takes something, as things stand; Infinity: nothing is there. `now`: what was done last. */
  nextMs(now: number): number;
  /** Takes what is there at `at`: a batch, or nothing to call for yet. */
  take(at: number): Batch | null;
  /** A call with this batch has ended at `at`. */
  ended(batch: Batch, at: number, end: CallEnd): void;
  /** Nothing is left and nothing more will come from what has arrived. */
  readonly idle: boolean;
  /** Event copies it has in its hands. */
  heldEvents(): number;
  eventsNeededFrom(): number;
  readonly waiting: number;
};

/** What sources need of the function they call. */
export type SourceHost = {
  took(ref: number): void;
  /** These were tried so often, and are not tried again. */
  giveUp(refs: readonly number[], at: number, tries: number): void;
  /** An object is not tried again; what lies in it stays where it is. */
  giveUpFile(at: number, tries: number): void;
  blocked(at: number, partition: string, tries: number): void;
  /** The same event is worked on once more. */
  again(refs: readonly number[]): void;
};
