import { describe, expect, it } from "vitest";
import { createStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import { batchMeansInterval, erlangC } from "../../base/statistics.ts";
import { simulateByEvents } from "./event-heap.ts";
import type { ReferenceStation } from "./event-heap.ts";

function poisson(n: number, ratePerMs: number, seed: number): Float64Array {
  const rng = createStream(seed, "arrivals");
  const gaps = exponential(1 / ratePerMs);
  const times = new Float64Array(n);
  let now = 0;
  for (let i = 0; i < n; i++) times[i] = now += gaps.sample(rng);
  return times;
}

function station(servers: number, seed: number, more: Partial<ReferenceStation> = {}): ReferenceStation {
  const rng = createStream(seed, "service", String(servers));
  const service = exponential(1);
  return { servers, serviceMs: () => service.sample(rng), next: () => -1, linkMs: 0, ...more };
}

const toFirst = (n: number): Int32Array => new Int32Array(n);

describe("by hand", () => {
  it("two servers, then one over a link", () => {
    const service = [
      [5, 5, 1, 1],
      [1, 1, 1, 1],
    ];
    const network: ReferenceStation[] = [
      { servers: 2, serviceMs: (i) => service[0]![i]!, next: () => 1, linkMs: 10 },
      { servers: 1, serviceMs: (i) => service[1]![i]!, next: () => -1, linkMs: 0 },
    ];
    const [first, second] = simulateByEvents(network, Float64Array.of(0, 1, 2, 3), toFirst(4));
    expect([first!.customers, first!.departuresMs, first!.waitsMs]).toEqual([
      [0, 1, 2, 3],
      [5, 6, 6, 7],
      [0, 0, 3, 3],
    ]);
    expect([second!.customers, second!.departuresMs, second!.waitsMs]).toEqual([
      [0, 1, 2, 3],
      [16, 17, 18, 19],
      [0, 0, 1, 1],
    ]);
  });

  it("turns away who finds the queue full; a server that falls free at that very moment takes the newcomer", () => {
    const network: ReferenceStation[] = [{ servers: 1, serviceMs: () => 4, next: () => -1, linkMs: 0, queueLimit: 1 }];
    const [trace] = simulateByEvents(network, Float64Array.of(0, 1, 2, 4, 5), toFirst(5));
    expect([trace!.customers, trace!.dropped]).toEqual([
      [0, 1, 3],
      [2, 4],
    ]);
  });
});

describe("against theory", () => {
  const n = 400_000;
  for (const [servers, load] of [
    [1, 0.8],
    [4, 3.2],
    [8, 7.2],
  ] as const) {
    it(`M/M/${servers} at ${load} erlangs waits as Erlang C says`, () => {
      const [trace] = simulateByEvents([station(servers, 1)], poisson(n, load, 2), toFirst(n));
      const { mean, halfWidth } = batchMeansInterval(Float64Array.from(trace!.waitsMs), 30, 99);
      expect(Math.abs(mean - erlangC(servers, load) / (servers - load))).toBeLessThan(halfWidth!);
    });
  }

  it("M/M/1 departures are the Lindley recursion, bit for bit", () => {
    const times = poisson(50_000, 0.9, 3);
    const [trace] = simulateByEvents([station(1, 4)], times, toFirst(times.length));
    const rng = createStream(4, "service", "1");
    const service = exponential(1);
    let free = 0;
    const wanted = Array.from(times, (at) => (free = (at > free ? at : free) + service.sample(rng)));
    expect(trace!.departuresMs).toEqual(wanted);
  });

  it("M/M/1/K loses what the formula says", () => {
    const [trace] = simulateByEvents([station(1, 5, { queueLimit: 9 })], poisson(n, 0.8, 6), toFirst(n));
    expect(Math.abs(trace!.dropped.length / n - 0.023493)).toBeLessThan(0.002);
  });

  it("a tandem of three spends 15 service times", () => {
    const times = poisson(n, 0.8, 7);
    const network = [0, 1, 2].map((i) => station(1, 8 + i, { next: () => (i < 2 ? i + 1 : -1) }));
    const traces = simulateByEvents(network, times, toFirst(n));
    const stay = new Float64Array(n);
    traces[2]!.customers.forEach((customer, i) => (stay[i] = traces[2]!.departuresMs[i]! - times[customer]!));
    const { mean, halfWidth } = batchMeansInterval(stay, 30, 99);
    expect(Math.abs(mean - 15)).toBeLessThan(halfWidth!);
  });
});
