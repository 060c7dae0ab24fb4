import { expect, test } from "vitest";
import { Alarm } from "./alarm.ts";
import type { AlarmRule } from "./alarm.ts";

const RULE: AlarmRule = { evaluationPeriods: 3, datapointsToAlarm: 3, missingData: "missing" };

/** States after each of these values, with a threshold of 1; null is a period without a value. */
function states(values: readonly (number | null)[], rule: Partial<AlarmRule> = {}): string {
  const alarm = new Alarm({ ...RULE, ...rule });
  const letters = { ok: "o", alarm: "A", "insufficient-data": "-" };
  return values.map((value) => (alarm.take(value, 1), letters[alarm.state])).join("");
}

test("three bad periods in a row are an alarm, two are none, and a good one ends it (V3)", () => {
  expect(states([0, 2, 2, 0, 2, 2, 2, 2, 0])).toBe("ooooooAAo");
  expect(states([1, 1, 1])).toBe("ooo");
});

test("two of three bad periods are enough where that is asked, in any order (V3)", () => {
  expect(states([0, 2, 0, 2, 0, 0], { datapointsToAlarm: 2 })).toBe("oooAoo");
});

test("what a period without a value counts as decides (V3)", () => {
  const gone = [2, 2, 2, null, null, null, 0];
  expect(states(gone)).toBe("ooAoo-o");
  expect(states(gone, { missingData: "ignore" })).toBe("ooAAAAo");
  expect(states(gone, { missingData: "breaching" })).toBe("ooAAAAo");
  expect(states(gone, { missingData: "not-breaching" })).toBe("ooAoooo");
  expect(states([null, null, null], { missingData: "breaching" })).toBe("ooA");
  expect(states([null, null, null])).toBe("---");
});
