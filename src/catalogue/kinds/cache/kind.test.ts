import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { cacheKind } from "./kind.ts";

test("no machine is named, so its price is unknown", () => {
  expect(billOf(cacheKind, {})).toEqual({ "Cache nodes": null });
});

test("hits and misses leave by ports of their own", () => {
  expect(cacheKind.ports.filter((port) => port.direction === "out").map((port) => port.id)).toEqual(["hit", "miss"]);
});

test("the headline says how much it holds", () => {
  expect(headlineOf(cacheKind, {})).toBe("1,000 items · LRU");
});
