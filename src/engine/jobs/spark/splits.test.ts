import { describe, expect, test } from "vitest";
import { rowsOfSlice, splitsOf } from "./splits.ts";
import type { SplitRules } from "./splits.ts";

const MIB = 1024 * 1024;
/** Defaults with two slots, as the rows of the facts were run. */
const RULES: SplitRules = { maxPartitionBytes: 128 * MIB, openCostBytes: 4 * MIB, parallelism: 2, splittable: true };

const files = (count: number, bytes: number): number[] => Array.from({ length: count }, () => bytes);

describe("row S8: files become splits as Spark packs them (J1)", () => {
  test.each([
    ["one of 200 MiB packed by gzip", files(1, 200 * MIB), { splittable: false }, 1],
    ["four of 200 MiB", files(4, 200 * MIB), {}, 8],
    ["four of 200 MB", files(4, 200e6), {}, 8],
    ["four of 185 MiB, whose rests share a task", files(4, 185 * MIB), {}, 6],
    ["a hundred of 10 KiB, each counting as 4 MiB more", files(100, 10 * 1024), {}, 4],
  ])("%s", (_, bytes, changes, tasks) => {
    expect(splitsOf(bytes, { ...RULES, ...changes })).toHaveLength(tasks);
  });

  test("with more slots than splits, splits are smaller, and no smaller than an open file counts", () => {
    expect(splitsOf(files(1, 100 * MIB), { ...RULES, parallelism: 10 })).toHaveLength(10);
    expect(splitsOf(files(1, 8 * MIB), { ...RULES, parallelism: 100 })).toHaveLength(2);
  });

  test("every byte and every row is in one split", () => {
    const bytes = [300 * MIB + 7, 5, 90 * MIB, 0];
    const rows = [1000, 3, 17, 2];
    const seen = rows.map((count) => new Uint8Array(count));
    let total = 0;
    for (const { slices } of splitsOf(bytes, RULES))
      for (const slice of slices) {
        total += slice.toByte - slice.fromByte;
        const { first, end } = rowsOfSlice(slice, rows[slice.file], bytes[slice.file]);
        for (let row = first; row < end; row++) seen[slice.file][row]++;
      }
    expect(total).toBe(bytes.reduce((sum, each) => sum + each, 0));
    expect(seen.flatMap((each) => [...each]).every((times) => times === 1)).toBe(true);
  });
});
