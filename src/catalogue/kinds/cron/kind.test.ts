import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { cron } from "./kind.ts";

test("it costs its machine", () => {
  expect(billOf(cron, {}).Machine).toBeCloseTo(30.37, 2);
});

test("the headline says that it keeps nothing", () => {
  expect(headlineOf(cron, { everyMs: 86_400_000, offsetMs: 7_200_000 })).toBe("every day · no states, no retries");
  expect(refusalsOf(cron, { everyMs: 60_000, offsetMs: 60_000 }).join()).toContain("offset");
});
