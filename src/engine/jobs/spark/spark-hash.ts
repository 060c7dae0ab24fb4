/** Spark hashes with this seed wherever it deals rows out. */
const SEED = 42;

/** Murmur3 (32 bits, x86) of an INT, as `hash(x)` gives it in Spark SQL. */
export function hashOfInt(value: number): number {
  return intFrom(SEED, value);
}

/** Murmur3 (32 bits, x86) of a BIGINT within 53 bits. */
export function hashOfLong(value: number): number {
  return longFrom(SEED, value);
}

/** `hash(x, y, …)` of Spark SQL: whole numbers as BIGINT, others as DOUBLE, texts by their bytes in UTF-8; what is missing leaves the hash as it was. */
export function hashOfValues(values: readonly (number | string | null)[]): number {
  return values.reduce<number>((state, value) => {
    if (value === null) return state;
    if (typeof value === "string") return bytesFrom(state, new TextEncoder().encode(value));
    return Number.isSafeInteger(value) ? longFrom(state, value) : doubleFrom(state, value);
  }, SEED);
}

/** The shuffle partition of a hash: the remainder that is never negative. */
export function partitionOfHash(hash: number, partitions: number): number {
  const rest = hash % partitions;
  return rest < 0 ? rest + partitions : rest;
}

function intFrom(state: number, value: number): number {
  return finish(mixIn(state, value | 0), 4);
}

function longFrom(state: number, value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return finish(mixIn(mixIn(state, value | 0), high | 0), 8);
}

function doubleFrom(state: number, value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return finish(mixIn(mixIn(state, bits.getInt32(4)), bits.getInt32(0)), 8);
}

/** Words of four bytes, and each byte of the rest as a word of its own: Spark's `hashUnsafeBytes`. */
function bytesFrom(state: number, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - (bytes.length % 4);
  let mixed = state;
  for (let at = 0; at < whole; at += 4) mixed = mixIn(mixed, view.getInt32(at, true));
  for (let at = whole; at < bytes.length; at++) mixed = mixIn(mixed, view.getInt8(at));
  return finish(mixed, bytes.length);
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
