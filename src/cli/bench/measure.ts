import { drawArrivals, EngineKernel, KERNEL_CASES, runOnHeap } from "./kernel.ts";
import type { KernelCase } from "./kernel.ts";

/** Time spent so far, in ms. A clock of CPU time is steadier than one on the wall where others use the machine too. */
export type Clock = () => number;

export type KernelSpeed = {
  readonly id: string;
  readonly title: string;
  readonly heapPerSecond: number;
  readonly enginePerSecond: number;
  readonly ratio: number;
  readonly targetRatio: number;
};

/** Rounds that do not count: both programs are still being compiled. */
const WARM_UP_ROUNDS = 1;

/** Every network on both simulators, in turns; medians of the rounds. */
export function timeKernel(records: number, rounds: number, clock: Clock, networks: readonly KernelCase[] = KERNEL_CASES): KernelSpeed[] {
  const seed = 1;
  const cases = networks.map((of) => ({ of, arrivals: drawArrivals(of, records, seed), heap: [] as number[], engine: [] as number[] }));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { of, arrivals, heap, engine } of cases) {
      const began = clock();
      runOnHeap(of, arrivals, seed);
      if (round >= 0) heap.push(clock() - began);
      const kernel = new EngineKernel(of, arrivals, seed);
      const built = clock();
      kernel.simulate();
      if (round >= 0) engine.push(clock() - built);
    }
  }
  return cases.map(({ of, heap, engine }) => {
    const { id, title, targetRatio } = of;
    const perSecond = (times: readonly number[]): number => (records * 1000) / median(times);
    const [heapPerSecond, enginePerSecond] = [perSecond(heap), perSecond(engine)];
    return { id, title, heapPerSecond, enginePerSecond, ratio: enginePerSecond / heapPerSecond, targetRatio };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
