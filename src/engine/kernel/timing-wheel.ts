/** A chunk: the next one of its bucket, how many entries it holds, and their items and times. Two cache lines. */
const STRIDE = 16;
const NEXT = 0;
const COUNT = 1;
const FIRST = 2;
const ENTRIES = 7;
const NONE = -1;
/** So few are put in order by insertion alone. */
const FEW = 24;

/**
 * A calendar of items due at future times, in buckets of fixed length: O(1) to schedule, no allocation. An item is a small
 * whole number. Entries of a bucket lie in chunks rather than in a list through the items: a list is walked at the speed of the
 * memory, one miss after the other. Times beyond one turn come round again.
 */
export class TimingWheel {
  /** What the last `take` took, in order of (time, item). */
  items = new Int32Array(64);
  times = new Float64Array(64);
  size = 0;
  readonly bucketMs: number;
  private readonly heads: Int32Array;
  private readonly mask: number;
  private chunks = new Float64Array(STRIDE << 10);
  private used = 0;
  private free = NONE;
  private unsortedItems = new Int32Array(64);
  private unsortedTimes = new Float64Array(64);
  private places = new Int32Array(64);

  constructor(bucketMs: number, buckets: number) {
    this.bucketMs = bucketMs;
    this.heads = new Int32Array(buckets).fill(NONE);
    this.mask = buckets - 1;
  }

  schedule(item: number, at: number): void {
    const slot = Math.floor(at / this.bucketMs) & this.mask;
    let chunk = this.heads[slot];
    if (chunk === NONE || this.chunks[chunk * STRIDE + COUNT] === ENTRIES) {
      const next = chunk;
      chunk = this.heads[slot] = this.newChunk();
      this.chunks[chunk * STRIDE + NEXT] = next;
      this.chunks[chunk * STRIDE + COUNT] = 0;
    }
    const { chunks } = this;
    const base = chunk * STRIDE;
    const entry = base + FIRST + 2 * chunks[base + COUNT]++;
    chunks[entry] = item;
    chunks[entry + 1] = at;
    this.size++;
  }

  /** Takes what is due in the bucket that begins at `bucketStart`, into `items` and `times`; returns how many. */
  take(bucketStart: number): number {
    const slot = Math.floor(bucketStart / this.bucketMs) & this.mask;
    const bucketEnd = bucketStart + this.bucketMs;
    let chunk = this.heads[slot];
    this.heads[slot] = NONE;
    let count = 0;
    while (chunk !== NONE) {
      const base = chunk * STRIDE;
      const entries = this.chunks[base + COUNT];
      if (count + ENTRIES > this.unsortedItems.length) this.makeRoom();
      this.size -= entries;
      for (let i = 0; i < entries; i++) {
        const item = this.chunks[base + FIRST + 2 * i];
        const at = this.chunks[base + FIRST + 2 * i + 1];
        if (at >= bucketEnd) this.schedule(item, at);
        else {
          this.unsortedItems[count] = item;
          this.unsortedTimes[count++] = at;
        }
      }
      const next = this.chunks[base + NEXT];
      this.chunks[base + NEXT] = this.free;
      this.free = chunk;
      chunk = next;
    }
    this.sort(count, bucketStart);
    return count;
  }

  /** Into as many parts of the bucket as there are items, then by insertion: items due at once go by their number. */
  private sort(count: number, bucketStart: number): void {
    const { items, times, unsortedItems, unsortedTimes, places } = this;
    if (count <= FEW) {
      for (let i = 0; i < count; i++) {
        items[i] = unsortedItems[i];
        times[i] = unsortedTimes[i];
      }
    } else {
      const perMs = (count - 1) / this.bucketMs;
      const partOf = (at: number): number => Math.max(0, Math.min(count - 1, Math.floor((at - bucketStart) * perMs)));
      places.fill(0, 0, count);
      for (let i = 0; i < count; i++) places[partOf(unsortedTimes[i])]++;
      for (let part = 0, sum = 0; part < count; part++) {
        const inPart = places[part];
        places[part] = sum;
        sum += inPart;
      }
      for (let i = 0; i < count; i++) {
        const to = places[partOf(unsortedTimes[i])]++;
        items[to] = unsortedItems[i];
        times[to] = unsortedTimes[i];
      }
    }
    for (let i = 1; i < count; i++) {
      const item = items[i];
      const at = times[i];
      let to = i;
      for (; to > 0 && (times[to - 1] > at || (times[to - 1] === at && items[to - 1] > item)); to--) {
        times[to] = times[to - 1];
        items[to] = items[to - 1];
      }
      times[to] = at;
      items[to] = item;
    }
  }

  private newChunk(): number {
    const chunk = this.free;
    if (chunk !== NONE) {
      this.free = this.chunks[chunk * STRIDE + NEXT];
      return chunk;
    }
    if ((this.used + 1) * STRIDE > this.chunks.length) {
      const grown = new Float64Array(this.chunks.length * 2);
      grown.set(this.chunks);
      this.chunks = grown;
    }
    return this.used++;
  }

  private makeRoom(): void {
    const room = this.unsortedItems.length * 2;
    const items = new Int32Array(room);
    const times = new Float64Array(room);
    items.set(this.unsortedItems);
    times.set(this.unsortedTimes);
    this.unsortedItems = items;
    this.unsortedTimes = times;
    this.items = new Int32Array(room);
    this.times = new Float64Array(room);
    this.places = new Int32Array(room);
  }
}
