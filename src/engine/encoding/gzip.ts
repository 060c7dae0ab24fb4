import { BlockTally } from "./deflate-block.ts";

/**
 * Bytes that zlib makes of a buffer in a gzip wrapper: its matches are found as the reference does (zlib 1.3,
 * deflate_slow) and its blocks are counted, not written.
 */
const WINDOW_BYTES = 32_768;
const WINDOW_MASK = WINDOW_BYTES - 1;
const MOST_DISTANCE = WINDOW_BYTES - 262;
const LEAST_MATCH = 3;
const MOST_MATCH = 258;
/** How hard zlib looks for matches (deflate.c, configuration_table). */
export type Effort = {
  /** After a match this good, only a quarter of the candidates are tried for a better one. */
  readonly goodLength: number;
  /** A match this long is taken without looking for a better one a byte on. */
  readonly lazyLength: number;
  /** Nor is another candidate tried after a match this long. */
  readonly niceLength: number;
  /** Candidates for a match. */
  readonly tries: number;
};

/** zlib's own level where none is asked for. */
export const LEVEL_6: Effort = { goodLength: 8, lazyLength: 16, niceLength: 128, tries: 128 };

/** A match of three bytes from further away costs more than it saves. */
const FAR_BYTES = 4096;
const MOST_HASH_BITS = 16;
const WRAPPER_BYTES = 18;

const heads = new Int32Array(1 << MOST_HASH_BITS);
const chain = new Int32Array(WINDOW_BYTES);
let hashBits = MOST_HASH_BITS;
let matchStart = 0;

export function gzipBytes(bytes: Uint8Array, length: number, effort: Effort, from = 0): number {
  hashBits = Math.min(MOST_HASH_BITS, Math.max(8, 32 - Math.clz32(length)));
  heads.fill(0, 0, 1 << hashBits);
  const tally = new BlockTally();
  let previousLength = LEAST_MATCH - 1;
  let isLiteralOpen = false;
  let at = 0;
  // What stands before is known and not counted.
  for (; at < from; at++) insert(bytes, at);
  while (at < length) {
    const head = length - at >= LEAST_MATCH ? insert(bytes, at) : 0;
    const previousStart = matchStart;
    let matched = LEAST_MATCH - 1;
    if (head > 0 && previousLength < effort.lazyLength && at - head <= MOST_DISTANCE) {
      matched = longestMatch(bytes, length, at, head, previousLength, effort);
      if (matched <= 5 && matched === LEAST_MATCH && at - matchStart > FAR_BYTES) matched = LEAST_MATCH - 1;
    }
    if (previousLength >= LEAST_MATCH && matched <= previousLength) {
      tally.match(previousLength, at - 1 - previousStart);
      // The first two bytes of the match are in the table already.
      const end = at - 1 + previousLength;
      for (at++; at < end; at++) if (length - at >= LEAST_MATCH) insert(bytes, at);
      previousLength = LEAST_MATCH - 1;
      isLiteralOpen = false;
      continue;
    }
    if (isLiteralOpen) tally.literal(bytes[at - 1]);
    isLiteralOpen = true;
    previousLength = matched;
    at++;
  }
  if (isLiteralOpen) tally.literal(bytes[length - 1]);
  return tally.finish() + WRAPPER_BYTES;
}

/** Enters the three bytes at a place; returns where bytes of the same hash were last seen; 0: nowhere, the first byte
 * of all being found by nobody, as in the reference. */
function insert(bytes: Uint8Array, at: number): number {
  const hash = Math.imul(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16), 0x9e3779b1) >>> (32 - hashBits);
  const head = heads[hash];
  chain[at & WINDOW_MASK] = head;
  heads[hash] = at;
  return head;
}

/** The longest match of at least one byte more than the last one; tells its place in `matchStart`. */
function longestMatch(bytes: Uint8Array, length: number, at: number, head: number, previousLength: number, effort: Effort): number {
  let best = previousLength;
  let tries = previousLength >= effort.goodLength ? effort.tries >> 2 : effort.tries;
  const most = Math.min(MOST_MATCH, length - at);
  const nice = Math.min(effort.niceLength, most);
  const oldest = Math.max(1, at - MOST_DISTANCE);
  for (let place = head; place >= oldest && tries > 0; tries--, place = chain[place & WINDOW_MASK]) {
    if (bytes[place + best] === bytes[at + best] && bytes[place] === bytes[at] && bytes[place + 1] === bytes[at + 1]) {
      let n = 0;
      while (n < most && bytes[place + n] === bytes[at + n]) n++;
      if (n > best) {
        best = n;
        matchStart = place;
        if (n >= nice) break;
      }
    }
  }
  return Math.min(best, length - at);
}
