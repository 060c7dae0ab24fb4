/**
 * Random numbers: one independent stream per (seed, names…), so adding a part to a design leaves every other part's
 * draws unchanged and two runs that are compared share theirs.
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state, period at least 2^32, about 2^127 on average.
 */
export class RandomStream {
  /** The state, for loops that keep it in registers: a, b, c and the counter of sfc32. */
  readonly words: Int32Array;

  constructor(words: Int32Array) {
    this.words = words;
  }

  /** A whole number from 0 to 2^32 - 1. */
  nextU32(): number {
    const words = this.words;
    const b = words[1]!;
    const c = words[2]!;
    const counter = words[3]!;
    const out = (words[0]! + b + counter) | 0;
    words[3] = counter + 1;
    words[0] = b ^ (b >>> 9);
    words[1] = (c + (c << 3)) | 0;
    words[2] = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** A number strictly between 0 and 1: the middle of one of 2^52 equal cells (two draws). */
  nextUniform(): number {
    const high = this.nextU32() >>> 6; // 26 bits
    const low = this.nextU32() >>> 6;
    return (high * 67108864 + low + 0.5) * 2.220446049250313e-16;
  }

  /** A number strictly between 0 and 1: the middle of one of 2^32 equal cells (one draw). */
  nextUniform32(): number {
    return (this.nextU32() + 0.5) * 2.3283064365386963e-10;
  }

  /** A whole number from 0 to n - 1, every one equally likely; n from 1 to 2^32. */
  nextBelow(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    let draw = this.nextU32();
    while (draw >= limit) draw = this.nextU32();
    return draw % n;
  }

  /** The 4 words of state, as a copy. */
  state(): Uint32Array {
    return new Uint32Array(this.words);
  }

  restore(state: Uint32Array): void {
    this.words.set(state);
  }
}

/** The stream of a seed and names, e.g. createStream(7, "kafka", "service"). The order of names matters. */
export function createStream(seed: number, ...names: readonly string[]): RandomStream {
  const hash = new NameHash();
  hash.number(seed);
  for (const name of names) hash.text(name);
  const words = new Int32Array(4);
  for (let i = 0; i < 3; i++) words[i] = hash.next();
  words[3] = 1;
  const stream = new RandomStream(words);
  for (let i = 0; i < 15; i++) stream.nextU32();
  return stream;
}

/** Two 32-bit lanes that feed each other: about 64 bits between two sets of names. */
class NameHash {
  private a = 0x243f6a88;
  private b = 0x85a308d3 | 0;

  private mix(word: number): void {
    this.a = Math.imul(this.a ^ word, 0x9e3779b1);
    this.a ^= this.a >>> 15;
    this.b = Math.imul(this.b + (word ^ 0x5bd1e995) + this.a, 0x85ebca77);
    this.b ^= this.b >>> 13;
    this.a = (this.a + ((this.b << 11) | (this.b >>> 21))) | 0;
  }

  number(value: number): void {
    const words = new Int32Array(new Float64Array([value]).buffer);
    this.mix(words[0]!);
    this.mix(words[1]!);
  }

  /** The length goes first, so ("ab", "c") and ("a", "bc") differ. */
  text(value: string): void {
    this.mix(value.length);
    for (let i = 0; i < value.length; i++) this.mix(value.charCodeAt(i));
  }

  next(): number {
    this.mix(0x61c88647);
    let word = this.a ^ ((this.b << 16) | (this.b >>> 16));
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  }
}
