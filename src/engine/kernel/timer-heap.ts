const STRIDE = 4;
/** Four children per node: half the levels of a binary heap, and the children lie in neighbouring cache lines. */
const ARITY = 4;
const TIME = 0;
const KEY = 1;
const ID = 2;
const SLOT = 3;

export type TimerHeapState = { readonly entries: Float64Array; readonly size: number };

/**
 * Timers of keyed state in order of (time, key, id): a heap in one typed array. Entries are never searched for
 * or removed early; whoever pops one checks whether it still stands.
 */
export class TimerHeap {
  size = 0;
  private entries = new Float64Array(STRIDE * 256);

  push(timeMs: number, key: number, id: number, slot: number): void {
    if ((this.size + 1) * STRIDE > this.entries.length) {
      const grown = new Float64Array(this.entries.length * 2);
      grown.set(this.entries);
      this.entries = grown;
    }
    const entries = this.entries;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.before(timeMs, key, id, parent * STRIDE)) break;
      this.move(parent, at);
      at = parent;
    }
    const offset = at * STRIDE;
    entries[offset + TIME] = timeMs;
    entries[offset + KEY] = key;
    entries[offset + ID] = id;
    entries[offset + SLOT] = slot;
  }

  /** Of the first entry; the heap must not be empty. */
  topTimeMs(): number {
    return this.entries[TIME]!;
  }

  topId(): number {
    return this.entries[ID]!;
  }

  topSlot(): number {
    return this.entries[SLOT]!;
  }

  pop(): void {
    const last = --this.size;
    if (last === 0) return;
    const entries = this.entries;
    const from = last * STRIDE;
    const timeMs = entries[from + TIME]!;
    const key = entries[from + KEY]!;
    const id = entries[from + ID]!;
    const slot = entries[from + SLOT]!;
    let at = 0;
    for (;;) {
      const first = ARITY * at + 1;
      if (first >= last) break;
      let child = first;
      const end = Math.min(first + ARITY, last);
      for (let other = first + 1; other < end; other++) if (this.precedes(other * STRIDE, child * STRIDE)) child = other;
      if (this.before(timeMs, key, id, child * STRIDE)) break;
      this.move(child, at);
      at = child;
    }
    const offset = at * STRIDE;
    entries[offset + TIME] = timeMs;
    entries[offset + KEY] = key;
    entries[offset + ID] = id;
    entries[offset + SLOT] = slot;
  }

  clear(): void {
    this.size = 0;
  }

  snapshot(): TimerHeapState {
    return { entries: this.entries.slice(0, this.size * STRIDE), size: this.size };
  }

  restore(state: TimerHeapState): void {
    if (this.entries.length < state.entries.length) this.entries = new Float64Array(state.entries.length * 2);
    this.entries.set(state.entries);
    this.size = state.size;
  }

  private precedes(a: number, b: number): boolean {
    const { entries } = this;
    if (entries[a] !== entries[b]) return entries[a]! < entries[b]!;
    return this.before(entries[a]!, entries[a + KEY]!, entries[a + ID]!, b);
  }

  private before(timeMs: number, key: number, id: number, offset: number): boolean {
    const other = this.entries[offset + TIME]!;
    if (timeMs !== other) return timeMs < other;
    const otherKey = this.entries[offset + KEY]!;
    if (key !== otherKey) return key < otherKey;
    return id < this.entries[offset + ID]!;
  }

  private move(from: number, to: number): void {
    const entries = this.entries;
    const a = from * STRIDE;
    const b = to * STRIDE;
    entries[b] = entries[a]!;
    entries[b + 1] = entries[a + 1]!;
    entries[b + 2] = entries[a + 2]!;
    entries[b + 3] = entries[a + 3]!;
  }
}
