import { expect, test } from "vitest";
import { defaults } from "../../fields/settings.ts";
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

test("the machine decides the memory: what leaves no room for a record is refused, what leaves little is advised against", () => {
  const props = { ...defaults(streamWorker), baseMemoryMb: 4000 };
  expect(streamWorker.check?.({ ...props, recordMemoryKb: 400_000 })).toEqual([
    { field: "instance", message: "Before any record 4 GB are taken of 4.29 GB: not one record fits. Take a machine with more memory." },
  ]);
  expect(streamWorker.check?.({ ...props, recordMemoryKb: 400_000, instance: "m5.large" })).toEqual([]);
  const advice = (memoryPeakBytes: number, memoryKills: number) => streamWorker.advise?.(props, { memoryPeakBytes, memoryKills }, 60);
  expect(advice(3e9, 0)).toEqual([]);
  expect(advice(4e9, 0)?.[0]).toMatchObject({
    field: "instance",
    message: expect.stringMatching(/^An instance held 4 GB of 4.29 GB at its peak\./),
  });
  expect(advice(4e9, 3)?.[0]).toMatchObject({ field: "maxPollRecords", message: expect.stringMatching(/^3 times an instance was killed/) });
});

test("the headline says how it commits", () => {
  expect(headlineOf(streamWorker, { instances: 2, workTime: { constant: 5 }, commit: "auto" })).toMatch(
    /^2 instances · .*5.* · auto-commit$/,
  );
});
