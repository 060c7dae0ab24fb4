import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { druid } from "./kind.ts";

test("machines and disks are paid whether asked or not, deep storage by what is kept", () => {
  const bill = billOf(druid, { dataNodes: 3, dataNode: "m5.xlarge", retentionDays: 365 }, { storedBytes: 100e9 });
  expect(bill["Data nodes"]).toBeCloseTo(3 * 730 * 0.192, 6);
  expect(bill["Control nodes (m5.large)"]).toBeCloseTo(2 * 730 * 0.096, 6);
  expect(bill["Disk (gp3)"]).toBeCloseTo(3 * 200 * 0.08, 6);
  expect(bill["Deep storage (S3)"]).toBeCloseTo(100 * 12 * 0.023, 6);
});

test("ingestion may not take every core", () => {
  expect(refusalsOf(druid, { dataNodes: 1, dataNode: "m5.large", ingestTasks: 2 })).toEqual([
    "s.ingestTasks 2 ingestion tasks with copies leave none of 2 cores for queries. Use fewer tasks, or more or larger data nodes.",
  ]);
});

test("the headline says how wide it is", () => {
  expect(headlineOf(druid, {})).toBe("2 data nodes · 2 ingestion tasks · roll-up");
  expect(headlineOf(druid, { dataNodes: 1, ingestTasks: 1, rollup: false })).toBe("1 data node · 1 ingestion task");
});
