import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { defaults } from "../../fields/settings.ts";
import { sagemakerNotebook } from "./kind.ts";

test("hours that machines ran are paid by their size, idle ones too", () => {
  expect(billOf(sagemakerNotebook, {}, { instanceHours: 200, idleHours: 190 })).toEqual({
    "Instances, idle hours too": expect.closeTo(10, 9),
  });
  expect(billOf(sagemakerNotebook, { instance: "ml.m5.2xlarge" }, { instanceHours: 200 })["Instances, idle hours too"]).toBeCloseTo(
    92.2,
    9,
  );
});

test("machines that idle for most of their hours and are never stopped are told", () => {
  const props = defaults(sagemakerNotebook);
  const used = { instanceHours: 10, idleHours: 9 };
  expect(sagemakerNotebook.advise?.(props, used, 3600).map(({ field }) => field)).toEqual(["idleMs"]);
  expect(sagemakerNotebook.advise?.({ ...props, idleMs: 600_000 }, used, 3600)).toEqual([]);
  expect(sagemakerNotebook.advise?.(props, { instanceHours: 10, idleHours: 2 }, 3600)).toEqual([]);
});

test("its headline says who and on what", () => {
  expect(headlineOf(sagemakerNotebook, {})).toBe("20 people · ml.t3.medium");
});
