import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { sagemakerEndpoint } from "./kind.ts";

test("hours that instances were there are paid, and features by the million", () => {
  const bill = billOf(sagemakerEndpoint, {}, { instanceHours: 1500, writes: 4e6, reads: 8e6 });
  expect(bill).toEqual({ Instances: 1500 * 0.23, "Features written": 5, "Features read": 2 });
  expect(headlineOf(sagemakerEndpoint, {})).toBe("2 instances · fixed");
  expect(headlineOf(sagemakerEndpoint, { targetPerMinute: 900 })).toBe("2 instances · 900 calls/min each, at most 8");
});

test("fewer at most than at least is refused", () => {
  expect(sagemakerEndpoint.check?.({ instances: 3, maxInstances: 2 } as never)).toHaveLength(1);
});
