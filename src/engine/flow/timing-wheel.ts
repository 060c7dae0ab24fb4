/**
 * A calendar of items due at future times, in buckets of fixed length: O(1) to schedule, no allocation. An item is a small
 * whole number (a user, a row) and is in the wheel at most once. Times beyond one turn are kept and come round again.
 */
export class TimingWheel {
  private readonly heads: Int32Array;
  private next: Int32Array;
  private dueAt: Float64Array;
  private readonly mask: number;
  readonly bucketMs: number;
  size = 0;

  constructor(bucketMs: number, buckets: number, capacity: number) {
    this.bucketMs = bucketMs;
    this.heads = new Int32Array(buckets).fill(-1);
    this.mask = buckets - 1;
    this.next = new Int32Array(capacity);
    this.dueAt = new Float64Array(capacity);
  }

  schedule(item: number, at: number): void {
    if (item >= this.next.length) this.grow(item + 1);
    const slot = Math.floor(at / this.bucketMs) & this.mask;
    this.dueAt[item] = at;
    this.next[item] = this.heads[slot];
    this.heads[slot] = item;
    this.size++;
  }

  private grow(needed: number): void {
    const capacity = Math.max(needed, this.next.length * 2);
    const next = new Int32Array(capacity);
    next.set(this.next);
    this.next = next;
    const dueAt = new Float64Array(capacity);
    dueAt.set(this.dueAt);
    this.dueAt = dueAt;
  }

  /** Takes what is due in the bucket that begins at `bucketStart`, into `items` and `times`; returns how many. */
  take(bucketStart: number, items: number[], times: number[]): number {
    const slot = Math.floor(bucketStart / this.bucketMs) & this.mask;
    const bucketEnd = bucketStart + this.bucketMs;
    let item = this.heads[slot];
    this.heads[slot] = -1;
    let count = 0;
    while (item >= 0) {
      const following = this.next[item];
      this.size--;
      if (this.dueAt[item] < bucketEnd) {
        // Insertion keeps the bucket ordered by (time, item); buckets hold tens of items.
        let i = count++;
        const at = this.dueAt[item];
        while (i > 0 && (times[i - 1] > at || (times[i - 1] === at && items[i - 1] > item))) {
          times[i] = times[i - 1];
          items[i] = items[i - 1];
          i--;
        }
        times[i] = at;
        items[i] = item;
      } else this.schedule(item, this.dueAt[item]);
      item = following;
    }
    return count;
  }
}
