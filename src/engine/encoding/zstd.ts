import { SequenceTally } from "./zstd-block.ts";

/**
 * Bytes that Zstandard makes of a buffer at level 1, which is what Arrow asks for: its matches are found as the reference does (zstd 1.5,
 * ZSTD_compressBlock_fast), its blocks are counted by the entropy of their codes (zstd-block.ts), not written.
 */
const BLOCK_BYTES = 131_072;
/** The last bytes of a block, in which no match starts. */
const MARGIN_BYTES = 8;
/** Every so many bytes without a match the search takes a longer step. */
const STEP_BYTES = 128;
const MOST_HASH_BITS = 15;
/** Multipliers of the hash, by how many bytes it tells apart, in two halves: on columns of numbers their collisions decide what is found. */
const PRIMES: { readonly [hashedBytes: number]: readonly [number, number] } = {
  5: [0xcf, 0x1bbcdcbb],
  6: [0xcf1b, 0xbcdcbf9b],
  7: [0xcf1bbc, 0xdcbfa563],
};

const table = new Int32Array(1 << MOST_HASH_BITS);

/** Level 1 by the size of what is compressed (clevels.h): bits of the table, and how many bytes it tells apart. */
function settings(length: number): { readonly hashBits: number; readonly hashedBytes: number } {
  const hashBits = length > 262_144 ? 14 : length > 131_072 ? 14 : length > 16_384 ? 13 : 15;
  const hashedBytes = length > 262_144 ? 7 : length > 16_384 ? 6 : 5;
  const windowBits = Math.max(6, 32 - Math.clz32(Math.max(1, length - 1)));
  return { hashBits: Math.min(hashBits, windowBits + 1), hashedBytes };
}

export function zstdBytes(bytes: Uint8Array, length: number): number {
  const head = 5 + (length < 256 ? 1 : length < 65_792 ? 2 : 4);
  if (length === 0) return head + 3;
  const { hashBits, hashedBytes } = settings(length);
  table.fill(0, 0, 1 << hashBits);
  const search = new FastSearch(bytes, hashBits, hashedBytes);
  let size = head;
  for (let start = 0; start < length; start += BLOCK_BYTES) size += 3 + search.blockBytes(start, Math.min(length, start + BLOCK_BYTES));
  return size;
}

/** The search of the fast strategy; the two last distances live on from block to block. */
class FastSearch {
  private readonly bytes: Uint8Array;
  private readonly hashBits: number;
  private readonly hashedBytes: number;
  /** Halves of zstd's multiplier for so many bytes. */
  private readonly primeHigh: number;
  private readonly primeLow: number;
  private readonly tally = new SequenceTally();
  private distance1 = 1;
  private distance2 = 4;
  /** The first byte that no sequence holds yet. */
  private anchor = 0;

  constructor(bytes: Uint8Array, hashBits: number, hashedBytes: number) {
    this.bytes = bytes;
    this.hashBits = hashBits;
    this.hashedBytes = hashedBytes;
    [this.primeHigh, this.primeLow] = PRIMES[hashedBytes];
  }

  blockBytes(start: number, end: number): number {
    const { bytes, tally } = this;
    if (end - start > 1 && isOneByte(bytes, start, end) && start > 0) return 1;
    this.anchor = start;
    const limit = end - MARGIN_BYTES;
    let at = start === 0 ? 1 : start;
    while (at < limit) at = this.next(at, limit, end);
    tally.literals(bytes, this.anchor, end);
    return tally.close(bytes, start, end);
  }

  /** Takes the next match from a place on; returns where to go on, `end` where there is none. */
  private next(from: number, limit: number, end: number): number {
    const { bytes } = this;
    const repeated = this.distance1;
    let at = from;
    let step = 2;
    let nextStep = from + STEP_BYTES;
    for (;;) {
      const ahead = at + step;
      if (ahead + 1 >= limit) return end;
      let found = this.look(at);
      if (repeated > 0 && ahead >= repeated && wordAt(bytes, ahead) === wordAt(bytes, ahead - repeated)) {
        const back = bytes[ahead - 1] === bytes[ahead - repeated - 1] && ahead - 1 >= this.anchor && ahead > repeated ? 1 : 0;
        this.enter(at + 1);
        return this.take(ahead - back, repeated, at, end, limit, 1);
      }
      // Nothing is entered for the first byte: 0 is an empty place of the table.
      if (found > 0 && wordAt(bytes, at) === wordAt(bytes, found)) return this.takeOffset(at, found, at, end, limit);
      found = this.look(at + 1);
      if (found > 0 && wordAt(bytes, at + 1) === wordAt(bytes, found)) return this.takeOffset(at + 1, found, at + 1, end, limit);
      at = ahead;
      if (at >= nextStep) {
        step++;
        nextStep += STEP_BYTES;
      }
    }
  }

  private takeOffset(place: number, foundAt: number, current: number, end: number, limit: number): number {
    const { bytes, anchor } = this;
    let at = place;
    let found = foundAt;
    while (at > anchor && found > 0 && bytes[at - 1] === bytes[found - 1]) {
      at--;
      found--;
    }
    this.distance2 = this.distance1;
    this.distance1 = at - found;
    return this.take(at, this.distance1, current, end, limit, this.distance1 + 3);
  }

  /** A sequence of the literals since the last one and this match; then those that repeat the distance before the last at once. */
  private take(place: number, distance: number, current: number, end: number, limit: number, offset: number): number {
    const { bytes, tally } = this;
    tally.literals(bytes, this.anchor, place);
    let at = place + this.matchLength(place, distance, end);
    tally.sequence(place - this.anchor, at - place, offset);
    this.anchor = at;
    if (at > limit) return at;
    this.enter(current + 2);
    this.enter(at - 2);
    while (at <= limit && this.distance2 > 0 && at >= this.distance2 && wordAt(bytes, at) === wordAt(bytes, at - this.distance2)) {
      const again = this.distance2;
      this.distance2 = this.distance1;
      this.distance1 = again;
      const length = this.matchLength(at, again, end);
      this.enter(at);
      tally.sequence(0, length, 1);
      at += length;
      this.anchor = at;
    }
    return at;
  }

  private matchLength(at: number, distance: number, end: number): number {
    const { bytes } = this;
    let to = at;
    while (to < end && bytes[to] === bytes[to - distance]) to++;
    return to - at;
  }

  /** Where bytes of the same hash were last seen; from now on, here. */
  private look(at: number): number {
    const slot = this.slot(at);
    const found = table[slot];
    table[slot] = at;
    return found;
  }

  private enter(at: number): void {
    table[this.slot(at)] = at;
  }

  /** The highest bits of the bytes, in the upper part of 64 bits, times the prime (ZSTD_hash6 and its like). */
  private slot(at: number): number {
    const { bytes, hashedBytes, primeHigh, primeLow } = this;
    const low = wordAt(bytes, at) << (64 - 8 * hashedBytes);
    const high = wordAt(bytes, at + hashedBytes - 4);
    const sum = highProduct(low, primeLow) + Math.imul(low, primeHigh) + Math.imul(high, primeLow);
    return sum >>> (32 - this.hashBits);
  }
}

/** The upper 32 bits of the product of two whole numbers of 32 bits. */
function highProduct(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const first = aHigh * bLow + ((aLow * bLow) >>> 16);
  const second = aLow * bHigh + (first & 0xffff);
  return (aHigh * bHigh + (first >>> 16) + (second >>> 16)) | 0;
}

function isOneByte(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) if (bytes[i] !== bytes[start]) return false;
  return true;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
