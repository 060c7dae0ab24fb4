/** Spark hashes with this seed wherever it deals rows out. */
const SEED = 42;

/** Murmur3 (32 bits, x86) of an INT, as `hash(x)` gives it in Spark SQL. */
export function hashOfInt(value: number): number {
  return finish(mixIn(SEED, value | 0), 4);
}

/** Murmur3 (32 bits, x86) of a BIGINT within 53 bits. */
export function hashOfLong(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return finish(mixIn(mixIn(SEED, value | 0), high | 0), 8);
}

/** The shuffle partition of a hash: the remainder that is never negative. */
export function partitionOfHash(hash: number, partitions: number): number {
  const rest = hash % partitions;
  return rest < 0 ? rest + partitions : rest;
}

function mixIn(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  k = Math.imul(k, 0x1b873593);
  let h = state ^ k;
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function finish(state: number, bytes: number): number {
  let h = state ^ bytes;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
