import { USUAL_LIMITS } from "../runs/limits.ts";
import { availableParallelism } from "node:os";
import type { Design } from "../../design/types.ts";
import type { Scenario } from "../../scenario/types.ts";
import { threadPool } from "../runs/run-pool.ts";
import { median } from "./measure.ts";

export type SweepSpeed = {
  readonly cores: number;
  readonly runs: number;
  readonly oneMs: number;
  readonly twoMs: number;
  readonly ratio: number;
};

/** The same runs on one thread and on two, by the wall; null where threads cannot be had. */
export async function timeSweep(scenario: Scenario, design: Design, runs: number, rounds: number): Promise<SweepSpeed | null> {
  const [one, two] = [threadPool(1), threadPool(2)];
  if (one === null || two === null) return null;
  const inputs = Array.from({ length: runs }, (_, i) => ({ design, scenario, seed: i + 1, faults: [], limits: USUAL_LIMITS }));
  const times: { one: number[]; two: number[] } = { one: [], two: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [pool, into] of [[one, times.one] as const, [two, times.two] as const]) {
      const began = performance.now();
      await pool.run(inputs, () => {});
      into.push(performance.now() - began);
    }
  }
  const [oneMs, twoMs] = [median(times.one), median(times.two)];
  return { cores: availableParallelism(), runs, oneMs, twoMs, ratio: oneMs / twoMs };
}
