import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { redis } from "./kind.ts";

test("a node is paid around the clock", () => {
  expect(billOf(redis, {})["Node"]).toBeCloseTo(730 * 0.156, 6);
  expect(billOf(redis, { replicas: 2 })["Node"]).toBeCloseTo(3 * 730 * 0.156, 6);
});

test("the headline says how much it holds and for how long", () => {
  expect(headlineOf(redis, {})).toBe("100 k lists · expires after 60 s");
  expect(headlineOf(redis, { ttlMs: null })).toBe("100 k lists · no expiry");
});
