import { describe, expect, test } from "vitest";
import { meanMs } from "../../src/catalogue/fields/distribution.ts";
import type { Distribution } from "../../src/catalogue/contract.ts";
import { serviceBelow, waitPercentile } from "./general-service.ts";

const HYPER = { p: 0.9, mean1Ms: 5 / 9, mean2Ms: 5 };

/** M/D/1: Erlang's series for the law of the wait; its terms cancel, so only where they stay small. */
function constantServiceBelow(rho: number, t: number): number {
  let sum = 0;
  let factorial = 1;
  for (let j = 0; j <= Math.floor(t); j++) {
    if (j > 0) factorial *= j;
    sum += ((rho * (j - t)) ** j / factorial) * Math.exp(-rho * (j - t));
  }
  return (1 - rho) * sum;
}

/** M/H2/1: the transform of the wait has two poles, so its tail is a sum of two exponentials. */
function hyperexponentialAbove(rho: number, t: number): number {
  const [mu1, mu2] = [1 / HYPER.mean1Ms, 1 / HYPER.mean2Ms];
  const b = mu1 + mu2 - rho;
  const c = mu1 * mu2 * (1 - rho);
  const root = Math.sqrt(b * b - 4 * c);
  const [r1, r2] = [(b - root) / 2, (b + root) / 2];
  const weight = (r: number, other: number): number => ((1 - rho) * (mu1 - r) * (mu2 - r)) / (other - r) / r;
  return weight(r1, r2) * Math.exp(-r1 * t) + weight(r2, r1) * Math.exp(-r2 * t);
}

describe("the recursion finds what is known in closed form", () => {
  const cases: readonly [string, Distribution, number, (t: number) => number][] = [0.5, 0.8].flatMap((rho) => [
    [`M/M/1 at ${rho}`, { exponential: 1 }, rho, (t: number) => 1 - rho * Math.exp(-(1 - rho) * t)],
    [`M/D/1 at ${rho}`, { constant: 1 }, rho, (t: number) => constantServiceBelow(rho, t)],
    [`M/H2/1 at ${rho}`, { hyperexponential: HYPER }, rho, (t: number) => 1 - hyperexponentialAbove(rho, t)],
  ]);
  test.each(cases)("%s", (_, law, rho, below) => {
    const { ms, off } = waitPercentile(law, rho, 0.99);
    expect(Math.abs(below(ms) - 0.99)).toBeLessThan(0.0001);
    expect(below(ms - off)).toBeLessThan(0.99);
    expect(below(ms + off)).toBeGreaterThan(0.99);
  });
});

test("each law is a law, with the mean it names", () => {
  const laws: Distribution[] = [
    { exponential: 1 },
    { uniform: [0.4, 1.6] },
    { erlang: { k: 4, meanMs: 1 } },
    { hyperexponential: { p: 0.9, mean1Ms: 5 / 9, mean2Ms: 5 } },
    { lognormal: { medianMs: 0.9, p99Ms: 3 } },
  ];
  for (const law of laws) {
    let mean = 0;
    for (let t = 0.005; t < 100; t += 0.01) mean += (1 - serviceBelow(law, t)) * 0.01;
    const sigma = Math.log(3 / 0.9) / 2.3263478740408408;
    expect(Math.abs(mean - (meanMs(law) ?? 0.9 * Math.exp((sigma * sigma) / 2))), JSON.stringify(law)).toBeLessThan(0.001);
  }
});
