import { describe, expect, test } from "vitest";
import { chunkSize } from "./column-chunk.ts";
import type { FileColumn } from "./file-column.ts";

const numbers = (length: number, at: (i: number) => number): FileColumn => ({
  name: "n",
  type: "int64",
  values: Float64Array.from({ length }, (_, i) => at(i)),
});

/** Bytes are total_compressed_size of the column as pyarrow 26.0.1 wrote the same values. */
describe("D5 chunks of a column", () => {
  test("a dictionary that reaches 1 MB ends there, in a page of its own, and the rest is plain", () => {
    const chunk = chunkSize(
      numbers(200_000, (i) => i),
      0,
      200_000,
      "none",
    );
    expect([chunk.codedPages, chunk.plainPages, chunk.cells]).toEqual([7, 4, 200_000]);
    expect(chunk.bytes).toBe(1_871_483);
  });
  test("few values stay codes, a page for every 20,000 rows", () => {
    const chunk = chunkSize(
      numbers(50_000, (i) => i % 10),
      0,
      50_000,
      "none",
    );
    expect([chunk.codedPages, chunk.plainPages, chunk.emptyCells]).toEqual([3, 0, 0]);
    expect(chunk.bytes).toBe(25_428);
  });
  test("empty cells take a bit of their level and no value", () => {
    const column = numbers(8000, (i) => (i % 2 === 0 ? Number.NaN : 5));
    const { emptyCells, definitions, bytes } = chunkSize(column, 0, 8000, "none");
    expect([emptyCells, definitions]).toEqual([4000, [4000, 4000]]);
    expect(bytes).toBe(1113);
  });
  test("a list has a cell for each entry, and one where it has none", () => {
    const entries = { name: "e", type: "int32" as const, values: Int32Array.of(1, 2, 3, 4) };
    const { cells, repetitions, definitions } = chunkSize(
      { name: "l", type: "list", offsets: Int32Array.of(0, 3, 3, 4), entries },
      0,
      3,
      "none",
    );
    expect([cells, repetitions, definitions]).toEqual([5, [3, 2], [0, 1, 0, 4]]);
  });
  test("of many pages some are compressed, and how sure the size is is said", () => {
    const column = numbers(400_000, (i) => (i * 7919) % 1000);
    const { bytes, errorBytes, codedPages } = chunkSize(column, 0, 400_000, "zstd");
    expect(codedPages).toBe(20);
    expect(Math.abs(bytes - 35_569)).toBeLessThan(1800);
    expect(errorBytes).toBeLessThan(bytes / 20);
    expect(chunkSize(column, 0, 60_000, "zstd").errorBytes).toBe(0);
  });
});
