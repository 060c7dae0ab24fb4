import { assert, BrokenInvariant } from "./assert.ts";
import { pow } from "./fixed-math.ts";
import { zipfWeight } from "./quantiles.ts";
import type { RandomStream } from "./rng.ts";

const MOST_OUTCOMES = 134217728;

/** Draws an index with given weights in constant time (Walker's alias method, Vose's construction). */
export class AliasTable {
  /** Number of outcomes. */
  readonly size: number;
  /** [limit, other] per cell: below the 32-bit limit the cell itself, else the other outcome. */
  private readonly cells: Uint32Array;

  constructor(weights: Float64Array) {
    this.size = weights.length;
    this.cells = fillCells(weights);
  }

  /** An index from 0 to size - 1. */
  sample(rng: RandomStream): number {
    const cell = Math.floor(rng.nextU32() * this.size * 2.3283064365386963e-10);
    return rng.nextU32() < this.cells[2 * cell]! ? cell : this.cells[2 * cell + 1]!;
  }

  /** The probability of each index as the table draws it. */
  probabilities(): Float64Array {
    const out = new Float64Array(this.size);
    for (let cell = 0; cell < this.size; cell++) {
      const own = this.cells[2 * cell + 1] === cell ? 1 : this.cells[2 * cell]! / 4294967296;
      out[cell] = out[cell]! + own / this.size;
      const other = this.cells[2 * cell + 1]!;
      out[other] = out[other]! + (1 - own) / this.size;
    }
    return out;
  }
}

function fillCells(weights: Float64Array): Uint32Array {
  const n = weights.length;
  assert(n >= 1 && n <= MOST_OUTCOMES, `a weighted choice needs 1 to ${MOST_OUTCOMES} outcomes, not ${n}`);
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (!(weights[i]! >= 0)) throw new BrokenInvariant(`weight ${i} is ${weights[i]}, it must be at least 0`);
    total += weights[i]!;
  }
  assert(total > 0 && total < Infinity, `the weights add up to ${total}`);
  const share = new Float64Array(n);
  for (let i = 0; i < n; i++) share[i] = (weights[i]! * n) / total;

  // Small shares are filled up by large ones: one stack from each end of the same array.
  const stack = new Uint32Array(n);
  let small = 0;
  let large = n;
  for (let i = 0; i < n; i++) {
    if (share[i]! < 1) stack[small++] = i;
    else stack[--large] = i;
  }
  const cells = new Uint32Array(2 * n);
  for (let i = 0; i < n; i++) {
    cells[2 * i] = 0xffffffff;
    cells[2 * i + 1] = i;
  }
  while (small > 0 && large < n) {
    const poor = stack[--small]!;
    const rich = stack[large]!;
    cells[2 * poor] = Math.min(0xffffffff, Math.floor(share[poor]! * 4294967296 + 0.5));
    cells[2 * poor + 1] = rich;
    share[rich] = share[rich]! + share[poor]! - 1;
    if (share[rich]! < 1) {
      large++;
      stack[small++] = rich;
    }
  }
  return cells;
}

/** A choice among outcomes with the given weights. */
export function weighted(weights: readonly number[] | Float64Array): AliasTable {
  return new AliasTable(Float64Array.from(weights));
}

/** Ranks of a Zipf-Mandelbrot law: index i (0-based) has weight 1 / (i + 1 + q)^s; n outcomes, s >= 0, q >= 0. */
export function zipfSampler(n: number, s: number, q: number): AliasTable {
  assert(Number.isInteger(n) && n >= 1 && n <= MOST_OUTCOMES, `zipf: ${n} outcomes`);
  assert(s >= 0 && q >= 0, `zipf: s is ${s} and q is ${q}, both must be at least 0`);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) weights[i] = zipfWeight(i + 1, s, q);
  return new AliasTable(weights);
}

/**
 * Ranks as the generator of Gray et al. (SIGMOD 1994) draws them, which YCSB and the benchmarks after it use: the first two have
 * Zipf's shares, the others those of the continuous curve below it. Needs 0 < s < 1 and three outcomes.
 */
export function grayZipfSampler(n: number, s: number): AliasTable {
  assert(Number.isInteger(n) && n >= 3 && n <= MOST_OUTCOMES, `zipf by Gray: ${n} outcomes`);
  assert(s > 0 && s < 1, `zipf by Gray: s is ${s}, it must lie between 0 and 1`);
  let zeta = 0;
  for (let rank = 1; rank <= n; rank++) zeta += zipfWeight(rank, s, 0);
  const weights = new Float64Array(n);
  weights[0] = 1 / zeta;
  weights[1] = zipfWeight(2, s, 0) / zeta;
  const rest = 1 - weights[0] - weights[1];
  const curve = (rank: number): number => pow(rank / n, 1 - s);
  const scale = rest / (1 - curve(2));
  for (let i = 2; i < n; i++) weights[i] = scale * (curve(i + 1) - curve(i));
  return new AliasTable(weights);
}
