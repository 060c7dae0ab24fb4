import { describe, expect, it } from "vitest";
import { grayZipfSampler, weighted, zipfSampler } from "./alias-table.ts";
import { createStream } from "./rng.ts";

describe("AliasTable", () => {
  it("holds exactly the given weights", () => {
    const weights = [5, 0, 1, 3, 0.5, 0.5];
    const table = weighted(weights);
    table.probabilities().forEach((p, i) => expect(p).toBeCloseTo(weights[i]! / 10, 8));
  });

  it("draws by weight (chi-square) and never what has no weight", () => {
    const weights = [1, 2, 3, 0, 4];
    const table = weighted(weights);
    const rng = createStream(1, "alias");
    const counts = Array.from({ length: 5 }, () => 0);
    for (let i = 0; i < 200_000; i++) counts[table.sample(rng)]!++;
    expect(counts[3]).toBe(0);
    const chi = [0, 1, 2, 4].reduce((sum, i) => sum + (counts[i]! - weights[i]! * 20_000) ** 2 / (weights[i]! * 20_000), 0);
    expect(chi).toBeLessThan(20);
  });

  it("refuses weights that choose nothing", () => {
    expect(() => weighted([])).toThrow();
    expect(() => weighted([0, 0])).toThrow();
    expect(() => weighted([1, -1])).toThrow();
    expect(() => weighted([1, NaN])).toThrow();
  });
});

describe("zipfSampler", () => {
  it("has the Zipf-Mandelbrot weights", () => {
    const table = zipfSampler(1000, 0.97, 10);
    const weights = Array.from({ length: 1000 }, (_, i) => (i + 11) ** -0.97);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    table.probabilities().forEach((p, i) => expect(p).toBeCloseTo(weights[i]! / total, 9));
  });

  it("is even at s = 0 and draws every rank from 0 to n - 1", () => {
    const table = zipfSampler(7, 0, 0);
    const rng = createStream(2, "zipf");
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i++) counts[table.sample(rng)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe("grayZipfSampler", () => {
  it("the shares are those of the published draw, inverted", () => {
    const n = 1000;
    const s = 0.99;
    let zeta = 0;
    for (let rank = 1; rank <= n; rank++) zeta += rank ** -s;
    const eta = (1 - (2 / n) ** (1 - s)) / (1 - (1 + 0.5 ** s) / zeta);
    const drawnBy = (u: number): number => {
      if (u * zeta < 1) return 0;
      if (u * zeta < 1 + 0.5 ** s) return 1;
      return Math.floor(n * (eta * u - eta + 1) ** (1 / (1 - s)));
    };
    const counts = new Float64Array(n);
    const draws = 2_000_000;
    for (let i = 0; i < draws; i++) counts[drawnBy((i + 0.5) / draws)]++;
    const shares = grayZipfSampler(n, s).probabilities();
    for (let rank = 0; rank < n; rank++) expect(Math.abs(counts[rank] / draws - shares[rank])).toBeLessThan(2e-6);
  });
});
