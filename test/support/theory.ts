import { expect } from "vitest";
import { meanInterval } from "../../src/base/statistics.ts";
import type { Histogram } from "../../src/base/histogram.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "./drawing.ts";
import type { Drawing } from "./drawing.ts";

/** Independent runs per case: their means have a Student interval, whatever the correlation inside a run. */
export const SEEDS = 30;
/** Student's t with 29 degrees of freedom, two-sided 99.99 %. */
const T9999 = 4.51;

/** Something a run shows and theory knows. */
export type Measure = {
  readonly what: string;
  readonly theory: number;
  readonly of: (run: Run) => number;
  /** Made by the rare long busy periods: needs far longer runs than a mean before its seeds spread evenly. */
  readonly tail?: boolean;
};
/** What holds of a drawing: `relative` in place of the interval where theory itself is an approximation. */
export type TheoryCase = {
  readonly name: string;
  readonly drawing: Drawing;
  readonly measures: readonly Measure[];
  readonly relative?: number;
};

/**
 * Compares many measured values with theory. Each lies inside the 99.99 % interval of its 30 seeds. Among a hundred true
 * statements about one misses at 99 %: cases with a value outside its 99 % interval may be as many as chance exceeds once in
 * a thousand times. Each case has seeds of its own, so that cases are independent; values of one case are not, and count once.
 */
export class Verdicts {
  compared = 0;
  cases = 0;
  readonly misses = new Map<string, string>();

  /** The seeds of the next case. */
  seeds(): number[] {
    const first = 1 + SEEDS * this.cases++;
    return Array.from({ length: SEEDS }, (_, i) => first + i);
  }

  inside(name: string, what: string, values: readonly number[], theory: number): void {
    const { mean, halfWidth } = meanInterval(values, 99);
    const half = halfWidth as number;
    const off = Math.abs(mean - theory);
    const words = `${name}, ${what}: ${mean} ± ${half} (99 %), theory ${theory}`;
    expect(Number.isFinite(mean), words).toBe(true);
    // Values that are all equal have no spread: they must then meet theory to rounding.
    expect(off, words).toBeLessThanOrEqual((half * T9999) / 2.7564 + 1e-9 * Math.abs(theory));
    this.compared++;
    if (off > half + 1e-9 * Math.abs(theory)) this.misses.set(name, words);
  }

  expectFewMisses(): void {
    expect(this.compared).toBeGreaterThan(0);
    const misses = [...this.misses.values()].join("; ");
    expect(this.misses.size, `${this.compared} values compared; ${misses}`).toBeLessThanOrEqual(allowedMisses(this.compared));
  }
}

/** The least m that Binomial(n, 0.01) exceeds with a chance below 0.001. */
export function allowedMisses(n: number): number {
  let term = 0.99 ** n;
  let upTo = term;
  let m = 0;
  while (1 - upTo >= 0.001) {
    m++;
    term *= ((n - m + 1) / m) * (0.01 / 0.99);
    upTo += term;
  }
  return m;
}

/** A drawing run to its end, its books in balance; `before` may put its own eyes on the run. */
export function finished(input: Drawing, seed: number, before: (run: Run) => void = () => undefined): Run {
  const created = createRun({ design: drawing(input), scenario: null, seed, faults: input.faults ?? [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  before(run);
  // Without the samples of the charts, which nobody looks at here.
  while (!run.simulation.over) run.simulation.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

/** Runs a case on every seed and compares all it says. */
export function judge(verdicts: Verdicts, each: TheoryCase): void {
  const values = each.measures.map((): number[] => []);
  for (const seed of verdicts.seeds()) {
    const run = finished(each.drawing, seed);
    each.measures.forEach((measure, i) => values[i].push(measure.of(run)));
  }
  each.measures.forEach(({ what, theory }, i) => {
    if (each.relative === undefined) return verdicts.inside(each.name, what, values[i], theory);
    const { mean } = meanInterval(values[i], 99);
    expect(Math.abs(mean / theory - 1), `${each.name}, ${what}: ${mean}, theory ${theory}`).toBeLessThan(each.relative);
  });
}

/** The share of values at or below `value`, on a straight line through its bucket. */
export function shareBelow(histogram: Histogram, value: number): number {
  let below = 0;
  histogram.forEachBucket((from, to, count) => {
    below += to <= value ? count : from > value ? 0 : (count * (value - from)) / (to - from);
  });
  return below / histogram.count;
}

export function waitsAt(station: string): (run: Run) => Histogram {
  return (run) => (run.machine.nodes.get(station) as { meter: { waits: { whole: Histogram } } }).meter.waits.whole;
}

export function responsesAt(sink: string): (run: Run) => Histogram {
  return (run) => (run.machine.recorders.get(sink) as { whole: { whole: Histogram } }).whole.whole;
}

/** Mean of a law, from the runs themselves. */
export function mean(what: string, of: (run: Run) => Histogram, theory: number): Measure {
  return { what, theory, of: (run) => of(run).mean as number };
}

/**
 * A percentile, judged by the share of values below the one theory names: unlike the percentile of a short run, whose few
 * busy periods pull it down, that share has no bias at any length.
 */
export function percentile(what: string, of: (run: Run) => Histogram, share: number, theory: number): Measure {
  return { what: `${what} below ${theory.toFixed(3)} ms`, theory: share, of: (run) => shareBelow(of(run), theory), tail: true };
}

/** The root of a function that rises from below to above zero. */
export function rootOf(rises: (x: number) => number, low: number, high: number): number {
  let from = low;
  let to = high;
  for (let round = 0; round < 200; round++) {
    const middle = (from + to) / 2;
    if (rises(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
