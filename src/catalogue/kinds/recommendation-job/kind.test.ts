import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { recommendationJob } from "./kind.ts";

test("machines are paid while they work", () => {
  expect(billOf(recommendationJob, {}, { jobHours: 100 })["Machines while working"]).toBeCloseTo(23, 9);
  expect(headlineOf(recommendationJob, {})).toBe("every 1 h · lists of 10");
});
