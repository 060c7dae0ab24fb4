import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { rateLimiter } from "./kind.ts";

test("instances are paid around the clock, and the headline says the limit", () => {
  expect(billOf(rateLimiter, { instances: 3 })["Instances"]).toBeCloseTo(3 * 730 * 0.096, 6);
  expect(headlineOf(rateLimiter, {})).toBe("10,000 calls in 1 s · token bucket");
  expect(headlineOf(rateLimiter, { algorithm: "fixed-window", windowMs: 60_000, limit: 5 })).toBe("5 calls in 60 s · fixed window");
});
