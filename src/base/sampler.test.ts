import { describe, expect, it } from "vitest";
import { normalQuantile } from "./quantiles.ts";
import { createStream } from "./rng.ts";
import {
  constant,
  empirical,
  erlang,
  exponential,
  hyperexponential,
  lognormal,
  lognormalSigma,
  standardNormal,
  uniform,
} from "./sampler.ts";
import type { Sampler } from "./sampler.ts";

const N = 2_000_000;

type Moments = { readonly mean: number; readonly variance: number; readonly above: (limit: number) => number; readonly min: number };

function draw(sampler: Sampler, name: string, limits: readonly number[] = []): Moments {
  const rng = createStream(11, name);
  const counts = new Map(limits.map((limit) => [limit, 0]));
  let sum = 0;
  let squares = 0;
  let min = Infinity;
  const block = new Float64Array(1000);
  for (let i = 0; i < N; i += block.length) {
    sampler.fill(rng, block, block.length);
    for (const value of block) {
      const shifted = value - sampler.mean;
      sum += shifted;
      squares += shifted * shifted;
      if (value < min) min = value;
      for (const limit of limits) if (value > limit) counts.set(limit, counts.get(limit)! + 1);
    }
  }
  const offset = sum / N;
  return { mean: sampler.mean + offset, variance: squares / N - offset * offset, above: (limit) => counts.get(limit)! / N, min };
}

/** Distance from the exact mean in standard errors. */
function z(sampler: Sampler, moments: Moments): number {
  return (moments.mean - sampler.mean) / Math.sqrt(sampler.variance / N);
}

describe("moments of two million draws", () => {
  const laws: readonly (readonly [string, Sampler, number, number, number])[] = [
    // name, sampler, exact mean, exact variance, kurtosis (for the standard error of the variance)
    ["exponential", exponential(5), 5, 25, 9],
    ["uniform", uniform(2, 6), 4, 16 / 12, 1.8],
    ["erlang 2", erlang(2, 3), 3, 9 / 2, 6],
    ["erlang 4", erlang(4, 1), 1, 1 / 4, 4.5],
    ["erlang 100", erlang(100, 50), 50, 25, 3.06],
    ["erlang 400", erlang(400, 1), 1, 1 / 400, 3.015],
    ["hyperexponential", hyperexponential(0.9, 1, 10), 1.9, 2 * (0.9 + 0.1 * 100) - 1.9 * 1.9, 40],
    ["lognormal 0.5", lognormalSigma(2, 0.5), 2 * Math.exp(0.125), 4 * Math.exp(0.25) * (Math.exp(0.25) - 1), 8.9],
    ["lognormal 1", lognormalSigma(1, 1), Math.exp(0.5), Math.E * (Math.E - 1), 114],
    [
      "empirical",
      empirical([
        { p: 0, valueMs: 1 },
        { p: 0.5, valueMs: 2 },
        { p: 0.99, valueMs: 10 },
        { p: 1, valueMs: 100 },
      ]),
      0.75 + 2.94 + 0.55,
      1.1666666666666667 + (0.49 * 124) / 3 + (0.01 * 11100) / 3 - 4.24 * 4.24,
      120,
    ],
  ];
  for (const [name, sampler, mean, variance, kurtosis] of laws) {
    it(name, () => {
      expect(sampler.mean).toBeCloseTo(mean, 10);
      expect(sampler.variance / variance).toBeCloseTo(1, 10);
      const moments = draw(sampler, name);
      expect(Math.abs(z(sampler, moments))).toBeLessThan(4);
      expect(Math.abs(moments.variance / variance - 1)).toBeLessThan(4 * Math.sqrt((kurtosis - 1) / N));
      expect(moments.min).toBeGreaterThanOrEqual(0);
    });
  }
});

/** Mean and variance the table itself has: every cell's line, without the noise of draws. */
function exactMoments(sampler: Sampler): { readonly mean: number; readonly variance: number } {
  // 4,096 cells, 64 stratified points each: the 32-bit draw is fed in order, so the sample is the law itself.
  let sum = 0;
  let squares = 0;
  const points = 4096 * 64;
  const rng = createStream(1, "unused");
  let next = 0;
  const stratified = Object.assign(Object.create(Object.getPrototypeOf(rng)) as typeof rng, {
    nextU32: () => next,
    nextUniform: () => ((next & 0xfffff) + 0.5) / 1048576,
  });
  for (let i = 0; i < points; i++) {
    next = i * 16384 + 8192;
    const value = sampler.sample(stratified);
    sum += value;
    squares += value * value;
  }
  const mean = sum / points;
  return { mean, variance: squares / points - mean * mean };
}

describe("the tables themselves", () => {
  it("carry the mean within 2e-5 and the variance within 0.1 %, the two tails included", () => {
    for (const sampler of [exponential(1), erlang(2, 1), erlang(4, 1), erlang(50, 1), uniform(0, 1), lognormalSigma(1, 0.5)]) {
      const { mean, variance } = exactMoments(sampler);
      expect(Math.abs(mean / sampler.mean - 1)).toBeLessThan(2e-5);
      expect(Math.abs(variance / sampler.variance - 1)).toBeLessThan(1e-3);
    }
  });
});

describe("tails", () => {
  it("exponential: P(X > 5), P(X > 8) and P(X > 12 means) are right", () => {
    const moments = draw(exponential(1), "tail", [5, 8, 12]);
    for (const limit of [5, 8, 12]) {
      const p = Math.exp(-limit);
      expect(Math.abs(moments.above(limit) - p)).toBeLessThan(4 * Math.sqrt(p / N));
    }
  });

  it("log-normal by median and p99: both are met", () => {
    const sampler = lognormal({ median: 20, p99: 120 });
    const moments = draw(sampler, "ln", [20, 120]);
    expect(Math.abs(moments.above(20) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / N));
    expect(Math.abs(moments.above(120) - 0.01)).toBeLessThan(4 * Math.sqrt(0.0099 / N));
  });
});

describe("special laws", () => {
  it("constant uses no random number", () => {
    const rng = createStream(1, "constant");
    const before = rng.state();
    expect(constant(3).sample(rng)).toBe(3);
    expect(rng.state()).toEqual(before);
    expect([
      constant(3).isConstant,
      exponential(1).isConstant,
      uniform(2, 2).isConstant,
      lognormal({ median: 5, p99: 5 }).isConstant,
    ]).toEqual([true, false, true, true]);
  });

  it("fill gives the draws of sample", () => {
    const sampler = erlang(3, 10);
    const block = new Float64Array(500);
    sampler.fill(createStream(2, "fill"), block, 500);
    const rng = createStream(2, "fill");
    expect([...block]).toEqual(Array.from({ length: 500 }, () => sampler.sample(rng)));
  });

  it.each([
    ["exponential", exponential(10)],
    ["hyperexponential", hyperexponential(0.3, 1, 50)],
    ["constant", constant(4)],
  ])("fillWithUniforms gives the draws of sample and nextUniform32 in turn: %s", (_law, sampler) => {
    const draws = new Float64Array(9000);
    const uniforms = new Float64Array(9000);
    sampler.fillWithUniforms(createStream(2, "pairs"), draws, uniforms, 9000);
    const rng = createStream(2, "pairs");
    const pairs = Array.from({ length: 9000 }, () => [sampler.sample(rng), rng.nextUniform32()]);
    expect(Array.from(draws, (draw, i) => [draw, uniforms[i]])).toEqual(pairs);
  });

  it("uniform and empirical stay inside their bounds", () => {
    const rng = createStream(3, "bounds");
    const sampler = uniform(2, 3);
    let outside = 0;
    for (let i = 0; i < 100_000; i++) {
      const value = sampler.sample(rng);
      if (value < 2 || value > 3) outside++;
    }
    expect(outside).toBe(0);
  });

  it("refuses laws that are not laws", () => {
    expect(() => exponential(-1)).toThrow();
    expect(() => uniform(3, 2)).toThrow();
    expect(() => erlang(1.5, 1)).toThrow();
    expect(() => hyperexponential(2, 1, 1)).toThrow();
    expect(() =>
      empirical([
        { p: 0.1, valueMs: 0 },
        { p: 1, valueMs: 1 },
      ]),
    ).toThrow();
  });
});

describe("normal quantile", () => {
  it("matches published points in the middle and far out", () => {
    expect(normalQuantile(0.975, 0.025)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.99, 0.01)).toBeCloseTo(2.3263478740408408, 13);
    expect(normalQuantile(0.9, 0.1)).toBeCloseTo(1.2815515655446004, 13);
    expect(normalQuantile(1e-10, 1)).toBeCloseTo(-6.361340902404056, 12);
    expect(normalQuantile(1, 1e-300)).toBeCloseTo(37.0470962993612, 11);
    expect(normalQuantile(0.5, 0.5)).toBe(0);
  });

  it("draws have mean 0, variance 1 and no skew", () => {
    const rng = createStream(4, "normal");
    const sums = [0, 0, 0];
    for (let i = 0; i < 500_000; i++) {
      const value = standardNormal(rng);
      for (let power = 1; power <= 3; power++) sums[power - 1]! += value ** power;
    }
    const [first, second, third] = sums.map((sum) => sum / 500_000);
    expect(Math.abs(first!)).toBeLessThan(4 / Math.sqrt(500_000));
    expect(Math.abs(second! - 1)).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(500_000));
    expect(Math.abs(third!)).toBeLessThan((4 * Math.sqrt(15)) / Math.sqrt(500_000));
  });
});
