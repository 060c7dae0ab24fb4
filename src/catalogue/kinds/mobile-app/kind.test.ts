import { expect, test } from "vitest";
import { headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { mobileApp } from "./kind.ts";

test("the headline says when the SDK sends", () => {
  expect(headlineOf(mobileApp, {})).toBe("sends every 15 s or 10 events");
  expect(headlineOf(mobileApp, { flushIntervalMs: 60_000, flushEvents: 50 })).toBe("sends every 60 s or 50 events");
});

test("a p99 below the median is refused where it stands", () => {
  expect(refusalsOf(mobileApp, { networkMedianMs: 900 })).toEqual([
    "s.networkP99Ms A p99 of 800 ms cannot be below its median of 900 ms. Raise it, or lower the median.",
  ]);
});
