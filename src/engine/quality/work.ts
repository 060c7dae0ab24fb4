import { hashOfInt, partitionOfHash } from "../jobs/spark/spark-hash.ts";
import { rowsOfSlice, splitsOf } from "../jobs/spark/splits.ts";
import type { SplitRules } from "../jobs/spark/splits.ts";
import type { Lot } from "./checked-store.ts";

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

/** The stages of an attempt: all files are read and their rows held against the rules; then, where ids are compared, rows of an id together. */
export function stagesOf(
  lots: readonly Lot[],
  slots: number,
  rules: {
    readonly splits: Omit<SplitRules, "parallelism">;
    readonly costs: CheckCosts;
    readonly rowRules: number;
    readonly keyRules: number;
  },
): readonly Float64Array[] {
  const { costs, rowRules, keyRules } = rules;
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
  if (keyRules === 0) return [first];
  const keyed = new Float64Array(slots).fill(costs.taskMs);
  for (const { refs } of lots) for (const ref of refs) keyed[partitionOfHash(hashOfInt(ref), slots)] += keyRules * costs.keyMs;
  return [first, keyed];
}
