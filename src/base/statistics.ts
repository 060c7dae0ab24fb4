import { assert } from "./assert.ts";
import { exp } from "./fixed-math.ts";

/** Mean and half width of a 95 % confidence interval; halfWidth is null with fewer than two batches. */
export type Interval = { readonly mean: number; readonly halfWidth: number | null };

/** Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom. */
const T95 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098,
  2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
const T99 = [
  63.6567, 9.9248, 5.8409, 4.6041, 4.0321, 3.7074, 3.4995, 3.3554, 3.2498, 3.1693, 3.1058, 3.0545, 3.0123, 2.9768, 2.9467, 2.9208, 2.8982,
  2.8784, 2.8609, 2.8453, 2.8314, 2.8188, 2.8073, 2.7969, 2.7874, 2.7787, 2.7707, 2.7633, 2.7564, 2.75,
];

/** Two-sided Student t point for 95 % or 99 %; beyond 30 degrees by the Cornish-Fisher series (within 1e-4). */
export function studentT(degrees: number, level: 95 | 99 = 95): number {
  assert(degrees >= 1, `Student's t with ${degrees} degrees of freedom`);
  const table = level === 95 ? T95 : T99;
  if (degrees <= 30) return table[Math.floor(degrees) - 1]!;
  const z = level === 95 ? 1.959963984540054 : 2.5758293035489004;
  const z2 = z * z;
  const first = (z * (z2 + 1)) / 4 / degrees;
  const second = (z * (5 * z2 * z2 + 16 * z2 + 3)) / 96 / (degrees * degrees);
  return z + first + second;
}

/** Running mean and variance in one pass (Welford), stable for long runs. */
export class Welford {
  count = 0;
  mean = 0;
  private squares = 0;

  add(value: number): void {
    this.count += 1;
    const difference = value - this.mean;
    this.mean += difference / this.count;
    this.squares += difference * (value - this.mean);
  }

  /** Variance of the sample; null with fewer than two values. */
  get variance(): number | null {
    return this.count < 2 ? null : this.squares / (this.count - 1);
  }
}

/** Interval of the mean of independent values (replications, or batch means); at least one value. */
export function meanInterval(values: ArrayLike<number>, level: 95 | 99 = 95): Interval {
  assert(values.length > 0, "an interval needs at least one value");
  const moments = new Welford();
  for (let i = 0; i < values.length; i++) moments.add(values[i]!);
  const variance = moments.variance;
  if (variance === null) return { mean: moments.mean, halfWidth: null };
  return { mean: moments.mean, halfWidth: studentT(values.length - 1, level) * Math.sqrt(variance / values.length) };
}

/**
 * Interval of the long-run mean of a correlated series by batch means: `batches` equal stretches, one mean each.
 * Values that do not fill the last batch are left out at the front, where the warm-up is.
 */
export function batchMeansInterval(series: Float64Array, batches = 30, level: 95 | 99 = 95): Interval {
  const size = Math.floor(series.length / batches);
  if (size === 0) return meanInterval(series, level);
  const means = new Float64Array(batches);
  const skipped = series.length - size * batches;
  for (let batch = 0; batch < batches; batch++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += series[skipped + batch * size + i]!;
    means[batch] = sum / size;
  }
  return meanInterval(means, level);
}

/** Interval of a quantile of a correlated series: the quantile of every batch, then Student's t over the batches. */
export function quantileInterval(series: Float64Array, p: number, batches = 30, level: 95 | 99 = 95): Interval {
  const count = Math.floor(series.length / batches) === 0 ? 1 : batches;
  const size = Math.floor(series.length / count);
  const skipped = series.length - size * count;
  const quantiles = new Float64Array(count);
  for (let batch = 0; batch < count; batch++) {
    const from = skipped + batch * size;
    quantiles[batch] = quantileOfSorted(series.slice(from, from + size).sort(), p);
  }
  return meanInterval(quantiles, level);
}

/** The quantile p of values in rising order, straight lines between neighbours. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  assert(sorted.length > 0, "a quantile needs at least one value");
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const value = sorted[low]!;
  return low + 1 < sorted.length ? value + (sorted[low + 1]! - value) * (at - low) : value;
}

/** Erlang B: the share of arrivals that find all `servers` busy when none may wait; `load` in erlangs. */
export function erlangB(servers: number, load: number): number {
  let blocked = 1;
  for (let i = 1; i <= servers; i++) blocked = (load * blocked) / (i + load * blocked);
  return blocked;
}

/** Erlang C: the share of arrivals that must wait with `servers` servers and `load` = rate x mean service < servers. */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  const blocked = erlangB(servers, load);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/**
 * Hit ratio of a least-recently-used cache by Che's approximation. `popularity` holds the share of requests of each
 * item (sum 1), `capacity` is in items. `characteristicTime` is in requests.
 */
export function cheHitRatio(
  popularity: Float64Array,
  capacity: number,
): { readonly hitRatio: number; readonly characteristicTime: number } {
  if (capacity >= popularity.length) return { hitRatio: 1, characteristicTime: Infinity };
  const filled = (time: number): number => {
    let sum = 0;
    for (const share of popularity) sum += 1 - exp(-share * time);
    return sum;
  };
  let low = 0;
  let high = capacity;
  while (filled(high) < capacity) high *= 2;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (filled(middle) < capacity) low = middle;
    else high = middle;
  }
  let hits = 0;
  for (const share of popularity) hits += share * (1 - exp(-share * high));
  return { hitRatio: hits, characteristicTime: high };
}
