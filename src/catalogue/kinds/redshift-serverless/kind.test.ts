import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { QUERY, redshiftServerless } from "./kind.ts";

test("8,190 s at 128 RPU cost 109.20", () => {
  expect(billOf(redshiftServerless, {}, { awakeHours: 8190 / 3600 })["RPU-hours"]).toBeCloseTo(109.2, 6);
});

test("its median is ClickBench's at 128 RPU, and half the capacity takes twice as long for the rows", () => {
  const median = (rpus: number): number => QUERY.fixedMs / 1000 + 1e8 / (rpus * QUERY.rowsPerSecondPerRpu);
  expect(median(128)).toBeCloseTo(0.36, 6);
  expect(median(64) - 0.095).toBeCloseTo(2 * (0.36 - 0.095), 6);
});

test("its headline names the capacity", () => {
  expect(headlineOf(redshiftServerless, { rpus: 8 })).toBe("8 RPU while it works");
});
