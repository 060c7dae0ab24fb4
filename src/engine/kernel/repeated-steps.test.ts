import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { lastStepBefore } from "./repeated-steps.ts";

function oneByOne(before: number, from: number, stepMs: number): number {
  let at = from;
  while (at + stepMs < before) at += stepMs;
  return at;
}

describe("steps of a clock nobody looked at", () => {
  test("all at once they end where additions one by one end, to the bit (E12)", () => {
    const random = createStream(1, "steps");
    const steps = [1, 5, 100, 500, 5000, 0.1, 33.3];
    for (let i = 0; i < 4000; i++) {
      const stepMs = steps[random.nextBelow(steps.length)];
      const from = random.nextUniform() * [1, 1000, 2 ** 20, 2 ** 33][random.nextBelow(4)];
      const before = from + random.nextUniform() * stepMs * 3000;
      expect(lastStepBefore(before, from, stepMs)).toBe(oneByOne(before, from, stepMs));
    }
  });

  test("a step that ends just where it must not is not taken, and none backwards", () => {
    expect(lastStepBefore(1500, 0, 500)).toBe(1000);
    expect(lastStepBefore(1500.1, 0, 500)).toBe(1500);
    expect(lastStepBefore(0, 700, 500)).toBe(700);
  });

  test("half a year of half seconds is a matter of some forty steps", () => {
    expect(lastStepBefore(2e10, 0.3, 500)).toBeCloseTo(2e10 - 500, -3);
  });
});
