/**
 * A calendar of items due at future times, in buckets of fixed length: O(1) to schedule, no allocation. An item is a small
 * whole number (a user, a row) and is in the wheel at most once. Times beyond one turn are kept and come round again.
 */
export class TimingWheel {
  private readonly heads: Int32Array;
  /** Next item of the bucket and due time, side by side: an item costs one cache line. */
  private entries: Float64Array;
  private readonly mask: number;
  readonly bucketMs: number;
  size = 0;

  constructor(bucketMs: number, buckets: number, capacity: number) {
    this.bucketMs = bucketMs;
    this.heads = new Int32Array(buckets).fill(-1);
    this.mask = buckets - 1;
    this.entries = new Float64Array(capacity * 2);
  }

  schedule(item: number, at: number): void {
    if (item * 2 >= this.entries.length) this.grow(item + 1);
    const slot = Math.floor(at / this.bucketMs) & this.mask;
    this.entries[item * 2] = this.heads[slot];
    this.entries[item * 2 + 1] = at;
    this.heads[slot] = item;
    this.size++;
  }

  private grow(needed: number): void {
    const entries = new Float64Array(Math.max(needed * 2, this.entries.length * 2));
    entries.set(this.entries);
    this.entries = entries;
  }

  /** Takes what is due in the bucket that begins at `bucketStart`, into `items` and `times`; returns how many. */
  take(bucketStart: number, items: number[], times: number[]): number {
    const slot = Math.floor(bucketStart / this.bucketMs) & this.mask;
    const bucketEnd = bucketStart + this.bucketMs;
    let item = this.heads[slot];
    this.heads[slot] = -1;
    let count = 0;
    while (item >= 0) {
      const following = this.entries[item * 2];
      const at = this.entries[item * 2 + 1];
      this.size--;
      if (at < bucketEnd) {
        // Insertion keeps the bucket ordered by (time, item); buckets hold tens of items.
        let i = count++;
        while (i > 0 && (times[i - 1] > at || (times[i - 1] === at && items[i - 1] > item))) {
          times[i] = times[i - 1];
          items[i] = items[i - 1];
          i--;
        }
        times[i] = at;
        items[i] = item;
      } else this.schedule(item, at);
      item = following;
    }
    return count;
  }
}
