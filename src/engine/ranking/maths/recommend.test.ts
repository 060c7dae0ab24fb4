import { describe, expect, test } from "vitest";
import { createStream } from "../../../base/rng.ts";
import { zipfSampler } from "../../../base/alias-table.ts";
import { CoOccurrence, positivePmi } from "./co-occurrence.ts";
import { InvertedFile } from "./inverted-file.ts";
import { moveUser, trainItems, userVector } from "./item-model.ts";
import type { ItemModel } from "./item-model.ts";
import { rankOf, topItems } from "./top-items.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { leadingFactors } from "./truncated-svd.ts";

const ITEMS = 600;
const GENRES = 12;
const NONE = { has: () => false };

type Met = { readonly user: number; readonly item: number };

/** Users with one favourite genre each, who mostly meet its items, the popular ones more often. */
function listens(seed: number, users: number, each: number): Met[] {
  const random = createStream(seed, "planted");
  const popularity = zipfSampler(ITEMS / GENRES, 0.8, 5);
  const met: Met[] = [];
  for (let round = 0; round < each; round++) {
    for (let user = 0; user < users; user++) {
      const genre = random.nextUniform32() < 0.8 ? user % GENRES : random.nextBelow(GENRES);
      met.push({ user, item: popularity.sample(random) * GENRES + genre });
    }
  }
  return met;
}

function trained(met: readonly Met[], popularityWeight = 0.1): ItemModel {
  const together = new CoOccurrence(ITEMS, 3);
  const seen = new Int32Array(ITEMS);
  for (const { user, item } of met) {
    together.add(user, item);
    seen[item]++;
  }
  return trainItems(together, seen, { dims: 16, popularityWeight }, createStream(1, "training"));
}

describe("item vectors", () => {
  test("pairs are counted within the window, in both directions, per user", () => {
    const together = new CoOccurrence(4, 2);
    for (const [user, item] of [
      [1, 0],
      [2, 3],
      [1, 1],
      [1, 1],
      [1, 2],
    ] as const)
      together.add(user, item);
    const { starts, columns, values } = together.counts();
    // User 1: 0-1, 0-1 (second 1 is two steps after 0), 1-2, 1-2.
    expect([...starts]).toEqual([0, 1, 3, 4, 4]);
    expect([...columns]).toEqual([1, 0, 2, 1]);
    expect([...values]).toEqual([2, 2, 2, 2]);
  });

  test("counts asked for in between change nothing, and stay as they were", () => {
    const met = listens(5, 60, 30);
    const [once, often] = [new CoOccurrence(ITEMS, 3), new CoOccurrence(ITEMS, 3)];
    let before = often.counts();
    expect(before.columns.length).toBe(0);
    met.forEach(({ user, item }, i) => {
      once.add(user, item);
      often.add(user, item);
      if (i % 97 !== 0) return;
      const copy = structuredClone(before);
      const now = often.counts();
      expect(before).toEqual(copy);
      before = now;
    });
    expect(often.counts()).toEqual(once.counts());
    expect(often.counts()).toEqual(often.counts());
    expect(often.counts().values.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(met.length);
  });

  test("what stands together less often than by chance is left out", () => {
    const together = new CoOccurrence(3, 1);
    for (let i = 0; i < 20; i++) together.add(0, i % 2);
    together.add(1, 0);
    together.add(1, 2);
    const { starts, values } = positivePmi(together.counts());
    expect(starts[3]).toBeLessThan(4 + 1);
    expect([...values].every((value) => value > 0)).toBe(true);
  });

  test("factors are the leading eigenpairs of the matrix", () => {
    const met = listens(3, 120, 20);
    const together = new CoOccurrence(ITEMS, 3);
    for (const { user, item } of met) together.add(user, item);
    const matrix = positivePmi(together.counts());
    const small = new Float64Array(60 * 60);
    for (let row = 0; row < 60; row++)
      for (let i = matrix.starts[row]; i < matrix.starts[row + 1]; i++)
        if (matrix.columns[i] < 60) small[row * 60 + matrix.columns[i]] = matrix.values[i];
    const { values } = symmetricEigen(small, 60);
    const exact = [...values].map(Math.abs).sort((a, b) => b - a);
    const starts = new Int32Array(61);
    const columns: number[] = [];
    const cells: number[] = [];
    for (let row = 0; row < 60; row++) {
      for (let column = 0; column < 60; column++) {
        if (small[row * 60 + column] === 0) continue;
        columns.push(column);
        cells.push(small[row * 60 + column]);
      }
      starts[row + 1] = columns.length;
    }
    const sparse = { size: 60, starts, columns: Int32Array.from(columns), values: Float64Array.from(cells) };
    const factors = leadingFactors(sparse, 4, createStream(1, "svd"));
    for (let dim = 0; dim < 4; dim++) {
      let square = 0;
      for (let row = 0; row < 60; row++) square += factors[row * 4 + dim] ** 2;
      // U sqrt(|S|): a column's squared length is the eigenvalue.
      expect(Math.abs(square / exact[dim] - 1)).toBeLessThan(0.05);
    }
  });

  test("items of one genre lie together", () => {
    const model = trained(listens(1, 240, 40));
    let same = 0;
    let other = 0;
    for (let item = 0; item < 60; item++) {
      const cosine = (to: number): number => {
        let sum = 0;
        for (let d = 0; d < model.dims; d++) sum += model.vectors[item * model.dims + d] * model.vectors[to * model.dims + d];
        return sum;
      };
      same += cosine(item + GENRES);
      other += cosine(item + 1);
    }
    expect(same / 60).toBeGreaterThan(0.6);
    expect(other / 60).toBeLessThan(0.2);
  });
});

describe("recommendations", () => {
  /** Share of the next items that stand among the ten, for users who met something before. */
  function recallAt10(model: ItemModel, decay: number, history: (met: Map<number, number[]>, user: number) => readonly number[]): number {
    const met = new Map<number, number[]>();
    let hits = 0;
    let tried = 0;
    for (const { user, item } of listens(2, 240, 12)) {
      const before = met.get(user) ?? [];
      if (before.length > 2) {
        tried++;
        const list = topItems(model, userVector(model, history(met, user), decay), 10, NONE);
        if (list.items.includes(item)) hits++;
      }
      met.set(user, [...before, item]);
    }
    return hits / tried;
  }

  test("find the next item far oftener than popularity does, and no better with another user's past", () => {
    const model = trained(listens(1, 240, 40));
    const own = recallAt10(model, 0.75, (met, user) => met.get(user) ?? []);
    const popular = recallAt10(model, 0.75, () => []);
    const shuffled = recallAt10(model, 0.75, (met, user) => met.get((user + 5) % 240) ?? []);
    expect(own).toBeGreaterThan(2.5 * popular);
    expect(shuffled).toBeLessThan(own / 2);
  });

  test("are the exact best, without what is excluded, and the rank agrees", () => {
    const model = trained(listens(1, 120, 20));
    const vector = userVector(model, [5, 17, 29], 0.75);
    const all = topItems(model, vector, ITEMS, NONE);
    expect([...all.scores]).toEqual([...all.scores].sort((a, b) => b - a));
    const ten = topItems(model, vector, 10, NONE);
    expect([...ten.items]).toEqual([...all.items.subarray(0, 10)]);
    const without = topItems(model, vector, 10, { has: (item) => item === ten.items[0] });
    expect([...without.items.subarray(0, 9)]).toEqual([...ten.items.subarray(1)]);
    for (const place of [0, 3, 200]) expect(rankOf(model, vector, all.items[place], NONE)).toBe(place);
  });

  test("a user moves towards what was met", () => {
    const model = trained(listens(1, 120, 20));
    const vector = userVector(model, [3], 0.75);
    const before = rankOf(model, vector, 16, NONE);
    for (let i = 0; i < 4; i++) moveUser(vector, model, 4, 0.75);
    expect(rankOf(model, vector, 16, NONE)).toBeLessThan(before);
  });

  test("an inverted file finds nearly all of them in a few of its lists, and all in all", () => {
    const model = trained(listens(1, 240, 40), 0);
    const file = new InvertedFile(model, 24, createStream(1, "lists"));
    expect(file.lists.reduce((sum, list) => sum + list.length, 0)).toBe(ITEMS);
    let found = 0;
    for (let user = 0; user < 50; user++) {
      const vector = userVector(model, [user, user + GENRES, user + 2 * GENRES], 0.75);
      const exact = topItems(model, vector, 10, NONE);
      expect([...file.topItems(vector, 10, 24, NONE).items]).toEqual([...exact.items]);
      const near = new Set(file.topItems(vector, 10, 6, NONE).items);
      for (const item of exact.items) if (near.has(item)) found++;
    }
    expect(found / 500).toBeGreaterThan(0.9);
  });
});
