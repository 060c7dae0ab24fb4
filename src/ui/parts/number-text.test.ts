import { describe, expect, test } from "vitest";
import { echoOf, numberInField, readNumber, stepOf, unitBeside } from "./number-text.ts";

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
    ["7 days", "ms", 604_800_000],
    ["250 µs", "ms", 0.25],
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

  test("times and sizes stand in the box as they would be said, and mean the same when typed again", () => {
    const times = [
      0, 0.05, 500, 999, 1500, 12_345, 60_000, 90_000, 1_800_000, 5_400_000, 43_200_000, 86_400_000, 604_800_000, 1234.5, 77_777_777,
    ];
    expect(times.slice(0, 13).map((ms) => numberInField(ms, "ms"))).toEqual([
      "0 ms",
      "0.05 ms",
      "500 ms",
      "999 ms",
      "1.5 s",
      "12.345 s",
      "60 s",
      "90 s",
      "30 min",
      "1.5 h",
      "12 h",
      "1 day",
      "7 days",
    ]);
    for (const ms of times) expect(readNumber(numberInField(ms, "ms"), "ms")).toBe(ms);
    const sizes = [0, 500, 1024, 1500, 16_384, 1_000_000, 67_108_864, 1_500_000_000, 1_234_567];
    expect(sizes.map((size) => numberInField(size, "bytes"))).toEqual([
      "0 B",
      "500 B",
      "1 KiB",
      "1.5 kB",
      "16 KiB",
      "1 MB",
      "64 MiB",
      "1.5 GB",
      "1234567 B",
    ]);
    for (const size of sizes) expect(readNumber(numberInField(size, "bytes"), "bytes")).toBe(size);
  });

  test("the unit stands beside a number that has none", () => {
    expect([unitBeside("500", "ms"), unitBeside("12 h", "ms"), unitBeside("5", "brokers"), unitBeside("5 k", "items")]).toEqual([
      "ms",
      undefined,
      "brokers",
      "items",
    ]);
    expect([
      echoOf("43200000", 43_200_000, "ms"),
      echoOf("500", 500, "ms"),
      echoOf("12 h", 43_200_000, "ms"),
      echoOf("10k", 10_000, "items"),
    ]).toEqual(["12 h", null, null, null]);
  });

  test("an arrow key moves a time by its own unit", () => {
    expect([43_200_000, 1_800_000, 3_600_000, 1500, 500, 86_400_000].map((ms) => stepOf(ms, "ms", false))).toEqual([
      3_600_000, 60_000, 1_800_000, 100, 10, 43_200_000,
    ]);
    expect([stepOf(4, "brokers", true), stepOf(1200, "items", true)]).toEqual([1, 100]);
  });
});
