import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { qualityCheckKind } from "./kind.ts";

test("a check is paid by its DPUs: five workers of one for two hours", () => {
  expect(billOf(qualityCheckKind, {}, { billedHours: 2 })["Checks"]).toBeCloseTo(2 * 5 * 0.44, 9);
});

test("ranges that cannot be read, and a check that checks nothing, are refused", () => {
  for (const ranges of ["bytes", "bytes ..", "bytes 1-5", "1..5", "bytes 1..x"])
    expect(refusalsOf(qualityCheckKind, { ranges }), ranges).toHaveLength(1);
  expect(refusalsOf(qualityCheckKind, { ranges: "bytes 1..5000, duration_s 0.., events ..10" })).toEqual([]);
  expect(refusalsOf(qualityCheckKind, { unique: "", notNull: " , " })).toHaveLength(1);
  expect(refusalsOf(qualityCheckKind, { reconcile: "sum", reconcileColumn: "" })).toHaveLength(1);
});

test("its headline says how many rules there are and what a miss does", () => {
  expect(headlineOf(qualityCheckKind, { notNull: "user_id, event_time", onBadRows: "quarantine" })).toBe(
    "3 rules · bad rows: quarantine · tables: warn",
  );
});
