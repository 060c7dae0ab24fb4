import { assert } from "./assert.ts";

const ROUNDS = 4;

/**
 * The whole numbers from 0 to `size` - 1 in an order that looks like chance, without a list of them: each comes once. A Feistel
 * network over the next power of four, walked on until it falls inside (cycle walking), so at most four steps on average.
 */
export class KeyShuffle {
  readonly size: number;
  private readonly half: number;
  private readonly mask: number;

  constructor(size: number) {
    assert(Number.isInteger(size) && size >= 1 && size <= 2 ** 52, `a shuffle of ${size} keys`);
    this.size = size;
    let bits = 1;
    while (4 ** bits < size) bits++;
    this.half = 2 ** bits;
    this.mask = this.half - 1;
  }

  /** The key at place `index`. */
  at(index: number): number {
    let value = index;
    do value = this.step(value);
    while (value >= this.size);
    return value;
  }

  private step(value: number): number {
    let left = Math.floor(value / this.half);
    let right = value % this.half;
    for (let round = 0; round < ROUNDS; round++) {
      const next = (left ^ mixed(right, round)) & this.mask;
      left = right;
      right = next;
    }
    return left * this.half + right;
  }
}

function mixed(value: number, round: number): number {
  let word = Math.imul(value ^ Math.imul(round + 1, 0x9e3779b1), 0x85ebca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2ae35);
  return word ^ (word >>> 16);
}
