/** Numbers per item, side by side in one array that may be replaced by a larger one; several users may share it. */
export type ItemMemory = { data: Float64Array; readonly stride: number };

/**
 * A calendar of items due at future times, in buckets of fixed length: O(1) to schedule, no allocation. An item is a small
 * whole number and is in the wheel at most once; the wheel keeps two numbers per item, from `offset` on, in memory it may
 * share with whoever owns the items, so that one item costs one cache line. Times beyond one turn come round again.
 */
export class TimingWheel {
  private readonly heads: Int32Array;
  private readonly memory: ItemMemory;
  private readonly offset: number;
  private readonly mask: number;
  readonly bucketMs: number;
  size = 0;

  constructor(bucketMs: number, buckets: number, memory: ItemMemory, offset: number) {
    this.bucketMs = bucketMs;
    this.heads = new Int32Array(buckets).fill(-1);
    this.mask = buckets - 1;
    this.memory = memory;
    this.offset = offset;
  }

  schedule(item: number, at: number): void {
    const { memory } = this;
    const entry = item * memory.stride + this.offset;
    if (entry + 1 >= memory.data.length) growMemory(memory, item);
    const slot = Math.floor(at / this.bucketMs) & this.mask;
    memory.data[entry] = this.heads[slot];
    memory.data[entry + 1] = at;
    this.heads[slot] = item;
    this.size++;
  }

  /** Takes what is due in the bucket that begins at `bucketStart`, into `items` and `times`; returns how many. */
  take(bucketStart: number, items: number[], times: number[]): number {
    const slot = Math.floor(bucketStart / this.bucketMs) & this.mask;
    const bucketEnd = bucketStart + this.bucketMs;
    let item = this.heads[slot];
    this.heads[slot] = -1;
    let count = 0;
    while (item >= 0) {
      const entry = item * this.memory.stride + this.offset;
      const following = this.memory.data[entry];
      const at = this.memory.data[entry + 1];
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

/** Makes room for item `item`, doubling. */
export function growMemory(memory: ItemMemory, item: number): void {
  const needed = (item + 1) * memory.stride;
  if (needed <= memory.data.length) return;
  const grown = new Float64Array(Math.max(needed, memory.data.length * 2));
  grown.set(memory.data);
  memory.data = grown;
}
