/** Requests looked at together. */
const BLOCK = 1000;
/** A key with this share of a block is hot; thousands of keys leave none of them a hundredth. */
const HOT_SHARE = 0.1;

/** Notices when one key has a large share of the requests, block by block of a thousand. */
export class HotKey {
  private readonly counts: Int32Array;
  private readonly touched: number[] = [];
  private counted = 0;
  private hot = -1;

  constructor(keys: number) {
    this.counts = new Int32Array(keys);
  }

  /** Counts a request; answers a key and its share when a block ends in which it has become hot, else null. */
  count(key: number): { readonly key: number; readonly share: number } | null {
    if (this.counts[key]++ === 0) this.touched.push(key);
    if (++this.counted < BLOCK) return null;
    let most = key;
    for (const other of this.touched)
      if (this.counts[other] > this.counts[most] || (this.counts[other] === this.counts[most] && other < most)) most = other;
    const share = this.counts[most] / BLOCK;
    for (const other of this.touched) this.counts[other] = 0;
    this.touched.length = 0;
    this.counted = 0;
    const before = this.hot;
    this.hot = share >= HOT_SHARE ? most : -1;
    return this.hot >= 0 && this.hot !== before ? { key: most, share } : null;
  }
}
