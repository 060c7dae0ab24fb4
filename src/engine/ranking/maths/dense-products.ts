/**
 * Products of the columns of two matrices (rows x width, row by row) whose product is symmetric, on and right of the diagonal:
 * left' right, width x width.
 */
export function gram(left: Float64Array, right: Float64Array, rows: number, width: number): Float64Array {
  const products = new Float64Array(width * width);
  let row = 0;
  // Four rows at once: one product is then read and written for four multiplications.
  for (; row + 3 < rows; row += 4) {
    const r0 = row * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    for (let a = 0; a < width; a++) {
      const v0 = left[r0 + a];
      const v1 = left[r1 + a];
      const v2 = left[r2 + a];
      const v3 = left[r3 + a];
      const to = a * width;
      for (let b = a; b < width; b++)
        products[to + b] += v0 * right[r0 + b] + v1 * right[r1 + b] + (v2 * right[r2 + b] + v3 * right[r3 + b]);
    }
  }
  for (; row < rows; row++) {
    const from = row * width;
    for (let a = 0; a < width; a++) for (let b = a; b < width; b++) products[a * width + b] += left[from + a] * right[from + b];
  }
  return products;
}

/** A small matrix, row by row; of an upper one nothing left of the diagonal is read. */
export type SmallMatrix = { readonly rows: number; readonly columns: number; readonly upper: boolean; readonly data: Float64Array };

/**
 * The rows of `dense` times a small matrix, four rows at once: a number of the matrix is then read once for four multiplications.
 * `put` takes each row's products, which begin at `at`; the row may be overwritten by then.
 */
export function timesSmall(
  dense: Float64Array,
  rows: number,
  matrix: SmallMatrix,
  put: (row: number, products: Float64Array, at: number) => void,
): void {
  const { rows: width, columns: count } = matrix;
  const products = new Float64Array(4 * count);
  for (let row = 0; row < rows; row += 4) {
    const left = Math.min(4, rows - row);
    // Beyond the last row that one stands in for those that are missing; nobody takes their products.
    products.fill(0);
    timesFour(dense, row * width, left, matrix, products);
    for (let i = 0; i < left; i++) put(row + i, products, i * count);
  }
}

function timesFour(
  dense: Float64Array,
  r0: number,
  left: number,
  { rows: width, columns: count, upper, data }: SmallMatrix,
  to: Float64Array,
): void {
  const r1 = r0 + Math.min(1, left - 1) * width;
  const r2 = r0 + Math.min(2, left - 1) * width;
  const r3 = r0 + (left - 1) * width;
  const t1 = count;
  const t2 = 2 * count;
  const t3 = 3 * count;
  for (let a = 0; a < width; a++) {
    const v0 = dense[r0 + a];
    const v1 = dense[r1 + a];
    const v2 = dense[r2 + a];
    const v3 = dense[r3 + a];
    const from = a * count;
    for (let b = upper ? a : 0; b < count; b++) {
      const value = data[from + b];
      to[b] += v0 * value;
      to[t1 + b] += v1 * value;
      to[t2 + b] += v2 * value;
      to[t3 + b] += v3 * value;
    }
  }
}
