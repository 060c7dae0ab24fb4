import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { looker } from "./kind.ts";

test("the platform and its seats are paid by the month", () => {
  const bill = billOf(looker, { viewerSeats: 10, standardSeats: 2, developerSeats: 1 });
  expect(bill).toEqual({ Platform: 5000, Viewers: 300, "Standard users": 120, Developers: 120 });
});

test("its headline says how long results are kept", () => {
  expect(headlineOf(looker, {})).toBe("40 viewers · results for 1 h");
  expect(headlineOf(looker, { cacheMs: 0 })).toBe("40 viewers · no results kept");
});
