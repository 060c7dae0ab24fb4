import type { ItemModel } from "./item-model.ts";
import { BestItems, inverseNorm, scoreOf } from "./top-items.ts";
import type { Exclusion, RankedItems } from "./top-items.ts";

/** The n best of some items by cosine plus popularity, best first. */
export function topAmong(model: ItemModel, vector: Float32Array, n: number, items: Iterable<number>, exclude: Exclusion): RankedItems {
  const best = new BestItems(n);
  const scale = inverseNorm(vector);
  for (const item of items) {
    const score = scoreOf(model, vector, scale, item);
    if (score > best.least && !exclude.has(item)) best.offer(item, score);
  }
  return best.ranked();
}
