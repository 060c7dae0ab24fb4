import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { defaults } from "../../fields/settings.ts";
import { bigquery, QUERY } from "./kind.ts";

test("bytes read are paid on demand, slots by the hour with an edition, and never both", () => {
  const demand = billOf(bigquery, {}, { scannedBytes: 2 * 1024 ** 4 });
  expect([demand["Bytes read"], demand["Slots"]]).toEqual([12.5, 0]);
  const edition = billOf(bigquery, { pricing: "edition", slots: 200 }, { scannedBytes: 2 * 1024 ** 4 });
  expect(edition["Bytes read"]).toBe(0);
  expect(edition["Slots"]).toBeCloseTo(200 * 730 * 0.04, 6);
});

test("the median at 2,000 slots is ClickBench's", () => {
  expect(QUERY.fixedMs / 1000 + 1e8 / (QUERY.rowsPerSecondPerSlot * 2000)).toBeCloseTo(0.54, 6);
});

test("a table without partitions is told where queries look at the last hours", () => {
  const props = { ...defaults(bigquery), looksAt: "last-hours", partitioned: false };
  expect(bigquery.advise?.(props, {}, 3600).map(({ field }) => field)).toEqual(["partitioned"]);
});

test("its headline says what is paid", () => {
  expect(headlineOf(bigquery, {})).toBe("paid by bytes read");
  expect(headlineOf(bigquery, { pricing: "edition" })).toBe("100 slots day and night");
});
