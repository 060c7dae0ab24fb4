import { describe, expect, test } from "vitest";
import { BatchedHistogram, groupOf, NONE, timeStretches } from "./batched-histogram.ts";
import { createStream } from "./rng.ts";
import type { RandomStream } from "./rng.ts";
import { exponential } from "./sampler.ts";

const SPAN_MS = 100_000;
const stretch = timeStretches(0, SPAN_MS);

test("values added with the batch of each give what they give one by one", () => {
  const random = createStream(5, "each");
  const law = exponential(20);
  const values = Float64Array.from({ length: 4000 }, (_, i) => (i % 50 === 0 ? -i : law.sample(random)));
  const batches = Int32Array.from(values, (_, i) => groupOf(i));
  const [single, each] = [new BatchedHistogram(), new BatchedHistogram()];
  values.forEach((value, i) => single.add(batches[i], value));
  for (let from = 0; from < values.length; from += 500) each.addEach(batches, values, from, from + 500);
  expect(each).toEqual(single);
  expect(each.meanBounds()).not.toBeNull();
});

test("what was added apart and merged gives what was added together", () => {
  const random = createStream(6, "apart");
  const law = exponential(20);
  const [whole, ...apart] = [new BatchedHistogram(), new BatchedHistogram(), new BatchedHistogram(), new BatchedHistogram()];
  for (let i = 0; i < 3000; i++) {
    const ms = Math.floor(law.sample(random));
    whole.add(groupOf(i), ms);
    apart[i % 2].add(groupOf(i), ms);
  }
  const merged = new BatchedHistogram();
  for (const each of apart) merged.merge(each);
  expect(merged).toEqual(whole);
  expect(merged.quantileBounds(0.9)).toEqual(whole.quantileBounds(0.9));
});

/** Share of `runs` seeds in which the interval holds the truth. */
function coverage(runs: number, make: (random: RandomStream) => BatchedHistogram, truth: number, p: number | "mean"): number {
  let held = 0;
  for (let seed = 0; seed < runs; seed++) {
    const values = make(createStream(seed, "coverage"));
    const bounds = p === "mean" ? values.meanBounds() : values.quantileBounds(p);
    expect(bounds).not.toBeNull();
    // A bucket is 1.6 % wide: a bound says no more than that.
    if (bounds !== null && bounds[0] * 0.99 <= truth && truth <= bounds[1] * 1.01) held++;
  }
  return held / runs;
}

/** Waits of M/M/1 at rho 0.8, the classic of dependent values, service mean 1 ms. */
function queueWaits(random: RandomStream): BatchedHistogram {
  const values = new BatchedHistogram();
  const gap = exponential(1.25);
  const service = exponential(1);
  let wait = 0;
  for (let at = -4000; at < SPAN_MS; ) {
    const step = gap.sample(random);
    at += step;
    if (at >= 0 && at < SPAN_MS) values.add(stretch(at), wait);
    wait = Math.max(0, wait + service.sample(random) - step);
  }
  return values;
}

/** Independent exponential values whose mean is tenfold in a tenth of the time: the load curve of a run. */
function burst(random: RandomStream): BatchedHistogram {
  const values = new BatchedHistogram();
  const law = exponential(1);
  for (let at = 0; at < SPAN_MS; at += 10) values.add(stretch(at), law.sample(random) * (at >= 42_000 && at < 52_000 ? 10 : 1));
  return values;
}

describe("an interval holds the truth about as often as it says", () => {
  // P(W <= t) = 1 - rho e^(-(mu - la) t): p95 = ln(0.8 / 0.05) / 0.2.
  test("p95 and mean of dependent waits", () => {
    expect(coverage(120, queueWaits, Math.log(16) / 0.2, 0.95)).toBeGreaterThan(0.88);
    expect(coverage(120, queueWaits, 4, "mean")).toBeGreaterThan(0.88);
  });

  test("independent values under a load that changes", () => {
    expect(coverage(120, burst, 1.9, "mean")).toBeGreaterThan(0.9);
  });
});

test("a load that rises and falls slowly does not widen an interval as plain batch means would", () => {
  const random = createStream(1, "narrow");
  const law = exponential(1);
  const values = new BatchedHistogram();
  for (let at = 0; at < SPAN_MS; at += 10) {
    const level = 1 + 9 * (1 - Math.abs((2 * at) / SPAN_MS - 1));
    values.add(stretch(at), law.sample(random) * level);
  }
  const [low, high] = values.meanBounds() ?? [0, 0];
  expect(low).toBeLessThan(5.5);
  expect(high).toBeGreaterThan(5.5);
  // Batches between 1 and 10 spread by 2.6: their interval would be 1.3 wide, that of 10,000 independent values 0.25.
  expect(high - low).toBeLessThan(0.5);
});

test("too few values beyond a percentile give no interval", () => {
  const values = new BatchedHistogram();
  for (let i = 0; i < 900; i++) values.add(groupOf(i), i);
  expect(values.tooFew(0.99)).toBe(true);
  expect(values.quantileBounds(0.99)).toBeNull();
  expect(values.tooFew(0.5)).toBe(false);
  expect(values.quantileBounds(0.5)).not.toBeNull();
});

test("values all in a few batches give no interval", () => {
  const values = new BatchedHistogram();
  for (let i = 0; i < 500; i++) values.add(i % 4, 5);
  expect(values.meanBounds()).toBeNull();
});

test("the order in which values come does not matter", () => {
  const forth = new BatchedHistogram();
  const back = new BatchedHistogram();
  const valueOf = (i: number): number => ((i * 7919) % 1013) / 7;
  for (let i = 0; i < 1000; i++) forth.add(groupOf(i), valueOf(i));
  for (let i = 999; i >= 0; i--) back.add(groupOf(i), valueOf(i));
  expect(back.meanBounds()).toEqual(forth.meanBounds());
  expect(back.quantileBounds(0.95)).toEqual(forth.quantileBounds(0.95));
});

/** Sessions of several events share one delay that differs from user to user, and all are slow in a tenth of the time. */
function users(random: RandomStream): BatchedHistogram {
  const values = new BatchedHistogram();
  const law = exponential(1);
  for (let user = 0; user < 1500; user++) {
    const own = law.sample(random);
    for (let event = 0; event < 10; event++) values.add(groupOf(user), event === 0 ? own + 20 : own);
  }
  return values;
}

test("groups of users see what users share, and not what the hour does to all", () => {
  expect(coverage(120, users, 3, "mean")).toBeGreaterThan(0.88);
  // Counted as 15,000 independent values the mean would be given to 0.1; 1,500 users give it to 0.05 about their own mean.
  const [low, high] = users(createStream(5, "users")).meanBounds() ?? [0, 0];
  expect(high - low).toBeLessThan(0.2);
});

test("what belongs to no batch counts and has no interval", () => {
  const values = new BatchedHistogram();
  for (let i = 0; i < 5000; i++) values.add(NONE, i);
  expect(values.quantile(0.5)).toBeCloseTo(2500, -2);
  expect(values.quantileBounds(0.5)).toBeNull();
});
