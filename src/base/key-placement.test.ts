import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { HashRangePlacement, initialRanges, kinesisHash, splitRange } from "./hash-ranges.ts";
import { md5Text } from "./md5.ts";
import { kafkaPartition, murmur2Decimal, murmur2Text } from "./murmur2.ts";
import { createStream } from "./rng.ts";
import { TokenRing, cassandraTokenOfText } from "./token-ring.ts";

// The systems' own cases run in test/vectors; here is what they leave out.
describe("murmur2", () => {
  it("of a number equals that of its digits", () => {
    const rng = createStream(1, "decimal");
    const numbers = [0, 9, 10, 99, 100, 2147483647, 2147483648, 4294967295, 4294967296, 9007199254740991];
    for (let i = 0; i < 2000; i++) numbers.push(Math.floor(rng.nextUniform() * 10 ** (i % 16)));
    for (const number of numbers) expect(murmur2Decimal(number), String(number)).toBe(murmur2Text(String(number)));
  });

  it("masks the sign instead of dropping it", () => {
    expect(kafkaPartition(-2147483648, 7)).toBe(0);
    expect(kafkaPartition(-1, 10)).toBe(2147483647 % 10);
  });
});

describe("MD5", () => {
  it("equals the platform's on every length around the block bounds", () => {
    for (let length = 0; length < 200; length++) {
      const text = "k\u00e9y".repeat(length).slice(0, length);
      const digest = [...md5Text(text)].map((word) => word.toString(16).padStart(8, "0")).join("");
      expect(digest).toBe(createHash("md5").update(text, "utf8").digest("hex"));
    }
  });
});

describe("hash ranges", () => {
  it("cover the whole space once and place every key in its range (K3)", () => {
    for (const shards of [1, 2, 7, 64]) {
      const ranges = initialRanges(shards);
      expect([ranges[0]!.start, ranges.at(-1)!.end]).toEqual([0n, (1n << 128n) - 1n]);
      const placement = new HashRangePlacement(ranges);
      for (let key = 0; key < 300; key++) {
        const hash = kinesisHash(`user-${key}`);
        const range = ranges[placement.ofKey(`user-${key}`)]!;
        expect(range.start <= hash && hash <= range.end).toBe(true);
        expect(placement.ofHash(hash)).toBe(placement.ofKey(`user-${key}`));
      }
    }
  });

  it("split into two that meet", () => {
    expect(splitRange({ start: 0n, end: 99n }, 50n)).toEqual([
      { start: 0n, end: 49n },
      { start: 50n, end: 99n },
    ]);
  });
});

describe("TokenRing", () => {
  it("gives distinct nodes clockwise, virtual nodes included, in whatever order tokens come", () => {
    const ring = new TokenRing([50n, 0n, 75n, 25n], [1, 0, 0, 2]);
    expect(ring.replicasOf(26n, 3)).toEqual([1, 0, 2]);
    expect(ring.replicasOf(76n, 2)).toEqual([0, 2]);
    expect(ring.replicasOf(1n, 9)).toEqual([2, 1, 0]);
  });

  it("spreads keys evenly over equal arcs", () => {
    const tokens = Array.from({ length: 8 }, (_, i) => -(1n << 63n) + (BigInt(i + 1) << 60n) * 2n - 1n);
    const ring = new TokenRing(
      tokens,
      tokens.map((_, i) => i),
    );
    const counts = Array.from({ length: 8 }, () => 0);
    for (let key = 0; key < 8000; key++) counts[ring.replicasOf(cassandraTokenOfText(String(key)), 1)[0]!]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
