import type { RandomStream } from "../../base/rng.ts";
import type { SparseMatrix } from "./co-occurrence.ts";
import { gram, timesSmall } from "./dense-products.ts";
import { orthonormalise } from "./orthonormal.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Columns drawn beyond those wanted, and rounds of multiplication: enough for spectra that fall slowly (Halko et al. 2011). */
const EXTRA_COLUMNS = 8;
const ROUNDS = 4;
/** Rounds between which the columns are not set apart, where they can do without; divides the rounds. */
const ROUNDS_AT_ONCE = 2;

/**
 * The `dims` leading factors U sqrt(|S|) of a symmetric sparse matrix by randomised subspace iteration (Halko, Martinsson and
 * Tropp 2011), row by row: `size` x `dims` numbers. Plain arithmetic in a fixed order, so equal on every machine.
 */
export function leadingFactors(matrix: SparseMatrix, dims: number, random: RandomStream): Float32Array {
  const factors = new Float32Array(matrix.size * dims);
  const { packed, rows } = withoutEmptyRows(matrix);
  const { size } = packed;
  const width = Math.min(size, dims + EXTRA_COLUMNS);
  const { basis, image } = leadingBasis(packed, width, random, ROUNDS_AT_ONCE);
  const count = Math.min(dims, width);
  const turn = { rows: width, columns: count, upper: false, data: leadingTurn(gram(basis, image, size, width), width, count) };
  timesSmall(basis, size, turn, (row, products, at) => {
    for (let dim = 0; dim < count; dim++) factors[rows[row] * dims + dim] = products[at + dim];
  });
  return factors;
}

/**
 * An orthonormal basis of what the rounds make of a random one, and its image. With every round the columns turn towards the
 * leading vectors and so towards each other; under a flat spectrum they stay apart for some rounds on end, and else it begins anew,
 * setting them apart after each.
 */
function leadingBasis(
  matrix: SparseMatrix,
  width: number,
  random: RandomStream,
  atOnce: number,
): { basis: Float64Array; image: Float64Array } {
  let basis = new Float64Array(matrix.size * width);
  let image = new Float64Array(matrix.size * width);
  for (let i = 0; i < basis.length; i++) basis[i] = random.nextUniform32() - 0.5;
  for (let round = 1; round <= ROUNDS; round++) {
    multiply(matrix, basis, width, image);
    [basis, image] = [image, basis];
    if (round % atOnce !== 0) continue;
    if (!orthonormalise(basis, matrix.size, width) && atOnce > 1) return leadingBasis(matrix, width, random, 1);
  }
  multiply(matrix, basis, width, image);
  return { basis, image };
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
