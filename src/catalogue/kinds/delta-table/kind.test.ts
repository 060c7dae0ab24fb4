import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { deltaTable } from "./kind.ts";

test("what lies in the bucket is paid, read or not: data, what was replaced, and the log", () => {
  expect(billOf(deltaTable, { keptDays: 30 }, { storedBytes: 1e12 })["Storage, Standard"]).toBeCloseTo((1000 * 0.023 * 30) / (730 / 24), 6);
  expect(billOf(deltaTable, {}, { putRequests: 1e6 })["Writes"]).toBeCloseTo(5, 9);
});

test("its headline says how often it is committed to", () => {
  expect(headlineOf(deltaTable, {})).toBe("connectors commit every 5 min · checkpoint every 100 commits");
});
