import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { modelTrainingKind } from "./kind.ts";

test("machines are paid while they train", () => {
  expect(billOf(modelTrainingKind, {}, { trainingHours: 10 })["Machines while training"]).toBeCloseTo(2.3, 9);
});

test("the headline says when it trains, and a training that would never begin is refused", () => {
  expect(headlineOf(modelTrainingKind, {})).toBe("every 10 k events · 32 dimensions");
  expect(modelTrainingKind.check?.({ everyEvents: null, everyMs: null } as never)).toHaveLength(1);
});
