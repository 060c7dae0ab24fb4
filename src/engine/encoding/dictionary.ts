import type { StoredValues } from "./plain-values.ts";

/** More values than fit into a dictionary page are not looked for: the table need not be larger than for them. */
const MOST_ENTRIES = 1 << 18;

/** The values of a column chunk that differ, each with a code in the order they first came. */
export class ValueDictionary {
  size = 0;
  /** Bytes of the values in the plain encoding. */
  bytes = 0;
  /** Where each value first came. */
  private places: Int32Array;
  private readonly values: StoredValues;
  /** Codes from 1 on, 0 where there is none; at most half of them are taken. */
  private slots: Int32Array;

  constructor(values: StoredValues, cells: number) {
    this.values = values;
    const room = Math.min(Math.max(cells, 8), MOST_ENTRIES);
    this.slots = new Int32Array(2 ** (33 - Math.clz32(room - 1)));
    this.places = new Int32Array(room);
  }

  /** Writes the codes of cells from .. to - 1, all of which are full, from `at` on. */
  encode(from: number, to: number, codes: Int32Array, at: number): void {
    if (this.values.stride === 1) this.encodeWords(from, to, codes, at);
    else this.encodePairs(from, to, codes, at);
  }

  private encodeWords(from: number, to: number, codes: Int32Array, at: number): void {
    const { words } = this.values;
    for (let i = from; i < to; i++) {
      const word = words[i];
      // Values that follow each other are often equal.
      if (i > from && words[i - 1] === word) {
        codes[at + i - from] = codes[at + i - from - 1];
        continue;
      }
      const { slots, places } = this;
      const mask = slots.length - 1;
      let slot = hashOf(word, 0) & mask;
      while (slots[slot] > 0 && words[places[slots[slot] - 1]] !== word) slot = (slot + 1) & mask;
      codes[at + i - from] = slots[slot] > 0 ? slots[slot] - 1 : this.add(i, slot);
    }
  }

  private encodePairs(from: number, to: number, codes: Int32Array, at: number): void {
    const { words } = this.values;
    for (let i = from; i < to; i++) {
      const low = words[2 * i];
      const high = words[2 * i + 1];
      const { slots, places } = this;
      const mask = slots.length - 1;
      let slot = hashOf(low, high) & mask;
      for (; slots[slot] > 0; slot = (slot + 1) & mask) {
        const place = 2 * places[slots[slot] - 1];
        if (words[place] === low && words[place + 1] === high) break;
      }
      codes[at + i - from] = slots[slot] > 0 ? slots[slot] - 1 : this.add(i, slot);
    }
  }

  /** Where the value of a code first came. */
  placeOf(code: number): number {
    return this.places[code];
  }

  private add(at: number, slot: number): number {
    const code = this.size++;
    if (code === this.places.length) {
      const places = new Int32Array(2 * code);
      places.set(this.places);
      this.places = places;
    }
    this.places[code] = at;
    this.slots[slot] = code + 1;
    this.bytes += this.values.bytesAt(at);
    if (2 * this.size > this.slots.length) this.grow();
    return code;
  }

  private grow(): void {
    const { words, stride } = this.values;
    const slots = new Int32Array(2 * this.slots.length);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      const place = this.places[code];
      let slot = (stride === 1 ? hashOf(words[place], 0) : hashOf(words[2 * place], words[2 * place + 1])) & mask;
      while (slots[slot] > 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.slots = slots;
  }
}

function hashOf(low: number, high: number): number {
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
