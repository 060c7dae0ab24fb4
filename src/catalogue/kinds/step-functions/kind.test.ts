import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { stepFunctions } from "./kind.ts";

test("a try of a step is a transition, of which 4,000 a month are free", () => {
  expect(billOf(stepFunctions, {}, { taskTries: 4000 })).toEqual({ "State transitions": 0 });
  expect(billOf(stepFunctions, {}, { taskTries: 104_000 })["State transitions"]).toBeCloseTo(2.5, 9);
});

test("the headline says how often a step is tried again", () => {
  expect(headlineOf(stepFunctions, { retries: 3 })).toBe("every 1 h · 3 retries of a state");
});
