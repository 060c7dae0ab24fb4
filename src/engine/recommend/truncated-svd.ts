import type { RandomStream } from "../../base/rng.ts";
import type { SparseMatrix } from "./co-occurrence.ts";

/** Columns drawn beyond those wanted, and rounds of multiplication: enough for spectra that fall slowly (Halko et al. 2011). */
const EXTRA_COLUMNS = 8;
const ROUNDS = 4;

/**
 * The `dims` leading factors U sqrt(|S|) of a symmetric sparse matrix by randomised subspace iteration (Halko, Martinsson and
 * Tropp 2011), row by row: `size` x `dims` numbers. Plain arithmetic in a fixed order, so equal on every machine.
 */
export function leadingFactors(matrix: SparseMatrix, dims: number, random: RandomStream): Float32Array {
  const { size } = matrix;
  const width = Math.min(size, dims + EXTRA_COLUMNS);
  let basis: Float64Array = new Float64Array(size * width);
  for (let i = 0; i < basis.length; i++) basis[i] = random.nextUniform32() - 0.5;
  orthonormalise(basis, size, width);
  for (let round = 0; round < ROUNDS; round++) {
    basis = multiply(matrix, basis, width);
    orthonormalise(basis, size, width);
  }
  const image = multiply(matrix, basis, width);
  const projected = new Float64Array(width * width);
  for (let row = 0; row < size; row++) {
    for (let a = 0; a < width; a++) {
      const value = basis[row * width + a];
      if (value !== 0) for (let b = 0; b < width; b++) projected[a * width + b] += value * image[row * width + b];
    }
  }
  const { values, vectors } = symmetricEigen(projected, width);
  const order = Array.from(values.keys()).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
  const factors = new Float32Array(size * dims);
  for (let dim = 0; dim < Math.min(dims, width); dim++) {
    const column = order[dim];
    const scale = Math.sqrt(Math.abs(values[column]));
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let a = 0; a < width; a++) sum += basis[row * width + a] * vectors[a * width + column];
      factors[row * dims + dim] = sum * scale;
    }
  }
  return factors;
}

function multiply(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const { size, starts, columns, values } = matrix;
  const product = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    const to = row * width;
    for (let i = starts[row]; i < starts[row + 1]; i++) {
      const value = values[i];
      const from = columns[i] * width;
      for (let a = 0; a < width; a++) product[to + a] += value * dense[from + a];
    }
  }
  return product;
}

/** Gram-Schmidt on the columns, twice for accuracy; a column that vanishes becomes zero. */
function orthonormalise(dense: Float64Array, rows: number, width: number): void {
  const dots = new Float64Array(width);
  for (let column = 0; column < width; column++) {
    for (let pass = 0; pass < 2; pass++) {
      dots.fill(0);
      for (let row = 0; row < rows; row++) {
        const at = row * width;
        const value = dense[at + column];
        if (value !== 0) for (let other = 0; other < column; other++) dots[other] += value * dense[at + other];
      }
      for (let row = 0; row < rows; row++) {
        const at = row * width;
        let sum = 0;
        for (let other = 0; other < column; other++) sum += dots[other] * dense[at + other];
        dense[at + column] -= sum;
      }
    }
    let norm = 0;
    for (let row = 0; row < rows; row++) norm += dense[row * width + column] * dense[row * width + column];
    const scale = norm > 1e-24 ? 1 / Math.sqrt(norm) : 0;
    for (let row = 0; row < rows; row++) dense[row * width + column] *= scale;
  }
}

const SWEEPS = 30;

/** Eigenvalues and vectors (by column) of a small symmetric matrix by Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, size: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, size) > 1e-22; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]), vectors };
}

/** Square sum off the diagonal over that of the whole. */
function offDiagonal(a: Float64Array, size: number): number {
  let off = 0;
  let all = 0;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const square = a[row * size + column] * a[row * size + column];
      all += square;
      if (row !== column) off += square;
    }
  return all === 0 ? 0 : off / all;
}

function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p];
    const kq = a[k * size + q];
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  for (let k = 0; k < size; k++) {
    const pk = a[p * size + k];
    const qk = a[q * size + k];
    a[p * size + k] = c * pk - s * qk;
    a[q * size + k] = s * pk + c * qk;
    const vp = vectors[k * size + p];
    const vq = vectors[k * size + q];
    vectors[k * size + p] = c * vp - s * vq;
    vectors[k * size + q] = s * vp + c * vq;
  }
}
