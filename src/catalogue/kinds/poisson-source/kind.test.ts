import { expect, test } from "vitest";
import { headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { poissonSourceKind } from "./kind.ts";

test("the names outside checks use are fields, and a count or a duration may be left out", () => {
  expect(refusalsOf(poissonSourceKind, { ratePerSecond: 50, records: 1000, keys: 10, zipf: 0.99, bytes: 64 })).toEqual([]);
  expect(refusalsOf(poissonSourceKind, { ratePerSecond: 50, records: null, durationMs: 60_000 })).toEqual([]);
});

test("the headline says rate, law and number", () => {
  expect(headlineOf(poissonSourceKind, {})).toBe("100/s Poisson");
  expect(headlineOf(poissonSourceKind, { ratePerSecond: 20_000, arrivals: "constant", records: 1_000_000 })).toBe(
    "20 k/s constant · 1 M records",
  );
});
