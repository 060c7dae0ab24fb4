import { expect, test } from "vitest";
import { questionOf } from "./question-of.ts";

test("a goal is told where its figure is shown, by the longest beginning of its metric", () => {
  expect(questionOf("freshness.p95Ms")).toBe("overview");
  expect(questionOf("writes.p99Ms")).toBe("requests");
  expect(questionOf("writes.lost")).toBe("losses");
  expect(questionOf("recommend.recallAt10")).toBe("recommendations");
});

test("a metric nobody has thought of is told with the first question", () => {
  expect(questionOf("rate.peakPerSecond")).toBe("overview");
});
