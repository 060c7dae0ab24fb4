import { expect, test } from "vitest";
import { grownMapOf, hashOf, letterOf, shardMapOf } from "./shard-map.ts";
import type { Placing, PlacingSpec } from "./shard-map.ts";

const KEYS = 200_000;
const spec = (placing: Placing, virtualNodes = 100): PlacingSpec => ({ placing, virtualNodes, logicalShards: 1024 });
const stock = Float64Array.from({ length: KEYS }, (_, key) => key);

function movedShare(placing: Placing, from: number, to: number): number {
  const [before, after] = [shardMapOf(spec(placing), from, stock), grownMapOf(spec(placing), from, to, stock)];
  let moved = 0;
  for (let key = 0; key < KEYS; key++) {
    const value = placing === "range" ? key : hashOf(key);
    if (before.shardOf(value) !== after.shardOf(value)) moved++;
  }
  return moved / KEYS;
}

test("from n to n + 1 shards nearly all keys move by modulo, one in n + 1 on a ring and by a directory (Q14)", () => {
  expect(movedShare("hash", 4, 5)).toBeCloseTo(4 / 5, 2);
  expect(movedShare("directory", 4, 5)).toBeCloseTo(1 / 5, 2);
  expect(Math.abs(movedShare("ring", 4, 5) - 1 / 5)).toBeLessThan(0.04);
  // The last range is cut in two.
  expect(movedShare("range", 4, 5)).toBeCloseTo(1 / 8, 2);
});

test("a grown map leaves every key that need not move where it was (Q14)", () => {
  for (const placing of ["ring", "directory"] as const) {
    const [before, after] = [shardMapOf(spec(placing), 6, stock), grownMapOf(spec(placing), 6, 8, stock)];
    for (let key = 0; key < 20_000; key++) {
      const place = after.shardOf(hashOf(key));
      if (place < 6) expect(place).toBe(before.shardOf(hashOf(key)));
    }
  }
});

test("ranges that were cut by what is stored are even for it, and all that grows goes to the last", () => {
  const map = shardMapOf(spec("range"), 8, stock);
  const held = Array.from({ length: 8 }, () => 0);
  for (let key = 0; key < KEYS; key++) held[map.shardOf(key)]++;
  expect(Math.max(...held) - Math.min(...held)).toBeLessThan(2);
  expect([KEYS, KEYS + 1, 10 * KEYS].map((key) => map.shardOf(key))).toEqual([7, 7, 7]);
});

test("a sixth of what is stored begins with T, and hardly anything with X", () => {
  const counts = Array.from({ length: 26 }, () => 0);
  for (let content = 0; content < KEYS; content++) counts[letterOf(content)]++;
  expect(counts[19] / KEYS).toBeCloseTo(0.16, 2);
  expect(counts[23] / KEYS).toBeLessThan(0.002);
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(KEYS);
});
