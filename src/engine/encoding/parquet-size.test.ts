import { expect, test } from "vitest";
import { parquetSize } from "./parquet-size.ts";

/** Three rows of so many columns of BIGINT, as `pyarrow.table({"c00": [5, 7, 5], …})`. */
function sizeOf(columns: number): number {
  const values = Float64Array.of(5, 7, 5);
  const named = Array.from({ length: columns }, (_, c) => ({ name: `c${String(c).padStart(2, "0")}`, type: "int64" as const, values }));
  return parquetSize(named, 3, "none").sizeBytes;
}

// Without compression, by pyarrow 26.0.1 (2026-11-30): 492, 3,888, 4,172, 4,457 and 11,532 bytes.
test("files of many columns and hardly any rows, which are all footer, are within 2.5 % of what pyarrow writes", () => {
  for (const [columns, bytes] of [
    [1, 492],
    [13, 3888],
    [14, 4172],
    [15, 4457],
    [40, 11_532],
  ] as const)
    expect(Math.abs(sizeOf(columns) / bytes - 1), `${columns} columns`).toBeLessThan(0.025);
});

test("a list of 15 entries has a head of one byte more: of the schema, which has the columns and their root, with 14 columns", () => {
  // A column more takes 271 to 285 bytes, as Arrow's schema in it is padded; here to the byte, as it was when it was measured.
  expect([13, 14, 15, 16].map(sizeOf)).toEqual([3836, 4108, 4393, 4664]);
});
