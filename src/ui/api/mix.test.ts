import { expect, test } from "vitest";
import type { Endpoint } from "../../design/types.ts";
import { percentProblem, percentText, shareForPercent } from "./mix.ts";

const endpoints = (...shares: readonly number[]): readonly Endpoint[] =>
  shares.map((share, index) => ({ id: `e${index}`, method: "GET", path: "/", description: "", share }));

test("a percentage is met while the others keep their proportions", () => {
  const list = endpoints(0.8, 0.15, 0.05);
  const share = shareForPercent(list, "e0", 50);
  const next = endpoints(share, 0.15, 0.05);
  expect([0, 1, 2].map((index) => percentText(next, `e${index}`))).toEqual(["50", "37.5", "12.5"]);
});

test("the edges: alone, nothing, everything", () => {
  expect(shareForPercent(endpoints(1), "e0", 30)).toBe(1);
  expect(shareForPercent(endpoints(1, 1), "e0", 0)).toBe(0);
  expect(percentText(endpoints(shareForPercent(endpoints(1, 1), "e0", 100), 1), "e0")).toBe("99.9");
  expect(percentText(endpoints(0, 0), "e0")).toBe("50");
});

test.each([
  ["80", true],
  ["12.5 %", true],
  ["", false],
  ["101", false],
  ["-1", false],
  ["many", false],
])("%j may stand: %s", (text, good) => {
  expect(percentProblem(text) === null).toBe(good);
});
