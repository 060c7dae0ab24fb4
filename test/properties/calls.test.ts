import { expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { constant, exponential } from "../../src/base/sampler.ts";
import type { Sampler } from "../../src/base/sampler.ts";
import type { CallPolicy } from "../../src/engine/calls/call-policy.ts";
import { Simulation } from "../../src/engine/kernel/simulation.ts";
import type { Schedule } from "../../src/engine/kernel/simulation.ts";
import { CallService } from "../../src/engine/requests/call-service.ts";
import { LoadBalancer } from "../../src/engine/requests/load-balancer.ts";
import type { LoadBalancerSpec } from "../../src/engine/requests/load-balancer.ts";
import { RequestService } from "../../src/engine/requests/request-service.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { callRun, Callers } from "../support/call-run.ts";

const NETWORKS = 40;
const DURATION_MS = 4000;

const below = (random: RandomStream, n: number): number => Math.floor(random.nextUniform() * n);
const chance = (random: RandomStream, p: number): boolean => random.nextUniform() < p;

function randomPolicy(random: RandomStream): CallPolicy {
  return {
    timeoutMs: chance(random, 0.6) ? 5 + below(random, 60) : Infinity,
    retries: below(random, 3),
    backOff: { firstMs: below(random, 20), factor: 2, mostMs: 50, jitter: chance(random, 0.5) ? "full" : "none" },
    budget: chance(random, 0.5) ? { perCall: random.nextUniform(), most: 10 } : null,
    hedgeAfterMs: chance(random, 0.4) ? below(random, 30) : null,
    hedges: 1 + below(random, 2),
  };
}

const randomWork = (random: RandomStream): Sampler =>
  chance(random, 0.3) ? constant(below(random, 4)) : exponential(0.5 + random.nextUniform() * 8);

const BALANCES = ["round-robin", "random", "two-choices", "least-outstanding", "weighted", "consistent-hash", "bounded-hash"] as const;

const randomBalancer = (random: RandomStream): LoadBalancerSpec => ({
  balance: BALANCES[below(random, BALANCES.length)],
  added: constant(below(random, 3)),
  timeoutMs: chance(random, 0.5) ? 5 + below(random, 60) : Infinity,
  retries: below(random, 3),
  checks: { everyMs: 20 + below(random, 200), unhealthyAfter: 1 + below(random, 3), healthyAfter: 1 + below(random, 3) },
});

/** Services in a row of turns, each wired to up to three further down, under random trouble. */
function outcome(seed: number, windowMs: number) {
  const random = createStream(seed, "call network");
  const run = callRun(seed, DURATION_MS);
  const count = 2 + below(random, 7);
  const into = Array.from({ length: count }, (): RowQueue[] => []);
  const first = new RowQueue("first");
  into[0].push(first);
  const clients = 5 + below(random, 40);
  const callers = new Callers("callers", run, first, {
    load: { clients, think: exponential(30) },
    ...(chance(random, 0.3) ? { waitMs: 100 } : {}),
  });
  const services: (CallService | RequestService | LoadBalancer)[] = [];
  for (let i = 0; i < count; i++) {
    const last = count - i - 1;
    const out = Array.from({ length: Math.min(last, i === 0 ? 2 : below(random, 3)) }, (_, n) => new RowQueue(`${i} ${n}`));
    for (const wire of out) into[i + 1 + below(random, last)].push(wire);
    if (out.length > 0 && chance(random, 0.25)) {
      services.push(new LoadBalancer(`s${i}`, run, { requests: into[i], targets: out }, randomBalancer(random)));
      continue;
    }
    const queueLimit = below(random, 30);
    const work = randomWork(random);
    services.push(
      chance(random, 0.3)
        ? new RequestService(
            `s${i}`,
            run,
            { requests: into[i], reads: out },
            { workers: 1 + below(random, 6), work, queueLimit, timeoutMs: 1e9 },
          )
        : new CallService(
            `s${i}`,
            run,
            { calls: into[i], asked: out },
            {
              threads: 1 + below(random, 8),
              work,
              queueLimit,
              asks: chance(random, 0.5) ? "one" : { of: "all", need: 1 + below(random, 3) },
              policy: randomPolicy(random),
              keepsDeadline: chance(random, 0.5),
            },
          ),
    );
  }
  const schedule = Array.from({ length: below(random, 5) }, (): Schedule => {
    const struck = services[below(random, count)];
    const strike = { fault: chance(random, 0.5) ? "crash" : "slow", durationMs: 10 + below(random, 500), amount: 5 };
    return { atMs: random.nextUniform() * DURATION_MS, apply: (at) => struck.strike(strike, at) };
  });
  const parts = [callers, ...services];
  const stages = parts.map((node) => ({ node, upstream: [], inputEmpty: () => true }));
  const simulation = new Simulation(stages, { windowMs, sampleMs: 777, durationMs: DURATION_MS, endMs: 1e9, schedule });
  const { calls } = run.desk;
  while (simulation.now < DURATION_MS || calls.open > 0) simulation.step();
  simulation.step();
  expect(calls.made).toBe(calls.answered + calls.refused);
  expect(parts.every((part) => part.finish(simulation.now))).toBe(true);
  const failed = [...callers.failures.values()].reduce((sum, n) => sum + n, 0);
  expect(callers.sent).toBe(callers.responsesMs.length + failed);
  const meters = services.map(({ meter, remarks }) => [
    ...[meter.arrivals, meter.departures, meter.waitSumMs, meter.serviceSumMs, meter.downMs],
    ...remarks.map(({ atMs, code, facts }) => JSON.stringify([atMs, code, facts])),
  ]);
  return { sent: callers.sent, made: calls.made, responses: callers.responsesMs, failures: [...callers.failures], meters };
}

test.each(Array.from({ length: NETWORKS }, (_, seed) => seed))(
  "network %i of services that hold, give up, try again, hedge, balance and crash: every call ends once, and windows change nothing (Q1, Q2)",
  (seed) => {
    const whole = outcome(seed, 1000);
    expect(whole.sent).toBeGreaterThan(20);
    for (const windowMs of [0.9, 63, 5000]) expect(outcome(seed, windowMs)).toEqual(whole);
  },
);
