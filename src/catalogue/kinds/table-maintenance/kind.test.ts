import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { tableMaintenanceKind } from "./kind.ts";

test("a run is paid by its DPUs", () => {
  expect(billOf(tableMaintenanceKind, {}, { billedHours: 2 })["Runs"]).toBeCloseTo(2 * 3 * 0.44, 9);
});

test("its headline says what it does and how often", () => {
  expect(headlineOf(tableMaintenanceKind, {})).toBe("merges small files every 1 h unless told");
  expect(headlineOf(tableMaintenanceKind, { does: "vacuum", everyMs: 86_400_000 })).toBe("vacuums every day unless told");
});

test("a p99 below the median is refused", () => {
  expect(refusalsOf(tableMaintenanceKind, { startUpP99Ms: 10 })[0]).toContain("s.startUpP99Ms");
});
