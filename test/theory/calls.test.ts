import { describe, expect, test } from "vitest";
import { constant, exponential, uniform } from "../../src/base/sampler.ts";
import type { Sampler } from "../../src/base/sampler.ts";
import { meanInterval } from "../../src/base/statistics.ts";
import { ONE_ATTEMPT } from "../../src/engine/calls/call-policy.ts";
import type { CallPolicy } from "../../src/engine/calls/call-policy.ts";
import { CallService } from "../../src/engine/requests/call-service.ts";
import type { CallServiceSpec } from "../../src/engine/requests/call-service.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { callRun, Callers, Coin, finish } from "../support/call-run.ts";
import type { CallersSpec } from "../support/call-run.ts";
import { meanValues } from "../support/mean-values.ts";

const SEEDS = 20;
const NO_LIMIT = 1e9;

const tier = (threads: number, work: Sampler, change: Partial<CallServiceSpec> = {}): CallServiceSpec => ({
  threads,
  work,
  queueLimit: NO_LIMIT,
  asks: { of: "all", need: NO_LIMIT },
  policy: ONE_ATTEMPT,
  keepsDeadline: false,
  ...change,
});

type Built = { readonly callers: Callers; readonly front: CallService; readonly back: readonly CallService[] };

/** Callers before a service that asks one or more others, each by a wire of its own. */
function tiers(
  load: CallersSpec,
  front: CallServiceSpec,
  back: readonly CallServiceSpec[],
  { seed = 1, durationMs = 100_000, warmupMs = 0, windowMs = 1000 } = {},
): Built {
  const run = callRun(seed, durationMs, warmupMs);
  const [into, ...on] = ["into", ...back.map((_, i) => `on ${i}`)].map((id) => new RowQueue(id));
  const callers = new Callers("callers", run, into, load);
  const first = new CallService("front", run, { calls: [into], asked: on }, front);
  const others = back.map((spec, i) => new CallService(`back ${i}`, run, { calls: [on[i]], asked: [] }, spec));
  finish(run, [callers, first, ...others], windowMs);
  expect([run.desk.calls.open, first.asking.underWay]).toEqual([0, 0]);
  return { callers, front: first, back: others };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function holds(measured: (seed: number) => number, theory: number): void {
  const each = Array.from({ length: SEEDS }, (_, i) => measured(i + 1));
  const { mean, halfWidth } = meanInterval(each, 99);
  expect(Math.abs(mean - theory), `${mean} ± ${halfWidth}, theory ${theory}`).toBeLessThanOrEqual(halfWidth as number);
}

describe("a thread that is held until the reply (Q6)", () => {
  test("makes of two tiers one server whose service is the sum of both: Pollaczek and Khinchine", () => {
    const [work, read, perMs] = [4, 3, 0.1];
    const meanMs = work + read;
    // E[S^2] of the sum of two exponentials.
    const square = 2 * (work * work + work * read + read * read);
    const theory = meanMs + (perMs * square) / (2 * (1 - perMs * meanMs));
    const response = (seed: number): number =>
      meanOf(
        tiers({ load: { perMs } }, tier(1, exponential(work)), [tier(NO_LIMIT, exponential(read))], {
          seed,
          durationMs: 100_000,
          warmupMs: 5000,
        }).callers.responsesMs,
      );
    holds(response, theory);
  });

  test.each([1, 3, 50])("%i threads that only wait leave a closed system what mean value analysis says of the server behind", (threads) => {
    const [clients, thinkMs, serviceMs] = [12, 100, 10];
    const theory = meanValues(clients, thinkMs, [serviceMs]);
    const load = { clients, think: exponential(thinkMs) };
    const response = (seed: number): number =>
      meanOf(
        tiers({ load }, tier(threads, constant(0)), [tier(1, exponential(serviceMs))], { seed, durationMs: 100_000, warmupMs: 5000 })
          .callers.responsesMs,
      );
    holds(response, theory.responseMs);
  });

  test("few threads before a slow tier: throughput is that of the Markov chain of both", () => {
    const system = { clients: 8, thinkMs: 30, threads: 3, workMs: 5, servers: 2, readMs: 10 };
    const { clients, thinkMs, threads, workMs, servers, readMs } = system;
    const load = { clients, think: exponential(thinkMs) };
    const perMs = (seed: number): number => {
      const { callers } = tiers({ load }, tier(threads, exponential(workMs)), [tier(servers, exponential(readMs))], {
        seed,
        durationMs: 100_000,
        warmupMs: 5000,
      });
      return callers.responsesMs.length / 95_000;
    };
    holds(perMs, throughputOf(system));
  });

  test("what is slow behind uses the threads up, and the loss is of the part that turned away", () => {
    const load = { load: { perMs: 0.2 } };
    const front = (back: Sampler): Built => tiers(load, tier(4, constant(1), { queueLimit: 10 }), [tier(NO_LIMIT, back)]);
    expect([...front(constant(5)).callers.failures]).toEqual([]);
    const { callers } = front(constant(100));
    expect([...callers.failures.keys()]).toEqual(["front: service busy"]);
    // Four threads with 101 ms a call.
    expect(callers.responsesMs.length / 100_000).toBeCloseTo(4 / 101, 2);
  });
});

/** Calls per ms in the steady state of: clients who think, threads held over exponential work and a read by a few servers. */
function throughputOf(s: { clients: number; thinkMs: number; threads: number; workMs: number; servers: number; readMs: number }): number {
  // State: calls at the front (waiting or held), of these in the tier behind.
  const states: [number, number][] = [];
  for (let inside = 0; inside <= s.clients; inside++)
    for (let read = 0; read <= Math.min(inside, s.threads); read++) states.push([inside, read]);
  const at = (inside: number, read: number): number => states.findIndex(([i, r]) => i === inside && r === read);
  const working = (inside: number, read: number): number => Math.min(inside, s.threads) - read;
  let chances = states.map(() => 1 / states.length);
  const step = 0.5 / (s.clients / s.thinkMs + s.threads / s.workMs + s.servers / s.readMs);
  for (let round = 0; round < 20_000; round++) {
    const next = [...chances];
    const flow = (from: number, to: number, rate: number): void => {
      next[from] -= chances[from] * rate * step;
      next[to] += chances[from] * rate * step;
    };
    states.forEach(([inside, read], from) => {
      if (inside < s.clients) flow(from, at(inside + 1, read), (s.clients - inside) / s.thinkMs);
      if (working(inside, read) > 0) flow(from, at(inside, read + 1), working(inside, read) / s.workMs);
      if (read > 0) flow(from, at(inside - 1, read - 1), Math.min(read, s.servers) / s.readMs);
    });
    chances = next;
  }
  return states.reduce((sum, [, read], i) => sum + (chances[i] * Math.min(read, s.servers)) / s.readMs, 0);
}

const retrying = (change: Partial<CallPolicy>): CallPolicy => ({
  ...ONE_ATTEMPT,
  backOff: { firstMs: 10, factor: 2, mostMs: 1000, jitter: "none" },
  ...change,
});

/** Callers before a service that asks something which fails by chance. */
function gamble(failing: number, policy: CallPolicy) {
  const run = callRun(1, 200_000);
  const [into, on] = [new RowQueue("into"), new RowQueue("on")];
  const callers = new Callers("callers", run, into, { load: { perMs: 0.2 } });
  const front = new CallService("front", run, { calls: [into], asked: [on] }, tier(NO_LIMIT, constant(0), { policy }));
  const coin = new Coin("coin", run, [on], failing);
  finish(run, [callers, front, coin]);
  return { callers, front, coin, served: callers.responsesMs.length / callers.sent, load: coin.tossed / callers.sent };
}

describe("tries again (Q4)", () => {
  test.each([0, 1, 3])("with chance 0.4 to fail and %i retries: load 1 + p + p^2 ..., and 1 - p^n are served", (retries) => {
    const { served, load, callers } = gamble(0.4, retrying({ retries }));
    const attempts = retries + 1;
    const margin = 4 * Math.sqrt((0.4 * 0.6) / callers.sent);
    expect(Math.abs(served - (1 - 0.4 ** attempts))).toBeLessThan(margin);
    expect(Math.abs(load - (1 - 0.4 ** attempts) / 0.6)).toBeLessThan(margin * attempts);
    expect([...callers.failures.keys()]).toEqual(["coin: bad luck"]);
  });

  test("a retry comes after the back-off: 10 ms, then twice as long each time", () => {
    const { callers } = gamble(0.4, retrying({ retries: 3 }));
    expect([...new Set(callers.responsesMs.map((ms) => Math.round(ms)))].sort((a, b) => a - b)).toEqual([0, 10, 30, 70]);
  });

  test("full jitter spreads a retry evenly over the back-off", () => {
    const policy = retrying({ retries: 1, backOff: { firstMs: 100, factor: 2, mostMs: 1000, jitter: "full" } });
    const again = gamble(0.4, policy).callers.responsesMs.filter((ms) => ms > 0);
    expect(Math.abs(meanOf(again) - 50)).toBeLessThan((4 * 100) / Math.sqrt(12 * again.length));
    expect(Math.max(...again)).toBeLessThan(100);
    expect(Math.max(...again)).toBeGreaterThan(99);
  });

  test("a budget bounds what an outage adds: a tenth instead of three times as much again", () => {
    expect(gamble(1, retrying({ retries: 3 })).load).toBe(4);
    const { load, callers } = gamble(1, retrying({ retries: 3, budget: { perCall: 0.1, most: 10 } }));
    expect(load).toBeLessThanOrEqual(1.1 + 10 / callers.sent);
    expect(load).toBeGreaterThan(1.099);
  });
});

describe("asks several (Q5)", () => {
  const many = (count: number, work: Sampler): CallServiceSpec[] => Array.from({ length: count }, () => tier(NO_LIMIT, work));

  test("and waits for the last: n exponentials take 1 + 1/2 + ... + 1/n of one, the first of them 1/n", () => {
    const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5;
    const response =
      (need: number) =>
      (seed: number): number =>
        meanOf(
          tiers({ load: { perMs: 0.05 } }, tier(NO_LIMIT, constant(0), { asks: { of: "all", need } }), many(5, exponential(20)), {
            seed,
            durationMs: 40_000,
          }).callers.responsesMs,
        );
    holds(response(5), 20 * harmonic);
    holds(response(1), 20 / 5);
    // Two of three: 1/3 + 1/2 of one.
    const quorum = (seed: number): number =>
      meanOf(
        tiers({ load: { perMs: 0.05 } }, tier(NO_LIMIT, constant(0), { asks: { of: "all", need: 2 } }), many(3, exponential(20)), {
          seed,
          durationMs: 40_000,
        }).callers.responsesMs,
      );
    holds(quorum, 20 * (1 / 3 + 1 / 2));
  });

  test("and fails as soon as too few can still answer, by the one that failed", () => {
    const asks = { of: "all", need: 2 } as const;
    const policy = { ...ONE_ATTEMPT, timeoutMs: 50 };
    const slow = tier(NO_LIMIT, constant(100));
    const { callers } = tiers({ load: { perMs: 0.01 } }, tier(NO_LIMIT, constant(0), { asks, policy }), [
      slow,
      slow,
      tier(NO_LIMIT, constant(1)),
    ]);
    expect(callers.responsesMs).toEqual([]);
    expect([...callers.failures]).toEqual([["front: timed out", callers.sent]]);
  });
});

describe("asks again beside (Q5)", () => {
  test("a hedge after 30 ms: the longest of a hundred waits are as the law of the smaller of two says", () => {
    const [meanMs, hedgeAfterMs] = [20, 30];
    const policy = { ...ONE_ATTEMPT, hedgeAfterMs, hedges: 1 };
    const { callers, front, back } = tiers(
      { load: { perMs: 0.5 } },
      tier(NO_LIMIT, constant(0), { asks: "one", policy }),
      [tier(NO_LIMIT, exponential(meanMs)), tier(NO_LIMIT, exponential(meanMs))],
      { durationMs: 400_000 },
    );
    const beyond = (t: number): number => callers.responsesMs.filter((ms) => ms > t).length / callers.sent;
    const law = (t: number): number => Math.exp(-t / meanMs) * (t < hedgeAfterMs ? 1 : Math.exp(-(t - hedgeAfterMs) / meanMs));
    for (const t of [20, 35, 50, 61, 80]) {
      const chance = law(t);
      expect(Math.abs(beyond(t) - chance), `beyond ${t} ms`).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / callers.sent));
    }
    // Without it one in a hundred waits 92 ms; with it 61.
    expect([law(61) < 0.0101, Math.exp(-92 / meanMs) > 0.01]).toEqual([true, true]);
    // What it costs: those that had no reply after 30 ms are asked twice.
    const asked = back.reduce((sum, { meter }) => sum + meter.arrivals, 0);
    expect(asked).toBe(callers.sent + front.asking.hedged);
    expect(Math.abs(front.asking.hedged / callers.sent - Math.exp(-hedgeAfterMs / meanMs))).toBeLessThan(0.005);
  });
});

describe("gives up (Q3)", () => {
  test("the caller goes after its time-out, the work goes on to its end and nobody hears of it", () => {
    const policy = { ...ONE_ATTEMPT, timeoutMs: 50 };
    const { callers, front, back } = tiers({ load: { perMs: 0.05 } }, tier(NO_LIMIT, constant(0), { policy }), [
      tier(NO_LIMIT, uniform(0, 100)),
    ]);
    expect(Math.abs(callers.responsesMs.length / callers.sent - 0.5)).toBeLessThan(2 / Math.sqrt(callers.sent));
    expect(callers.failures).toEqual(new Map([["front: timed out", callers.sent - callers.responsesMs.length]]));
    expect(front.asking.timedOut).toBe(callers.failures.get("front: timed out"));
    // Every call was worked on, also for those who had gone: 50 ms on average.
    expect([back[0].meter.arrivals, back[0].meter.departures]).toEqual([callers.sent, callers.sent]);
    expect(Math.abs(back[0].meter.serviceSumMs / callers.sent - 50)).toBeLessThan((4 * 100) / Math.sqrt(12 * callers.sent));
  });

  test("retries of what was given up multiply the work of a tier that is too slow", () => {
    const policy = retrying({ timeoutMs: 50, retries: 2 });
    const { callers, back } = tiers({ load: { perMs: 0.05 } }, tier(NO_LIMIT, constant(0), { policy }), [tier(NO_LIMIT, constant(60))]);
    expect(callers.responsesMs).toEqual([]);
    expect(back[0].meter.departures).toBe(3 * callers.sent);
  });

  test("a deadline that travels ends the waiting of everybody on the way, and no retry is sent beyond it", () => {
    const policy = retrying({ timeoutMs: 40, retries: 5 });
    const { callers, back } = tiers({ load: { perMs: 0.01 }, waitMs: 100 }, tier(NO_LIMIT, constant(0), { policy, keepsDeadline: true }), [
      tier(NO_LIMIT, constant(500)),
    ]);
    expect([...callers.failures]).toEqual([["front: timed out", callers.sent]]);
    // At 0, 50 (40 + 10) and then only at 110, which is too late.
    expect(back[0].meter.departures).toBe(2 * callers.sent);
  });
});

test("what comes after its deadline is not asked for at all, and an attempt that nobody needs any more is no time-out (Q3, Q5)", () => {
  const late = tiers({ load: { perMs: 0.01 }, waitMs: 5 }, tier(NO_LIMIT, constant(5), { keepsDeadline: true }), [
    tier(NO_LIMIT, constant(0)),
  ]);
  expect([...late.callers.failures]).toEqual([["front: timed out", late.callers.sent]]);
  expect([late.back[0].meter.arrivals, late.front.asking.timedOut]).toEqual([0, 0]);
  // The second of three answers is enough; the third would have been given up at 50 ms.
  const policy = { ...ONE_ATTEMPT, timeoutMs: 50 };
  const asks = { of: "all", need: 2 } as const;
  const enough = tiers({ load: { perMs: 0.01 } }, tier(NO_LIMIT, constant(0), { asks, policy }), [
    tier(NO_LIMIT, constant(1)),
    tier(NO_LIMIT, constant(2)),
    tier(NO_LIMIT, constant(100)),
  ]);
  expect([enough.callers.failures.size, enough.front.asking.timedOut]).toEqual([0, 0]);
});

test("windows change nothing where threads are held, calls given up, hedged and tried again without any delay (Q2)", () => {
  const outcome = (windowMs: number) => {
    const policy = retrying({ timeoutMs: 30, retries: 2, hedgeAfterMs: 12, hedges: 1, budget: { perCall: 0.3, most: 20 } });
    const options = { durationMs: 20_000, windowMs };
    const load = { clients: 40, think: exponential(60) };
    const { callers, front, back } = tiers(
      { load },
      tier(12, exponential(2), { policy, asks: "one", queueLimit: 20 }),
      [tier(2, exponential(9)), tier(2, exponential(9))],
      options,
    );
    const meters = [front, ...back].map(({ meter }) => [meter.arrivals, meter.departures, meter.waitSumMs, meter.serviceSumMs]);
    return { responses: callers.responsesMs, failures: [...callers.failures], meters, usage: front.usage() };
  };
  const whole = outcome(1000);
  expect(whole.usage.retried).toBeGreaterThan(10);
  expect(whole.usage.hedged).toBeGreaterThan(10);
  expect(whole.failures.length).toBeGreaterThan(0);
  for (const windowMs of [0.7, 47.5, 20_000]) expect(outcome(windowMs)).toEqual(whole);
});
