import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { pastes } from "../../../../test/support/pastes.ts";
import { s3Objects } from "./kind.ts";

test("a read brings what was stored, also after changes and deletes, and the database holds metadata only (Q16)", () => {
  const { items, stored } = pastes({});
  const { right, wrong, missing, stale, lost } = items;
  expect(right).toBeGreaterThan(1000);
  expect([wrong, missing, stale, lost]).toEqual([0, 0, 0, 0]);
  expect(stored("db")).toBeLessThan(0.1 * stored("texts"));
});

test("a database that dies with the newest rows leaves their contents behind, and they count as lost", () => {
  const faults = [{ fault: "crash", part: "db", atMs: 30_000, durationMs: 25_000, index: 0 }];
  expect(pastes({ db: { lagMedianMs: 1000, lagP99Ms: 3000, failoverMs: 5000 } }, { faults }).items.lost).toBeGreaterThan(3);
});

test("while the objects are out of reach nothing is stored or read; beyond the rate of the prefixes it says 503", () => {
  const faults = [{ fault: "outage", part: "texts", atMs: 20_000, durationMs: 10_000 }];
  const away = pastes({}, { faults });
  expect(away.refusedBy["object store away"]).toBeGreaterThan(300);
  expect(away.items.lost).toBe(0);
});

test("what lies there is paid by the GB, before and after", () => {
  const bill = billOf(s3Objects, {}, { storedBytes: 1e12, stockBytes: 2e12 });
  expect(bill["Storage, Standard"]).toBeCloseTo(3000 * 0.023, 6);
});
