import { assert } from "./assert.ts";

const SUB_BITS = 7; // 128 buckets per doubling: a bucket is at most 0.79 % wide
const SUB = 1 << SUB_BITS;
const LOWEST_EXPONENT = -20; // below 2^-20 ms (about 1 ns) everything counts as zero
const HIGHEST_EXPONENT = 40; // 2^40 ms is 34 years
export const BUCKETS = 1 + (HIGHEST_EXPONENT - LOWEST_EXPONENT) * SUB;
/** What the top 32 bits of a double, shifted to exponent and 7 bits of fraction, are at the first bucket. */
const FIRST_KEY = (LOWEST_EXPONENT + 1023) * SUB - 1;

const NO_COUNTS = new Float64Array(0);

const bitsOfDouble = new Float64Array(1);
const words = new Int32Array(bitsOfDouble.buffer);
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

export type HistogramJson = {
  readonly subBuckets: number;
  readonly lowestExponent: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
  /** [bucket, count] of every bucket that is not empty, in rising order. */
  readonly buckets: readonly (readonly [number, number])[];
};

/**
 * Counts of positive values (ms) in buckets of at most 0.8 % width, so a quantile is within 0.8 % of the value it
 * stands for; inside a bucket values are taken as evenly spread, so that a smooth law is met far closer. Bucket 0 holds zero, negatives and everything below 2^-20; the last one everything from 2^40 up.
 * The bucket comes from the bits of the number: equal everywhere, and merging loses nothing.
 */
export class Histogram {
  /** Made when the first value comes: of many parts nothing ever waits. */
  private counts = NO_COUNTS;
  private total = 0;
  private sum = 0;
  private least = Infinity;
  private most = -Infinity;

  get count(): number {
    return this.total;
  }

  /** Exact mean of what was added (negatives as zero); null when empty. */
  get mean(): number | null {
    return this.total === 0 ? null : this.sum / this.total;
  }

  /** Exact smallest value; null when empty. */
  get min(): number | null {
    return this.total === 0 ? null : this.least;
  }

  get max(): number | null {
    return this.total === 0 ? null : this.most;
  }

  /** Buckets before it hold nothing: those of a run are a few hundred of thousands. */
  get firstBucket(): number {
    return this.total === 0 ? BUCKETS : bucketOf(this.least);
  }

  /** Buckets after it hold nothing. */
  get lastBucket(): number {
    return this.total === 0 ? -1 : bucketOf(this.most);
  }

  /** The first bucket after this one that holds something; BUCKETS when there is none. */
  bucketAfter(bucket: number): number {
    const { counts } = this;
    let after = bucket + 1;
    while (after < BUCKETS && !(counts[after]! > 0)) after++;
    return after;
  }

  add(value: number): void {
    const kept = value > 0 ? value : 0;
    this.addAt(bucketOf(kept), kept);
  }

  /** The counts, to add to. */
  private room(): Float64Array {
    if (this.counts.length === 0) this.counts = new Float64Array(BUCKETS);
    return this.counts;
  }

  /** Adds a value that is not negative and whose bucket is known. */
  addAt(bucket: number, kept: number): void {
    if (this.total === 0) this.room();
    this.counts[bucket]!++;
    this.total++;
    this.sum += kept;
    if (kept < this.least) this.least = kept;
    if (kept > this.most) this.most = kept;
  }

  /** Adds a value that stands for `weight` equal ones. */
  addWeighted(value: number, weight: number): void {
    const kept = value > 0 ? value : 0;
    const bucket = bucketOf(kept);
    const counts = this.room();
    counts[bucket] = counts[bucket]! + weight;
    this.total += weight;
    this.sum += kept * weight;
    if (kept < this.least) this.least = kept;
    if (kept > this.most) this.most = kept;
  }

  /** Adds values[0 .. n-1]. */
  addMany(values: Float64Array, n: number): void {
    const counts = this.room();
    let sum = this.sum;
    let least = this.least;
    let most = this.most;
    for (let i = 0; i < n; i++) {
      const kept = values[i]! > 0 ? values[i]! : 0;
      const bucket = bucketOf(kept);
      counts[bucket] = counts[bucket]! + 1;
      sum += kept;
      if (kept < least) least = kept;
      if (kept > most) most = kept;
    }
    this.total += n;
    this.sum = sum;
    this.least = least;
    this.most = most;
  }

  /** Adds values[from .. to - 1], none negative, and counts each in its bucket of `also` too, which begins at `base`. */
  addRange(values: Float64Array, from: number, to: number, also: Uint32Array | null, base: number): void {
    const counts = this.room();
    // The top halves of the numbers, read where they are: no number goes through memory a second time.
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    let { sum, least, most } = this;
    for (let i = from; i < to; i++) {
      const kept = values[i]!;
      const key = (halves[2 * i + highWord]! >> (20 - SUB_BITS)) - FIRST_KEY;
      const bucket = key < 1 ? 0 : key < BUCKETS ? key : BUCKETS - 1;
      counts[bucket]!++;
      if (also !== null) also[base + bucket]!++;
      sum += kept;
      if (kept < least) least = kept;
      if (kept > most) most = kept;
    }
    this.total += to - from;
    this.sum = sum;
    this.least = least;
    this.most = most;
  }

  /** Adds values[from .. to - 1], and counts each in the part of `table` that its batch has too. */
  addInBatches(values: Float64Array, from: number, to: number, table: Uint32Array, batches: Int32Array): void {
    const counts = this.room();
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    let { sum, least, most } = this;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      const kept = value > 0 ? value : 0;
      const key = (halves[2 * i + highWord]! >> (20 - SUB_BITS)) - FIRST_KEY;
      const bucket = key < 1 ? 0 : key < BUCKETS ? key : BUCKETS - 1;
      counts[bucket]!++;
      table[batches[i]! * BUCKETS + bucket]!++;
      sum += kept;
      if (kept < least) least = kept;
      if (kept > most) most = kept;
    }
    this.total += to - from;
    this.sum = sum;
    this.least = least;
    this.most = most;
  }

  /** The value below which a share p (0 to 1) of what was added lies, within 0.8 %, exact at 0 and 1; null when empty. */
  quantile(p: number): number | null {
    if (this.total === 0) return null;
    if (p <= 0) return this.least;
    if (p >= 1) return this.most;
    const rank = p * this.total;
    const { firstBucket, lastBucket } = this;
    let below = 0;
    for (let bucket = firstBucket; bucket <= lastBucket; bucket++) {
      const count = this.counts[bucket]!;
      below += count;
      if (below < rank || count === 0) continue;
      if (bucket === 0) return clamp(0, this.least, this.most);
      const [from, to] = edgesOf(bucket);
      return clamp(from + (to - from) * (1 - (below - rank) / count), this.least, this.most);
    }
    return this.most;
  }

  /** The share of what was added that lies in buckets up to and including the one of `value`; null when empty. */
  shareUpTo(value: number): number | null {
    if (this.total === 0) return null;
    const last = bucketOf(value > 0 ? value : 0);
    let below = 0;
    for (let bucket = this.firstBucket; bucket <= last; bucket++) below += this.counts[bucket]!;
    return below / this.total;
  }

  merge(other: Histogram): void {
    const { lastBucket } = other;
    const counts = this.room();
    for (let i = other.firstBucket; i <= lastBucket; i++) counts[i] = counts[i]! + other.counts[i]!;
    this.total += other.total;
    this.sum += other.sum;
    if (other.least < this.least) this.least = other.least;
    if (other.most > this.most) this.most = other.most;
  }

  clear(): void {
    if (this.total === 0) return;
    this.counts.fill(0, this.firstBucket, this.lastBucket + 1);
    this.total = 0;
    this.sum = 0;
    this.least = Infinity;
    this.most = -Infinity;
  }

  /** Calls `visit` for every bucket that is not empty: its lower and upper edge and its count. */
  forEachBucket(visit: (from: number, to: number, count: number) => void): void {
    const { lastBucket } = this;
    for (let bucket = this.firstBucket; bucket <= lastBucket; bucket++) {
      const count = this.counts[bucket]!;
      if (count > 0) visit(edges[bucket]!, edges[bucket + 1]!, count);
    }
  }

  toJSON(): HistogramJson {
    const buckets: (readonly [number, number])[] = [];
    for (let i = 0; i < BUCKETS; i++) if (this.counts[i]! > 0) buckets.push([i, this.counts[i]!]);
    const { min, max } = this;
    return { subBuckets: SUB, lowestExponent: LOWEST_EXPONENT, count: this.total, sum: this.sum, min, max, buckets };
  }

  static fromJSON(json: HistogramJson): Histogram {
    assert(json.subBuckets === SUB && json.lowestExponent === LOWEST_EXPONENT, "a histogram with other buckets");
    const histogram = new Histogram();
    const counts = histogram.room();
    for (const [bucket, count] of json.buckets) counts[bucket] = count;
    histogram.total = json.count;
    histogram.sum = json.sum;
    histogram.least = json.min ?? Infinity;
    histogram.most = json.max ?? -Infinity;
    return histogram;
  }
}

/** The bucket of a value that is not negative. */
export function bucketOf(kept: number): number {
  bitsOfDouble[0] = kept;
  const key = (words[highWord]! >> (20 - SUB_BITS)) - FIRST_KEY;
  return key < 1 ? 0 : key < BUCKETS ? key : BUCKETS - 1;
}

/** Lower edges of the buckets, by exact doubling. */
const edges = buildEdges();

function buildEdges(): Float64Array {
  const table = new Float64Array(BUCKETS + 1);
  let scale = 1;
  for (let octave = 0; octave > LOWEST_EXPONENT; octave--) scale /= 2;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) {
    table[bucket] = scale * (1 + ((bucket - 1) % SUB) / SUB);
    if (bucket % SUB === 0) scale *= 2;
  }
  return table;
}

/** Lower and upper edge of a bucket. */
export function edgesOf(bucket: number): readonly [number, number] {
  return [edges[bucket]!, edges[bucket + 1]!];
}

function clamp(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
