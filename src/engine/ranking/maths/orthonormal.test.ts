import { expect, test } from "vitest";
import { createStream } from "../../../base/rng.ts";
import { gram } from "./dense-products.ts";
import { orthonormalise } from "./orthonormal.ts";

function random(rows: number, width: number, seed = 1): Float64Array {
  const stream = createStream(seed, "columns");
  return Float64Array.from({ length: rows * width }, () => stream.nextUniform32() - 0.5);
}

/** How far the products of the columns are from one on the diagonal (zero for columns that are zero) and zero beside it. */
function farFromOrthonormal(dense: Float64Array, rows: number, width: number, zero: readonly number[] = []): number {
  const products = gram(dense, dense, rows, width);
  let most = 0;
  for (let a = 0; a < width; a++)
    for (let b = a; b < width; b++) most = Math.max(most, Math.abs(products[a * width + b] - (a === b && !zero.includes(a) ? 1 : 0)));
  return most;
}

test("columns become orthonormal, whatever the number of rows, and each stays within those up to it", () => {
  for (const [rows, width] of [
    [1, 1],
    [5, 5],
    [6, 4],
    [7, 3],
    [203, 20],
  ]) {
    const before = random(rows, width);
    const after = before.slice();
    orthonormalise(after, rows, width);
    expect(farFromOrthonormal(after, rows, width)).toBeLessThan(1e-7);
    // The first column only changed its length; the second is what is left of it without the first.
    let along = 0;
    for (let row = 0; row < rows; row++) along += before[row * width] * after[row * width];
    for (let row = 0; row < rows; row++) expect(after[row * width] * along).toBeCloseTo(before[row * width], 9);
  }
});

test("columns that nearly depend on each other are set apart all the same, by further passes", () => {
  const [rows, width] = [60, 6];
  const dense = random(rows, width);
  for (let row = 0; row < rows; row++)
    for (let column = 1; column < width; column++) dense[row * width + column] = dense[row * width] + 1e-5 * dense[row * width + column];
  expect(orthonormalise(dense, rows, width)).toBe(false);
  expect(farFromOrthonormal(dense, rows, width)).toBeLessThan(1e-12);
});

test("columns that depend on others become zero, and so does everything made of nothing", () => {
  const [rows, width] = [30, 5];
  const dense = random(rows, width);
  for (let row = 0; row < rows; row++) {
    dense[row * width + 2] = 3 * dense[row * width] - dense[row * width + 1];
    dense[row * width + 4] = 0;
  }
  expect(orthonormalise(dense, rows, width)).toBe(false);
  expect(farFromOrthonormal(dense, rows, width, [2, 4])).toBeLessThan(1e-12);
  const nothing = new Float64Array(12);
  orthonormalise(nothing, 4, 3);
  expect([...nothing].every((value) => value === 0)).toBe(true);
});
