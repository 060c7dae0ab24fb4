import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { BYTES_PER_SECOND_PER_SLICE, NODES, QUERY, redshift } from "./kind.ts";

test("six ra3.4xlarge for a month cost 14,278.80", () => {
  expect(billOf(redshift, { nodeType: "ra3.4xlarge", nodes: 6 })["Nodes"]).toBeCloseTo(14_278.8, 6);
});

test("managed storage holds what the days kept add up to", () => {
  expect(billOf(redshift, { retentionDays: 365 }, { storedBytes: 100e9 })["Managed storage"]).toBeCloseTo(100 * 12 * 0.024, 6);
});

test("ClickBench: one file loads within 6 % of the table, and query medians within 22 %", () => {
  for (const seconds of [1904, 1829]) expect(Math.abs(75e9 / BYTES_PER_SECOND_PER_SLICE / seconds - 1)).toBeLessThan(0.06);
  const median = (type: keyof typeof NODES) => QUERY.fixedMs / 1000 + 1e8 / (4 * NODES[type].cores * QUERY.rowsPerSecondPerCore);
  expect(median("ra3.xlplus")).toBeCloseTo(0.87, 2);
  expect(median("ra3.16xlarge")).toBeCloseTo(0.16, 2);
  expect(median("ra3.4xlarge") / 0.45).toBeGreaterThan(0.78);
});

test("its headline names nodes and schedule", () => {
  expect(headlineOf(redshift, {})).toBe("2 nodes ra3.xlplus · COPY every 5 min");
});
