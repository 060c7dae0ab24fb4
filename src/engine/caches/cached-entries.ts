/** No entry of that key. */
export const NO_PLACE = -1;

/**
 * What a cache holds: rows by key, in an amount of room. Places are numbers that `find` gives and that hold until the next entry comes
 * or goes. Times are ms of the run.
 */
export type CachedEntries = {
  readonly size: number;
  /** Of memory, as far as it is counted in bytes. */
  readonly usedBytes: number;
  /** Entries that went to make room, and entries that had expired and were looked for. */
  readonly evicted: number;
  readonly swept: number;
  /** Place of the entry of a key, NO_PLACE where there is none; no use of it. */
  find(key: number): number;
  refAt(place: number): number;
  isValid(place: number, at: number): boolean;
  /** It was asked for. */
  use(place: number, at: number): void;
  /** In place of the key's entry; others go where there is no room. False: none was to be had, and what stood there before stays. */
  put(key: number, ref: number, valueBytes: number, at: number, expiresAt: number): boolean;
  delete(key: number): void;
  /** When it next looks for entries that have expired; Infinity: when somebody asks for one. */
  readonly nextSweepAt: number;
  sweep(at: number): void;
  /** Those put in later than `at` go; answers how many. */
  deletePutAfter(at: number): number;
  clear(): void;
};
