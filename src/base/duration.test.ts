import { expect, test } from "vitest";
import { durationToSecond, exactDuration } from "./duration.ts";

test("a time is said in the largest unit that says it in whole or half numbers, and nothing is rounded", () => {
  expect([0, 0.4, 1234, 60_000, 90_000, 1_200_000, 5_400_000, 86_400_000, 129_600_000, -1500].map(exactDuration)).toEqual([
    "0 ms",
    "0.4 ms",
    "1.234 s",
    "60 s",
    "90 s",
    "20 min",
    "1.5 h",
    "1 day",
    "1.5 days",
    "-1.5 s",
  ]);
});

test("what is told is told to the second", () => {
  expect([0, 499, 500, 29_812, 1_200_400].map(durationToSecond)).toEqual(["0 s", "0 s", "1 s", "30 s", "20 min"]);
});
