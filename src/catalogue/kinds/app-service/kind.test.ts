import { expect, test } from "vitest";
import type { Settings } from "../../../design/types.ts";
import { appServiceKind } from "./kind.ts";
import { parseSettings } from "../../fields/settings.ts";
import { billOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";

/** Keys of four letters, each of the run standing for a thousand: 14,776, of which 2,000 are taken. */
const TIGHT = { keyLetters: 4 };

test("what becomes of a key that is taken decides whether links go wrong", () => {
  const retry = shortLinks({ app: TIGHT }).items;
  expect([retry.wrong, retry.lost, retry.repeatedKeys]).toEqual([0, 0, 0]);
  const error = shortLinks({ app: { ...TIGHT, keyTaken: "error" }, clients: { retries: 0 } });
  expect(error.refused).toBeGreaterThan(20);
  const overwrite = shortLinks({ app: { ...TIGHT, keyTaken: "overwrite" } }).items;
  expect(overwrite.wrong).toBeGreaterThan(0);
  expect(overwrite.lost).toBeGreaterThan(20);
  const existing = shortLinks({ app: { ...TIGHT, keyTaken: "existing" } }).items;
  expect(existing.repeatedKeys).toBeGreaterThan(20);
});

test("more letters make room: with seven hardly any random key is taken", () => {
  expect(shortLinks({ app: { keyLetters: 7, keyTaken: "error" }, clients: { retries: 0 } }).refused).toBe(0);
});

test("a thread waits for the store, so a slow store uses few threads up", () => {
  const slow = { db: { readTime: { constant: 200 }, cores: 64, connections: 500 } };
  expect(shortLinks({ ...slow, app: { threads: 100 } }).refused).toBe(0);
  expect(shortLinks({ ...slow, app: { threads: 2, lineLimit: 5 }, clients: { retries: 0 } }).refused).toBeGreaterThan(500);
});

test("instances are paid for the hours they stood: all of them, or what came and went (Q24)", () => {
  expect(billOf(appServiceKind, { instances: 3 })["Instances"]).toBeCloseTo(3 * 730 * 0.096, 6);
  expect(billOf(appServiceKind, { instances: 3, scalesBy: "busy" }, { instanceHours: 1000 })["Instances"]).toBeCloseTo(96, 6);
});

test("settings that cannot be meant are refused, and those that rarely are warned of", () => {
  expect(refusalsOf(appServiceKind, { instances: 9, scalesBy: "calls" })).toHaveLength(1);
  const advised = (settings: Settings): readonly string[] => {
    const props = parseSettings(appServiceKind, settings, "s");
    return props.ok ? (appServiceKind.advise?.(props.value, {}, 0) ?? []).map(({ field }) => field) : ["refused"];
  };
  expect(advised({})).toEqual([]);
  expect(advised({ instances: 4, deployBatch: 4 })).toEqual(["deployBatch"]);
  expect(advised({ instances: 4, deployBatch: 4, deployNewFirst: true })).toEqual([]);
  expect(advised({ scalesBy: "busy", cooldownMs: 10_000, startMs: 60_000 })).toEqual(["cooldownMs"]);
});
