import { expect, test } from "vitest";
import { callRun, Callers } from "../../../test/support/call-run.ts";
import { constant } from "../../base/sampler.ts";
import { ONE_ATTEMPT } from "../calls/call-policy.ts";
import { Simulation } from "../kernel/simulation.ts";
import type { Strike } from "../part/part.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { CallService } from "./call-service.ts";

const spec = { queueLimit: 100, asks: "one", policy: ONE_ATTEMPT, keepsDeadline: false } as const;
const NO_LIMIT = 1e9;

/** Ten clients who call at 0, 10 ms after each reply; two threads hold 1 + 40 ms each. `strikes` reach the front. */
function struck(strikes: readonly (Strike & { readonly atMs: number })[], durationMs = 1000) {
  const run = callRun(1, durationMs);
  const [into, on] = [new RowQueue("into"), new RowQueue("on")];
  const callers = new Callers("callers", run, into, { load: { clients: 10, think: constant(10) } });
  const front = new CallService("front", run, { calls: [into], asked: [on] }, { ...spec, threads: 2, work: constant(1) });
  const back = new CallService("back", run, { calls: [on], asked: [] }, { ...spec, threads: NO_LIMIT, work: constant(40) });
  const stages = [callers, front, back].map((node) => ({ node, upstream: [], inputEmpty: () => true }));
  const schedule = strikes.map((strike) => ({ atMs: strike.atMs, apply: (at: number) => front.strike(strike, at) }));
  const options = { windowMs: 500, sampleMs: 1e6, durationMs, endMs: 1e6, schedule };
  const simulation = new Simulation(stages, options);
  while (simulation.now < durationMs || run.desk.calls.open > 0) simulation.step();
  return { callers, front, back, calls: run.desk.calls };
}

test("a crash breaks off what has a thread and what waits for one; the work behind goes on, and threads are free again (Q3, Q6)", () => {
  const { callers, front, back, calls } = struck([{ fault: "crash", atMs: 220, durationMs: 100 }]);
  // Two had their replies at 215 and think until 225.
  expect(callers.failures.get("front: service crashed")).toBe(8);
  expect(front.remarks[0]).toMatchObject({ code: "crash", facts: { downMs: 100, brokenRequests: 8 } });
  // Until 320: the eight every 10 ms from 230 on, the two from 225 on.
  expect(callers.failures.get("front: service down")).toBe(8 * 9 + 2 * 10);
  // Two calls were with the tier behind: they were worked on to the end.
  expect(back.meter.departures).toBe(back.meter.arrivals);
  expect(front.meter.departures).toBe(callers.responsesMs.length);
  expect(back.meter.arrivals).toBe(front.meter.departures + 2);
  expect([calls.open, front.asking.underWay, front.isDown(319), front.isDown(320)]).toEqual([0, 0, true, false]);
  // Two at a time for 41 ms each: ten by 215, and on from 320.
  expect(callers.responsesMs.slice(0, 4)).toEqual([41, 41, 82, 82]);
  expect(callers.responsesMs.slice(10, 14)).toEqual([41, 41, 82, 82]);
});

test("slow: work begun in the spell takes so many times as long", () => {
  const { callers } = struck(
    [
      { fault: "slow", atMs: 0, durationMs: 5, amount: 9 },
      { fault: "slow", atMs: 6, durationMs: 10, amount: 9 },
    ],
    12,
  );
  // The first two begin at 10, in the second spell, with 9 ms of work; the next begin at 59.
  expect(callers.responsesMs.slice(0, 4)).toEqual([49, 49, 90, 90]);
});
