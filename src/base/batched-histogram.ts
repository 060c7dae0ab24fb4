import { BUCKETS, bucketOf, edgesOf, Histogram } from "./histogram.ts";
import { studentT } from "./statistics.ts";

/** Stretches of equal length a run is cut into; neighbours make pairs. */
/** Batches the values of a run fall into. */
const BATCHES = 64;
const PAIRS = BATCHES / 2;
/** Pairs that must hold something before an interval is given. */
const LEAST_PAIRS = 5;
/** A percentile rests on the values beyond it; with fewer of them than this it is not worth an interval. */
export const LEAST_BEYOND = 10;
/** Sums are kept in whole units of 1/1024 ms, so that the order of additions does not matter. */
export const UNITS_PER_MS = 1024;

/** Lower and upper end of a 95 % interval. */
export type Bounds = readonly [number, number];

/** Which batch a value belongs to; NONE leaves it out of the intervals. */
export const NONE = -1;

/** Batches that are stretches of time between two instants; what lies outside belongs to the first or last one. */
export class TimeStretches {
  private readonly fromMs: number;
  private readonly batchMs: number;

  constructor(fromMs: number, untilMs: number) {
    this.fromMs = fromMs;
    this.batchMs = Math.max(1e-9, (untilMs - fromMs) / BATCHES);
  }

  at(atMs: number): number {
    const at = Math.floor((atMs - this.fromMs) / this.batchMs);
    return at < 0 ? 0 : at < BATCHES ? at : BATCHES - 1;
  }
}

/** The same as a function. */
export function timeStretches(fromMs: number, untilMs: number): (atMs: number) => number {
  const stretches = new TimeStretches(fromMs, untilMs);
  return (atMs) => stretches.at(atMs);
}

/** Batches that are groups of users (or of anything numbered), drawn by a hash. */
export function groupOf(user: number): number {
  return Math.imul(user, 0x9e3779b1) >>> 26;
}

/**
 * A histogram that also remembers which batch each value fell into, so that its mean and percentiles have intervals although
 * values depend on each other. A run in a steady state is cut into stretches of time; one with a load curve and faults at set
 * times is no steady state, and there groups of users, who each live through the whole of it, are the batches.
 *
 * Method: batch means on pairs. With z(i) the deviation of batch i from what the whole says (the count at or below the
 * quantile less its share, or the sum less the mean), the two batches of a pair see the same load, so the variance of the
 * whole is the sum over pairs of (z(2k) - z(2k+1))^2: random change counts, a slow change of the load does not. A
 * quantile's interval is read off the histogram at p less and plus the half width (Woodruff 1952; batching as in Asmussen
 * and Glynn 2007, IV.5 and III.5); degrees of freedom by Satterthwaite, so that a few lively pairs do not feign certainty.
 * Stretches do not see dependence longer than a 64th of the run, groups of users not what strikes all users alike.
 */
export class BatchedHistogram {
  readonly whole = new Histogram();
  /** Counts by batch, then by bucket; a table of 2 MB of which little is touched, made when it is first needed. */
  private table: Uint32Array | null = null;
  private readonly counts = new Float64Array(BATCHES);
  private readonly sums = new Float64Array(BATCHES);

  add(batch: number, value: number): void {
    const kept = value > 0 ? value : 0;
    this.addAt(batch, bucketOf(kept), kept);
  }

  /** As `add` for a value that is not negative and whose bucket is known. */
  addAt(batch: number, bucket: number, kept: number): void {
    this.whole.addAt(bucket, kept);
    if (batch < 0) return;
    const table = (this.table ??= new Uint32Array(BATCHES * BUCKETS));
    table[batch * BUCKETS + bucket]!++;
    this.counts[batch]!++;
    this.sums[batch] = this.sums[batch]! + unitsOf(kept);
  }

  /** As `add` for values[from .. to - 1] of one batch, none of them negative. */
  addMany(batch: number, values: Float64Array, from: number, to: number): void {
    if (batch < 0) {
      this.whole.addRange(values, from, to, null, 0);
      return;
    }
    this.table ??= new Uint32Array(BATCHES * BUCKETS);
    this.whole.addRange(values, from, to, this.table, batch * BUCKETS);
    let units = 0;
    for (let i = from; i < to; i++) units += Math.floor(values[i]! * UNITS_PER_MS + 0.5);
    this.counts[batch] = this.counts[batch]! + to - from;
    this.sums[batch] = this.sums[batch]! + units;
  }

  /** As `add` for values[from .. to - 1], each of the batch in the same place, none of them left out of the intervals. */
  addEach(batches: Int32Array, values: Float64Array, from: number, to: number): void {
    const table = (this.table ??= new Uint32Array(BATCHES * BUCKETS));
    const { counts, sums } = this;
    this.whole.addInBatches(values, from, to, table, batches);
    for (let i = from; i < to; i++) {
      const batch = batches[i]!;
      counts[batch]!++;
      sums[batch] = sums[batch]! + Math.floor((values[i]! > 0 ? values[i]! : 0) * UNITS_PER_MS + 0.5);
    }
  }

  /** Takes the values of another one in, batch by batch. */
  merge(other: BatchedHistogram): void {
    this.whole.merge(other.whole);
    for (let batch = 0; batch < BATCHES; batch++) {
      this.counts[batch] = this.counts[batch]! + other.counts[batch]!;
      this.sums[batch] = this.sums[batch]! + other.sums[batch]!;
    }
    if (other.table === null) return;
    const table = (this.table ??= new Uint32Array(BATCHES * BUCKETS));
    const { firstBucket, lastBucket } = other.whole;
    for (let batch = 0; batch < BATCHES; batch++)
      for (let at = batch * BUCKETS + firstBucket; at <= batch * BUCKETS + lastBucket; at++) table[at] = table[at]! + other.table[at]!;
  }

  get count(): number {
    return this.whole.count;
  }

  quantile(p: number): number | null {
    return this.whole.quantile(p);
  }

  /** Whether too few values lie beyond the percentile for it to mean much. */
  tooFew(p: number): boolean {
    return this.count * (1 - p) < LEAST_BEYOND;
  }

  /** 95 % interval of the mean; null when there is too little to tell. */
  meanBounds(): Bounds | null {
    const { count } = this;
    if (count === 0) return null;
    const mean = this.sums.reduce((sum, units) => sum + units, 0) / count;
    const half = this.halfWidth((batch) => this.sums[batch]! - mean * this.counts[batch]!);
    if (half === null) return null;
    return [Math.max(0, (mean - half / count) / UNITS_PER_MS), (mean + half / count) / UNITS_PER_MS];
  }

  /** 95 % interval of the percentile p (0 to 1); null when there is too little to tell. */
  quantileBounds(p: number): Bounds | null {
    const { whole, count } = this;
    const estimate = whole.quantile(p);
    if (estimate === null || this.tooFew(p)) return null;
    const upTo = this.countsUpTo(bucketOf(estimate));
    const share = upTo.reduce((sum, below) => sum + below, 0) / count;
    const half = this.halfWidth((batch) => upTo[batch]! - share * this.counts[batch]!);
    if (half === null) return null;
    const low = whole.quantile(p - half / count);
    const high = whole.quantile(p + half / count);
    if (low === null || high === null) return null;
    // No finer than the buckets: an interval of a single bucket is as wide as the bucket.
    return [Math.max(whole.min ?? 0, edgesOf(bucketOf(low))[0]), Math.min(whole.max ?? high, edgesOf(bucketOf(high))[1])];
  }

  /** How many values of each batch lie in buckets up to and including `last`. */
  private countsUpTo(last: number): Float64Array {
    const upTo = new Float64Array(BATCHES);
    const { table } = this;
    if (table === null) return upTo;
    // Between no time at all and the shortest that there was lie thousands of empty buckets.
    const first = this.whole.firstBucket;
    const second = this.whole.bucketAfter(first);
    for (let batch = 0; batch < BATCHES; batch++) {
      let below = table[batch * BUCKETS + first]!;
      for (let at = batch * BUCKETS + second; at <= batch * BUCKETS + last; at++) below += table[at]!;
      upTo[batch] = below;
    }
    return upTo;
  }

  /** Half width of the 95 % interval of the sum of the batches' deviations. */
  private halfWidth(deviation: (batch: number) => number): number | null {
    let variance = 0;
    let squares = 0;
    let pairs = 0;
    for (let pair = 0; pair < PAIRS; pair++) {
      if (this.counts[2 * pair]! + this.counts[2 * pair + 1]! === 0) continue;
      pairs++;
      const difference = deviation(2 * pair) - deviation(2 * pair + 1);
      variance += difference * difference;
      squares += difference * difference * difference * difference;
    }
    if (pairs < LEAST_PAIRS) return null;
    if (variance === 0) return 0;
    const degrees = Math.max(1, (variance * variance) / squares);
    return studentT(Math.floor(degrees)) * Math.sqrt(variance);
  }
}

/** To the nearest whole unit. Math.round does the same by a branch that is guessed wrong every other time. */
export function unitsOf(ms: number): number {
  return Math.floor(ms * UNITS_PER_MS + 0.5);
}
