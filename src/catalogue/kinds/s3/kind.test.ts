import { describe, expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { s3 } from "./kind.ts";

const MONTH_DAYS = 730 / 24;

describe("the bill", () => {
  test("4.5 TB that stay a month in Standard cost 103.50 USD", () => {
    const bill = billOf(s3, { standardDays: 30, infrequentDays: 0, archiveDays: 0 }, { storedBytes: 4.5e12 });
    expect(bill["Storage, Standard"]).toBeCloseTo((103.5 * 30) / MONTH_DAYS, 6);
    expect(bill["Storage, Glacier Flexible"]).toBe(0);
  });

  test("each class is paid for the days an object stays in it", () => {
    const bill = billOf(s3, {}, { storedBytes: 1e12 });
    expect(bill["Storage, Standard"]).toBeCloseTo((1000 * 30 * 0.023) / MONTH_DAYS, 6);
    expect(bill["Storage, Infrequent Access"]).toBeCloseTo((1000 * 60 * 0.0125) / MONTH_DAYS, 6);
    expect(bill["Storage, Glacier Flexible"]).toBeCloseTo((1000 * 275 * 0.0036) / MONTH_DAYS, 6);
  });

  test("30,000 files of 5 MB a day cost 4.50 USD a month to write", () => {
    expect(billOf(s3, {}, { putRequests: 30_000 * 30 })["Writes"]).toBeCloseTo(4.5, 6);
  });

  test("moves cost only where there is a class to move to", () => {
    const bill = billOf(s3, { infrequentDays: 0 }, { putRequests: 1e6 });
    expect(bill["Moves to Infrequent Access"]).toBe(0);
    expect(bill["Moves to Glacier"]).toBeCloseTo(30, 6);
  });
});

test("the headline says how long objects stay", () => {
  expect(headlineOf(s3, {})).toBe("30 days standard · kept 365 days");
});

test("Infrequent Access before 30 days is refused, as S3 does", () => {
  expect(refusalsOf(s3, { standardDays: 7 })[0]).toContain("s.standardDays S3 moves objects to Infrequent Access after 30 days");
  expect(refusalsOf(s3, { standardDays: 7, infrequentDays: 0 })).toEqual([]);
  expect(refusalsOf(s3, { putMedianMs: 300 })[0]).toContain("s.putP99Ms");
});
