import type { RandomStream } from "../../../base/rng.ts";
import { normalise } from "./item-model.ts";
import type { ItemModel } from "./item-model.ts";
import { ItemSearch } from "./item-search.ts";
import { BestItems, inverseNorm, scoreOf } from "./top-items.ts";
import type { Exclusion, RankedItems } from "./top-items.ts";

const ROUNDS = 8;
/** Centres are found from so many items for each, drawn without repeats; faiss takes 39 to 256 (ClusteringParameters). */
const ITEMS_PER_CENTRE = 64;

/** Items compared with centres while so many items are put into so many lists: rounds over the sample, then all of them. */
export function comparisonsOfBuild(items: number, lists: number): number {
  return (ROUNDS * Math.min(items, lists * ITEMS_PER_CENTRE) + items) * lists;
}

/**
 * An inverted file: items in lists around centres found by spherical k-means; a query looks into the lists of the nearest
 * centres only. Approximate: its recall against looking at all items must be measured and shown (facts/dataplane.md 3.4).
 */
export class InvertedFile {
  readonly lists: readonly Int32Array[];
  private readonly model: ItemModel;
  private readonly search: ItemSearch;
  private readonly centres: Float32Array;

  constructor(model: ItemModel, lists: number, random: RandomStream, search = new ItemSearch()) {
    this.model = model;
    this.search = search;
    const { dims, items } = model;
    const count = Math.max(1, Math.min(lists, items));
    const sample = drawn(items, count * ITEMS_PER_CENTRE, random);
    this.centres = new Float32Array(count * dims);
    for (let list = 0; list < Math.min(count, items); list++) {
      const item = sample[list];
      this.centres.set(model.vectors.subarray(item * dims, (item + 1) * dims), list * dims);
    }
    for (let round = 0; round < ROUNDS; round++) this.recentre(sample, this.assign(sample, count), count);
    this.lists = gather(
      this.assign(
        Int32Array.from({ length: items }, (_, item) => item),
        count,
      ),
      count,
    );
  }

  /** The list of each of these items. */
  private assign(items: Int32Array, count: number): Int32Array {
    const { dims, vectors } = this.model;
    const centres = { items: count, dims, vectors: this.centres.slice(), popularity: new Float32Array(count) };
    return items.map((item) => this.search.nearest(centres, vectors.subarray(item * dims, (item + 1) * dims)));
  }

  /** A centre that lost all its items stays where it was. */
  private recentre(items: Int32Array, owner: Int32Array, count: number): void {
    const { dims, vectors } = this.model;
    const sums = new Float32Array(count * dims);
    const sizes = new Int32Array(count);
    for (let i = 0; i < items.length; i++) {
      sizes[owner[i]]++;
      for (let d = 0; d < dims; d++) sums[owner[i] * dims + d] += vectors[items[i] * dims + d];
    }
    for (let list = 0; list < count; list++) {
      if (sizes[list] === 0) continue;
      normalise(sums, list * dims, dims);
      this.centres.set(sums.subarray(list * dims, (list + 1) * dims), list * dims);
    }
  }

  /** The `probes` lists whose centres are nearest to a vector. */
  private nearest(vector: Float32Array, probes: number): Int32Array {
    const { dims } = this.model;
    const near = new BestItems(Math.min(probes, this.lists.length));
    for (let list = 0; list < this.lists.length; list++) {
      let dot = 0;
      for (let d = 0; d < dims; d++) dot += vector[d] * this.centres[list * dims + d];
      near.offer(list, dot);
    }
    return near.ranked().items;
  }

  /** Vectors a search compares with: every centre, and the items in the lists it looks into. */
  comparedWith(vector: Float32Array, probes: number): number {
    let compared = this.lists.length;
    for (const list of this.nearest(vector, probes)) compared += this.lists[list].length;
    return compared;
  }

  /** The n best items of the `probes` nearest lists. */
  topItems(vector: Float32Array, n: number, probes: number, exclude: Exclusion): RankedItems {
    const best = new BestItems(n);
    const scale = inverseNorm(vector);
    for (const list of this.nearest(vector, probes)) {
      for (const item of this.lists[list]) {
        const score = scoreOf(this.model, vector, scale, item);
        if (score > best.least && !exclude.has(item)) best.offer(item, score);
      }
    }
    return best.ranked();
  }
}

/** Some of the items, or all in another order. */
function drawn(items: number, count: number, random: RandomStream): Int32Array {
  const order = Int32Array.from({ length: items }, (_, item) => item);
  const taken = Math.min(items, count);
  for (let i = 0; i < taken; i++) {
    const other = i + random.nextBelow(items - i);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order.subarray(0, taken);
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
