import { describe, expect, it } from "vitest";
import { timeTicks, valueTicks } from "./ticks.ts";

describe("ticks", () => {
  it("falls on round moments", () => {
    expect(timeTicks(0, 3_600_000, 6)).toEqual([0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000, 3_600_000]);
    expect(timeTicks(0, 0, 6)).toEqual([]);
  });
  it("starts at zero and takes steps a person would choose", () => {
    expect(valueTicks(75_000, 3, "ms")).toEqual([0, 30_000, 60_000]);
    expect(valueTicks(38_200, 3, "count")).toEqual([0, 20_000]);
    expect(valueTicks(0, 3, "count")).toEqual([0]);
  });
});
