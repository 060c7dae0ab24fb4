import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { constant, exponential } from "../../src/base/sampler.ts";
import { meanInterval } from "../../src/base/statistics.ts";
import type { CrowdSpec } from "../../src/engine/sources/crowd.ts";
import { itemRun, sums } from "../support/item-run.ts";
import { meanValues } from "../support/mean-values.ts";

const SEEDS = 20;
const DURATION_MS = 100_000;
const ROUND_TRIP_MS = 30;
const WORK_MS = 20;

/** Reads of one service with one thread; the store and the network only delay, as far as they do anything. */
function measured(crowd: CrowdSpec, seed: number, perSecond = 10) {
  const run = itemRun(
    {
      clients: {
        crowd,
        sessionsPerSecond: perSecond,
        mix: { read: 1, insert: 0, write: 0, delete: 0 },
        roundTrip: constant(ROUND_TRIP_MS),
      },
      app: { threads: 1, work: exponential(WORK_MS) },
      store: { read: constant(0), probeMs: 0 },
    },
    { seed, durationMs: DURATION_MS },
  );
  const { asked, answered, notFound, refused } = sums(run);
  expect(refused).toEqual({});
  expect(asked).toBe(answered + notFound);
  return { perMs: answered / DURATION_MS, responseMs: must(run.run.desk.endpoints[0].responses.whole.mean, "responses"), asked };
}

const inside = (values: readonly number[], theory: number, what: string): void => {
  const { mean, halfWidth } = meanInterval(values, 99);
  expect(Math.abs(mean - theory), `${what}: ${mean} ± ${halfWidth}, theory ${theory}`).toBeLessThanOrEqual(halfWidth as number);
};

test.each([
  [5, 470, exponential(470)],
  [20, 470, exponential(470)],
  [20, 470, constant(470)],
  [40, 470, exponential(470)],
])(
  "%d people who ask, wait and think %d ms: throughput and response are those of exact mean value analysis (Q26)",
  (people, thinkMs, think) => {
    const theory = meanValues(people, thinkMs + ROUND_TRIP_MS, [WORK_MS]);
    const runs = Array.from({ length: SEEDS }, (_, seed) => measured({ is: "people", people, think }, seed + 1));
    inside(
      runs.map(({ perMs }) => perMs),
      theory.perMs,
      "throughput",
    );
    inside(
      runs.map(({ responseMs }) => responseMs - ROUND_TRIP_MS),
      theory.responseMs,
      "response",
    );
    // N = X (R + Z) of what the books say, but for how a run begins and ends.
    const { mean } = meanInterval(
      runs.map(({ perMs, responseMs }) => perMs * (responseMs + thinkMs)),
      99,
    );
    expect(Math.abs(mean - people)).toBeLessThan(0.02 * people);
  },
);

test("sessions bring as many requests as were said, in runs of so many, and people who wait ask less often (Q26)", () => {
  const sessions = (thinkMs: number) =>
    Array.from({ length: SEEDS }, (_, seed) => measured({ is: "sessions", meanRequests: 5, think: exponential(thinkMs) }, seed + 1).asked);
  inside(sessions(10), (10 * DURATION_MS) / 1000, "requests");
  const alone = Array.from(
    { length: SEEDS },
    (_, seed) => measured({ is: "sessions", meanRequests: 1, think: exponential(10) }, seed + 1).asked,
  );
  inside(alone, (10 * DURATION_MS) / 1000, "requests of sessions of one");
  // A session of five with thinking of 25 s is not over when the run is: what comes is less.
  expect(Math.max(...sessions(25_000))).toBeLessThan(900);
});
