import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { constant } from "../../base/sampler.ts";
import { ComputeSessions } from "./compute-sessions.ts";
import { ScaledSlots } from "./scaled-slots.ts";

const sessions = (afterMs: number, resumeMs: number, eachWakePays = false, untilMs = Infinity): ComputeSessions =>
  new ComputeSessions({ afterMs, resume: constant(resumeMs), leastBilledMs: 60_000, eachWakePays }, createStream(1, "x"), untilMs);

test("H5 machines that sleep make the first query wait, and are paid from there until they sleep again, a minute at least", () => {
  const compute = sessions(10_000, 1500);
  expect(compute.billedMs).toBe(0);
  expect(compute.wake(5000)).toBe(6500);
  compute.work(7000);
  expect(compute.billedMs).toBe(60_000);
  // Ten seconds after the end of the work they still are awake.
  expect(compute.wake(17_000)).toBe(17_000);
  compute.work(90_000);
  expect(compute.billedMs).toBe(95_000);
  expect(compute.wake(100_001)).toBe(101_501);
  compute.work(102_000);
  expect([compute.billedMs, compute.wakes]).toEqual([95_000 + 60_000, 2]);
});

test("H5 a minute that is paid is not paid again for what comes within it, unless each wake pays", () => {
  const paid = [false, true].map((eachWakePays) => {
    const compute = sessions(0, 0, eachWakePays);
    for (let at = 0; at < 50_000; at += 10_000) {
      compute.wake(at);
      compute.work(at + 1000);
    }
    return [compute.billedMs, compute.wakes];
  });
  expect(paid).toEqual([
    [60_000, 5],
    [300_000, 5],
  ]);
  // Asked every ten seconds for an hour: no more than the hour, and nothing between two minutes is left out that was paid.
  const compute = sessions(0, 0);
  for (let at = 0; at < 3_600_000; at += 10_000) {
    compute.wake(at);
    compute.work(at + 1000);
  }
  expect(compute.billedMs).toBeLessThanOrEqual(3_600_000);
  expect(compute.billedMs).toBeGreaterThan(0.8 * 3_600_000);
});

test("H5 what is worked off after production is left out of the bill", () => {
  const compute = sessions(300_000, 0, false, 1_000_000);
  compute.wake(900_000);
  compute.work(950_000);
  expect(compute.billedMs).toBe(100_000);
  compute.wake(1_500_000);
  compute.work(1_900_000);
  expect([compute.billedMs, compute.wakes]).toEqual([100_000, 2]);
});

test("H5 work side by side is paid once", () => {
  const compute = sessions(0, 0);
  compute.wake(0);
  compute.work(100_000);
  compute.wake(50_000);
  compute.work(80_000);
  expect(compute.billedMs).toBe(100_000);
});

test("H6 a cluster comes to help once a query waits, takes what would begin later, and is paid while a query runs on it", () => {
  const slots = new ScaledSlots(1, { clusters: 1, readyMs: 1000 });
  expect(slots.run(0, 10_000)).toEqual({ doneAt: 10_000, waitMs: 0 });
  expect(slots.helping).toBe(0);
  expect(slots.run(100, 500)).toEqual({ doneAt: 1600, waitMs: 1000 });
  expect(slots.run(200, 500)).toEqual({ doneAt: 2100, waitMs: 1400 });
  expect([slots.helping, slots.helpedMs]).toEqual([1, 1000]);
  expect(slots.run(2000, 20_000).doneAt).toBe(22_100);
  expect(slots.run(2000, 1).doneAt).toBe(10_001);
  expect([slots.helping, slots.helpedMs]).toEqual([1, 21_000]);
});

test("H6 without helpers a query waits for a slot of the cluster", () => {
  const slots = new ScaledSlots(1, null);
  slots.occupy(0, 5000);
  expect(slots.run(100, 10)).toEqual({ doneAt: 5010, waitMs: 4900 });
});
