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
const NOTHING: Exclusion = { has: () => false };

/** A model as it is looked through: the items a score of which has to be worked out, and the others, whose score is always 0. */
type Survey = {
  readonly known: Int32Array;
  /** Items without vector and popularity: nobody has met them. */
  readonly blank: Int32Array;
  /** The highest score a query of length 1 could have. */
  readonly reach: number;
};

/** Where the known items of a model stand in the kernel's memory; all in numbers. */
type Placed = Survey & {
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
 * Looks through all items of a model that anyone has met with vector instructions (facts/dataplane.md 3.4: 1.3 ms against 6.9 for 100,000 x 64), in one memory
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
    const { numbers, to, margin, known, blank } = placed;
    const best = new BestItems(n);
    for (let i = 0; i < known.length; i++) {
      if (!(numbers[to + i] + margin > best.least) || exclude.has(known[i])) continue;
      const score = scoreOf(model, vector, scale, known[i]);
      if (score > best.least) best.offer(known[i], score);
    }
    for (let i = 0; i < blank.length && !(best.least > 0); i++) if (!exclude.has(blank[i])) best.offer(blank[i], 0);
    return best.ranked();
  }

  /** The first item of the highest score, -1 when there is none. */
  nearest(model: ItemModel, vector: Float32Array): number {
    const scale = inverseNorm(vector);
    if (scale === 0) return mostPopular(model);
    const placed = this.score(model, vector, scale);
    if (placed === null) return topItems(model, vector, 1, NOTHING).items[0] ?? -1;
    const { numbers, to, margin, known, blank } = placed;
    let nearest = -1;
    let highest = -Infinity;
    for (let i = 0; i < known.length; i++) {
      if (!(numbers[to + i] + margin > highest)) continue;
      const score = scoreOf(model, vector, scale, known[i]);
      if (!(score > highest)) continue;
      highest = score;
      nearest = known[i];
    }
    const blankFirst = blank.length > 0 && (highest < 0 || (highest === 0 && blank[0] < nearest));
    return blankFirst ? blank[0] : nearest;
  }

  /** The model with scores of all known items, from `to` on in the kernel's memory; null without it. */
  private score(model: ItemModel, vector: Float32Array, scale: number): (Placed & { readonly numbers: Float32Array }) | null {
    const placed = this.placed.get(model) ?? this.place(model);
    if (placed === null || this.kernel === undefined || this.kernel === null) return null;
    const { numbers } = this.kernel;
    const { row, rows, width, query, bias, to } = placed;
    for (let d = 0; d < model.dims; d++) numbers[query + d] = vector[d] * scale;
    this.kernel.scores(row, rows, width, query, bias, to);
    return { ...placed, numbers };
  }

  private place(model: ItemModel): Placed | null {
    if (this.kernel === undefined) this.kernel = ScoreKernel.create();
    if (this.kernel === null || model.items === 0 || model.dims === 0) return null;
    const survey = surveyed(model);
    const { known, reach } = survey;
    const [rows, width] = [roundedUp(Math.max(1, known.length)), roundedUp(model.dims)];
    const needed = rows * width + 2 * rows + width;
    if (needed > MOST_NUMBERS || !(reach < Infinity)) return null;
    if (this.used + needed > this.keptNumbers) this.forget();
    if (!this.kernel.reserve(this.used + needed)) return null;
    const row = this.used;
    const bias = row + rows * width;
    const query = bias + rows;
    const { numbers } = this.kernel;
    numbers.fill(0, row, row + needed);
    known.forEach((item, i) => {
      for (let d = 0; d < model.dims; d++) numbers[row + i * width + d] = model.vectors[item * model.dims + d];
      numbers[bias + i] = model.popularity[item];
    });
    // The query and products are rounded, then as many sums as a lane takes, two across the lanes, the bias: to first order; 3 spare.
    const margin = (width / LANES + 8) * ROUNDING * reach;
    const placed = { ...survey, row, rows, width, bias, query, to: query + width, margin };
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

function surveyed({ items, dims, vectors, popularity }: ItemModel): Survey {
  const known: number[] = [];
  const blank: number[] = [];
  let longest = 0;
  // What keeps numbers near 0 from vanishing unseen.
  let bias = 1e-30;
  for (let item = 0; item < items; item++) {
    let square = 0;
    for (let at = item * dims; at < (item + 1) * dims; at++) square += vectors[at] * vectors[at];
    if (!(square <= longest)) longest = square;
    if (!(Math.abs(popularity[item]) <= bias)) bias = Math.abs(popularity[item]);
    (square === 0 && popularity[item] === 0 ? blank : known).push(item);
  }
  return { known: Int32Array.from(known), blank: Int32Array.from(blank), reach: Math.sqrt(longest) + bias };
}

function mostPopular({ items, popularity }: ItemModel): number {
  let first = items > 0 ? 0 : -1;
  for (let item = 1; item < items; item++) if (popularity[item] > popularity[first]) first = item;
  return first;
}
