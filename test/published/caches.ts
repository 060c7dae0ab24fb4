import type { Experiment, Row } from "./experiment.ts";
import { startRun, stepTo } from "./observe.ts";
import { assert } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { KeyCache } from "../../src/engine/stations/key-cache.ts";

type Traffic = {
  readonly perSecond?: number;
  readonly source: Settings;
  readonly caches: readonly Settings[];
  readonly warmUp: number;
  readonly requests: number;
};

/** Hit ratios in %, of caches of several sizes that see the same requests, after a warm-up. */
export function hitRatios(seed: number, traffic: Traffic): readonly number[] {
  const { source, caches: settings, warmUp, requests, perSecond: ratePerSecond = 10_000 } = traffic;
  const untilMs = ((warmUp + requests) * 1000) / ratePerSecond;
  const caches = settings.map((each, i) => ({ id: `cache${i}`, kind: "cache", settings: each }));
  const run = startRun(seed, {
    parts: [
      { id: "requests", kind: "poisson-source", settings: { ratePerSecond, arrivals: "constant", ...source } },
      ...caches,
      { id: "store", kind: "sink" },
    ],
    wires: caches.flatMap(({ id }) => [`requests.out -> ${id}.in`, `${id}.miss -> store.in`]),
    workload: { durationMs: untilMs + 1000 },
  });
  const counts = (): readonly { readonly hits: number; readonly asked: number }[] =>
    caches.map(({ id }) => {
      const cache = run.machine.nodes.get(id);
      assert(cache instanceof KeyCache, `${id} is no cache`);
      return { hits: cache.hits, asked: cache.meter.arrivals };
    });
  stepTo(run, (warmUp * 1000) / ratePerSecond);
  const before = counts();
  stepTo(run, untilMs);
  return counts().map(({ hits, asked }, i) => (100 * (hits - before[i].hits)) / (asked - before[i].asked));
}

export const share = { quantity: "share", unit: "% hits", digits: 1 } as const;

/** Hit ratio of LRU by Che's approximation, in %, for an exponent and capacities of 100, 1,000 and 10,000 of 100,000 items. */
const CHE: readonly (readonly [number, readonly [number, number, number]])[] = [
  [0.6, [0.77, 5.36, 25.21]],
  [0.8, [6.78, 20.43, 46.87]],
  [0.99, [27.48, 48.94, 72.5]],
  [1.2, [60.57, 79.53, 91.76]],
];

export const cheGrid: Experiment = {
  id: "lru-che",
  title: "Cache: LRU on Zipf traffic, four exponents and three sizes",
  evidence: "closed form",
  source: "Che, Tung and Wang 2002 (approximation shown exact in the limit by Fricker, Robert and Roberts 2012), solved for 100,000 items",
  setUp: "Independent requests for 100,000 items, popularity by Zipf's law; a least-recently-used cache of 100, 1,000 and 10,000 items.",
  drawn: "One source per exponent, three caches that see the same requests, 60,000 requests counted once the caches are full.",
  fitted: null,
  rows: (seed) =>
    CHE.flatMap(([zipf, published]) => {
      const capacities = [100, 1000, 10_000];
      // A cache is full after so many misses as it has room, and the more it hits the longer that takes.
      const warmUp = Math.round((1.3 * 10_000) / (1 - published[2] / 100));
      const predicted = hitRatios(seed, {
        source: { keys: 100_000, zipf },
        caches: capacities.map((capacityItems) => ({ capacityItems })),
        warmUp,
        requests: 60_000,
      });
      return capacities.map(
        (capacity, i): Row => ({
          ...share,
          what: `exponent ${zipf}, ${capacity.toLocaleString("en-US")} items`,
          published: published[i],
          predicted: predicted[i],
        }),
      );
    }),
};

const README =
  "go-cache-benchmark, tables in the READMEs of GitHub scalalang2/go-cache-benchmark, scalalang2/golang-fifo and others, 2023 to 2025";

export const evictionPolicies: Experiment = {
  id: "cache-policies",
  title: "Cache: LRU, clock and SIEVE among 500,000 items",
  evidence: "measured",
  source: `${README} (libraries hashicorp-lru, go-generics-cache and golang-fifo)`,
  setUp: "500,000 items, 2.5 to 7.5 million requests by the Zipf generator of YCSB (Gray et al. 1994) with exponent 0.99.",
  drawn:
    "A source with 500,000 keys; caches of 500 and 5,000 items of each policy; 160,000 requests counted after 40,000 of warm-up, of SIEVE, which learns slowly, 300,000 after 700,000.",
  fitted: null,
  rows: (seed) => {
    const sizes = [500, 5000];
    const measure = (policies: readonly string[], warmUp: number, requests: number): readonly number[] =>
      hitRatios(seed, {
        source: { keys: 500_000, zipf: 0.99, zipfGenerator: "gray" },
        caches: policies.flatMap((policy) => sizes.map((capacityItems) => ({ policy, capacityItems }))),
        warmUp,
        requests,
      });
    const [lru, largerLru, clock, largerClock] = measure(["lru", "clock"], 40_000, 160_000);
    const [sieve, largerSieve] = measure(["sieve"], 700_000, 300_000);
    const [exactLru] = hitRatios(seed, {
      source: { keys: 500_000, zipf: 0.99 },
      caches: [{ capacityItems: 500 }],
      warmUp: 40_000,
      requests: 600_000,
    });
    return [
      { ...share, what: "LRU, 500 items", published: 36.58, predicted: lru },
      { ...share, what: "LRU, 5,000 items", published: 55.36, predicted: largerLru },
      { ...share, what: "clock, 500 items", published: 37.34, predicted: clock },
      { ...share, what: "clock, 5,000 items", published: 56.09, predicted: largerClock },
      { ...share, what: "SIEVE, 500 items", published: 47.41, predicted: sieve },
      { ...share, what: "SIEVE, 5,000 items", published: 63.4, predicted: largerSieve },
      {
        ...share,
        what: "LRU, 500 items, keys by Zipf's exact law",
        published: 36.58,
        predicted: exactLru,
        missedBecause: "The published generator approximates Zipf's law and asks for the first items more often than the law says.",
      },
    ];
  },
};
