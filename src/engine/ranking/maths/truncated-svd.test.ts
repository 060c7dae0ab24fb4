import { describe, expect, test } from "vitest";
import { createStream } from "../../../base/rng.ts";
import type { SparseMatrix } from "./co-occurrence.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { leadingFactors } from "./truncated-svd.ts";

function sparse(dense: Float64Array, size: number): SparseMatrix {
  const starts = new Int32Array(size + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (dense[row * size + column] === 0) continue;
      columns.push(column);
      values.push(dense[row * size + column]);
    }
    starts[row + 1] = columns.length;
  }
  return { size, starts, columns: Int32Array.from(columns), values: Float64Array.from(values) };
}

/** A symmetric matrix of which a share of the cells is something. */
function symmetric(size: number, share: number, seed: number): Float64Array {
  const stream = createStream(seed, "cells");
  const dense = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < row; column++)
      if (stream.nextUniform32() < share) dense[row * size + column] = dense[column * size + row] = 3 * stream.nextUniform32();
  return dense;
}

/** sum over the `count` largest eigenpairs by size of |lambda| v v', which is the same whatever sign and turn the factors have. */
function exact(dense: Float64Array, size: number, count: number): Float64Array {
  const { values, vectors } = symmetricEigen(dense, size);
  const order = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
  const sum = new Float64Array(size * size);
  for (const pair of order.slice(0, count))
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        sum[row * size + column] += Math.abs(values[pair]) * vectors[row * size + pair] * vectors[column * size + pair];
  return sum;
}

function products(factors: Float32Array, size: number, dims: number): Float64Array {
  const sum = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (let dim = 0; dim < dims; dim++) sum[row * size + column] += factors[row * dims + dim] * factors[column * dims + dim];
  return sum;
}

function farthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe("leading factors (R7)", () => {
  test("of all dimensions are those of the exact eigenvectors, for every size", () => {
    for (const size of [2, 3, 4, 5, 9, 17, 31]) {
      for (const seed of [1, 2, 3]) {
        const dense = symmetric(size, 0.5, seed);
        const factors = leadingFactors(sparse(dense, size), size, createStream(seed, "svd"));
        expect(farthest(products(factors, size, size), exact(dense, size, size))).toBeLessThan(2e-5);
      }
    }
  });

  test("of some dimensions are the largest, as soon as they stand out", () => {
    const size = 40;
    const dense = symmetric(size, 0.3, 4).map((value) => value * 0.02);
    // Three groups of items of one strength each, far above the noise.
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) if (row % 3 === column % 3) dense[row * size + column] += 1 + (row % 3);
    const factors = leadingFactors(sparse(dense, size), 3, createStream(1, "svd"));
    expect(farthest(products(factors, size, 3), exact(dense, size, 3))).toBeLessThan(1e-4);
  });

  test("of a matrix of lower rank are as many, the other columns are nothing", () => {
    const size = 24;
    const [a, b] = [symmetric(size, 1, 5), symmetric(size, 1, 6)];
    const dense = new Float64Array(size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) dense[row * size + column] = a[row] * a[column] - 2 * b[row] * b[column];
    const dims = 6;
    const factors = leadingFactors(sparse(dense, size), dims, createStream(1, "svd"));
    expect(farthest(products(factors, size, dims), exact(dense, size, 2))).toBeLessThan(1e-4);
    for (let row = 0; row < size; row++)
      for (let dim = 2; dim < dims; dim++) expect(Math.abs(factors[row * dims + dim])).toBeLessThan(1e-5);
  });

  test("of a spectrum that falls steeply are there to the last", () => {
    const size = 12;
    const dense = new Float64Array(size * size);
    for (let i = 0; i < size; i++) dense[i * size + i] = 10 ** -(i / 3);
    const factors = leadingFactors(sparse(dense, size), size, createStream(1, "svd"));
    for (let i = 0; i < size; i++) expect(products(factors, size, size)[i * size + i] / dense[i * size + i]).toBeCloseTo(1, 4);
  });

  test("from those of an earlier matrix on are nearer to the exact ones than from nothing on", () => {
    const size = 150;
    const dims = 6;
    const dense = symmetric(size, 0.2, 8);
    const grown = dense.slice();
    const more = symmetric(size, 0.05, 9);
    for (let i = 0; i < grown.length; i++) grown[i] += more[i];
    const held = (factors: Float32Array): number => factors.reduce((sum, value) => sum + value * value, 0);
    const fresh = leadingFactors(sparse(grown, size), dims, createStream(2, "svd"));
    let further = leadingFactors(sparse(dense, size), dims, createStream(1, "svd"));
    for (let training = 0; training < 6; training++)
      further = leadingFactors(sparse(grown, size), dims, createStream(training, "svd"), further);
    const { values } = symmetricEigen(grown, size);
    const most = [...values].map(Math.abs).sort((a, b) => b - a);
    const all = most.slice(0, dims).reduce((sum, value) => sum + value, 0);
    expect(held(further) / all).toBeGreaterThan(0.98);
    expect(held(further)).toBeGreaterThan(held(fresh));
    expect(held(further) / all).toBeLessThan(1 + 1e-6);
  });

  test("from fewer on find those that came since", () => {
    const size = 30;
    const dims = 4;
    const two = new Float64Array(size * size);
    const four = new Float64Array(size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        if (row % 4 !== column % 4) continue;
        four[row * size + column] = 1 + (row % 4);
        if (row % 4 < 2) two[row * size + column] = 1 + (row % 4);
      }
    const before = leadingFactors(sparse(two, size), dims, createStream(1, "svd"));
    const after = leadingFactors(sparse(four, size), dims, createStream(2, "svd"), before);
    expect(farthest(products(after, size, dims), exact(four, size, dims))).toBeLessThan(1e-4);
  });

  test("of rows without cells are nothing and change nothing for the others", () => {
    const size = 10;
    const dense = symmetric(size, 0.8, 7);
    const spread = new Float64Array(4 * size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) spread[(2 * row + 1) * 2 * size + 2 * column + 1] = dense[row * size + column];
    const factors = leadingFactors(sparse(dense, size), 4, createStream(1, "svd"));
    const among = leadingFactors(sparse(spread, 2 * size), 4, createStream(1, "svd"));
    for (let row = 0; row < size; row++) {
      expect([...among.subarray((2 * row + 1) * 4, (2 * row + 2) * 4)]).toEqual([...factors.subarray(row * 4, (row + 1) * 4)]);
      expect([...among.subarray(2 * row * 4, (2 * row + 1) * 4)]).toEqual([0, 0, 0, 0]);
    }
    expect([...leadingFactors(sparse(new Float64Array(9), 3), 2, createStream(1, "svd"))]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(leadingFactors(sparse(new Float64Array(0), 0), 2, createStream(1, "svd")).length).toBe(0);
  });
});
