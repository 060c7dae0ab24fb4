import { expect, test } from "vitest";
import { HitStretches } from "./hit-stretches.ts";

const HOUR_MS = 3_600_000;

test("half a day is cut into hours, and choices stand where they were made", () => {
  const stretches = new HitStretches(0, 12 * HOUR_MS - 1);
  for (let user = 0; user < 400; user++) stretches.add(3 * HOUR_MS + user * 1000, user, user % 2 === 0, user % 4 === 0);
  stretches.add(5 * HOUR_MS, 1, false, false);
  const all = stretches.all();
  expect(all).toHaveLength(12);
  const { ci95, ...third } = all[3]!;
  expect(third).toEqual({ fromMs: 3 * HOUR_MS, untilMs: 4 * HOUR_MS, judged: 400, withList: 200, hits: 100, recallAt10: 0.25 });
  expect(ci95![0]).toBeLessThan(0.25);
  expect(ci95![0]).toBeGreaterThan(0.1);
  expect(ci95![1]).toBeGreaterThan(0.25);
  // One choice is no interval, and no choice no share.
  expect(all[5]).toMatchObject({ judged: 1, recallAt10: 0, ci95: null });
  expect(all[6]).toMatchObject({ judged: 0, recallAt10: null, ci95: null });
});

test.each([
  [0, 10 * 60_000, 11, 60_000],
  [20 * 60_000, 6 * HOUR_MS, 13, 30 * 60_000],
  [7 * HOUR_MS, 31 * HOUR_MS, 13, 2 * HOUR_MS],
  [0, 60 * 24 * HOUR_MS, 16, 96 * HOUR_MS],
])("from %i to %i ms there are %i stretches of %i ms", (fromMs, untilMs, count, lengthMs) => {
  const all = new HitStretches(fromMs, untilMs).all();
  expect(all).toHaveLength(count);
  expect(all[0]!.untilMs - all[0]!.fromMs).toBe(lengthMs);
  expect(all[0]!.fromMs).toBeLessThanOrEqual(fromMs);
  expect(all.at(-1)!.untilMs).toBeGreaterThan(untilMs);
});
