import { describe, expect, it } from "vitest";
import { createStream } from "./rng.ts";
import { exponential } from "./sampler.ts";
import {
  Welford,
  batchMeansInterval,
  cheHitRatio,
  erlangB,
  erlangC,
  meanInterval,
  quantileInterval,
  quantileOfSorted,
  studentT,
} from "./statistics.ts";

describe("studentT", () => {
  it("has the tabled points", () => {
    expect([studentT(1), studentT(10), studentT(30), studentT(9, 99)]).toEqual([12.7062, 2.2281, 2.0423, 3.2498]);
    expect(studentT(60)).toBeCloseTo(2.0003, 3);
    expect(studentT(120)).toBeCloseTo(1.9799, 3);
    expect(studentT(60, 99)).toBeCloseTo(2.6603, 3);
    expect(studentT(1e9)).toBeCloseTo(1.96, 3);
  });
});

describe("intervals", () => {
  it("of few values", () => {
    expect(meanInterval([3])).toEqual({ mean: 3, halfWidth: null });
    const { mean, halfWidth } = meanInterval([1, 2, 3, 4]);
    expect(mean).toBe(2.5);
    expect(halfWidth).toBeCloseTo(3.1824 * Math.sqrt(5 / 3 / 4), 10);
  });

  it("batch means cover the true mean about 95 times in 100, correlated series included", () => {
    const sampler = exponential(1);
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const rng = createStream(run, "batch means");
      const series = new Float64Array(6000);
      let state = 1;
      for (let i = 0; i < series.length; i++) {
        state = 0.8 * state + 0.2 * sampler.sample(rng);
        series[i] = state;
      }
      const { mean, halfWidth } = batchMeansInterval(series);
      if (Math.abs(mean - 1) <= halfWidth!) covered++;
    }
    expect(covered).toBeGreaterThan(360);
    expect(covered).toBeLessThan(397);
  });

  it("quantile interval holds the true 99th percentile", () => {
    const rng = createStream(3, "quantile");
    const series = new Float64Array(300_000);
    exponential(1).fill(rng, series, series.length);
    const { mean, halfWidth } = quantileInterval(series, 0.99);
    expect(Math.abs(mean - Math.log(100))).toBeLessThan(halfWidth! * 1.3);
    expect(halfWidth).toBeLessThan(0.06);
  });

  it("leaves values that fill no batch out at the front", () => {
    expect(batchMeansInterval(Float64Array.of(1000, 1, 1, 1, 1), 2).mean).toBe(1);
    expect(batchMeansInterval(Float64Array.of(1, 2, 3), 30).mean).toBe(2);
  });
});

describe("Welford", () => {
  it("is exact where sums of squares are not", () => {
    const moments = new Welford();
    for (const value of [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) moments.add(value);
    expect([moments.mean, moments.variance]).toEqual([1e9 + 10, 30]);
    expect(new Welford().variance).toBe(null);
  });
});

describe("closed forms (facts/kernel.md 4)", () => {
  it("Erlang C", () => {
    expect(erlangC(1, 0.8)).toBeCloseTo(0.8, 12);
    expect(erlangC(4, 3.2)).toBeCloseTo(0.596432, 6);
    expect(erlangC(8, 6.4)).toBeCloseTo(0.457645, 6);
    expect(erlangC(64, 51.2)).toBeCloseTo(0.056056, 6);
    expect(erlangC(64, 60.8)).toBeCloseTo(0.588011, 6);
    expect(erlangC(2, 2)).toBe(1);
  });

  it("Erlang B", () => {
    expect(erlangB(10, 7)).toBeCloseTo(0.078741, 6);
  });

  it("Che's approximation", () => {
    const zipf = (n: number, s: number): Float64Array => {
      const weights = Float64Array.from({ length: n }, (_, i) => (i + 1) ** -s);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    };
    const small = cheHitRatio(zipf(1000, 0.8), 100);
    expect(small.hitRatio).toBeCloseTo(0.37779, 5);
    expect(small.characteristicTime).toBeCloseTo(133.9, 1);
    const large = cheHitRatio(zipf(10_000, 1), 1000);
    expect(large.hitRatio).toBeCloseTo(0.675602, 5);
    expect(large.characteristicTime).toBeCloseTo(2352.2, 1);
    expect(cheHitRatio(zipf(10, 1), 10).hitRatio).toBe(1);
  });

  it("quantiles of sorted values lie on straight lines", () => {
    expect([
      quantileOfSorted([1, 2, 4], 0),
      quantileOfSorted([1, 2, 4], 0.5),
      quantileOfSorted([1, 2, 4], 0.75),
      quantileOfSorted([1, 2, 4], 1),
    ]).toEqual([1, 2, 3, 4]);
  });
});
