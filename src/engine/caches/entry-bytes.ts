/** Bytes of an entry as an allocator hands them out, by the server that keeps it: see docs/fidelity.md for how near that is. */

/** An allocation of so many bytes takes a whole number of these, and above 128 B a quarter of the power of two below it. */
const QUANTUM = 16;

function allocated(bytes: number): number {
  let step = QUANTUM;
  while (bytes > 8 * step) step *= 2;
  return Math.ceil(bytes / step) * step;
}

/** A string with its header and the byte that ends it; the header grows with the length. */
function stringBytes(bytes: number): number {
  return bytes + 1 + (bytes < 32 ? 1 : bytes < 256 ? 3 : 5);
}

const [DICT_ENTRY, OBJECT, EMBEDDED_UP_TO] = [24, 16, 44];

/** Redis 7: an entry of the table, the key, an object, and the value beside it, or in it where it is short. */
function redisEntryBytes(keyBytes: number, valueBytes: number): number {
  const key = allocated(DICT_ENTRY) + allocated(stringBytes(keyBytes));
  if (valueBytes <= EMBEDDED_UP_TO) return key + allocated(OBJECT + stringBytes(Math.max(32, valueBytes)));
  return key + allocated(OBJECT) + allocated(stringBytes(valueBytes));
}

/** A list of Redis 7: a head, and nodes of at most 8 KB that each pack entries of an id of 8 bytes, its mark and its length behind it. */
const [LIST_HEAD, LIST_NODE, PACK, PACKED_ID, PACK_LIMIT] = [40, 32, 7, 10, 8192];

/** A list of so many ids of 64 bits under a key, as it lies in Redis 7. */
export function redisListBytes(keyBytes: number, ids: number): number {
  const perNode = Math.floor((PACK_LIMIT - PACK) / PACKED_ID);
  const [whole, rest] = [Math.floor(ids / perNode), ids % perNode];
  const nodeBytes = (count: number): number => allocated(LIST_NODE) + allocated(PACK + count * PACKED_ID);
  const nodes = whole * nodeBytes(perNode) + (rest > 0 || whole === 0 ? nodeBytes(rest) : 0);
  return allocated(DICT_ENTRY) + allocated(stringBytes(keyBytes)) + allocated(OBJECT) + allocated(LIST_HEAD) + nodes;
}

/** Key and value stand within the object while all of it fits a line of the processor's cache. */
const [VALKEY_HEADER, POINTER, CACHE_LINE] = [9, 8, 64];

/** What the C library hands out for so many bytes: every second 8, beside its own header of 8. */
function usable(bytes: number): number {
  return Math.max(24, QUANTUM * Math.ceil((bytes + 8) / QUANTUM) - 8);
}

/** Valkey 9: no entry of the table; the key, and a value that is short, within the object. */
function valkeyEntryBytes(keyBytes: number, valueBytes: number): number {
  const withKey = VALKEY_HEADER + stringBytes(keyBytes);
  const whole = withKey + stringBytes(Math.max(32, valueBytes));
  return whole <= CACHE_LINE ? usable(whole) : usable(withKey + POINTER) + usable(stringBytes(valueBytes));
}

/** Redis 7: a pointer for each bucket, as many buckets as the next power of two. */
function redisTableBytes(entries: number): number {
  return entries === 0 ? 0 : 8 * powerOfTwoFrom(entries);
}

/** Valkey 9: buckets of 64 bytes for seven entries each. */
function valkeyTableBytes(entries: number): number {
  return entries === 0 ? 0 : 64 * powerOfTwoFrom(entries / 7);
}

function powerOfTwoFrom(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}

/** The empty server, Redis 7.0.15 and Valkey 9.1.2: maxmemory less what the keys that fitted took (facts/engines-2026-11.md R1). */
const EMPTY_REDIS_BYTES = 966_000;
const EMPTY_VALKEY_BYTES = 1_110_000;

/** How a server counts its memory. */
export type ServerMemory = {
  readonly entryBytes: (keyBytes: number, valueBytes: number) => number;
  readonly tableBytes: (entries: number) => number;
  readonly emptyBytes: number;
};

export const REDIS_MEMORY: ServerMemory = { entryBytes: redisEntryBytes, tableBytes: redisTableBytes, emptyBytes: EMPTY_REDIS_BYTES };
export const VALKEY_MEMORY: ServerMemory = { entryBytes: valkeyEntryBytes, tableBytes: valkeyTableBytes, emptyBytes: EMPTY_VALKEY_BYTES };
