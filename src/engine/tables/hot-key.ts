/** Requests looked at together. */
const BLOCK = 1000;
/** A key with this share of a block is hot; thousands of keys leave none of them a hundredth. */
const HOT_SHARE = 0.1;

/** Notices when one key has a large share of the requests, block by block of a thousand. */
export class HotKey {
  private readonly counts = new Map<number, number>();
  private counted = 0;
  private hot = -1;

  /** Counts a request; answers a key and its share when a block ends in which it has become hot, else null. */
  count(key: number): { readonly key: number; readonly share: number } | null {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    if (++this.counted < BLOCK) return null;
    let [most, times] = [key, 0];
    for (const [other, count] of this.counts) if (count > times || (count === times && other < most)) [most, times] = [other, count];
    this.counts.clear();
    this.counted = 0;
    const before = this.hot;
    const share = times / BLOCK;
    this.hot = share >= HOT_SHARE ? most : -1;
    return this.hot >= 0 && this.hot !== before ? { key: most, share } : null;
  }
}
