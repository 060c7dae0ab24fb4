import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { dashboardKind } from "./kind.ts";

test("readers cost 3 USD a month, authors 24 USD", () => {
  expect(billOf(dashboardKind, { viewers: 40, authors: 2 })).toEqual({
    "Viewers (QuickSight Reader)": 120,
    "Authors (QuickSight Author)": 48,
  });
});

test("the headline says who looks how often", () => {
  expect(headlineOf(dashboardKind, {})).toBe("40 viewers · every 60 s");
  expect(headlineOf(dashboardKind, { viewers: 1, refreshMs: 3_600_000 })).toBe("1 viewer · every 1 h");
});
