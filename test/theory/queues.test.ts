import { describe, expect, test } from "vitest";
import { erlangC, meanInterval } from "../../src/base/statistics.ts";
import type { Settings } from "../../src/design/types.ts";
import { runDrawing } from "../support/drawing.ts";

/** Seeds per case: the mean of independent runs has a Student interval, whatever the correlation inside a run. */
const SEEDS = 30;
const RECORDS = 40_000;
const WARMUP_RECORDS = 4_000;

type Case = {
  readonly name: string;
  readonly stations: readonly Settings[];
  readonly ratePerSecond: number;
  readonly waits: readonly number[];
};

/** Service mean 1 ms, so arrivals per second = 1000 c rho. Closed forms: facts/kernel.md 4. */
const lambda = (rho: number, servers = 1): number => 1000 * rho * servers;
const mm1 = (rho: number): number => rho / (1 - rho);
const mmc = (servers: number, rho: number): number => erlangC(servers, servers * rho) / (servers - servers * rho);

const CASES: readonly Case[] = [
  ...[0.5, 0.8].map((rho) => ({
    name: `M/M/1 at ${rho}`,
    stations: [{ servers: 1, serviceTime: { exponential: 1 } }],
    ratePerSecond: lambda(rho),
    waits: [mm1(rho)],
  })),
  ...[0.5, 0.8, 0.95].map((rho) => ({
    name: `M/M/4 at ${rho}`,
    stations: [{ servers: 4, serviceTime: { exponential: 1 } }],
    ratePerSecond: lambda(rho, 4),
    waits: [mmc(4, rho)],
  })),
  {
    name: "M/M/64 at 0.95",
    stations: [{ servers: 64, serviceTime: { exponential: 1 } }],
    ratePerSecond: lambda(0.95, 64),
    waits: [mmc(64, 0.95)],
  },
  ...[0.5, 0.8].map((rho) => ({
    name: `M/D/1 at ${rho}`,
    stations: [{ servers: 1, serviceTime: { constant: 1 } }],
    ratePerSecond: lambda(rho),
    waits: [rho / (2 * (1 - rho))],
  })),
  {
    name: "M/E4/1 at 0.8",
    stations: [{ servers: 1, serviceTime: { erlang: { k: 4, meanMs: 1 } } }],
    ratePerSecond: lambda(0.8),
    waits: [(0.8 * 1.25) / (2 * 0.2)],
  },
  {
    name: "three stations in a row at 0.8",
    stations: [1, 2, 3].map(() => ({ servers: 1, serviceTime: { exponential: 1 } })),
    ratePerSecond: lambda(0.8),
    waits: [mm1(0.8), mm1(0.8), mm1(0.8)],
  },
];

function meanWaits(example: Case, seed: number): number[] {
  const stations = example.stations.map((settings, i) => ({ id: `s${i}`, kind: "service", settings }));
  const parts = [
    { id: "source", kind: "poisson-source", settings: { ratePerSecond: example.ratePerSecond, records: RECORDS } },
    ...stations,
    { id: "sink", kind: "sink" },
  ];
  const wires = [
    "source.out -> s0.in",
    ...stations.slice(1).map((_, i) => `s${i}.out -> s${i + 1}.in`),
    `s${stations.length - 1}.out -> sink.in`,
  ];
  const durationMs = (RECORDS * 2000) / example.ratePerSecond;
  const warmupMs = (WARMUP_RECORDS * 1000) / example.ratePerSecond;
  const result = runDrawing({ parts, wires, seed, workload: { durationMs, warmupMs } });
  expect(result.ledger.balanced).toBe(true);
  return stations.map(({ id }) => result.nodes[id].waitMs.mean as number);
}

describe("drawn textbook queues wait as theory says, inside the 99 % interval of 30 seeds", () => {
  test.each(CASES)("$name", (example) => {
    const runs = Array.from({ length: SEEDS }, (_, i) => meanWaits(example, i + 1));
    example.waits.forEach((expected, station) => {
      const { mean, halfWidth } = meanInterval(
        runs.map((waits) => waits[station]),
        99,
      );
      expect(Math.abs(mean - expected), `station ${station}: ${mean} ± ${halfWidth}, theory ${expected}`).toBeLessThanOrEqual(
        halfWidth as number,
      );
    });
  });
});

describe("bounded and cached", () => {
  test("M/M/1/K loses what Erlang's formula says", () => {
    // K counts the one in service; queueLimit counts those waiting.
    const rho = 0.8;
    const K = 10;
    const expected = ((1 - rho) * rho ** K) / (1 - rho ** (K + 1));
    const shares = Array.from({ length: SEEDS }, (_, i) => {
      const result = runDrawing({
        parts: [
          { id: "source", kind: "poisson-source", settings: { ratePerSecond: 800, records: RECORDS } },
          { id: "s", kind: "service", settings: { servers: 1, serviceTime: { exponential: 1 }, queueLimit: K - 1 } },
        ],
        wires: ["source.out -> s.in"],
        seed: i + 1,
        workload: { durationMs: 100_000 },
      });
      return result.ledger.dropped.s["queue full"] / result.ledger.produced;
    });
    const { mean, halfWidth } = meanInterval(shares, 99);
    expect(Math.abs(mean - expected), `${mean} ± ${halfWidth}, theory ${expected}`).toBeLessThanOrEqual(halfWidth as number);
  });

  test("an LRU cache over Zipf keys hits as Che's approximation says, within one point", () => {
    const result = runDrawing({
      parts: [
        { id: "source", kind: "poisson-source", settings: { ratePerSecond: 10_000, records: 400_000, keys: 1000, zipf: 0.8 } },
        { id: "cache", kind: "cache", settings: { capacityItems: 100 } },
        { id: "store", kind: "sink" },
      ],
      wires: ["source.out -> cache.in", "cache.miss -> store.in"],
      seed: 7,
      workload: { durationMs: 60_000 },
    });
    const hits = 1 - result.nodes.store.arrivals / result.nodes.cache.arrivals;
    expect(Math.abs(hits - 0.37779)).toBeLessThan(0.01);
  });
});
