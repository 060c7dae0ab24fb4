import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import type { ShortLinks } from "../../../../test/support/short-links.ts";
import type { Settings } from "../../../design/types.ts";
import { dynamodbItems } from "./kind.ts";

type Options = NonNullable<Parameters<typeof shortLinks>[1]>;
const NEAR = { roundTripMedianMs: 1, roundTripP99Ms: 2, newShare: 0 };
const table = (db: Settings, options: Options = {}, app: Settings = {}): ShortLinks =>
  shortLinks({ db, app, clients: NEAR }, { ...options, store: "dynamodb-items" });

test("Q51: a third of eventual reads asks a copy that is up to a second behind; strong reads never miss", () => {
  const behind = ({ items }: ShortLinks): number => items.missing + items.stale;
  expect(behind(table({}))).toBeGreaterThan(5);
  expect(behind(table({ reads: "strong" }))).toBe(0);
});

test("Q51: a conditional put refuses the second link of a key, so nobody is led astray", () => {
  const { items } = table({ reads: "strong" }, { perSecond: 100 }, { keyLetters: 4 });
  expect([items.wrong, items.lost, items.repeatedKeys]).toEqual([0, 0, 0]);
});

test("Q51: a hot key gets 3,000 read units a second whatever the table is granted", () => {
  const hot = { mix: { read: 1, insert: 0, write: 0, delete: 0 }, popularity: { s: 3, q: 0 }, fresh: { share: 0, meanAgeMs: 1000 } };
  const requests = { ...hot, itemBytes: { p50: 40_000, p99: 60_000 } };
  const db = { capacity: "provisioned", readUnits: 100_000, reads: "strong", retries: 0 };
  const { storeRemarks, refused, asked } = table(db, { requests, perSecond: 600 });
  expect(storeRemarks.join(" ")).toContain("its ceiling is 3000 units/s");
  // Most ask for one key, and each of these reads takes ten units.
  expect(refused / asked).toBeGreaterThan(0.05);
});

test("provisioned capacity is what was bought, and what was not used of five minutes", () => {
  const requests = { mix: { read: 1, insert: 0, write: 0, delete: 0 }, fresh: { share: 0, meanAgeMs: 1000 } };
  const { storeReads } = table({ capacity: "provisioned", readUnits: 1, retries: 0 }, { requests });
  // 300 s of one unit, and one a second for a minute: twice as many eventual reads.
  expect(storeReads).toBeLessThan(2 * 372);
  expect(storeReads).toBeGreaterThan(2 * 340);
});

test("a zone that is lost takes no writes of a third of the partitions until there is a leader", () => {
  const faults = [{ fault: "zone-loss", part: "db", atMs: 20_000, durationMs: 30_000, index: 0 }];
  const { refused, items } = table({ retries: 0 }, { faults, requests: { mix: { read: 0, insert: 1, write: 0, delete: 0 } } });
  expect(refused).toBeGreaterThan(20);
  expect(items.lost).toBe(0);
});

test("units are paid by the million, storage by what lies there", () => {
  const bill = billOf(dynamodbItems, {}, { writeUnits: 2e6, readUnits: 4e6 });
  expect(bill["Writes on demand"]).toBeCloseTo(1.25, 6);
  expect(bill["Reads on demand"]).toBeCloseTo(0.5, 6);
});
