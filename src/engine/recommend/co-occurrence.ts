import { log } from "../../base/fixed-math.ts";

/** A symmetric sparse matrix by rows: the columns and values of row r stand from `starts[r]` to `starts[r + 1]`. */
export type SparseMatrix = {
  readonly size: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
};

/**
 * Counts how often two different items stand within `window` steps of each other in one user's stream. Pairs are gathered in
 * both directions and counted when asked for; memory is 8 B per pair.
 */
export class CoOccurrence {
  readonly items: number;
  private readonly window: number;
  private pairs = new Float64Array(1 << 12);
  private count = 0;
  /** Per user the last `window` items, newest first; -1 = none. */
  private readonly recent = new Map<number, Int32Array>();

  constructor(items: number, window: number) {
    this.items = items;
    this.window = window;
  }

  /** The user met the item, after everything told of that user before. */
  add(user: number, item: number): void {
    let recent = this.recent.get(user);
    if (recent === undefined) this.recent.set(user, (recent = new Int32Array(this.window).fill(-1)));
    for (let i = 0; i < this.window; i++) {
      const other = recent[i];
      if (other < 0) break;
      if (other !== item) this.pair(item, other);
    }
    recent.copyWithin(1, 0);
    recent[0] = item;
  }

  private pair(a: number, b: number): void {
    if (this.count + 2 > this.pairs.length) {
      const grown = new Float64Array(this.pairs.length * 2);
      grown.set(this.pairs);
      this.pairs = grown;
    }
    this.pairs[this.count++] = a * this.items + b;
    this.pairs[this.count++] = b * this.items + a;
  }

  /** Counts of pairs, each row's columns rising. */
  counts(): SparseMatrix {
    const sorted = this.pairs.slice(0, this.count).sort();
    const starts = new Int32Array(this.items + 1);
    const columns = new Int32Array(this.count);
    const values = new Float64Array(this.count);
    let cells = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (i > 0 && sorted[i] === sorted[i - 1]) {
        values[cells - 1]++;
        continue;
      }
      const row = Math.floor(sorted[i] / this.items);
      starts[row + 1]++;
      columns[cells] = sorted[i] - row * this.items;
      values[cells++] = 1;
    }
    for (let row = 0; row < this.items; row++) starts[row + 1] += starts[row];
    return { size: this.items, starts, columns: columns.slice(0, cells), values: values.slice(0, cells) };
  }
}

/**
 * Positive pointwise mutual information: max(0, ln(n(a,b) N / (n(a) n(b)))), which skip-gram with negative sampling factorises
 * (Levy and Goldberg 2014; facts/dataplane.md 3.1). Cells that are not positive are left out.
 */
export function positivePmi(counts: SparseMatrix): SparseMatrix {
  const { size, starts, columns, values } = counts;
  const sums = new Float64Array(size);
  let total = 0;
  for (let row = 0; row < size; row++) for (let i = starts[row]; i < starts[row + 1]; i++) sums[row] += values[i];
  for (const sum of sums) total += sum;
  const kept = { starts: new Int32Array(size + 1), columns: new Int32Array(columns.length), values: new Float64Array(columns.length) };
  let cells = 0;
  for (let row = 0; row < size; row++) {
    for (let i = starts[row]; i < starts[row + 1]; i++) {
      const pmi = log((values[i] * total) / (sums[row] * sums[columns[i]]));
      if (pmi <= 0) continue;
      kept.columns[cells] = columns[i];
      kept.values[cells++] = pmi;
    }
    kept.starts[row + 1] = cells;
  }
  return { size, starts: kept.starts, columns: kept.columns.slice(0, cells), values: kept.values.slice(0, cells) };
}
