import { expect, test } from "vitest";
import { KeyShuffle } from "./key-shuffle.ts";

test.each([1, 2, 5, 62, 1000, 4097])("of %i keys each comes once", (size) => {
  const shuffle = new KeyShuffle(size);
  const keys = Array.from({ length: size }, (_, index) => shuffle.at(index));
  expect(new Set(keys).size).toBe(size);
  expect(Math.max(...keys)).toBe(size - 1);
});

test("neighbours lie apart, and large spaces stay whole numbers below their size", () => {
  const size = 62 ** 7;
  const shuffle = new KeyShuffle(size);
  const keys = Array.from({ length: 2000 }, (_, index) => shuffle.at(index));
  expect(new Set(keys).size).toBe(2000);
  for (const key of keys) expect(Number.isInteger(key) && key >= 0 && key < size).toBe(true);
  // Evenly over ten tenths: chi square with nine degrees of freedom is below 27.9 in 999 of 1,000 cases.
  const tenths = new Array<number>(10).fill(0);
  for (const key of keys) tenths[Math.floor((10 * key) / size)]++;
  expect(tenths.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(27.9);
});
