import { describe, expect, test } from "vitest";
import { bitsFor, varintBytes, writeHybrid, writeVarint } from "./hybrid-runs.ts";

function encoded(values: readonly number[], bits: number): number[] {
  const bytes = new Uint8Array(1000);
  return [...bytes.subarray(0, writeHybrid(Int32Array.from(values), values.length, bits, bytes, 0))];
}

describe("runs and packed groups of Parquet", () => {
  test("0 to 7 in three bits are the example of the format's text", () => {
    expect(encoded([0, 1, 2, 3, 4, 5, 6, 7], 3)).toEqual([3, 0b10001000, 0b11000110, 0b11111010]);
  });
  test("eight equal values are a run, whose value takes whole bytes", () => {
    expect(encoded(new Array(8).fill(300), 9)).toEqual([16, 300 & 255, 1]);
  });
  test("a run begins only where a group does", () => {
    // Four values, then twelve equal ones: the first group is packed with four of them, the eight left are a run.
    expect(encoded([1, 0, 1, 0, ...new Array(12).fill(1)], 1)).toEqual([3, 0b11110101, 16, 1]);
  });
  test("what is left at the end is a run where no group is open, and else a group filled with zeros", () => {
    expect(encoded([5, 5, 5], 3)).toEqual([6, 5]);
    expect(encoded([0, 1, 2, 3, 4, 5, 6, 7, 7], 3).slice(4)).toEqual([7, 0, 0]);
    expect(encoded([0, 1, 2, 3, 4, 5, 6, 7, 7], 3)[0]).toBe(5);
  });
  test("a packed stretch has 63 groups at most", () => {
    const bytes = encoded(
      Array.from({ length: 64 * 8 }, (_, i) => i % 2),
      1,
    );
    expect([bytes.length, bytes[0], bytes[64]]).toEqual([66, 127, 3]);
  });
  test("no value takes no bits, one takes one", () => {
    expect([0, 1, 2, 3, 256, 257].map(bitsFor)).toEqual([0, 1, 1, 2, 8, 9]);
  });
  test.each([0, 127, 128, 16_383, 16_384, 5_000_000_000])("the varint of %i is as long as it is said to be", (value) => {
    expect(writeVarint(new Uint8Array(10), 0, value)).toBe(varintBytes(value));
  });
});
