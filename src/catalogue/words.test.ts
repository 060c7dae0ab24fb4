import { expect, test } from "vitest";
import { bytes, count, duration, exact, percent, plural } from "./words.ts";

test("counts have three figures, and k or M from 10,000", () => {
  expect([0, 7, 999, 1234, 9999, 10_000, 38_249, 999_999, 12_345_678].map(count)).toEqual([
    "0",
    "7",
    "999",
    "1,234",
    "9,999",
    "10 k",
    "38.2 k",
    "1 M",
    "12.3 M",
  ]);
  expect([0.5, 12.345, -4].map(count)).toEqual(["0.5", "12.3", "-4"]);
});

test("durations use the largest unit that says them exactly", () => {
  expect([0.4, 5, 999, 1000, 1500, 60_000, 90_000, 600_000, 3_600_000, 86_400_000, 604_800_000].map(duration)).toEqual([
    "0.4 ms",
    "5 ms",
    "999 ms",
    "1 s",
    "1.5 s",
    "60 s",
    "90 s",
    "10 min",
    "1 h",
    "1 day",
    "7 days",
  ]);
  expect(duration(1234)).toBe("1.23 s");
});

test("sizes are decimal", () => {
  expect([5, 1500, 128e6, 1.5e9, 2e12].map(bytes)).toEqual(["5 B", "1.5 kB", "128 MB", "1.5 GB", "2 TB"]);
});

test("shares are per cent, plurals follow the number, ranges are exact", () => {
  expect(percent(0.155)).toBe("15.5 %");
  expect([plural(1, "task"), plural(4, "task"), plural(2, "copy", "copies")]).toEqual(["1 task", "4 tasks", "2 copies"]);
  expect([1_073_741_824, 0.0001, -1500].map(exact)).toEqual(["1,073,741,824", "0.0001", "-1,500"]);
});
