import { log } from "../../../base/fixed-math.ts";

/** A symmetric sparse matrix by rows: the columns and values of row r stand from `starts[r]` to `starts[r + 1]`. */
export type SparseMatrix = {
  readonly size: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
};

/** Pairs that may wait before they are counted, beside as many as there are counted ones. */
const WAITING_PAIRS = 1 << 18;

/**
 * Counts how often two different items stand within `window` steps of each other in one user's stream. Pairs, in both directions,
 * wait in a list; when they are many, or when the counts are asked for, they are sorted and merged into the counts so far, so that a
 * further training pays for what is new. Memory is 12 B per different pair and 8 B for each that waits.
 */
export class CoOccurrence {
  readonly items: number;
  private readonly window: number;
  /** Row x items + column of pairs that wait. */
  private waiting = new Float64Array(1 << 12);
  private count = 0;
  private counted: SparseMatrix;
  /** Per user the last `window` items, newest first; -1 = none. */
  private readonly recent = new Map<number, Int32Array>();

  constructor(items: number, window: number) {
    this.items = items;
    this.window = window;
    this.counted = { size: items, starts: new Int32Array(items + 1), columns: new Int32Array(0), values: new Float64Array(0) };
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
    if (this.count + 2 > this.waiting.length) {
      if (this.count >= WAITING_PAIRS + this.counted.columns.length) this.counts();
      else {
        const grown = new Float64Array(this.waiting.length * 2);
        grown.set(this.waiting);
        this.waiting = grown;
      }
    }
    this.waiting[this.count++] = a * this.items + b;
    this.waiting[this.count++] = b * this.items + a;
  }

  /** Counts of pairs, each row's columns rising. What was answered before stays as it was. */
  counts(): SparseMatrix {
    if (this.count > 0) this.counted = merged(this.counted, this.waiting.subarray(0, this.count).sort());
    this.count = 0;
    return this.counted;
  }
}

/** The counts with one more for every key (row x size + column) of a sorted list, whose own repeats count. */
function merged({ size, starts, columns, values }: SparseMatrix, keys: Float64Array): SparseMatrix {
  const to = {
    starts: new Int32Array(size + 1),
    columns: new Int32Array(columns.length + keys.length),
    values: new Float64Array(columns.length + keys.length),
  };
  let cells = 0;
  let key = 0;
  for (let row = 0; row < size; row++) {
    let old = starts[row];
    const first = row * size;
    while (old < starts[row + 1] || (key < keys.length && keys[key] < first + size)) {
      const fresh = key < keys.length ? keys[key] - first : Infinity;
      const column = old < starts[row + 1] ? Math.min(columns[old], fresh) : fresh;
      to.columns[cells] = column;
      to.values[cells] = old < starts[row + 1] && columns[old] === column ? values[old++] : 0;
      for (; key < keys.length && keys[key] === first + column; key++) to.values[cells]++;
      cells++;
    }
    to.starts[row + 1] = cells;
  }
  return { size, starts: to.starts, columns: to.columns.slice(0, cells), values: to.values.slice(0, cells) };
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
  // A logarithm per row and per count, not per cell.
  const logSums = sums.map((sum) => (sum > 0 ? log(sum) : 0));
  const logTotal = log(total);
  const logs = new Float64Array(LOGGED_COUNTS).map((_, count) => log(count));
  const kept = { starts: new Int32Array(size + 1), columns: new Int32Array(columns.length), values: new Float64Array(columns.length) };
  let cells = 0;
  for (let row = 0; row < size; row++) {
    const ofRow = logTotal - logSums[row];
    for (let i = starts[row]; i < starts[row + 1]; i++) {
      const pmi = (values[i] < LOGGED_COUNTS ? logs[values[i]] : log(values[i])) + ofRow - logSums[columns[i]];
      if (pmi <= 0) continue;
      kept.columns[cells] = columns[i];
      kept.values[cells++] = pmi;
    }
    kept.starts[row + 1] = cells;
  }
  return { size, starts: kept.starts, columns: kept.columns.slice(0, cells), values: kept.values.slice(0, cells) };
}

const LOGGED_COUNTS = 1024;
