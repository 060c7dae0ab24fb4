import { describe, expect, it } from "vitest";
import { growthOf } from "./growth.ts";

describe("memory along the length of a run (B7)", () => {
  it("is the slope of a line where the sizes lie on one, whatever the order", () => {
    const at = (records: number) => ({ records, peakBytes: 1000 + 40 * records });
    expect(growthOf([at(800), at(200), at(400)])).toEqual({ ratio: 33_000 / 9000, bytesPerRecord: 40 });
  });

  it("is none where memory stays the same", () => {
    const points = [2, 4, 8].map((records) => ({ records, peakBytes: 500 }));
    expect(growthOf(points)).toEqual({ ratio: 1, bytesPerRecord: 0 });
  });

  it("is the nearest line where the sizes lie on none", () => {
    const points = [
      { records: 0, peakBytes: 10 },
      { records: 1, peakBytes: 13 },
      { records: 2, peakBytes: 10 },
      { records: 3, peakBytes: 19 },
    ];
    // By hand: sum of products of the distances from the means, 12, over that of the squares, 5.
    expect(growthOf(points).bytesPerRecord).toBeCloseTo(2.4, 12);
    expect(growthOf(points).ratio).toBe(1.9);
  });

  it("needs two lengths", () => {
    expect(() => growthOf([{ records: 2, peakBytes: 1 }])).toThrow("different lengths");
    expect(() => growthOf([])).toThrow("different lengths");
  });
});
