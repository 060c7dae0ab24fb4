const SWEEPS = 30;

/** Eigenvalues and vectors (by column) of a small symmetric matrix by Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, size: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  // By row while they turn: a rotation then runs along memory.
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, size) > 1e-22; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]), vectors: transposed(vectors, size) };
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
  for (let kp = p, kq = q; kp < size * size; kp += size, kq += size) {
    const atP = a[kp];
    const atQ = a[kq];
    a[kp] = c * atP - s * atQ;
    a[kq] = s * atP + c * atQ;
  }
  turnRows(a, size, p, q, c, s);
  turnRows(vectors, size, p, q, c, s);
}

function turnRows(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let pk = p * size, qk = q * size; pk < (p + 1) * size; pk++, qk++) {
    const atP = a[pk];
    const atQ = a[qk];
    a[pk] = c * atP - s * atQ;
    a[qk] = s * atP + c * atQ;
  }
}

function transposed(a: Float64Array, size: number): Float64Array {
  return Float64Array.from(a, (_, i) => a[(i % size) * size + Math.floor(i / size)]);
}
