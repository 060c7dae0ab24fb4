import { describe, expect, test } from "vitest";
import { createStream } from "../../../base/rng.ts";
import { assemble } from "../../../base/wasm-assembler.ts";
import type { ItemModel } from "./item-model.ts";
import { normalise } from "./item-model.ts";
import { ItemSearch } from "./item-search.ts";
import { SCORES, ScoreKernel } from "./score-kernel.ts";
import { topItems } from "./top-items.ts";

const NONE = { has: () => false };

function randomModel(items: number, dims: number, seed: number): ItemModel {
  const random = createStream(seed, "model");
  const vectors = Float32Array.from({ length: items * dims }, () => random.nextUniform32() - 0.5);
  for (let item = 0; item < items; item++) {
    // Every seventh was never seen; every eleventh is the same as the one before.
    if (item % 7 === 3) vectors.fill(0, item * dims, (item + 1) * dims);
    else if (item % 11 === 5) vectors.copyWithin(item * dims, (item - 1) * dims, item * dims);
    normalise(vectors, item * dims, dims);
  }
  return { items, dims, vectors, popularity: Float32Array.from({ length: items }, () => Math.floor(random.nextUniform32() * 4) * 0.25) };
}

function randomVector(dims: number, seed: number): Float32Array {
  const random = createStream(seed, "vector");
  return Float32Array.from({ length: dims }, () => random.nextUniform32() - 0.5);
}

describe("the kernel", () => {
  test("is these bytes, which a browser compiles at once", () => {
    const bytes = assemble(SCORES);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")).toMatchInlineSnapshot(
      `"0061736d01000000010b0160077f7f7f7f7f7f7f00020f0103656e76066d656d6f727902000103020100070a010673636f72657300000aa103019e0302047f057b0340fd0c00000000000000000000000000000000210cfd0c00000000000000000000000000000000210dfd0c00000000000000000000000000000000210efd0c00000000000000000000000000000000210f200020016a220720016a220820016a21092003210a0340200afd000400210b2000fd000400200bfde601200cfde401210c2007fd000400200bfde601200dfde401210d2008fd000400200bfde601200efde401210e2009fd000400200bfde601200ffde401210f200041106a2100200741106a2107200841106a2108200941106a2109200a41106a220a2004490d000b200921002006200c200dfd0d00010203101112130405060714151617200c200dfd0d08090a0b18191a1b0c0d0e0f1c1d1e1ffde401220c200e200ffd0d00010203101112130405060714151617200e200ffd0d08090a0b18191a1b0c0d0e0f1c1d1e1ffde401220efd0d00010203040506071011121314151617200c200efd0d08090a0b0c0d0e0f18191a1b1c1d1e1ffde4012005fd000400fde401fd0b0400200541106a2105200641106a210620002002490d000b0b"`,
    );
  });

  test("gives the sums of its listing, to the last bit", () => {
    const kernel = ScoreKernel.create();
    if (kernel === null) throw new Error("no vector instructions here");
    const [rows, width] = [12, 20];
    const { vectors, popularity } = randomModel(rows, width, 3);
    const query = randomVector(width, 4);
    kernel.reserve(1000);
    kernel.numbers.set(vectors, 100);
    kernel.numbers.set(popularity, 500);
    kernel.numbers.set(query, 600);
    kernel.scores(100, rows, width, 600, 500, 700);
    const f = Math.fround;
    for (let row = 0; row < rows; row++) {
      const sums = [0, 0, 0, 0];
      for (let d = 0; d < width; d++) sums[d % 4] = f(f(vectors[row * width + d] * query[d]) + sums[d % 4]);
      expect(kernel.numbers[700 + row]).toBe(f(f(f(sums[0] + sums[2]) + f(sums[1] + sums[3])) + popularity[row]));
    }
    expect([...kernel.numbers.subarray(700 + rows, 800)].every((value) => value === 0)).toBe(true);
  });

  test("says which line it does not know", () => {
    expect(() => assemble({ ...SCORES, listing: "local.get $nobody" })).toThrow("local.get $nobody");
    expect(() => assemble({ ...SCORES, listing: "f64x2.relaxed_madd" })).toThrow("f64x2.relaxed_madd");
  });
});

describe("a search of all items", () => {
  test("finds what looking at one after the other finds, with the same scores (R6)", () => {
    for (const [items, dims] of [
      [1, 1],
      [3, 2],
      [50, 3],
      [257, 7],
      [400, 16],
      [1001, 33],
      [2000, 64],
    ]) {
      const model = randomModel(items, dims, items);
      const search = new ItemSearch();
      for (let query = 0; query < 20; query++) {
        const vector = randomVector(dims, query);
        const seen = new Set(topItems(model, vector, 3, NONE).items);
        for (const n of [1, 10, items]) {
          expect(search.topItems(model, vector, n, NONE)).toEqual(topItems(model, vector, n, NONE));
          expect(search.topItems(model, vector, n, seen)).toEqual(topItems(model, vector, n, seen));
        }
        expect(search.nearest(model, vector)).toBe(topItems(model, vector, 1, NONE).items[0]);
      }
    }
  });

  test("without a vector goes by popularity, and ties go to the smaller item", () => {
    const model = randomModel(300, 8, 1);
    const search = new ItemSearch();
    const popular = search.topItems(model, new Float32Array(8), 300, NONE);
    expect(popular).toEqual(topItems(model, new Float32Array(8), 300, NONE));
    expect(search.nearest(model, new Float32Array(8))).toBe(popular.items[0]);
    for (let i = 1; i < 300; i++)
      if (popular.scores[i] === popular.scores[i - 1]) expect(popular.items[i]).toBeGreaterThan(popular.items[i - 1]);
    const alike = { ...model, vectors: new Float32Array(300 * 8).fill(0.125), popularity: new Float32Array(300) };
    expect([...search.topItems(alike, randomVector(8, 1), 4, NONE).items]).toEqual([0, 1, 2, 3]);
  });

  test("comes to items nobody has met where nothing is better, the smaller first", () => {
    const model = randomModel(200, 6, 12);
    // Of most items nothing is known; some of the others lie on the far side, some have no more to say than those.
    const unmet = (item: number): boolean => item % 5 !== 2;
    const vectors = model.vectors.map((value, i) => (unmet(Math.floor(i / 6)) ? 0 : value));
    const known = { ...model, vectors, popularity: model.popularity.map((value, item) => (unmet(item) || item % 3 === 0 ? 0 : value)) };
    const search = new ItemSearch();
    for (let query = 0; query < 30; query++) {
      const vector = randomVector(6, query);
      const seen = new Set([0, 1, 3, query]);
      for (const n of [1, 10, 60, 200])
        for (const exclude of [NONE, seen]) expect(search.topItems(known, vector, n, exclude)).toEqual(topItems(known, vector, n, exclude));
    }
    const nothing = { ...model, vectors: new Float32Array(1200), popularity: new Float32Array(200) };
    expect(search.topItems(nothing, randomVector(6, 1), 10, NONE)).toEqual(topItems(nothing, randomVector(6, 1), 10, NONE));
    const behind = { ...nothing, vectors: nothing.vectors.slice() };
    behind.vectors.set(randomVector(6, 1).map((value) => -value));
    expect(search.nearest(behind, randomVector(6, 1))).toBe(1);
    expect(search.nearest(nothing, randomVector(6, 1))).toBe(0);
  });

  test("of nothing finds nothing", () => {
    const empty = { items: 0, dims: 4, vectors: new Float32Array(0), popularity: new Float32Array(0) };
    expect([...new ItemSearch().topItems(empty, new Float32Array(4), 10, NONE).items]).toEqual([]);
    expect(new ItemSearch().nearest(empty, new Float32Array(4))).toBe(-1);
  });

  test("goes to and fro between more models than its memory keeps", () => {
    const models = [randomModel(200, 10, 1), randomModel(90, 5, 2), randomModel(310, 12, 3), randomModel(4000, 16, 4)];
    const search = new ItemSearch(6000);
    for (let round = 0; round < 40; round++) {
      const model = models[(round * 7) % models.length];
      const vector = randomVector(model.dims, round);
      expect(search.topItems(model, vector, 10, NONE)).toEqual(topItems(model, vector, 10, NONE));
    }
  });

  test("holds for vectors that are not of length 1, and for lengths out of reach", () => {
    const model = randomModel(500, 12, 9);
    const long = { ...model, vectors: model.vectors.map((value, i) => value * (1 + (i % 5) * 300)) };
    const endless = { ...model, vectors: model.vectors.map((value, i) => (i === 77 ? Infinity : value)) };
    const search = new ItemSearch();
    for (let query = 0; query < 10; query++) {
      const vector = randomVector(12, query).map((value) => value * 1e-30);
      expect(search.topItems(long, vector, 10, NONE)).toEqual(topItems(long, vector, 10, NONE));
      expect(search.topItems(endless, vector, 10, NONE)).toEqual(topItems(endless, vector, 10, NONE));
    }
  });
});
