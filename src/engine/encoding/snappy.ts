/**
 * Bytes that Snappy makes of a buffer: its tokens are found as the reference does (google/snappy 1.2, CompressFragment) and counted,
 * not written. It looks at blocks of 64 KB, each with a fresh table of where four bytes were last seen.
 */
const BLOCK_BYTES = 65_536;
const MOST_TABLE_BITS = 15;
/** The last bytes of a block, in which the reference starts no copy. */
const MARGIN_BYTES = 15;
const table = new Uint16Array(1 << MOST_TABLE_BITS);

export function snappyBytes(bytes: Uint8Array, length: number): number {
  let size = 1;
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) size++;
  for (let start = 0; start < length; start += BLOCK_BYTES) size += blockBytes(bytes, start, Math.min(length, start + BLOCK_BYTES));
  return size;
}

function blockBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < MARGIN_BYTES) return literalBytes(end - start);
  let tableBits = 8;
  while (tableBits < MOST_TABLE_BITS && 1 << tableBits < end - start) tableBits++;
  table.fill(0, 0, 1 << tableBits);
  const shift = 32 - MOST_TABLE_BITS;
  const mask = (1 << tableBits) - 1;
  const limit = end - MARGIN_BYTES;
  let size = 0;
  let emitted = start;
  let at = start + 1;
  for (;;) {
    // Bytes that match nothing are looked at less and less often: after the first 32, one in two, and so on.
    let skip = 32;
    let word = wordAt(bytes, at);
    let found = 0;
    for (;;) {
      const next = at + (skip >>> 5);
      skip += skip >>> 5;
      if (next > limit) return size + literalBytes(end - emitted);
      const slot = (Math.imul(word, 0x1e35a7bd) >>> shift) & mask;
      found = start + table[slot];
      table[slot] = at - start;
      if (wordAt(bytes, found) === word) break;
      at = next;
      word = wordAt(bytes, at);
    }
    if (at > emitted) size += literalBytes(at - emitted);
    do {
      const from = at;
      let match = found + 4;
      at += 4;
      while (at < end && bytes[at] === bytes[match]) {
        at++;
        match++;
      }
      size += copyBytes(at - from, from - found);
      emitted = at;
      if (at >= limit) return size + (at < end ? literalBytes(end - at) : 0);
      table[(Math.imul(wordAt(bytes, at - 1), 0x1e35a7bd) >>> shift) & mask] = at - 1 - start;
      word = wordAt(bytes, at);
      const slot = (Math.imul(word, 0x1e35a7bd) >>> shift) & mask;
      found = start + table[slot];
      table[slot] = at - start;
    } while (wordAt(bytes, found) === word);
    at++;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function literalBytes(length: number): number {
  if (length <= 60) return length + 1;
  return length + (length <= 256 ? 2 : 3);
}

/** A copy takes 64 bytes at most; the short form is for 4 to 11 bytes from less than 2 KB before. */
function copyBytes(length: number, distance: number): number {
  let size = 0;
  let rest = length;
  for (; rest >= 68; rest -= 64) size += 3;
  if (rest > 64) {
    size += 3;
    rest -= 60;
  }
  return size + (rest < 12 && distance < 2048 ? 2 : 3);
}
