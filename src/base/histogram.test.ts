import { describe, expect, it } from "vitest";
import { promise } from "../../test/support/promise.ts";
import { Histogram } from "./histogram.ts";
import { createStream } from "./rng.ts";
import { lognormalSigma } from "./sampler.ts";

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe("Histogram", () => {
  it("answers null while empty", () => {
    const histogram = new Histogram();
    expect([histogram.count, histogram.mean, histogram.min, histogram.max, histogram.quantile(0.5), histogram.shareUpTo(3)]).toEqual([
      0,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("is within 1 % on every value from 1 us to a year (E21)", () => {
    let worst = 0;
    for (let value = 0.001; value < 3e10; value *= 1.0137) {
      const off = Math.abs(filled([0, value, 1e11]).quantile(0.5)! / value - 1);
      expect(off).toBeLessThan(0.01);
      worst = Math.max(worst, off);
    }
    promise(8, `${(100 * worst).toFixed(2)} % off at most, values from a microsecond to a year`);
  });

  it("finds quantiles of a skewed law within 1 % of the sorted values", () => {
    const rng = createStream(1, "histogram");
    const sampler = lognormalSigma(20, 1.2);
    const values = Array.from({ length: 100_000 }, () => sampler.sample(rng));
    const histogram = filled(values);
    const sorted = values.toSorted((a, b) => a - b);
    for (const p of [0.01, 0.1, 0.5, 0.9, 0.99, 0.999]) {
      expect(Math.abs(histogram.quantile(p)! / sorted[Math.ceil(p * sorted.length) - 1]! - 1)).toBeLessThan(0.01);
    }
    expect(histogram.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 8);
    expect([histogram.min, histogram.max, histogram.quantile(0), histogram.quantile(1)]).toEqual([
      sorted[0],
      sorted.at(-1),
      sorted[0],
      sorted.at(-1),
    ]);
  });

  it("meets the quantiles of a smooth law within a tenth of a percent", () => {
    const histogram = new Histogram();
    const count = 200_000;
    for (let i = 0; i < count; i++) histogram.add(-Math.log(1 - (i + 0.5) / count));
    for (const p of [0.1, 0.5, 0.9, 0.95, 0.99, 0.999]) expect(Math.abs(histogram.quantile(p)! / -Math.log(1 - p) - 1)).toBeLessThan(0.001);
  });

  it("takes zero, negatives and NaN as zero and clamps what is out of range", () => {
    const histogram = filled([0, -5, NaN, 1e-12, 1e300]);
    expect([histogram.count, histogram.min, histogram.max, histogram.quantile(0.5)]).toEqual([5, 0, 1e300, 0]);
  });

  it("addMany equals add, and merging equals adding everything to one", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1013);
    const one = filled([...values]);
    const many = new Histogram();
    many.addMany(values, 1000);
    expect(many.toJSON()).toEqual(one.toJSON());
    const left = filled(Array.from(values.subarray(0, 300)));
    left.merge(filled(Array.from(values.subarray(300))));
    expect(left.toJSON()).toEqual(one.toJSON());
  });

  it("weights count as repeats", () => {
    const histogram = new Histogram();
    histogram.addWeighted(10, 3);
    expect(histogram.toJSON()).toEqual(filled([10, 10, 10]).toJSON());
  });

  it("survives JSON and clear", () => {
    const histogram = filled([1, 2, 3, 4000]);
    const copy = Histogram.fromJSON(JSON.parse(JSON.stringify(histogram)));
    expect(copy.toJSON()).toEqual(histogram.toJSON());
    expect(copy.quantile(0.9)).toBe(histogram.quantile(0.9));
    copy.clear();
    expect(copy.toJSON()).toEqual(new Histogram().toJSON());
  });

  it("lists buckets that hold what was added", () => {
    const histogram = filled([5, 5, 80]);
    const rows: number[][] = [];
    histogram.forEachBucket((from, to, count) => rows.push([from, to, count]));
    expect(rows).toEqual([
      [5, 5.03125, 2],
      [80, 80.5, 1],
    ]);
    expect(histogram.shareUpTo(5)).toBeCloseTo(2 / 3, 12);
  });
});
