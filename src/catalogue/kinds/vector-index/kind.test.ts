import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { vectorIndexKind } from "./kind.ts";

test("replicas are paid around the clock, builds by the hour", () => {
  const bill = billOf(vectorIndexKind, { replicas: 3 }, { jobHours: 10 });
  expect(bill["Replicas"]).toBeCloseTo(3 * 730 * 0.167, 6);
  expect(bill["Machine that builds"]).toBeCloseTo(2.3, 6);
  expect(billOf(vectorIndexKind, { instance: "c4.2xlarge" })["Replicas of the fourth generation"]).toBeCloseTo(2 * 730 * 0.587, 6);
  expect(headlineOf(vectorIndexKind, { probes: null })).toBe("2 replicas · every item · top 10");
});
