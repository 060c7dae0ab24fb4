import type { RandomStream } from "../../base/rng.ts";
import { normalise } from "./item-model.ts";
import type { ItemModel } from "./item-model.ts";
import { BestItems, inverseNorm, scoreOf } from "./top-items.ts";
import type { Exclusion, RankedItems } from "./top-items.ts";

const ROUNDS = 8;

/**
 * An inverted file: items in lists around centres found by spherical k-means; a query looks into the lists of the nearest
 * centres only. Approximate: its recall against looking at all items must be measured and shown (facts/dataplane.md 3.4).
 */
export class InvertedFile {
  readonly lists: readonly Int32Array[];
  private readonly model: ItemModel;
  private readonly centres: Float32Array;

  constructor(model: ItemModel, lists: number, random: RandomStream) {
    this.model = model;
    const { dims, items } = model;
    const count = Math.max(1, Math.min(lists, items));
    this.centres = new Float32Array(count * dims);
    for (let list = 0; list < count; list++) {
      const item = Math.floor(random.nextUniform32() * items);
      this.centres.set(model.vectors.subarray(item * dims, (item + 1) * dims), list * dims);
    }
    for (let round = 0; round < ROUNDS; round++) this.recentre(this.assign(count), count);
    this.lists = gather(this.assign(count), count);
  }

  private assign(count: number): Int32Array {
    const { dims, items, vectors } = this.model;
    const owner = new Int32Array(items);
    for (let item = 0; item < items; item++) {
      let best = -Infinity;
      for (let list = 0; list < count; list++) {
        let dot = 0;
        for (let d = 0; d < dims; d++) dot += vectors[item * dims + d] * this.centres[list * dims + d];
        if (dot > best) {
          best = dot;
          owner[item] = list;
        }
      }
    }
    return owner;
  }

  /** A centre that lost all its items stays where it was. */
  private recentre(owner: Int32Array, count: number): void {
    const { dims, items, vectors } = this.model;
    const sums = new Float32Array(count * dims);
    const sizes = new Int32Array(count);
    for (let item = 0; item < items; item++) {
      sizes[owner[item]]++;
      for (let d = 0; d < dims; d++) sums[owner[item] * dims + d] += vectors[item * dims + d];
    }
    for (let list = 0; list < count; list++) {
      if (sizes[list] === 0) continue;
      normalise(sums, list * dims, dims);
      this.centres.set(sums.subarray(list * dims, (list + 1) * dims), list * dims);
    }
  }

  /** The n best items of the `probes` nearest lists. */
  topItems(vector: Float32Array, n: number, probes: number, exclude: Exclusion): RankedItems {
    const { dims } = this.model;
    const near = new BestItems(Math.min(probes, this.lists.length));
    for (let list = 0; list < this.lists.length; list++) {
      let dot = 0;
      for (let d = 0; d < dims; d++) dot += vector[d] * this.centres[list * dims + d];
      near.offer(list, dot);
    }
    const best = new BestItems(n);
    const scale = inverseNorm(vector);
    for (const list of near.ranked().items) {
      for (const item of this.lists[list]) {
        const score = scoreOf(this.model, vector, scale, item);
        if (score > best.least && !exclude.has(item)) best.offer(item, score);
      }
    }
    return best.ranked();
  }
}

function gather(owner: Int32Array, count: number): Int32Array[] {
  const sizes = new Int32Array(count);
  for (const list of owner) sizes[list]++;
  const lists = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(count);
  owner.forEach((list, item) => {
    lists[list][filled[list]++] = item;
  });
  return lists;
}
