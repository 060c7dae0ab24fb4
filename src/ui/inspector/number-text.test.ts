import { describe, expect, test } from "vitest";
import { numberInField, readNumber } from "./number-text.ts";

describe("a number as people type it", () => {
  test.each([
    ["12", undefined, 12],
    [" 1,284 ", undefined, 1284],
    ["0.25", undefined, 0.25],
    ["-3", undefined, -3],
    ["10k", undefined, 10_000],
    ["1.5 M", "events", 1_500_000],
    ["60 s", "ms", 60_000],
    ["0.1s", "ms", 100],
    ["2 min", "ms", 120_000],
    ["60000", "ms", 60_000],
    ["64 MB", "bytes", 64_000_000],
    ["64 MiB", "bytes", 67_108_864],
    ["1e3", undefined, 1000],
    ["5 brokers", "brokers", 5],
  ])("%s in %s is %d", (text, unit, value) => {
    expect(readNumber(text, unit)).toBe(value);
  });

  test.each([
    ["", undefined],
    ["many", undefined],
    ["1.2.3", undefined],
    ["5 apples", "brokers"],
    ["5 s", undefined],
    ["0x10", undefined],
    ["1e999", undefined],
    ["constructor", "ms"],
    ["1constructor", "ms"],
  ])("%s in %s is no number", (text, unit) => {
    expect(readNumber(text, unit)).toBeNull();
  });

  test("what stands in the document is shown as it is, whatever it is", () => {
    expect(numberInField(60_000)).toBe("60000");
    expect(numberInField("many")).toBe("many");
    expect(numberInField(null)).toBe("");
    expect(numberInField([1])).toBe("[1]");
  });
});
