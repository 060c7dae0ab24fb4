import { codedBits, codeLengths } from "./huffman.ts";

const END_OF_BLOCK = 256;
const LITERALS = 286;
const DISTANCES = 30;
const LENGTH_CODES = 19;
/** The order in which lengths of the codes of lengths are written (RFC 1951, 3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const STORED_HEAD_BYTES = 4;
/** What zlib has room for with the memory it takes by itself. */
const SYMBOLS_PER_BLOCK = 16_383;

const lengthSymbol = new Uint16Array(259);
const lengthExtra = new Uint8Array(LITERALS);
const distanceExtra = new Uint8Array(DISTANCES);
const nearSymbol = new Uint8Array(257);
const fixedLengths = new Uint8Array(LITERALS);
fillTables();

/** RFC 1951, 3.2.5 and 3.2.6. */
function fillTables(): void {
  let length = 3;
  for (let symbol = 257; symbol < 285; symbol++) {
    lengthExtra[symbol] = symbol < 265 ? 0 : (symbol - 261) >> 2;
    for (let n = 1 << lengthExtra[symbol]; n > 0; n--) lengthSymbol[length++] = symbol;
  }
  lengthSymbol[258] = 285;
  let distance = 1;
  for (let symbol = 0; symbol < DISTANCES; symbol++) {
    distanceExtra[symbol] = symbol < 4 ? 0 : (symbol - 2) >> 1;
    for (let n = 1 << distanceExtra[symbol]; n > 0 && distance <= 256; n--) nearSymbol[distance++] = symbol;
  }
  for (let s = 0; s < LITERALS; s++) fixedLengths[s] = s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8;
}

function distanceSymbol(distance: number): number {
  if (distance <= 256) return nearSymbol[distance];
  const bits = 31 - Math.clz32(distance - 1);
  return 2 * bits + (((distance - 1) >>> (bits - 1)) & 1);
}

/** Counts what the blocks of a deflate stream take: each is stored, or coded by the fixed or by its own trees, whichever is shortest. */
export class BlockTally {
  private readonly literals = new Int32Array(LITERALS);
  private readonly distances = new Int32Array(DISTANCES);
  private readonly literalLengths = new Uint8Array(LITERALS);
  private readonly distanceLengths = new Uint8Array(DISTANCES);
  private symbols = 0;
  private blockBytes = 0;
  private bits = 0;

  literal(byte: number): void {
    this.literals[byte]++;
    this.blockBytes++;
    if (++this.symbols === SYMBOLS_PER_BLOCK) this.close();
  }

  match(length: number, distance: number): void {
    this.literals[lengthSymbol[length]]++;
    this.distances[distanceSymbol(distance)]++;
    this.blockBytes += length;
    if (++this.symbols === SYMBOLS_PER_BLOCK) this.close();
  }

  /** Bytes of the stream, its last block closed. */
  finish(): number {
    this.close();
    return Math.ceil(this.bits / 8);
  }

  private close(): void {
    const { literals, distances, literalLengths, distanceLengths } = this;
    literals[END_OF_BLOCK] = 1;
    codeLengths(literals, LITERALS, 15, literalLengths);
    codeLengths(distances, DISTANCES, 15, distanceLengths);
    let extraBits = 0;
    let distanceCount = 0;
    for (let s = 257; s < LITERALS; s++) extraBits += literals[s] * lengthExtra[s];
    for (let s = 0; s < DISTANCES; s++) {
      extraBits += distances[s] * distanceExtra[s];
      distanceCount += distances[s];
    }
    const own =
      this.treeBits() + codedBits(literals, literalLengths, LITERALS) + codedBits(distances, distanceLengths, DISTANCES) + extraBits;
    const fixed = codedBits(literals, fixedLengths, LITERALS) + 5 * distanceCount + extraBits;
    const coded = Math.min(own, fixed);
    const isStored = this.blockBytes + STORED_HEAD_BYTES <= Math.ceil((coded + 10) / 8);
    this.bits += 3;
    if (isStored) this.bits = Math.ceil(this.bits / 8) * 8 + 8 * (this.blockBytes + STORED_HEAD_BYTES);
    else this.bits += coded;
    literals.fill(0);
    distances.fill(0);
    this.symbols = 0;
    this.blockBytes = 0;
  }

  /** Bits of the block's own trees: their lengths run by run, coded by a tree of their own. */
  private treeBits(): number {
    const counts = new Int32Array(LENGTH_CODES);
    const literalCodes = lastUsed(this.literalLengths, LITERALS, 257);
    const distanceCodes = lastUsed(this.distanceLengths, DISTANCES, 1);
    const extra =
      countRuns(this.literalLengths.subarray(0, literalCodes), counts) + countRuns(this.distanceLengths.subarray(0, distanceCodes), counts);
    const lengths = new Uint8Array(LENGTH_CODES);
    codeLengths(counts, LENGTH_CODES, 7, lengths);
    let written = LENGTH_CODES;
    while (written > 4 && lengths[LENGTH_ORDER[written - 1]] === 0) written--;
    return 14 + 3 * written + codedBits(counts, lengths, LENGTH_CODES) + extra;
  }
}

function lastUsed(lengths: Uint8Array, symbols: number, least: number): number {
  let count = symbols;
  while (count > least && lengths[count - 1] === 0) count--;
  return count;
}

/** Counts the symbols that write these lengths; returns the bits behind them that say how long a run is. */
function countRuns(lengths: Uint8Array, counts: Int32Array): number {
  let extra = 0;
  for (let i = 0; i < lengths.length; ) {
    let end = i + 1;
    while (end < lengths.length && lengths[end] === lengths[i]) end++;
    let rest = end - i;
    if (lengths[i] === 0) {
      for (; rest >= 11; rest -= Math.min(rest, 138)) {
        counts[18]++;
        extra += 7;
      }
      if (rest >= 3) {
        counts[17]++;
        extra += 3;
        rest = 0;
      }
    } else {
      counts[lengths[i]]++;
      for (rest--; rest >= 3; rest -= Math.min(rest, 6)) {
        counts[16]++;
        extra += 2;
      }
    }
    counts[lengths[i]] += rest;
    i = end;
  }
  return extra;
}
