import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { monitoring } from "./kind.ts";

test("60 metrics, five alarms and a dashboard cost 21.50 USD a month", () => {
  const total = Object.values(billOf(monitoring, {})).reduce<number>((sum, usd) => sum + (usd ?? 0), 0);
  expect(total).toBeCloseTo(18 + 0.5 + 3, 9);
});

test("each alarm that is turned on beside those is paid", () => {
  const more = billOf(monitoring, { freshnessMs: 3_600_000, failedTasks: true, qualityMisses: true });
  expect(more["Alarms"]).toBeCloseTo(0.8, 9);
});

test("it needs no wires", () => {
  expect(monitoring.ports).toEqual([]);
});

test("the headline says what it waits for", () => {
  expect(headlineOf(monitoring, {})).toBe("lag above 60 s · 3 x 60 s");
});
