import { gram, timesSmall } from "./dense-products.ts";

/**
 * A pivot below this share of its column's squared length says that the column depends on those before it, as far as
 * doubles can tell: it carries nothing of its own and becomes zero.
 */
const DEPENDENT = 1e-13;
/** With all pivots above this share one pass leaves products of columns below 1e-8; otherwise another pass follows. */
const WELL_CONDITIONED = 1e-6;
const MOST_PASSES = 3;

/**
 * Makes the columns of `dense` (rows x width, row by row) orthonormal by the Cholesky factor of their Gram matrix, once, and
 * again where they were near to dependent (CholeskyQR2: Yamamoto, Nakatsukasa, Yanagisawa and Fukaya 2015). Rows are read in
 * order, unlike in Gram-Schmidt. Columns that depend on others become zero. Answers whether one pass was enough.
 */
export function orthonormalise(dense: Float64Array, rows: number, width: number): boolean {
  for (let pass = 0; ; pass++) {
    const { inverse, leastPivot } = inverseFactor(gram(dense, dense, rows, width), width);
    timesSmall(dense, rows, { rows: width, columns: width, upper: true, data: inverse }, (row, products, at) => {
      for (let a = 0, to = row * width; a < width; a++) dense[to + a] = products[at + a];
    });
    if (leastPivot >= WELL_CONDITIONED) return pass === 0;
    if (pass + 1 === MOST_PASSES) return false;
  }
}

/**
 * The inverse of the upper Cholesky factor R of a Gram matrix G = R'R, itself upper; columns that depend on others are zero.
 * `leastPivot` is the smallest share of a column's squared length that those before it left: 0 when one was dependent.
 */
function inverseFactor(products: Float64Array, width: number): { readonly inverse: Float64Array; readonly leastPivot: number } {
  const factor = new Float64Array(width * width);
  let leastPivot = 1;
  for (let a = 0; a < width; a++) {
    const own = products[a * width + a];
    let pivot = own;
    for (let k = 0; k < a; k++) pivot -= factor[k * width + a] * factor[k * width + a];
    // A column that is zero already says nothing about the others.
    if (own === 0) continue;
    leastPivot = Math.min(leastPivot, pivot / own);
    if (!(pivot > DEPENDENT * own)) continue;
    const root = Math.sqrt(pivot);
    factor[a * width + a] = root;
    for (let b = a + 1; b < width; b++) {
      let sum = products[a * width + b];
      for (let k = 0; k < a; k++) sum -= factor[k * width + a] * factor[k * width + b];
      factor[a * width + b] = sum / root;
    }
  }
  return { inverse: inverseOfUpper(factor, width), leastPivot };
}

/** Rows and columns with a zero on the diagonal stay zero. */
function inverseOfUpper(upper: Float64Array, width: number): Float64Array {
  const inverse = new Float64Array(width * width);
  for (let column = 0; column < width; column++) {
    if (upper[column * width + column] === 0) continue;
    inverse[column * width + column] = 1 / upper[column * width + column];
    for (let row = column - 1; row >= 0; row--) {
      if (upper[row * width + row] === 0) continue;
      let sum = 0;
      for (let k = row + 1; k <= column; k++) sum += upper[row * width + k] * inverse[k * width + column];
      inverse[row * width + column] = -sum / upper[row * width + row];
    }
  }
  return inverse;
}
