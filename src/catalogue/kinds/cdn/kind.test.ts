import { expect, test } from "vitest";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { cdnKind } from "./kind.ts";

test("the headline says how many edges there are, and for how long they keep", () => {
  expect(headlineOf(cdnKind, {})).toBe("4 edges · max-age 60 s");
});

test("what goes out is paid by tiers, as the price list's own examples come to", () => {
  const usd = (gigabytes: number): number =>
    cdnKind.prices
      .filter(({ unit }) => unit === "GB")
      .reduce((sum, line) => sum + line.quantity({ bytesOut: gigabytes * 1e9 }, {} as never) * (line.unitPriceUsd({} as never) ?? 0), 0);
  expect(usd(10_240)).toBeCloseTo(870.4, 6);
  expect(usd(10_240 + 40_960) - usd(10_240)).toBeCloseTo(3276.8, 6);
});
