import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { recommendationApi } from "./kind.ts";

test("instances are paid around the clock", () => {
  expect(billOf(recommendationApi, { instances: 3 })["Instances"]).toBeCloseTo(3 * 730 * 0.096, 6);
  expect(headlineOf(recommendationApi, { instances: 1 })).toContain("1 instance · ");
});
