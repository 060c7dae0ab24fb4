import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { athena } from "./kind.ts";

test("4.5 TB read cost 22.50 USD, 1.5 GB cost 0.0075 USD", () => {
  expect(billOf(athena, {}, { scannedBytes: 4.5e12 })["Bytes read"]).toBeCloseTo(22.5, 9);
  expect(billOf(athena, {}, { scannedBytes: 1.5e9 })["Bytes read"]).toBeCloseTo(0.0075, 9);
});

test("the headline says what a query reads", () => {
  expect(headlineOf(athena, {})).toBe("reads 15 % of the bytes · 25 at once");
});
