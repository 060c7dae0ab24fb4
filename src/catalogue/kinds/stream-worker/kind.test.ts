import { expect, test } from "vitest";
import { defaults } from "../../settings.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { streamWorker } from "./kind.ts";

test("every instance is paid for, by its machine", () => {
  expect(billOf(streamWorker, { instances: 4, instance: "m5.large" }).Instances).toBeCloseTo(4 * 730 * 0.096, 6);
  expect(billOf(streamWorker, { instances: 1 }).Instances).toBeCloseTo(730 * 0.0416, 6);
});

test("a transaction belongs to the thread that polls, and a session needs two heartbeats", () => {
  const check = (settings: object) => streamWorker.check?.({ ...defaults(streamWorker), ...settings }).map(({ field }) => field);
  expect(check({ commit: "transactional", handOff: true })).toEqual(["handOff"]);
  expect(check({ sessionTimeoutMs: 6000, heartbeatMs: 4000 })).toEqual(["heartbeatMs"]);
  expect(check({})).toEqual([]);
});

test("the headline says how it commits", () => {
  expect(headlineOf(streamWorker, { instances: 2, workTime: { constant: 5 }, commit: "auto" })).toMatch(
    /^2 instances · .*5.* · auto-commit$/,
  );
});
