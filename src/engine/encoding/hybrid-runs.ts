/**
 * Parquet's hybrid of runs and bit packing, as Arrow's encoder writes it: a value that comes at least 8 times in a row from the start of
 * a group of 8 is a run, others are packed in groups of 8, at most 63 groups behind one head.
 */
const GROUP = 8;
const MOST_GROUPS = 63;

/** Bits that every code below `size` fits into. */
export function bitsFor(size: number): number {
  return size <= 1 ? size : 32 - Math.clz32(size - 1);
}

/** Encodes values[0 .. count - 1], each of so many bits (at most 24), into `bytes` from `at` on; returns where it ended. */
export function writeHybrid(values: Int32Array | Uint8Array, count: number, bits: number, bytes: Uint8Array, at: number): number {
  let end = at;
  let head = -1;
  let groups = 0;
  const valueBytes = (bits + 7) >>> 3;
  for (let i = 0; i < count; ) {
    const value = values[i];
    let run = i + 1;
    while (run < count && values[run] === value) run++;
    const length = run - i;
    // What is left at the end is a run too, however short, where no packed group is open.
    if (length >= GROUP || (run === count && head < 0)) {
      head = -1;
      end = writeVarint(bytes, end, length * 2);
      for (let b = 0; b < valueBytes; b++) bytes[end++] = value >>> (8 * b);
      i = run;
      continue;
    }
    if (head < 0) {
      head = end++;
      groups = 0;
    }
    end = packGroup(values, i, count, bits, bytes, end);
    groups++;
    bytes[head] = groups * 2 + 1;
    if (groups === MOST_GROUPS) head = -1;
    i += GROUP;
  }
  return end;
}

/** Eight values side by side, zeros behind the last one. */
function packGroup(values: Int32Array | Uint8Array, from: number, count: number, bits: number, bytes: Uint8Array, at: number): number {
  let end = at;
  let held = 0;
  let word = 0;
  for (let i = from; i < from + GROUP; i++) {
    if (i < count) word |= values[i] << held;
    held += bits;
    for (; held >= 8; held -= 8) {
      bytes[end++] = word;
      word >>>= 8;
    }
  }
  return end;
}

export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let end = at;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[end++] = (rest & 127) | 128;
  bytes[end++] = rest;
  return end;
}

/** Bytes of a whole number as a varint. */
export function varintBytes(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}
