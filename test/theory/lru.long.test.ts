import { expect, test } from "vitest";
import { cheOf, hitRatioOf, LRU_GRID, LRU_GRID_KEYS } from "../support/lru.ts";

test.each(LRU_GRID)("a cache of $capacityItems of 100,000 keys at Zipf $zipf hits $hitRatio, within a point", (cell) => {
  const measured = hitRatioOf(LRU_GRID_KEYS, cell.zipf, cell.capacityItems, 2_000_000);
  expect(Math.abs(measured - cell.hitRatio)).toBeLessThan(0.01);
  expect(Math.abs(measured - cheOf(LRU_GRID_KEYS, cell.zipf, cell.capacityItems))).toBeLessThan(0.01);
});
