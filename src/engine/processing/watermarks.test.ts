import { describe, expect, it } from "vitest";
import { slidingStarts, windowStart } from "../rows/aligned-windows.ts";
import { BoundedOutOfOrderness, NO_WATERMARK, WatermarkCombiner } from "./watermarks.ts";

// The engines' own cases run in test/vectors; here is what they leave out.
describe("BoundedOutOfOrderness", () => {
  it("has no watermark before the first event and never moves back", () => {
    const clock = new BoundedOutOfOrderness(10);
    expect(clock.watermarkMs).toBe(NO_WATERMARK);
    clock.onEvent(100);
    clock.onEvent(50);
    expect([clock.watermarkMs, clock.largestEventMs]).toEqual([89, 100]);
    clock.clear();
    expect(clock.watermarkMs).toBe(NO_WATERMARK);
  });
});

describe("WatermarkCombiner", () => {
  it("one silent partition stops everything until it is idle", () => {
    const combiner = new WatermarkCombiner(3);
    expect([combiner.onWatermark(0, 500), combiner.onWatermark(1, 400), combiner.watermarkMs]).toEqual([false, false, NO_WATERMARK]);
    expect([combiner.onIdle(2), combiner.watermarkMs, combiner.isInputIdle(2)]).toEqual([true, 400, true]);
  });

  it("goes on from a snapshot", () => {
    const combiner = new WatermarkCombiner(2);
    combiner.onWatermark(0, 10);
    combiner.onWatermark(1, 20);
    combiner.onIdle(0);
    const copy = new WatermarkCombiner(2);
    copy.restore(combiner.snapshot());
    copy.onActive(0);
    expect([copy.onWatermark(0, 15), copy.onWatermark(1, 30), copy.onWatermark(0, 25), copy.watermarkMs]).toEqual([false, true, false, 30]);
  });
});

describe("aligned windows", () => {
  it("start at multiples of the size, before zero too", () => {
    expect([windowStart(-1, 10), windowStart(-10, 10), windowStart(0, 10), windowStart(9.5, 10), windowStart(13, 10, 4)]).toEqual([
      -10, -10, 0, 0, 4,
    ]);
  });

  it("a time lies in size / slide sliding windows", () => {
    const out = new Float64Array(4);
    expect(slidingStarts(25, 30, 10, 0, out)).toBe(3);
    expect(Array.from(out.subarray(0, 3))).toEqual([20, 10, 0]);
    expect(slidingStarts(5, 10, 4, 0, out)).toBe(3);
    expect(Array.from(out.subarray(0, 3))).toEqual([4, 0, -4]);
  });
});
