import type { Distribution } from "../../src/catalogue/contract.ts";

/** The share of services that take at most `t` ms. */
export function serviceBelow(law: Distribution, t: number): number {
  if (t <= 0) return 0;
  if ("constant" in law) return t < law.constant ? 0 : 1;
  if ("exponential" in law) return 1 - Math.exp(-t / law.exponential);
  if ("uniform" in law) {
    const [from, to] = law.uniform;
    return Math.min(1, Math.max(0, (t - from) / (to - from)));
  }
  if ("lognormal" in law) {
    const sigma = Math.log(law.lognormal.p99Ms / law.lognormal.medianMs) / 2.3263478740408408;
    return normalBelow(Math.log(t / law.lognormal.medianMs) / sigma);
  }
  if ("erlang" in law) {
    const x = (law.erlang.k * t) / law.erlang.meanMs;
    let term = 1;
    let sum = 1;
    for (let i = 1; i < law.erlang.k; i++) sum += term *= x / i;
    return 1 - sum * Math.exp(-x);
  }
  const { p, mean1Ms, mean2Ms } = law.hyperexponential;
  return 1 - p * Math.exp(-t / mean1Ms) - (1 - p) * Math.exp(-t / mean2Ms);
}

/** The normal law by Abramowitz and Stegun 7.1.26, within 1e-7. */
function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const above = (polynomial * Math.exp(-z * z)) / 2;
  return x < 0 ? above : 1 - above;
}

/**
 * A percentile of the wait of M/G/1 with services of mean 1. By Pollaczek and Khinchine the wait is the sum of a geometric
 * number of residual services; on a grid such a sum follows from Panjer's recursion, once with every residual rounded down and
 * once up. The truth lies between the two; the answer is their middle, `off` half of what is between.
 */
export function waitPercentile(law: Distribution, rho: number, share: number): { readonly ms: number; readonly off: number } {
  // A few thousand steps to the percentile, whose size the mean foretells well enough.
  const stepMs = rho > 0.9 ? 0.05 : 0.01;
  const masses = residualMasses(law, stepMs);
  const low = gridPercentile(masses, rho, share) * stepMs;
  const high = gridPercentile([0, ...masses], rho, share) * stepMs;
  return { ms: (low + high) / 2, off: (high - low) / 2 };
}

/** The residual service, with density (1 - B(t)) / mean, cut into steps; until next to nothing is left. */
function residualMasses(law: Distribution, stepMs: number): number[] {
  const INNER = 20;
  const masses: number[] = [];
  let left = 1;
  for (let k = 0; left > 1e-7 && k < 40_000; k++) {
    let mass = 0;
    for (let i = 0; i < INNER; i++) mass += (1 - serviceBelow(law, (k + (i + 0.5) / INNER) * stepMs)) * (stepMs / INNER);
    masses.push(mass);
    left -= mass;
  }
  return masses;
}

/** The grid point at which a geometric sum passes `share`, on a straight line between two points. */
function gridPercentile(masses: readonly number[], rho: number, share: number): number {
  const sums = [(1 - rho) / (1 - rho * masses[0])];
  let below = sums[0];
  for (let k = 1; ; k++) {
    let sum = 0;
    for (let j = 1; j <= Math.min(k, masses.length - 1); j++) sum += masses[j] * sums[k - j];
    sums.push((rho * sum) / (1 - rho * masses[0]));
    if (below + sums[k] >= share) return k - 1 + (share - below) / sums[k];
    below += sums[k];
  }
}
