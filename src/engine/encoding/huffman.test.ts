import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { codedBits, codeLengths } from "./huffman.ts";

function lengthsOf(counts: readonly number[], mostBits: number): number[] {
  const lengths = new Uint8Array(counts.length);
  codeLengths(Int32Array.from(counts), counts.length, mostBits, lengths);
  return [...lengths];
}

const kraft = (lengths: readonly number[]): number => lengths.reduce((sum, bits) => sum + (bits === 0 ? 0 : 2 ** -bits), 0);

describe("lengths of codes", () => {
  test("symbols that come twice as often have a bit less", () => {
    expect(lengthsOf([8, 4, 2, 1, 1, 0], 15)).toEqual([1, 2, 3, 4, 4, 0]);
  });
  test("a lone symbol has one bit", () => expect(lengthsOf([0, 7, 0], 15)).toEqual([0, 1, 0]));
  test("a tree that is too deep is cut to the most bits and stays full", () => {
    const fibonacci = [1, 1];
    while (fibonacci.length < 30) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
    const lengths = lengthsOf(fibonacci, 11);
    expect(Math.max(...lengths)).toBe(11);
    expect(kraft(lengths)).toBe(1);
  });
  test("random counts: a full tree, within a bit a symbol of their entropy", () => {
    const random = createStream(1, "huffman");
    for (let n = 0; n < 200; n++) {
      const counts = Array.from({ length: 2 + random.nextBelow(280) }, () => random.nextBelow(4) * random.nextBelow(1000) + 1);
      const lengths = lengthsOf(counts, 15);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const entropy = counts.reduce((sum, count) => sum - count * Math.log2(count / total), 0);
      const bits = codedBits(Int32Array.from(counts), Uint8Array.from(lengths), counts.length);
      expect(kraft(lengths)).toBe(1);
      expect(bits).toBeGreaterThanOrEqual(entropy - 1e-6);
      expect(bits).toBeLessThan(entropy + total);
    }
  });
});
