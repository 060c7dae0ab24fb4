import { assert } from "./assert.ts";
import { exp, log } from "./fixed-math.ts";
import { erlangQuantile, exponentialQuantile, lognormalQuantile, normalQuantile, piecewiseQuantile } from "./quantiles.ts";
import type { Quantile, QuantilePoint } from "./quantiles.ts";
import type { RandomStream } from "./rng.ts";

const CELLS = 4096;
const LAST = CELLS - 1;
const REST_UNIT = 1 / 1048576; // the 20 bits of a draw that do not choose the cell
const Z99 = 2.3263478740408408;
const KEPT_TABLES = 128;

/** [start, width] of every cell, and the exact law for the first and last one. */
type Table = { readonly cells: Float64Array; readonly quantile: Quantile };

/**
 * Draws from one law. A table of 4,096 equally likely cells of the inverse distribution, each a straight line whose
 * mean is the cell's exact mean; the first and the last cell (the tails) use the exact quantile. Times in ms, but any
 * unit works: what goes in comes out.
 */
export class Sampler {
  /** The exact mean of the law. */
  readonly mean: number;
  /** The exact variance of the law. */
  readonly variance: number;
  private readonly table: Table;
  private readonly cells: Float64Array;
  private readonly scale: number;
  /** Hyperexponential: draws below this 32-bit limit use `scale`, the others `otherScale`. 0 = one branch only. */
  private readonly branchLimit: number;
  private readonly otherScale: number;
  private readonly fixed: boolean;

  constructor(law: {
    readonly mean: number;
    readonly variance: number;
    readonly table: Table;
    readonly scale: number;
    readonly branchLimit?: number;
    readonly otherScale?: number;
    readonly fixed?: boolean;
  }) {
    this.mean = law.mean;
    this.variance = law.variance;
    this.table = law.table;
    this.cells = law.table.cells;
    this.scale = law.scale;
    this.branchLimit = law.branchLimit ?? 0;
    this.otherScale = law.otherScale ?? 0;
    this.fixed = law.fixed ?? false;
  }

  /** True when every draw is `mean` and no random number is used. */
  get isConstant(): boolean {
    return this.fixed;
  }

  sample(rng: RandomStream): number {
    if (this.fixed) return this.scale;
    let scale = this.scale;
    if (this.branchLimit > 0 && rng.nextU32() >= this.branchLimit) scale = this.otherScale;
    const draw = rng.nextU32();
    const cell = draw >>> 20;
    if (cell === 0 || cell === LAST) return scale * this.tail(cell, rng);
    const rest = ((draw & 0xfffff) + 0.5) * REST_UNIT;
    return scale * (this.cells[2 * cell]! + this.cells[2 * cell + 1]! * rest);
  }

  /** Fills out[0 .. n-1]: the same draws as n calls of sample. */
  fill(rng: RandomStream, out: Float64Array, n: number): void {
    if (this.fixed) {
      out.fill(this.scale, 0, n);
      return;
    }
    if (this.branchLimit > 0) {
      for (let i = 0; i < n; i++) out[i] = this.sample(rng);
      return;
    }
    const { cells, scale } = this;
    const { words } = rng;
    // The loop of RandomStream.nextU32 with the state in registers: a third of the time of as many calls.
    let [a, b, c, counter] = [words[0]!, words[1]!, words[2]!, words[3]!];
    for (let i = 0; i < n; i++) {
      const draw = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + draw) | 0;
      const cell = draw >>> 20;
      if (cell !== 0 && cell !== LAST) {
        out[i] = scale * (cells[2 * cell]! + cells[2 * cell + 1]! * (((draw & 0xfffff) + 0.5) * REST_UNIT));
        continue;
      }
      words.set([a, b, c, counter]);
      out[i] = scale * this.tail(cell, rng);
      [a, b, c, counter] = [words[0]!, words[1]!, words[2]!, words[3]!];
    }
    words.set([a, b, c, counter]);
  }

  /** Fills out[0 .. n-1] and uniforms[0 .. n-1]: the same draws as n times a call of sample and one of nextUniform32. */
  fillWithUniforms(rng: RandomStream, out: Float64Array, uniforms: Float64Array, n: number): void {
    if (this.fixed || this.branchLimit > 0) {
      for (let i = 0; i < n; i++) {
        out[i] = this.sample(rng);
        uniforms[i] = rng.nextUniform32();
      }
      return;
    }
    const { cells, scale } = this;
    const { words } = rng;
    let [a, b, c, counter] = [words[0]!, words[1]!, words[2]!, words[3]!];
    for (let i = 0; i < n; i++) {
      let draw = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + draw) | 0;
      const cell = draw >>> 20;
      if (cell !== 0 && cell !== LAST) out[i] = scale * (cells[2 * cell]! + cells[2 * cell + 1]! * (((draw & 0xfffff) + 0.5) * REST_UNIT));
      else {
        words.set([a, b, c, counter]);
        out[i] = scale * this.tail(cell, rng);
        [a, b, c, counter] = [words[0]!, words[1]!, words[2]!, words[3]!];
      }
      draw = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + draw) | 0;
      uniforms[i] = ((draw >>> 0) + 0.5) * 2.3283064365386963e-10;
    }
    words.set([a, b, c, counter]);
  }

  private tail(cell: number, rng: RandomStream): number {
    const p = rng.nextUniform() / CELLS;
    return cell === 0 ? this.table.quantile(p, 1 - p) : this.table.quantile(1 - p, p);
  }
}

/** Cell means by Simpson's rule (the mean of the law comes out within 1e-6); the width is that of the cell. */
function buildTable(quantile: Quantile): Table {
  const cells = new Float64Array(2 * CELLS);
  let left = quantile(1 / CELLS, LAST / CELLS);
  for (let cell = 1; cell < LAST; cell++) {
    const middle = quantile((cell + 0.5) / CELLS, (LAST - cell + 0.5) / CELLS);
    const right = quantile((cell + 1) / CELLS, (LAST - cell) / CELLS);
    cells[2 * cell] = (left + 4 * middle + right) / 6 - (right - left) / 2;
    cells[2 * cell + 1] = right - left;
    left = right;
  }
  return { cells, quantile };
}

/** Tables depend on the shape only and are shared between parts; the oldest goes when there are too many. */
const tables = new Map<string, Table>();

function tableFor(shape: string, quantile: () => Quantile): Table {
  const known = tables.get(shape);
  if (known) return known;
  if (tables.size >= KEPT_TABLES) {
    for (const oldest of tables.keys()) {
      tables.delete(oldest);
      break;
    }
  }
  const table = buildTable(quantile());
  tables.set(shape, table);
  return table;
}

const identity: Quantile = (lower) => lower;
const NO_TABLE: Table = { cells: new Float64Array(0), quantile: identity };

function checkSize(value: number, name: string): void {
  assert(Number.isFinite(value) && value >= 0, `${name} is ${value}, it must be a finite number of at least 0`);
}

/** Always `ms`; uses no random number. */
export function constant(ms: number): Sampler {
  checkSize(ms, "constant");
  return new Sampler({ mean: ms, variance: 0, table: NO_TABLE, scale: ms, fixed: true });
}

export function exponential(mean: number): Sampler {
  checkSize(mean, "mean");
  const table = tableFor("exponential", () => exponentialQuantile);
  return new Sampler({ mean, variance: mean * mean, table, scale: mean });
}

/** Evenly between a and b, b >= a >= 0. */
export function uniform(a: number, b: number): Sampler {
  checkSize(a, "lower bound");
  assert(b >= a, `uniform(${a}, ${b}): the bounds are the wrong way round`);
  if (a === b) return constant(a);
  return empirical([
    { p: 0, valueMs: a },
    { p: 1, valueMs: b },
  ]);
}

/** Log-normal by its median and 99th percentile, p99 >= median > 0. */
export function lognormal(law: { readonly median: number; readonly p99: number }): Sampler {
  assert(law.median > 0 && law.p99 >= law.median, `lognormal needs 0 < median <= p99, not ${law.median} and ${law.p99}`);
  return lognormalSigma(law.median, log(law.p99 / law.median) / Z99);
}

/** A latency by two percentiles: log-normal; a p99 at or below the median means no spread. */
export function lognormalByPercentiles(law: { readonly medianMs: number; readonly p99Ms: number }): Sampler {
  return law.p99Ms <= law.medianMs ? constant(law.medianMs) : lognormal({ median: law.medianMs, p99: law.p99Ms });
}

/** Log-normal by its median and the standard deviation of its logarithm. */
export function lognormalSigma(median: number, sigma: number): Sampler {
  checkSize(median, "median");
  checkSize(sigma, "sigma");
  if (sigma === 0) return constant(median);
  const table = tableFor(`lognormal ${sigma}`, () => lognormalQuantile(sigma));
  const mean = median * exp((sigma * sigma) / 2);
  return new Sampler({ mean, variance: mean * mean * (exp(sigma * sigma) - 1), table, scale: median });
}

/** Sum of k exponentials, `mean` in all; k a whole number from 1 to 400. */
export function erlang(k: number, mean: number): Sampler {
  checkSize(mean, "mean");
  assert(Number.isInteger(k) && k >= 1 && k <= 400, `erlang: k is ${k}, it must be a whole number from 1 to 400`);
  if (k === 1) return exponential(mean);
  const table = tableFor(`erlang ${k}`, () => erlangQuantile(k));
  return new Sampler({ mean, variance: (mean * mean) / k, table, scale: mean / k });
}

/** Exponential with mean1 in a share p of the draws, else with mean2. */
export function hyperexponential(p: number, mean1: number, mean2: number): Sampler {
  checkSize(mean1, "mean1");
  checkSize(mean2, "mean2");
  assert(p >= 0 && p <= 1, `hyperexponential: p is ${p}, it must be between 0 and 1`);
  const branchLimit = Math.floor(p * 4294967296 + 0.5);
  if (branchLimit === 0) return exponential(mean2);
  if (branchLimit >= 4294967296) return exponential(mean1);
  const mean = p * mean1 + (1 - p) * mean2;
  const variance = 2 * (p * mean1 * mean1 + (1 - p) * mean2 * mean2) - mean * mean;
  const table = tableFor("exponential", () => exponentialQuantile);
  return new Sampler({ mean, variance, table, scale: mean1, branchLimit, otherScale: mean2 });
}

/** Straight lines between measured quantiles: p rising from 0 to 1, values not falling, at least two points. */
export function empirical(points: readonly QuantilePoint[]): Sampler {
  assert(points.length >= 2 && points[0]!.p === 0 && points[points.length - 1]!.p === 1, "empirical: points must go from p = 0 to p = 1");
  let mean = 0;
  let square = 0;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!;
    const b = points[i]!;
    assert(b.p >= a.p && b.valueMs >= a.valueMs && a.valueMs >= 0, `empirical: point ${i} falls below the one before it`);
    mean += ((b.p - a.p) * (a.valueMs + b.valueMs)) / 2;
    square += ((b.p - a.p) * (a.valueMs * a.valueMs + a.valueMs * b.valueMs + b.valueMs * b.valueMs)) / 3;
  }
  const quantile = piecewiseQuantile(points);
  return new Sampler({ mean, variance: square - mean * mean, table: buildPiecewise(points, quantile), scale: 1 });
}

/** Cell means of a piecewise straight quantile function are exact: the area under the lines of each cell. */
function buildPiecewise(points: readonly QuantilePoint[], quantile: Quantile): Table {
  const cells = new Float64Array(2 * CELLS);
  for (let cell = 1; cell < LAST; cell++) {
    const from = cell / CELLS;
    const to = (cell + 1) / CELLS;
    const left = quantile(from, 1 - from);
    const right = quantile(to, 1 - to);
    let area = 0;
    let p = from;
    let value = left;
    for (const point of points) {
      if (point.p <= from || point.p >= to) continue;
      area += ((point.p - p) * (value + point.valueMs)) / 2;
      p = point.p;
      value = point.valueMs;
    }
    area += ((to - p) * (value + right)) / 2;
    cells[2 * cell] = area * CELLS - (right - left) / 2;
    cells[2 * cell + 1] = right - left;
  }
  return { cells, quantile };
}

/** One draw from the standard normal law (exact, about 40 ns). */
export function standardNormal(rng: RandomStream): number {
  const p = rng.nextUniform();
  return normalQuantile(p, 1 - p);
}

const AHEAD = 256;

/**
 * Draws of one law from a stream that serves nothing else, made many at a time: the same numbers as `sample` one by one, but
 * the table's cells, which lie all over the memory, are fetched side by side.
 */
export class Draws {
  private readonly law: Sampler;
  private readonly stream: RandomStream;
  private readonly ahead = new Float64Array(AHEAD);
  private at = AHEAD;

  constructor(law: Sampler, stream: RandomStream) {
    this.law = law;
    this.stream = stream;
  }

  next(): number {
    if (this.at === AHEAD) {
      this.law.fill(this.stream, this.ahead, AHEAD);
      this.at = 0;
    }
    return this.ahead[this.at++]!;
  }
}

/** Numbers strictly between 0 and 1 from a stream that serves nothing else, made many at a time: those of `nextUniform32` one by one. */
export class UniformDraws {
  private readonly stream: RandomStream;
  private readonly ahead = new Float64Array(AHEAD);
  private at = AHEAD;

  constructor(stream: RandomStream) {
    this.stream = stream;
  }

  next(): number {
    if (this.at === AHEAD) {
      for (let i = 0; i < AHEAD; i++) this.ahead[i] = this.stream.nextUniform32();
      this.at = 0;
    }
    return this.ahead[this.at++]!;
  }
}
