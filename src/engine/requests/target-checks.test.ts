import { expect, test } from "vitest";
import { callRun, Callers } from "../../../test/support/call-run.ts";
import { constant } from "../../base/sampler.ts";
import { ONE_ATTEMPT } from "../calls/call-policy.ts";
import { Simulation } from "../kernel/simulation.ts";
import type { Strike } from "../part/part.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { CallService } from "./call-service.ts";
import { LoadBalancer } from "./load-balancer.ts";

type Trouble = { readonly machine: number; readonly atMs: number; readonly durationMs: number };

/** A call each ms or so in turn to two machines, which are checked every 100 ms: the first at 50, 150 ..., the second at 100, 200 ... */
function balanced(troubles: readonly Trouble[], windowMs = 500) {
  const durationMs = 2000;
  const run = callRun(1, durationMs);
  const into = new RowQueue("into");
  const targets = ["a", "b"].map((id) => new RowQueue(id, id));
  const callers = new Callers("callers", run, into, { load: { perMs: 1 } });
  const checks = { everyMs: 100, unhealthyAfter: 3, healthyAfter: 2 };
  const spec = { balance: "round-robin", added: constant(0), timeoutMs: 1000, retries: 0, checks } as const;
  const balancer = new LoadBalancer("balancer", run, { requests: [into], targets }, spec);
  const own = { threads: 50, work: constant(1), queueLimit: 100, asks: "one", policy: ONE_ATTEMPT, keepsDeadline: false } as const;
  const machines = targets.map((wire, i) => new CallService(`machine ${i}`, run, { calls: [wire], asked: [] }, own));
  const parts = [callers, balancer, ...machines];
  const stages = parts.map((node) => ({ node, upstream: [], inputEmpty: () => true }));
  const schedule = troubles.map(({ machine, atMs, durationMs: forMs }) => {
    const strike: Strike = { fault: "crash", durationMs: forMs };
    return { atMs, apply: (at: number) => machines[machine].strike(strike, at) };
  });
  const simulation = new Simulation(stages, { windowMs, sampleMs: 1e6, durationMs, endMs: 1e6, schedule });
  while (simulation.now < durationMs || run.desk.calls.open > 0) simulation.step();
  simulation.step();
  expect(parts.every((part) => part.finish(simulation.now))).toBe(true);
  const told = balancer.remarks.map(({ atMs, code, facts }) => [atMs, code, facts.target]);
  return { callers, balancer, machines, told, calls: run.desk.calls };
}

test("calls to a machine that died fail until three checks have, half of them; then none does, and it comes back by two (Q8)", () => {
  const { callers, told } = balanced([{ machine: 0, atMs: 520, durationMs: 600 }]);
  // Checks of it at 550, 650, 750 fail; it is up at 1120, and 1150 and 1250 pass.
  expect(told).toEqual([
    [750, "target-out", "a"],
    [1250, "target-back", "a"],
  ]);
  expect([...callers.failures.keys()]).toEqual(["machine 0: service down"]);
  expect(Math.min(...callers.failedSentAt)).toBeGreaterThan(518);
  expect(Math.max(...callers.failedSentAt)).toBeLessThan(750);
  const sentMeanwhile = 230;
  expect(Math.abs((callers.failures.get("machine 0: service down") as number) - sentMeanwhile / 2)).toBeLessThan(25);
});

test("trouble that fewer checks see in a row changes nothing, and checks are no load of whoever is checked", () => {
  const { told, callers, balancer, machines, calls } = balanced([{ machine: 0, atMs: 520, durationMs: 200 }]);
  expect(told).toEqual([]);
  expect(machines[0].meter.arrivals + machines[1].meter.arrivals).toBe(callers.sent);
  expect(balancer.meter.arrivals).toBe(callers.sent);
  // Beyond the calls and what was made of them: 20 checks of each but for the last, at the end of production.
  expect(calls.made - 2 * callers.sent).toBe(39);
});

test("when none is up all get calls, and both come back (Q8)", () => {
  const troubles = [0, 1].map((machine) => ({ machine, atMs: 520, durationMs: 600 }));
  const { told, balancer, callers } = balanced(troubles);
  expect(told.map(([, code]) => code)).toEqual(["target-out", "target-out", "target-back", "target-back"]);
  expect(balancer.remarks.slice(0, 2).map(({ facts }) => facts.othersWell)).toEqual([true, false]);
  // Nobody is turned away by the balancer itself, and who calls once they are up again is served before any check has passed.
  expect([...callers.failures.keys()].every((said) => said.startsWith("machine"))).toBe(true);
  expect(Math.max(...callers.failedSentAt)).toBeLessThan(1120);
});

test("windows change nothing for checks (Q2)", () => {
  const outcome = (windowMs: number) => {
    const { callers, told } = balanced([{ machine: 1, atMs: 333, durationMs: 700 }], windowMs);
    return { told, responses: callers.responsesMs, failed: callers.failedSentAt };
  };
  const whole = outcome(500);
  for (const windowMs of [0.9, 77, 2000]) expect(outcome(windowMs)).toEqual(whole);
});
