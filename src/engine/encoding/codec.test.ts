import { describe, expect, test } from "vitest";
import { compressedBytes } from "./codec.ts";
import { gzipBytes } from "./gzip.ts";

/** zlib's hardest level. */
const LEVEL_9 = { goodLength: 32, lazyLength: 258, niceLength: 258, tries: 4096 };

/** A plain congruential generator: the same bytes in whatever language. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff);
}

function noise(length: number, symbols: number): Uint8Array {
  const next = generator(1);
  return Uint8Array.from({ length }, () => (next() >> 16) % symbols);
}

/** Instants some 137 ms apart, eight bytes each. */
function times(): Uint8Array {
  const next = generator(7);
  const words = new BigInt64Array(20_000);
  for (let i = 0; i < words.length; i++) words[i] = BigInt(1_700_000_000_000 + i * 137 + ((next() >> 20) % 100));
  return new Uint8Array(words.buffer);
}

function lines(): Uint8Array {
  const texts = Array.from({ length: 3000 }, (_, i) => `{"user_id":${(i * 7919) % 1000},"event":"tap"}\n`);
  return new TextEncoder().encode(texts.join(""));
}

/** Bytes that `pyarrow.compress` of pyarrow 26.0.1 makes of them. */
const MEASURED = [
  { name: "nothing", bytes: new Uint8Array(0), snappy: 1, gzip: 20, zstd: 9 },
  { name: "a byte", bytes: Uint8Array.of(97), snappy: 3, gzip: 21, zstd: 10 },
  { name: "zeros", bytes: new Uint8Array(100_000), snappy: 4696, gzip: 132, zstd: 22 },
  { name: "noise", bytes: noise(5000, 256), snappy: 5005, gzip: 5023, zstd: 5010 },
  { name: "five symbols", bytes: noise(30_000, 5), snappy: 15_858, gzip: 10_769, zstd: 10_261 },
  { name: "instants", bytes: times(), snappy: 90_693, gzip: 45_864, zstd: 35_931 },
  { name: "lines", bytes: lines(), snappy: 10_566, gzip: 3037, zstd: 1155 },
];

describe("D5 codecs take what the real ones take", () => {
  test.each(MEASURED)("$name", ({ bytes, snappy, zstd }) => {
    expect(compressedBytes("none", bytes, bytes.length)).toBe(bytes.length);
    expect(compressedBytes("snappy", bytes, bytes.length)).toBe(snappy);
    // The fractions of bits of zstd are not followed to the end.
    expect(Math.abs(compressedBytes("zstd", bytes, bytes.length) - zstd)).toBeLessThan(4 + zstd * 0.03);
  });

  test.each(MEASURED)("$name in gzip, with every candidate of level 9 and with those that pages get", ({ name, bytes, gzip }) => {
    expect(Math.abs(gzipBytes(bytes, bytes.length, LEVEL_9) - gzip)).toBeLessThanOrEqual(1);
    // Lines of one template hide their best match among hundreds that are nearly as good: pages of Parquet are not like that.
    const most = name === "lines" ? 0.3 : 0.03;
    expect(Math.abs(compressedBytes("gzip", bytes, bytes.length) - gzip)).toBeLessThan(4 + gzip * most);
  });

  test("only the first bytes count", () => {
    const bytes = noise(1000, 5);
    for (const codec of ["snappy", "gzip", "zstd"] as const)
      expect(compressedBytes(codec, bytes, 300)).toBe(compressedBytes(codec, bytes.slice(0, 300), 300));
  });
});
