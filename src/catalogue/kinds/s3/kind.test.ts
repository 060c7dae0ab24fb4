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
    const bill = billOf(s3, {}, { storedBytes: 1e12, objects: 0 });
    expect(bill["Storage, Standard"]).toBeCloseTo((1000 * 30 * 0.023) / MONTH_DAYS, 6);
    expect(bill["Storage, Infrequent Access"]).toBeCloseTo((1000 * 60 * 0.0125) / MONTH_DAYS, 6);
    expect(bill["Storage, Glacier Flexible"]).toBeCloseTo((1000 * 275 * 0.0036) / MONTH_DAYS, 6);
  });

  test("30,000 files of 5 MB a day cost 4.50 USD a month to write", () => {
    expect(billOf(s3, {}, { putRequests: 30_000 * 30 })["Writes"]).toBeCloseTo(4.5, 6);
  });

  test("moves cost only where there is a class to move to", () => {
    const bill = billOf(s3, { infrequentDays: 0 }, { objects: 1e6 });
    expect(bill["Moves to Infrequent Access"]).toBe(0);
    expect(bill["Moves to Glacier"]).toBeCloseTo(30, 6);
  });
});

describe("small objects (D36)", () => {
  /** A million objects of 100 KB, for long enough that a month's bill is a month of them. */
  const small = { storedBytes: 1e11, objects: 1e6, smallBytes: 1e11, smallObjects: 1e6 };
  const long = { standardDays: 30, infrequentDays: 365, archiveDays: 0 };

  test("they stay in Standard to the end unless a rule moves them", () => {
    const bill = billOf(s3, long, small);
    expect(bill["Storage, Standard"]).toBeCloseTo((100 * 395 * 0.023) / MONTH_DAYS, 6);
    expect(bill["Moves to Infrequent Access"]).toBe(0);
  });

  test("moved to Infrequent Access they are billed as 128 KB, and 1e-5 USD each is back after 14 months", () => {
    const bill = billOf(s3, { ...long, smallObjects: "move" }, small);
    expect(bill["Storage, Infrequent Access"]).toBeCloseTo((128 * 365 * 0.0125) / MONTH_DAYS, 6);
    const savedAMonth = 100 * 0.023 - 128 * 0.0125;
    expect((bill["Moves to Infrequent Access"] ?? 0) / savedAMonth).toBeCloseTo(14.3, 1);
  });

  test("in Deep Archive 40 KB come on top of each, and 5e-5 USD is back after 25 months", () => {
    const deep = { standardDays: 30, infrequentDays: 0, archiveDays: 0, deepDays: 365, smallObjects: "move" };
    const bill = billOf(s3, deep, small);
    const months = 365 / MONTH_DAYS;
    const before = 100 * 0.023 * months;
    const after = (bill["Storage, Deep Archive"] ?? 0) + (bill["Storage, Standard"] ?? 0) - (100 * 30 * 0.023) / MONTH_DAYS;
    expect((bill["Moves to Deep Archive"] ?? 0) / ((before - after) / months)).toBeCloseTo(25, 0);
  });
});

test("D36 what goes on before its least stay is billed for that", () => {
  const settings = { standardDays: 30, infrequentDays: 0, archiveDays: 10, deepDays: 10 };
  const bill = billOf(s3, settings, { storedBytes: 1e12 });
  expect(bill["Storage, Glacier Flexible"]).toBeCloseTo((1000 * 90 * 0.0036) / MONTH_DAYS, 6);
  expect(bill["Storage, Deep Archive"]).toBeCloseTo((1000 * 180 * 0.00099) / MONTH_DAYS, 6);
});

test("D36 reading back is paid by the GB of each class", () => {
  const bill = billOf(s3, {}, { infrequentReadBytes: 1e9, instantReadBytes: 1e9, glacierReadBytes: 1e9, deepReadBytes: 1e9 });
  expect(bill["Read back from Infrequent Access"]).toBeCloseTo(0.01, 9);
  expect(bill["Read back from Glacier Instant"]).toBeCloseTo(0.03, 9);
  expect(bill["Restored from Glacier Flexible"]).toBeCloseTo(0.01, 9);
  expect(bill["Restored from Deep Archive"]).toBeCloseTo(0.02, 9);
});

test("the headline says how long objects stay", () => {
  expect(headlineOf(s3, {})).toBe("30 days standard · kept 365 days");
});

test("Infrequent Access before 30 days is refused, as S3 does", () => {
  expect(refusalsOf(s3, { standardDays: 7 })[0]).toContain("s.standardDays S3 moves objects to Infrequent Access after 30 days");
  expect(refusalsOf(s3, { standardDays: 7, infrequentDays: 0 })).toEqual([]);
  expect(refusalsOf(s3, { putMedianMs: 300 })[0]).toContain("s.putP99Ms");
});
