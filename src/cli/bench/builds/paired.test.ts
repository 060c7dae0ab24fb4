import { describe, expect, it } from "vitest";
import { ratiosOf, spreadOf, turnsOf } from "./paired.ts";

describe("two builds side by side (B5)", () => {
  it("takes turns so that neither build is always the first", () => {
    expect(turnsOf(3)).toEqual(["old", "new", "new", "old", "old", "new"]);
    expect(turnsOf(0)).toEqual([]);
  });

  it("compares neighbours in time: a machine that gets slower changes no ratio", () => {
    expect(ratiosOf({ old: [1, 10, 100], new: [0.5, 5, 50] })).toEqual({ median: 0.5, lowest: 0.5, highest: 0.5 });
    expect(ratiosOf({ old: [2, 4, 8, 10], new: [1, 4, 2, 9] })).toEqual({ median: 0.7, lowest: 0.25, highest: 1 });
  });

  it("gives the middle of an odd and of an even number of figures, and their range", () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, lowest: 1, highest: 4 });
  });

  it("refuses figures that are no pairs", () => {
    expect(() => ratiosOf({ old: [1, 2], new: [1] })).toThrow("2 old and 1 new figures are no pairs.");
    expect(() => ratiosOf({ old: [], new: [] })).toThrow("no pairs");
  });
});
