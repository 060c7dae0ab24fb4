import { describe, expect, test } from "vitest";
import { constant, exponential } from "../../src/base/sampler.ts";
import { ONE_ATTEMPT } from "../../src/engine/calls/call-policy.ts";
import { CallService } from "../../src/engine/requests/call-service.ts";
import { LoadBalancer } from "../../src/engine/requests/load-balancer.ts";
import type { LoadBalancerSpec } from "../../src/engine/requests/load-balancer.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { callRun, Callers, finish } from "../support/call-run.ts";

/** Machines with one thread: half of them take `slowMs` for a call, half `fastMs`. Calls come at `perMs` for each machine. */
type Machines = { readonly count: number; readonly fastMs: number; readonly slowMs: number; readonly perMs: number };

const UNEQUAL: Machines = { count: 40, fastMs: 6, slowMs: 12, perMs: 0.075 };
const EQUAL: Machines = { count: 40, fastMs: 10, slowMs: 10, perMs: 0.09 };
const DURATION_MS = 60_000;
/** Hundreds of thousands of calls take a busy machine longer than a test usually may. */
const LONG_MS = 180_000;

/** Mean response over some seeds, ms. Every way of choosing meets the same calls. */
function measured(balance: LoadBalancerSpec["balance"], seeds = [1, 2]): number {
  return seeds.reduce((sum, seed) => sum + unequal(balance, seed), 0) / seeds.length;
}

const known = new Map<string, number>();

/** Mean response of one run of the unequal machines, which is run once. */
function unequal(balance: LoadBalancerSpec["balance"], seed: number): number {
  const run = `${balance} ${seed}`;
  const ms = known.get(run) ?? simulated(balance, UNEQUAL, seed);
  known.set(run, ms);
  return ms;
}

function simulated(balance: LoadBalancerSpec["balance"], machines: Machines, seed: number): number {
  const run = callRun(seed, DURATION_MS, 5000);
  const into = new RowQueue("into");
  const targets = Array.from({ length: machines.count }, (_, i) => new RowQueue(`to ${i}`));
  const callers = new Callers("callers", run, into, { load: { perMs: machines.perMs * machines.count } });
  const checks = { everyMs: 1e9, unhealthyAfter: 1, healthyAfter: 1 };
  const spec = { balance, added: constant(0), timeoutMs: Infinity, retries: 0, checks };
  const balancer = new LoadBalancer("balancer", run, { requests: [into], targets }, spec);
  const services = targets.map((wire, i) => {
    const work = exponential(i % 2 === 0 ? machines.fastMs : machines.slowMs);
    const spec = { threads: 1, work, queueLimit: 1e9, asks: "one", policy: ONE_ATTEMPT, keepsDeadline: false } as const;
    return new CallService(`machine ${i}`, run, { calls: [wire], asked: [] }, spec);
  });
  finish(run, [callers, balancer, ...services]);
  expect(callers.failures.size).toBe(0);
  return callers.responsesMs.reduce((sum, ms) => sum + ms, 0) / callers.responsesMs.length;
}

const meanOfHalves = ({ fastMs, slowMs }: Machines, ms: (serviceMs: number) => number): number => (ms(fastMs) + ms(slowMs)) / 2;

/** A machine of its own share of a Poisson stream: M/M/1. */
const random = (machines: Machines): number => meanOfHalves(machines, (serviceMs) => serviceMs / (1 - machines.perMs * serviceMs));

/** Each gets every n-th call of a Poisson stream, which for many is a call at even steps: D/M/1. */
const inTurn = (machines: Machines): number =>
  meanOfHalves(machines, (serviceMs) => {
    let sigma = 0.5;
    for (let round = 0; round < 2000; round++) sigma = Math.exp(-(1 - sigma) / (serviceMs * machines.perMs));
    return serviceMs / (1 - sigma);
  });

/**
 * The less busy of two among very many (Vvedenskaya, Dobrushin and Karpelevich 1996; Mitzenmacher 1996), with two speeds: a machine
 * with k - 1 calls gets the next at rate perMs x (u[k-1] + u[k]), where u[k] is the share of machines with k calls or more.
 */
function bestOfTwo({ fastMs, slowMs, perMs }: Machines): number {
  const longest = 40;
  const shares = [fastMs, slowMs].map((serviceMs) => ({ serviceMs, atLeast: [1, ...Array<number>(longest + 1).fill(0)] }));
  const stepMs = 0.5;
  const of = (k: number): number => (shares[0].atLeast[k] + shares[1].atLeast[k]) / 2;
  for (let round = 0; round < 40_000; round++) {
    const all = Array.from({ length: longest + 2 }, (_, k) => of(k));
    for (const { serviceMs, atLeast } of shares) {
      const before = [...atLeast];
      for (let k = 1; k <= longest; k++) {
        const come = perMs * (all[k - 1] + all[k]) * (before[k - 1] - before[k]);
        atLeast[k] += stepMs * (come - (before[k] - before[k + 1]) / serviceMs);
      }
    }
  }
  let calls = 0;
  for (let k = 1; k <= longest; k++) calls += of(k);
  return calls / perMs;
}

describe("spreading calls over machines (Q7)", () => {
  test("the law of two choices is that of many equal machines: 2.61 services at a load of 0.9, where anybody takes 10", () => {
    expect(bestOfTwo(EQUAL) / 10).toBeCloseTo(2.614, 2);
    expect(random(EQUAL) / 10).toBeCloseTo(10, 6);
  });

  const theory = { random: random(UNEQUAL), "round-robin": inTurn(UNEQUAL), "two-choices": bestOfTwo(UNEQUAL) } as const;

  test("machines of two speeds: in turn is better than anybody, and the better of two than either, in theory", () => {
    expect(theory["two-choices"]).toBeLessThan(theory["round-robin"] / 1.5);
    expect(theory["round-robin"]).toBeLessThan(theory.random / 1.3);
  });

  test.each(["random", "round-robin", "two-choices"] as const)(
    "machines of two speeds: %s is as theory says",
    (balance) => {
      const ratio = measured(balance) / theory[balance];
      expect(Math.abs(ratio - 1), `${ratio} of theory`).toBeLessThan(0.08);
    },
    LONG_MS,
  );

  test(
    "fewest calls under way is better still, as it looks at all",
    () => {
      expect(measured("least-outstanding", [1])).toBeLessThan(measured("two-choices", [1]) * 0.9);
    },
    LONG_MS,
  );
});
