import { Damaged } from "./bounded-bytes.ts";
import type { BoundedBytes } from "./bounded-bytes.ts";
import { TRACE_LIMITS } from "./limits.ts";

/** Numbers of the encodings in a page's header (parquet-format, Encodings.md). */
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const DELTA_BYTE_ARRAY = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;
const ENCODINGS = 10;

const FIXED_BYTES: { readonly [type: string]: number } = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8, INT96: 12 };
/** Groups of eight values that writers put at the end of a run beyond those there are. */
const SPARE_GROUPS = 63;
const MOST_BLOCK_VALUES = 1 << 20;

/** How the values of a column are written: its physical type, and the length where each has the same. */
export type ValueType = { readonly type: string; readonly lengthBytes: number };

/**
 * Walks the values of a page as its reader will, and finds what would send that astray or round for ever. `dictionary`: how many
 * values the column's dictionary has.
 */
export function checkValues(from: BoundedBytes, encoding: number, count: number, values: ValueType, dictionary: number): void {
  if (!(encoding >= 0 && encoding < ENCODINGS)) throw new Damaged(`encoding ${encoding}`);
  const { type } = values;
  if (count === 0) return;
  switch (encoding) {
    case PLAIN:
      return checkPlain(from, count, values);
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY: {
      const width = from.byte();
      if (dictionary === 0 || type === "BOOLEAN" || width > 32) throw new Damaged("places in a dictionary that is not there");
      if (width > 0) checkRuns(from, width, count);
      else if (from.left > 0) checkRuns(from, 0, count);
      return;
    }
    case RLE:
      if (type !== "BOOLEAN") throw new Damaged(`runs of ${type}`);
      from.skip(4);
      checkRuns(from, 1, count);
      return;
    case BYTE_STREAM_SPLIT:
      return from.skip(count * fixedBytes(values));
    case DELTA_BINARY_PACKED:
      if (type !== "INT32" && type !== "INT64") throw new Damaged(`differences of ${type}`);
      deltas(from, count, null);
      return;
    case DELTA_LENGTH_BYTE_ARRAY:
      if (type !== "BYTE_ARRAY") throw new Damaged(`lengths of ${type}`);
      from.skip(sumOf(lengths(from, count)));
      return;
    case DELTA_BYTE_ARRAY:
      return checkPrefixes(from, count, type);
    default:
      // Encodings that are not read are refused by their names.
      return;
  }
}

function fixedBytes({ type, lengthBytes }: ValueType): number {
  const bytes = type === "FIXED_LEN_BYTE_ARRAY" ? lengthBytes : FIXED_BYTES[type];
  if (!(bytes > 0)) throw new Damaged(`values of ${type} and no length`);
  return bytes;
}

/** Values one behind the other, as they also stand in a dictionary. */
export function checkPlain(from: BoundedBytes, count: number, values: ValueType): void {
  if (values.type === "BOOLEAN") return from.skip(Math.ceil(count / 8));
  if (values.type !== "BYTE_ARRAY") return from.skip(count * fixedBytes(values));
  for (let at = 0; at < count; at++) from.skip(from.u32());
}

/**
 * Runs of equal values and runs of packed ones, up to `count`. Tells how many of them are 1, for runs one bit wide.
 * Every run is a byte or more and none is longer than what is missing, so the walk ends with the bytes.
 */
export function checkRuns(from: BoundedBytes, width: number, count: number): number {
  let ones = 0;
  for (let seen = 0; seen < count; ) {
    const head = from.varint();
    if (head > 0x7fff_ffff) throw new Damaged("a run of more than 2^30 values");
    const wanted = count - seen;
    const length = head >>> 1;
    if ((head & 1) === 1) {
      if (length > Math.ceil(wanted / 8) + SPARE_GROUPS) throw new Damaged("a run that is longer than its page");
      const start = from.at;
      // The last group may be cut off behind its last value.
      from.skip(Math.min(from.left, length * width));
      if (from.at - start < Math.ceil((Math.min(wanted, length * 8) * width) / 8)) throw new Damaged("a run that is cut off");
      if (width === 1) ones += onesIn(from.bytes, start, Math.min(wanted, length * 8));
      seen += length * 8;
    } else {
      if (length > wanted) throw new Damaged("a run that is longer than its page");
      const start = from.at;
      from.skip((width + 7) >> 3);
      if (width === 1 && from.bytes[start] === 1) ones += length;
      seen += length;
    }
  }
  return ones;
}

function onesIn(bytes: Uint8Array, start: number, bits: number): number {
  let ones = 0;
  for (let bit = 0; bit < bits; bit++) ones += (bytes[start + (bit >> 3)] >> (bit & 7)) & 1;
  return ones;
}

/**
 * Differences packed in blocks of small ones (DELTA_BINARY_PACKED). With `into` the values themselves are worked out, as far as 32
 * bits hold them.
 */
function deltas(from: BoundedBytes, count: number, into: Int32Array | null): void {
  const blockValues = from.varint();
  const miniblocks = from.varint();
  if (!(blockValues > 0 && blockValues <= MOST_BLOCK_VALUES && miniblocks > 0 && miniblocks <= blockValues))
    throw new Damaged("blocks of no size");
  const perMiniblock = blockValues / miniblocks;
  if (perMiniblock % 8 !== 0 || from.varint() < count) throw new Damaged("blocks that do not hold the values of the page");
  let value = signed(from.varintLow());
  let at = 0;
  if (into !== null) into[0] = value;
  at++;
  while (at < count) {
    const least = signed(from.varintLow());
    const widths = from.at;
    from.skip(miniblocks);
    for (let block = 0; block < miniblocks && at < count; block++) {
      const width = from.bytes[widths + block];
      if (width > 64) throw new Damaged(`differences of ${width} bits`);
      const start = from.at;
      from.skip(Math.min(from.left, (perMiniblock * width) / 8));
      const values = Math.min(perMiniblock, count - at);
      if ((from.at - start) * 8 < values * width) throw new Damaged("differences that are cut off");
      for (let k = 0; into !== null && k < values; k++) {
        value = (value + least + lowBits(from.bytes, start, k * width, Math.min(width, 32))) | 0;
        into[at + k] = value;
      }
      at += values;
    }
  }
}

function signed(low: number): number {
  return (low >>> 1) ^ -(low & 1);
}

function lowBits(bytes: Uint8Array, start: number, bit: number, width: number): number {
  let value = 0;
  for (let k = 0; k < width; k++, bit++) value |= ((bytes[start + (bit >> 3)] >> (bit & 7)) & 1) << k;
  return value;
}

function lengths(from: BoundedBytes, count: number): Int32Array {
  const values = new Int32Array(count);
  deltas(from, count, values);
  if (values.some((length) => length < 0)) throw new Damaged("a length below nothing");
  return values;
}

function sumOf(values: Int32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Texts that begin as the one before them: a few bytes can stand for very many. */
function checkPrefixes(from: BoundedBytes, count: number, type: string): void {
  if (type !== "BYTE_ARRAY" && type !== "FIXED_LEN_BYTE_ARRAY") throw new Damaged(`beginnings of ${type}`);
  const shared = lengths(from, count);
  const own = lengths(from, count);
  from.skip(sumOf(own));
  let before = 0;
  for (let at = 0; at < count; at++) {
    if (shared[at] > before) throw new Damaged("a beginning that is longer than the text it is of");
    before = shared[at] + own[at];
  }
  if (sumOf(shared) > TRACE_LIMITS.dictionaryBytes) throw new Damaged("more text than any column may have");
}
