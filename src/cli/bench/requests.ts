import type { Design } from "../../design/types.ts";
import type { Scenario } from "../../scenario/types.ts";
import { createRun } from "../../simulate/run.ts";
import { REQUEST_CHAIN } from "./kernel.ts";
import { timeKernel } from "./measure.ts";
import type { Clock } from "./measure.ts";

/** What requests of stored things cost, from clients through a balancer, a service, a cache and a store, all of it measured. */
export type RequestsCost = {
  readonly requestsPerSecond: number;
  readonly simulatedSeconds: number;
  readonly requests: number;
  /** Each hop of a request is one. */
  readonly calls: number;
  readonly ms: number;
  /** Of processor time. */
  readonly callsPerSecond: number;
};

/** Hops a second of processor time through a plain chain of queues, by a heap of events and by the engine's stations; both keep the same statistics. */
export type ChainSpeed = { readonly title: string; readonly heapHopsPerSecond: number; readonly engineHopsPerSecond: number };

export function timeChain(records: number, rounds: number, clock: Clock): ChainSpeed {
  const [{ title, heapPerSecond, enginePerSecond }] = timeKernel(records, rounds, clock, [REQUEST_CHAIN]);
  const hops = REQUEST_CHAIN.stations.length;
  return { title, heapHopsPerSecond: heapPerSecond * hops, engineHopsPerSecond: enginePerSecond * hops };
}

/** The same clients, without incidents, for so long and so many a second. */
export function evenRequests(scenario: Scenario, durationMs: number, perSecond: number): Scenario {
  const workload = { ...scenario.workload, durationMs, warmupMs: durationMs / 5, drainMs: 10_000, sessionsPerSecond: perSecond };
  return { ...scenario, workload, incidents: [], goals: [] };
}

export function timeRequests(scenario: Scenario, design: Design, clock: Clock): RequestsCost {
  const created = createRun({ design, scenario, seed: 1, faults: [], tables: false });
  if (!created.ok) throw new Error(created.error.map(({ message }) => message).join(" "));
  const run = created.value;
  const began = clock();
  while (!run.over) run.step();
  run.result(0);
  const ms = clock() - began;
  const { desk } = run.machine.run;
  const requests = desk.endpoints.reduce((sum, { asked }) => sum + asked, 0);
  const { durationMs, sessionsPerSecond } = scenario.workload;
  const { made } = desk.calls;
  return {
    requestsPerSecond: sessionsPerSecond,
    simulatedSeconds: durationMs / 1000,
    requests,
    calls: made,
    ms,
    callsPerSecond: (made * 1000) / ms,
  };
}
