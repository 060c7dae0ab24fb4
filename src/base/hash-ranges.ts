import { md5Text } from "./md5.ts";

const SPACE = 340282366920938463463374607431768211456n; // 2^128

/** Inclusive bounds of a shard's hash keys. */
export type HashRange = { readonly start: bigint; readonly end: bigint };

/** How Kinesis cuts the 128-bit space into `shards` first shards: the last one takes what is left over. */
export function initialRanges(shards: number): HashRange[] {
  const width = SPACE / BigInt(shards);
  const ranges: HashRange[] = [];
  for (let i = 0; i < shards; i++) {
    const start = BigInt(i) * width;
    ranges.push({ start, end: i === shards - 1 ? SPACE - 1n : start + width - 1n });
  }
  return ranges;
}

/** The two children of a range split at `newStart`, strictly inside it. */
export function splitRange(range: HashRange, newStart: bigint): readonly [HashRange, HashRange] {
  return [
    { start: range.start, end: newStart - 1n },
    { start: newStart, end: range.end },
  ];
}

/** The hash key of a partition key: MD5 of its UTF-8 bytes as an unsigned number of 128 bits. */
export function kinesisHash(key: string): bigint {
  const words = md5Text(key);
  let hash = 0n;
  for (const word of words) hash = (hash << 32n) | BigInt(word);
  return hash;
}

/** Finds the range of a hash key; ranges are in rising order and leave no gap. Fast for hashes given as four words. */
export class HashRangePlacement {
  private readonly starts: Uint32Array;
  private readonly count: number;

  constructor(ranges: readonly HashRange[]) {
    this.count = ranges.length;
    this.starts = new Uint32Array(4 * ranges.length);
    ranges.forEach((range, i) => {
      for (let word = 0; word < 4; word++) this.starts[4 * i + word] = Number((range.start >> BigInt(96 - 32 * word)) & 0xffffffffn);
    });
  }

  /** Index of the range of a partition key. */
  ofKey(key: string): number {
    return this.ofWords(md5Text(key));
  }

  /** Index of the range of an explicit hash key. */
  ofHash(hash: bigint): number {
    const words = new Uint32Array(4);
    for (let word = 0; word < 4; word++) words[word] = Number((hash >> BigInt(96 - 32 * word)) & 0xffffffffn);
    return this.ofWords(words);
  }

  /** Index of the range of a hash key in four words, most significant first. */
  ofWords(words: Uint32Array): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startsAfter(middle, words)) high = middle - 1;
      else low = middle;
    }
    return low;
  }

  private startsAfter(index: number, words: Uint32Array): boolean {
    for (let word = 0; word < 4; word++) {
      const start = this.starts[4 * index + word]!;
      if (start !== words[word]!) return start > words[word]!;
    }
    return false;
  }
}
