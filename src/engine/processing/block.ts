import type { Verdict } from "./collector.ts";

/**
 * Rows of one kind that go through a chain together, side by side in arrays: rows from .. to - 1, in the order they were read. It is
 * borrowed: what is here is something else when the call is over, and nobody keeps or changes it.
 */
export type Block = {
  /** Code of the kind of all rows. */
  readonly kind: number;
  /** When each could be read, in ms. */
  readonly times: Float64Array;
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
  /** What nearly every operator looks at, fetched once: the user of each event, -1 where it is missing, and the time it carries. */
  readonly users: Int32Array;
  readonly eventTimes: Float64Array;
};

/** Which rows of a block still go on along the chain, and how the others ended. */
export class Selection {
  /** Places in the block, ascending: the first `count` of them. */
  readonly places: Int32Array;
  count = 0;
  /** By place: the number of links that looked at the row, times 4, plus its verdict. */
  private readonly ends: Uint8Array;
  /** Links that have looked at the rows selected now, the present one included. */
  private reached = 0;

  constructor(capacity: number) {
    this.places = new Int32Array(capacity);
    this.ends = new Uint8Array(capacity);
  }

  /** All rows are before the first link. */
  start(from: number, to: number): void {
    for (let place = from; place < to; place++) this.places[place - from] = place;
    this.count = to - from;
    this.reached = 0;
  }

  /** The next link has its turn. */
  next(): void {
    this.reached++;
  }

  /** The row at this place ends here; whoever says so leaves it out of `places`. */
  end(place: number, verdict: Verdict): void {
    this.ends[place] = (this.reached << 2) | verdict;
  }

  /** Rows still selected have passed every link. */
  finish(): void {
    for (let s = 0; s < this.count; s++) this.ends[this.places[s]] = this.reached << 2;
  }

  verdictOf(place: number): Verdict {
    return (this.ends[place] & 3) as Verdict;
  }

  /** How many links have looked at the row. */
  reachedBy(place: number): number {
    return this.ends[place] >>> 2;
  }
}
