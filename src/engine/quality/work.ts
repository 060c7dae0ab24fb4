import { hashOfValues, partitionOfHash } from "../jobs/spark/spark-hash.ts";
import { rowsOfSlice, splitsOf } from "../jobs/spark/splits.ts";
import type { SplitRules } from "../jobs/spark/splits.ts";
import { rowOf } from "../rows/rows.ts";
import type { Lot } from "./checked-store.ts";
import type { CheckedColumn } from "./columns.ts";

/** What checking costs, in time of one core; bytes are those of files as stored. */
export type CheckCosts = {
  readonly taskMs: number;
  readonly openFileMs: number;
  readonly readBytesPerSecond: number;
  /** Each row and rule. */
  readonly ruleMs: number;
  /** Each row whose key is compared with those of all others: they change hands between tasks for it. */
  readonly keyMs: number;
};

/**
 * The stages of an attempt: all files are read and their rows held against the rules; then, for each rule that compares
 * keys, rows of a key together. They are dealt out by what they hold, as the number of a row says nothing of it.
 */
export function stagesOf(
  lots: readonly Lot[],
  slots: number,
  rules: {
    readonly splits: Omit<SplitRules, "parallelism">;
    readonly costs: CheckCosts;
    readonly rowRules: number;
    /** Of each rule that compares keys, its columns. */
    readonly keys: readonly (readonly CheckedColumn[])[];
  },
): readonly Float64Array[] {
  const { costs, rowRules, keys } = rules;
  const bytes = lots.map(({ storedBytes }) => storedBytes);
  const splits = splitsOf(bytes, { ...rules.splits, parallelism: slots });
  const read = Float64Array.from(splits, (split) => {
    const rows = split.slices.reduce((sum, slice) => {
      const { first, end } = rowsOfSlice(slice, lots[slice.file].rows, bytes[slice.file]);
      return sum + end - first;
    }, 0);
    const readMs = (split.bytes * 1000) / costs.readBytesPerSecond;
    return costs.taskMs + split.slices.length * costs.openFileMs + readMs + rows * rowRules * costs.ruleMs;
  });
  // A driver that finds nothing to read has looked all the same.
  const first = read.length === 0 ? Float64Array.of(costs.taskMs) : read;
  if (keys.length === 0) return [first];
  const keyed = new Float64Array(slots).fill(costs.taskMs);
  for (const columns of keys)
    for (const { refs } of lots)
      for (const ref of refs) {
        const hash = hashOfValues(columns.map(({ at }) => at(rowOf(ref))));
        keyed[partitionOfHash(hash, slots)] += costs.keyMs;
      }
  return [first, keyed];
}
