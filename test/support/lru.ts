import { cheHitRatio } from "../../src/base/statistics.ts";
import type { Part } from "../../src/engine/part/part.ts";
import { finished } from "./theory.ts";

/** What a drawn cache hits over Zipf keys, once it has been full for a while. */
export function hitRatioOf(keys: number, zipf: number, capacityItems: number, records: number): number {
  const ratePerSecond = 10_000;
  let [asked, missed] = [0, 0];
  finished(
    {
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond, records, keys, zipf } },
        { id: "cache", kind: "cache", settings: { capacityItems } },
        { id: "behind", kind: "sink" },
      ],
      wires: ["load.out -> cache.in", "cache.miss -> behind.in"],
      workload: { durationMs: (2000 * records) / ratePerSecond },
    },
    7,
    (run) => {
      const arrivals = (id: string): number => (run.machine.nodes.get(id) as Part).meter.arrivals;
      // Half of the requests fill it; those after are counted.
      const step = run.simulation.step.bind(run.simulation);
      run.simulation.step = (limit) => {
        const sampled = step(limit);
        if (asked === 0 && arrivals("cache") >= records / 2) [asked, missed] = [arrivals("cache"), arrivals("behind")];
        else if (run.simulation.over) [asked, missed] = [arrivals("cache") - asked, arrivals("behind") - missed];
        return sampled;
      };
    },
  );
  return 1 - missed / asked;
}

/** Che's approximation for the same. */
export function cheOf(keys: number, zipf: number, capacityItems: number): number {
  const shares = Float64Array.from({ length: keys }, (_, i) => (i + 1) ** -zipf);
  const sum = shares.reduce((all, each) => all + each, 0);
  return cheHitRatio(
    shares.map((each) => each / sum),
    capacityItems,
  ).hitRatio;
}

/** Simulated hit ratios of facts/storage.md B6 (b): 100,000 keys, by Zipf exponent and room. */
export const LRU_GRID_KEYS = 100_000;
const GRID: readonly (readonly [number, readonly number[]])[] = [
  [0.6, [0.0078, 0.0534, 0.2521]],
  [0.8, [0.0677, 0.2043, 0.469]],
  [0.99, [0.2751, 0.4899, 0.7253]],
  [1.2, [0.6062, 0.7957, 0.9178]],
];
export const LRU_GRID = GRID.flatMap(([zipf, ratios]) => ratios.map((hitRatio, i) => ({ zipf, capacityItems: 100 * 10 ** i, hitRatio })));
