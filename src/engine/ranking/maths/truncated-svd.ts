import { must } from "../../../base/assert.ts";
import type { RandomStream } from "../../../base/rng.ts";
import type { SparseMatrix } from "./co-occurrence.ts";
import { gram, timesSmall } from "./dense-products.ts";
import { orthonormalise } from "./orthonormal.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Columns drawn beyond those wanted, and rounds of multiplication: enough for spectra that fall slowly (Halko et al. 2011). */
const EXTRA_COLUMNS = 8;
const ROUNDS = 4;
/**
 * Rounds from the factors of an earlier training on. Measured on listeners of the bundled scenario, 12 trainings on ever more
 * listens: from the fourth on they hold 0.98 to 0.99 of what the exact factors do, against 0.95 to 0.97 after four random ones.
 */
const FURTHER_ROUNDS = 2;
/** Rounds between which the columns are not set apart, where they can do without; divides both. */
const ROUNDS_AT_ONCE = 2;

/**
 * The `dims` leading factors U sqrt(|S|) of a symmetric sparse matrix by randomised subspace iteration (Halko, Martinsson and
 * Tropp 2011), row by row: `size` x `dims` numbers. `before` are those of a matrix much like it, which spare half of the rounds.
 * Plain arithmetic in a fixed order, so equal on every machine.
 */
export function leadingFactors(matrix: SparseMatrix, dims: number, random: RandomStream, before: Float32Array | null = null): Float32Array {
  const factors = new Float32Array(matrix.size * dims);
  const { packed, rows } = withoutEmptyRows(matrix);
  const { size } = packed;
  const width = Math.min(size, dims + EXTRA_COLUMNS);
  const start = (from: Float32Array | null): Float64Array => startingBasis(rows, width, dims, random, from);
  const basis =
    (before === null ? null : iterated(packed, start(before), width, FURTHER_ROUNDS, ROUNDS_AT_ONCE)) ??
    iterated(packed, start(null), width, ROUNDS, ROUNDS_AT_ONCE) ??
    must(iterated(packed, start(null), width, ROUNDS, 1), "a basis");
  const image = new Float64Array(size * width);
  multiply(packed, basis, width, image);
  const count = Math.min(dims, width);
  const turn = { rows: width, columns: count, upper: false, data: leadingTurn(gram(basis, image, size, width), width, count) };
  timesSmall(basis, size, turn, (row, products, at) => {
    for (let dim = 0; dim < count; dim++) factors[rows[row] * dims + dim] = products[at + dim];
  });
  return factors;
}

/** Columns to begin with: the earlier factors where there are any, the others drawn. */
function startingBasis(rows: Int32Array, width: number, dims: number, random: RandomStream, before: Float32Array | null): Float64Array {
  const known = new Uint8Array(width);
  const shared = before === null ? 0 : Math.min(dims, width);
  if (before !== null)
    for (const row of rows) for (let column = 0; column < shared; column++) if (before[row * dims + column] !== 0) known[column] = 1;
  const basis = new Float64Array(rows.length * width);
  for (let row = 0; row < rows.length; row++)
    for (let column = 0; column < width; column++)
      basis[row * width + column] =
        before !== null && known[column] === 1 ? before[rows[row] * dims + column] : random.nextUniform32() - 0.5;
  return basis;
}

/**
 * An orthonormal basis of what the rounds make of one. With every round its columns turn towards the leading vectors and so towards
 * each other; under a flat spectrum they stay apart for some rounds on end. null when they did not and must be set apart after each.
 */
function iterated(matrix: SparseMatrix, start: Float64Array, width: number, rounds: number, atOnce: number): Float64Array | null {
  let basis = start;
  let image: Float64Array = new Float64Array(start.length);
  for (let round = 1; round <= rounds; round++) {
    multiply(matrix, basis, width, image);
    [basis, image] = [image, basis];
    if (round % atOnce === 0 && !orthonormalise(basis, matrix.size, width) && atOnce > 1) return null;
  }
  return basis;
}

/** Rows that have nothing have no factors, and need no place in the products. */
function withoutEmptyRows({ size, starts, columns, values }: SparseMatrix): { readonly packed: SparseMatrix; readonly rows: Int32Array } {
  const place = new Int32Array(size);
  let used = 0;
  for (let row = 0; row < size; row++) if (starts[row + 1] > starts[row]) place[row] = used++;
  const rows = new Int32Array(used);
  const ends = new Int32Array(used + 1);
  for (let row = 0; row < size; row++) {
    if (starts[row + 1] === starts[row]) continue;
    rows[place[row]] = row;
    ends[place[row] + 1] = starts[row + 1];
  }
  return { packed: { size: used, starts: ends, columns: columns.map((column) => place[column]), values }, rows };
}

function multiply(matrix: SparseMatrix, dense: Float64Array, width: number, product: Float64Array): void {
  const { size, starts, columns, values } = matrix;
  product.fill(0);
  for (let row = 0; row < size; row++) {
    const to = row * width;
    let i = starts[row];
    const end = starts[row + 1];
    // Four cells at once: a sum is then read and written for four multiplications.
    for (; i + 3 < end; i += 4) {
      const [v0, v1, v2, v3] = [values[i], values[i + 1], values[i + 2], values[i + 3]];
      const [c0, c1, c2, c3] = [columns[i] * width, columns[i + 1] * width, columns[i + 2] * width, columns[i + 3] * width];
      for (let a = 0; a < width; a++)
        product[to + a] += v0 * dense[c0 + a] + v1 * dense[c1 + a] + (v2 * dense[c2 + a] + v3 * dense[c3 + a]);
    }
    for (; i < end; i++) {
      const value = values[i];
      const from = columns[i] * width;
      for (let a = 0; a < width; a++) product[to + a] += value * dense[from + a];
    }
  }
}

/** The eigenvectors of the largest eigenvalues (by size), each times its root: width x count, from the upper half of a symmetric matrix. */
function leadingTurn(upper: Float64Array, width: number, count: number): Float64Array {
  for (let row = 0; row < width; row++)
    for (let column = 0; column < row; column++) upper[row * width + column] = upper[column * width + row];
  const { values, vectors } = symmetricEigen(upper, width);
  const order = Array.from(values.keys()).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
  const turn = new Float64Array(width * count);
  for (let dim = 0; dim < count; dim++) {
    const scale = Math.sqrt(Math.abs(values[order[dim]]));
    for (let a = 0; a < width; a++) turn[a * count + dim] = vectors[a * width + order[dim]] * scale;
  }
  return turn;
}
