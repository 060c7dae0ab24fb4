import type { ItemModel } from "./item-model.ts";
import { LANES, ScoreKernel } from "./score-kernel.ts";
import { BestItems, inverseNorm, scoreOf, topItems } from "./top-items.ts";
import type { Exclusion, RankedItems } from "./top-items.ts";

/** Numbers (4 B) kept of models that were looked into: two of 100,000 items x 64. When they are more, all are dropped. */
const KEPT_NUMBERS = 1 << 24;
/** A single model may have so many: a million items x 64. A larger one is looked through without the kernel. */
const MOST_NUMBERS = 1 << 26;
/** Rounding of a 32-bit float, half a unit in the last place of 1. */
const ROUNDING = 2 ** -24;

/** Where a model stands in the kernel's memory; all in numbers. */
type Placed = {
  readonly row: number;
  readonly rows: number;
  readonly width: number;
  readonly bias: number;
  readonly query: number;
  readonly to: number;
  /** How far a score of the kernel may be from that of `scoreOf`. */
  readonly margin: number;
};

/**
 * Looks through all items of a model with vector instructions (facts/dataplane.md 3.4: 1.3 ms against 6.9 for 100,000 x 64), in one memory
 * that keeps copies of the models used last. The kernel only says which items cannot be among the best, as its 32-bit scores
 * are off by a bounded amount; the others are scored as `topItems` does. The answer is the same, where there is no kernel too.
 */
export class ItemSearch {
  private kernel: ScoreKernel | null | undefined;
  private readonly placed = new Map<ItemModel, Placed>();
  private used = 0;
  private readonly keptNumbers: number;

  constructor(keptNumbers = KEPT_NUMBERS) {
    this.keptNumbers = keptNumbers;
  }

  /** The n items of highest cosine plus popularity, exactly; ties go to the smaller item. */
  topItems(model: ItemModel, vector: Float32Array, n: number, exclude: Exclusion): RankedItems {
    const scale = inverseNorm(vector);
    const placed = this.score(model, vector, scale);
    if (placed === null) return topItems(model, vector, n, exclude);
    const { numbers, from, margin } = placed;
    const best = new BestItems(n);
    for (let item = 0; item < model.items; item++) {
      if (!(numbers[from + item] + margin > best.least) || exclude.has(item)) continue;
      const score = scoreOf(model, vector, scale, item);
      if (score > best.least) best.offer(item, score);
    }
    return best.ranked();
  }

  /** The first item of the highest score, -1 when there is none. */
  nearest(model: ItemModel, vector: Float32Array): number {
    const scale = inverseNorm(vector);
    // Without a direction all are equally near: only their popularity is left, and there is nothing to work out.
    const placed = scale === 0 ? null : this.score(model, vector, scale);
    let nearest = -1;
    let highest = -Infinity;
    for (let item = 0; item < model.items; item++) {
      if (placed !== null && !(placed.numbers[placed.from + item] + placed.margin > highest)) continue;
      const score = scale === 0 ? model.popularity[item] : scoreOf(model, vector, scale, item);
      if (!(score > highest)) continue;
      highest = score;
      nearest = item;
    }
    return nearest;
  }

  /** Scores of all items, in the kernel's memory; null without it. */
  private score(model: ItemModel, vector: Float32Array, scale: number): { numbers: Float32Array; from: number; margin: number } | null {
    const placed = this.placed.get(model) ?? this.place(model);
    if (placed === null || this.kernel === undefined || this.kernel === null) return null;
    const { numbers } = this.kernel;
    const { row, rows, width, query, bias, to, margin } = placed;
    for (let d = 0; d < model.dims; d++) numbers[query + d] = vector[d] * scale;
    this.kernel.scores(row, rows, width, query, bias, to);
    return { numbers, from: to, margin };
  }

  private place(model: ItemModel): Placed | null {
    const [rows, width] = [roundedUp(model.items), roundedUp(model.dims)];
    const needed = rows * width + 2 * rows + width;
    if (this.kernel === undefined) this.kernel = ScoreKernel.create();
    if (this.kernel === null || rows === 0 || width === 0 || needed > MOST_NUMBERS) return null;
    const reach = reachOf(model);
    if (!(reach < Infinity)) return null;
    if (this.used + needed > this.keptNumbers) this.forget();
    if (!this.kernel.reserve(this.used + needed)) return null;
    const row = this.used;
    const bias = row + rows * width;
    const query = bias + rows;
    const { numbers } = this.kernel;
    numbers.fill(0, row, row + needed);
    if (width === model.dims) numbers.set(model.vectors, row);
    else
      for (let item = 0; item < model.items; item++)
        numbers.set(model.vectors.subarray(item * model.dims, (item + 1) * model.dims), row + item * width);
    numbers.set(model.popularity, bias);
    // The query and products are rounded, then as many sums as a lane takes, two across the lanes, the bias: to first order; 3 spare.
    const margin = (width / LANES + 8) * ROUNDING * reach;
    const placed = { row, rows, width, bias, query, to: query + width, margin };
    this.placed.set(model, placed);
    this.used += needed;
    return placed;
  }

  private forget(): void {
    this.placed.clear();
    this.used = 0;
  }
}

function roundedUp(count: number): number {
  return Math.ceil(count / LANES) * LANES;
}

/** The highest score a query of length 1 could have, plus what keeps numbers near 0 from vanishing unseen. */
function reachOf({ items, dims, vectors, popularity }: ItemModel): number {
  let longest = 0;
  let bias = 1e-30;
  for (let item = 0; item < items; item++) {
    let square = 0;
    for (let at = item * dims; at < (item + 1) * dims; at++) square += vectors[at] * vectors[at];
    if (!(square <= longest)) longest = square;
    if (!(Math.abs(popularity[item]) <= bias)) bias = Math.abs(popularity[item]);
  }
  return Math.sqrt(longest) + bias;
}
