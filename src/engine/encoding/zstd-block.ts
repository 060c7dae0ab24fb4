import { CodeTally, countsBits } from "./fse.ts";
import { codedBits, codeLengths } from "./huffman.ts";

/** Literals of a block fewer than this are not coded. */
const LEAST_CODED = 64;
const LITERAL_CODE_BITS = 11;
/** Many literals with few matches between them are looked at by so many of their first and last ones before they are coded. */
const GLANCE_BYTES = 4096;
const GLANCED_FROM = 10 * GLANCE_BYTES;
const FEW_MATCHES = 20;

/** Codes of the lengths of literals and matches from these on double (RFC 8878, 3.1.1.3.2.1.1). */
const LITERAL_BASES = [16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const LITERAL_EXTRA = [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BASES = [35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16_387, 32_771, 65_539];
const MATCH_EXTRA = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/** The tables the format has for who brings none of their own (RFC 8878, 3.1.1.3.2.2); -1 is a symbol that is less than once there. */
const LITERAL_DEFAULT = [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1];
const MATCH_DEFAULT = [
  ...[1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  ...[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1],
];
const OFFSET_DEFAULT = [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

/**
 * Counts what the sequences and literals of a block take. Literals are coded by Huffman trees, and exactly counted but for the head that
 * describes the tree; the three codes of a sequence by tables of asymmetric numerals, which are counted as their share of the table says:
 * the fraction of a bit a state carries from symbol to symbol is not followed. That is an estimate, held by the test against pyarrow.
 */
export class SequenceTally {
  private readonly counts = new Int32Array(256);
  private literalCount = 0;
  private readonly firstCounts = new Int32Array(256);
  private readonly lengths = new Uint8Array(256);
  /** Lengths of the tree before, which a block may use again. */
  private readonly oldLengths = new Uint8Array(256);
  private hasOld = false;
  private readonly literalCodes = new CodeTally(LITERAL_DEFAULT, 6, 9);
  private readonly offsetCodes = new CodeTally(OFFSET_DEFAULT, 5, 8);
  private readonly matchCodes = new CodeTally(MATCH_DEFAULT, 6, 9);
  private sequences = 0;
  private extraBits = 0;

  literals(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) this.counts[bytes[i]]++;
    const glanced = Math.min(to - from, Math.max(0, GLANCE_BYTES - this.literalCount));
    for (let i = from; i < from + glanced; i++) this.firstCounts[bytes[i]]++;
    this.literalCount += to - from;
  }

  /** `offset`: 1 for the last distance, the distance and 3 for another. */
  sequence(literals: number, match: number, offset: number): void {
    this.sequences++;
    const offsetCode = 31 - Math.clz32(offset);
    this.offsetCodes.add(offsetCode);
    this.extraBits += offsetCode;
    if (literals < 16) this.literalCodes.add(literals);
    else this.addLong(this.literalCodes, LITERAL_BASES, LITERAL_EXTRA, 16, literals);
    if (match < 35) this.matchCodes.add(match - 3);
    else this.addLong(this.matchCodes, MATCH_BASES, MATCH_EXTRA, 32, match);
  }

  private addLong(codes: CodeTally, bases: readonly number[], extra: readonly number[], first: number, length: number): void {
    let code = bases.length - 1;
    while (bases[code] > length) code--;
    codes.add(first + code);
    this.extraBits += extra[code];
  }

  /** Bytes of the block from .. to - 1 without its head; it is left as it is where coding gains too little. */
  close(bytes: Uint8Array, from: number, to: number): number {
    const rawBytes = to - from;
    const size = (this.isWorthCoding(bytes, to) ? this.literalBytes() : rawLiteralBytes(this.literalCount)) + this.sequenceBytes();
    this.counts.fill(0);
    this.firstCounts.fill(0);
    this.literalCount = 0;
    this.sequences = 0;
    this.extraBits = 0;
    return size >= rawBytes - leastGain(rawBytes) ? rawBytes : size;
  }

  /** What zstd takes to be noise it does not code: no byte stands out (HUF_compress_internal). */
  private isWorthCoding(bytes: Uint8Array, to: number): boolean {
    const { counts, literalCount, firstCounts } = this;
    if (literalCount < LEAST_CODED) return false;
    if (literalCount >= GLANCED_FROM && (this.sequences === 0 || literalCount / this.sequences >= FEW_MATCHES)) {
      // With few matches, the last literals are the last bytes.
      const last = new Int32Array(256);
      for (let i = to - GLANCE_BYTES; i < to; i++) last[bytes[i]]++;
      if (largest(firstCounts) + largest(last) <= ((2 * GLANCE_BYTES) >> 7) + 4) return false;
    }
    return largest(counts) > (literalCount >>> 7) + 4;
  }

  private literalBytes(): number {
    const { counts, literalCount, lengths, oldLengths } = this;
    const raw = rawLiteralBytes(literalCount);
    const used = codeLengths(counts, 256, LITERAL_CODE_BITS, lengths);
    if (used === 1) return raw - literalCount + 1;
    const head = 3 + (literalCount >= 1024 ? 1 : 0) + (literalCount >= 16_384 ? 1 : 0) + (literalCount < 256 ? 0 : 6);
    const tree = treeBytes(lengths);
    const own = tree + Math.ceil(codedBits(counts, lengths, 256) / 8);
    const covers = this.hasOld && counts.every((count, s) => count === 0 || oldLengths[s] > 0);
    const old = covers ? Math.ceil(codedBits(counts, oldLengths, 256) / 8) : Infinity;
    if (head + Math.min(own, old) >= literalCount - leastGain(literalCount)) return raw;
    if (old > own) {
      oldLengths.set(lengths);
      this.hasOld = true;
    }
    return head + Math.min(own, old);
  }

  private sequenceBytes(): number {
    const { sequences, literalCodes, offsetCodes, matchCodes } = this;
    if (sequences === 0) return 1;
    const head = (sequences < 128 ? 1 : sequences < 0x7f00 ? 2 : 3) + 1;
    const bits = literalCodes.close(sequences) + offsetCodes.close(sequences) + matchCodes.close(sequences) + this.extraBits;
    // A bit marks the end of the stream.
    return head + Math.ceil((bits + 1) / 8);
  }
}

function rawLiteralBytes(literals: number): number {
  return literals + (literals < 32 ? 1 : literals < 4096 ? 2 : 3);
}

function largest(counts: Int32Array): number {
  let most = 0;
  for (let s = 0; s < counts.length; s++) most = Math.max(most, counts[s]);
  return most;
}

/** zstd's own measure of what is worth coding (ZSTD_minGain). */
function leastGain(bytes: number): number {
  return (bytes >>> 6) + 2;
}

/** The head that tells a tree: the weights of its symbols, half a byte each or coded by their entropy, whichever is shorter. */
function treeBytes(lengths: Uint8Array): number {
  let last = 255;
  while (lengths[last] === 0) last--;
  let longest = 0;
  for (let s = 0; s <= last; s++) longest = Math.max(longest, lengths[s]);
  const weights = new Int32Array(LITERAL_CODE_BITS + 2);
  // The last weight follows from the others.
  for (let s = 0; s < last; s++) weights[lengths[s] === 0 ? 0 : longest + 1 - lengths[s]]++;
  const coded = Math.ceil(countsBits(weights, last, 6) / 8);
  return 1 + (last > 128 ? coded : Math.min(coded, (last + 1) >> 1));
}
