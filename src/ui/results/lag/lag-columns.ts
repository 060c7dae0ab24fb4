import type { RunSeries } from "../../stores/run-series.ts";

/** Lag of one consumer over the run, as the series carries it. */
export type ConsumerLag = {
  readonly consumer: string;
  /** Records not yet consumed, one per moment. */
  readonly records: Float64Array;
  /** Age of the oldest of them in ms; absent when the run does not tell. */
  readonly ageMs: Float64Array | null;
  readonly partitions: readonly { readonly id: string; readonly records: Float64Array }[];
};

const RECORDS = "lag.";
const AGE = "lagMs.";

const byNumberThenName = new Intl.Collator("en", { numeric: true }).compare;

/** Partitions by consumer, told from the names alone: the longest consumer that fits owns the rest of a name as its partition. */
function partitionsByConsumer(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const held = new Set(names);
  const owned = new Map<string, string[]>();
  for (const name of names) {
    let owner = name;
    for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
      if (!held.has(name.slice(0, dot))) continue;
      owner = name.slice(0, dot);
      break;
    }
    const partitions = owned.get(owner) ?? [];
    if (owner !== name) partitions.push(name.slice(owner.length + 1));
    owned.set(owner, partitions);
  }
  for (const partitions of owned.values()) partitions.sort(byNumberThenName);
  return owned;
}

/** Reads `lag.<consumer>`, `lagMs.<consumer>` and `lag.<consumer>.<partition>`; names may hold dots themselves. */
export function consumerLags(series: RunSeries): readonly ConsumerLag[] {
  const names = [...series.columns.keys()].filter((name) => name.startsWith(RECORDS)).map((name) => name.slice(RECORDS.length));
  return [...partitionsByConsumer(names)].map(([consumer, partitions]) => ({
    consumer,
    records: columnOf(series, RECORDS + consumer),
    ageMs: series.columns.get(AGE + consumer) ?? null,
    partitions: partitions.map((id) => ({ id, records: columnOf(series, `${RECORDS}${consumer}.${id}`) })),
  }));
}

function columnOf(series: RunSeries, name: string): Float64Array {
  return series.columns.get(name) ?? new Float64Array(series.length).fill(Number.NaN);
}

/** Index of the largest value before `until`; null when there is none above zero. */
export function peakIndex(values: Float64Array, until: number): number | null {
  let best: number | null = null;
  for (let index = 0; index < until; index += 1) {
    const value = values[index] ?? 0;
    if (value > 0 && (best === null || value > (values[best] ?? 0))) best = index;
  }
  return best;
}

/** Index of the last value that is a number, before `until`; null when there is none. */
export function lastIndex(values: Float64Array, until: number): number | null {
  for (let index = Math.min(until, values.length) - 1; index >= 0; index -= 1) {
    if (!Number.isNaN(values[index] ?? Number.NaN)) return index;
  }
  return null;
}

/** Partitions that hold clearly more than the others: over twice the median, and over a hundredth of the whole. */
export function heavyPartitions(records: readonly number[]): ReadonlySet<number> {
  const sorted = [...records].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const total = records.reduce((sum, value) => sum + value, 0);
  const heavy = new Set<number>();
  for (const [index, value] of records.entries()) if (value > 2 * median && value > total / 100 && value >= 10) heavy.add(index);
  return heavy.size > records.length / 2 ? new Set() : heavy;
}
