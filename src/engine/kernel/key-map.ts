const EMPTY = -1;

/**
 * Whole numbers of 0 to 2^53 - 1, each with a value of its own (a whole number of 32 bits, 0 or more), in flat arrays: 12 bytes a
 * place, of which at most seven in ten are taken.
 */
export class KeyMap {
  size = 0;
  private keys: Float64Array;
  private values: Int32Array;
  private mask: number;

  /** Room for so many from the start. */
  constructor(expected = 64) {
    let places = 64;
    while (places * 0.7 < expected) places *= 2;
    this.keys = new Float64Array(places);
    this.values = new Int32Array(places).fill(EMPTY);
    this.mask = places - 1;
  }

  /** The value of a key, -1 where it has none. */
  get(key: number): number {
    const { keys, values, mask } = this;
    for (let at = placeOf(key) & mask; values[at] !== EMPTY; at = (at + 1) & mask) if (keys[at] === key) return values[at];
    return EMPTY;
  }

  set(key: number, value: number): void {
    if (this.size >= (this.mask + 1) * 0.7) this.grow();
    const { keys, values, mask } = this;
    let at = placeOf(key) & mask;
    for (; values[at] !== EMPTY; at = (at + 1) & mask) {
      if (keys[at] !== key) continue;
      values[at] = value;
      return;
    }
    keys[at] = key;
    values[at] = value;
    this.size++;
  }

  /** Those after it in the same run move up, so that no gap hides them. */
  delete(key: number): void {
    const { keys, values, mask } = this;
    let at = placeOf(key) & mask;
    while (values[at] !== EMPTY && keys[at] !== key) at = (at + 1) & mask;
    if (values[at] === EMPTY) return;
    this.size--;
    for (let next = (at + 1) & mask; values[next] !== EMPTY; next = (next + 1) & mask) {
      const home = placeOf(keys[next]) & mask;
      if (((next - home) & mask) < ((next - at) & mask)) continue;
      keys[at] = keys[next];
      values[at] = values[next];
      at = next;
    }
    values[at] = EMPTY;
  }

  private grow(): void {
    const { keys, values } = this;
    const places = keys.length * 2;
    this.keys = new Float64Array(places);
    this.values = new Int32Array(places).fill(EMPTY);
    this.mask = places - 1;
    this.size = 0;
    for (let at = 0; at < keys.length; at++) if (values[at] !== EMPTY) this.set(keys[at], values[at]);
  }
}

function placeOf(key: number): number {
  const high = Math.floor(key / 4294967296);
  let mixed = Math.imul((key >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
