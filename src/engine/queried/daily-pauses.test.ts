import { expect, test } from "vitest";
import { DailyPauses } from "./daily-pauses.ts";
import type { PauseSpec } from "./daily-pauses.ts";

const HOUR_MS = 3_600_000;
const NIGHT: PauseSpec = { atMs: 20 * HOUR_MS, resumeAtMs: 6 * HOUR_MS, pausingMs: HOUR_MS / 4, resumingMs: HOUR_MS / 4 };
/** Begun at noon of a day, UTC. */
const noon = (durationMs: number, spec: Partial<PauseSpec> = {}): DailyPauses =>
  new DailyPauses({ ...NIGHT, ...spec }, { epochMs: Date.UTC(2026, 2, 5, 12), durationMs });

test("a cluster paused at eight answers again a quarter after six, and is paid for a quarter of an hour of the night (H10)", () => {
  const pauses = noon(48 * HOUR_MS);
  expect(pauses.nextMs).toBe(8 * HOUR_MS);
  expect(pauses.begin(8 * HOUR_MS - 1)).toBe(0);
  expect(pauses.begin(8 * HOUR_MS)).toBe(10.25 * HOUR_MS);
  expect([pauses.nextMs, pauses.paidMs(24 * HOUR_MS)]).toEqual([32 * HOUR_MS, 14.25 * HOUR_MS]);
  // Half an hour after it is no longer paid.
  expect(pauses.paidMs(8.75 * HOUR_MS)).toBe(8.25 * HOUR_MS);
  pauses.begin(32 * HOUR_MS);
  expect([pauses.nextMs, pauses.paidMs(60 * HOUR_MS)]).toEqual([Infinity, 28.5 * HOUR_MS]);
});

test("a pause that production ends in counts up to there, and none begins after it (H10)", () => {
  const pauses = noon(10 * HOUR_MS);
  pauses.begin(8 * HOUR_MS);
  expect([pauses.paidMs(12 * HOUR_MS), pauses.nextMs]).toEqual([8.25 * HOUR_MS, Infinity]);
  expect(noon(8 * HOUR_MS).nextMs).toBe(Infinity);
});

test("it is resumed when it is paused at the earliest (H10)", () => {
  const pauses = noon(48 * HOUR_MS, { resumeAtMs: 20 * HOUR_MS + 60_000 });
  expect(pauses.begin(8 * HOUR_MS)).toBe(HOUR_MS / 2);
  expect(pauses.paidMs(20 * HOUR_MS)).toBe(20 * HOUR_MS);
});
