import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import type { ShortLinks } from "../../../../test/support/short-links.ts";
import type { Settings } from "../../../design/types.ts";
import { must } from "../../../base/assert.ts";
import { cassandraItems } from "./kind.ts";

type Options = NonNullable<Parameters<typeof shortLinks>[1]>;
const NEAR = { roundTripMedianMs: 1, roundTripP99Ms: 2, newShare: 0 };
const ring = (db: Settings, options: Options = {}, app: Settings = {}, clients: Settings = {}): ShortLinks =>
  shortLinks({ db, app, clients: { ...NEAR, ...clients } }, { ...options, store: "cassandra-items" });
const NODE_LOST = [{ fault: "crash", part: "db", atMs: 20_000, durationMs: 20_000, index: 1 }];
const meansMs = ({ result }: ShortLinks): number[] => Object.values(result.latency).map((each) => must(each, "times").meanMs ?? NaN);

test("Q50: QUORUM on both sides shows every acknowledged write, with a node lost too; ONE does not", () => {
  const amiss = (db: Settings): number => {
    const { items, refused } = ring({ nodes: 5, ...db }, { faults: NODE_LOST }, {}, { retries: 0 });
    return items.missing + items.stale + refused;
  };
  expect(amiss({})).toBe(0);
  expect(amiss({ writeLevel: "one", readLevel: "one" })).toBeGreaterThan(0);
});

test("Q50: ALL stops for the keys of a node that is lost, and what timed out is there all the same", () => {
  const all = ring({ writeLevel: "all" }, { faults: NODE_LOST }, { storeTimeoutMs: 10_000, storeRetries: 0 }, { retries: 0 });
  expect(all.refused).toBeGreaterThan(50);
  expect(all.items.lost).toBe(0);
  expect(all.storeRemarks.join(" ")).toContain("is there all the same");
});

test("Q50: the second of two inserts is refused by IF NOT EXISTS, and takes the place of the first without it", () => {
  const taken = (inserts: string): ShortLinks["items"] => ring({ inserts }, { perSecond: 100 }, { keyLetters: 4 }).items;
  const conditional = taken("conditional");
  expect([conditional.wrong, conditional.lost, conditional.repeatedKeys]).toEqual([0, 0, 0]);
  const overwriting = taken("overwriting");
  expect(overwriting.repeatedKeys).toBeGreaterThan(5);
  expect(overwriting.lost).toBeGreaterThan(5);
});

test("Q50: IF NOT EXISTS takes four rounds of a majority where a plain insert takes one", () => {
  const changes = { requests: { mix: { read: 0, insert: 1, write: 0, delete: 0 } } };
  const meanMs = (inserts: string): number => must(meansMs(ring({ inserts }, changes)).at(-1), "inserts");
  // Medians of the second of three: 1 ms for a write, 2 ms for a read.
  expect(meanMs("conditional") - meanMs("overwriting")).toBeGreaterThan(3);
});

test("nodes are paid by four vCPU, and copies by the way to other zones", () => {
  expect(billOf(cassandraItems, { nodes: 3, coresPerNode: 8 })["Nodes"]).toBeCloseTo(3 * 2 * 730 * 0.343, 6);
});
