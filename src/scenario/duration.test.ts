import { expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

it.each([
  ["10 min", 600_000],
  ["90 s", 90_000],
  ["1 h", 3_600_000],
  ["1.5 h", 5_400_000],
  ["1 h 15 min", 4_500_000],
  ["250ms", 250],
  ["2 days", 172_800_000],
  [" 5 MIN ", 300_000],
  ["0 s", 0],
])("%j is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(["", "10", "min", "10 parsecs", "10 min and a bit", "-5 s", "1e3 s", "5 s 3", "9".repeat(70)])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeNull();
});
