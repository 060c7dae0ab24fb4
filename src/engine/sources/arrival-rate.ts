import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

export type RateSpec = {
  readonly sessionsPerSecond: number;
  readonly diurnal: { readonly peakToMean: number; readonly peakHour: number };
  readonly bursts: readonly { readonly atMs: number; readonly durationMs: number; readonly factor: number }[];
};

const DAY_MS = 86_400_000;
/** More than rounding can add to a rate. */
const ROUNDING = 1 + 1e-9;

/** Times in which more happens than usual. */
export class Bursts {
  /** The highest factor of all of them, 1 at least. */
  most = 1;
  private readonly bursts: { readonly from: number; readonly until: number; readonly factor: number }[] = [];

  constructor(bursts: RateSpec["bursts"]) {
    for (const { atMs, durationMs, factor } of bursts) this.add(atMs, atMs + durationMs, factor);
  }

  add(from: number, until: number, factor: number): void {
    this.bursts.push({ from, until, factor });
    this.most = Math.max(this.most, factor);
  }

  /** How many times as much as usual happens at this instant: the highest factor holds. */
  factor(at: number): number {
    let factor = 1;
    for (const burst of this.bursts) if (at >= burst.from && at < burst.until) factor = Math.max(factor, burst.factor);
    return factor;
  }
}

/** A Poisson process whose rate follows the day and the bursts, by thinning: exact for any curve below its maximum. */
export class ArrivalRate {
  private readonly random: RandomStream;
  private readonly spec: RateSpec;
  private readonly epochMs: number;
  private readonly bursts: Bursts;
  private readonly scale: number;
  private readonly unitGap: Sampler;
  private ceilingPerMs: number;

  constructor(random: RandomStream, spec: RateSpec, run: { readonly epochMs: number; readonly durationMs: number }) {
    this.random = random;
    this.spec = spec;
    this.epochMs = run.epochMs;
    this.bursts = new Bursts(spec.bursts);
    this.unitGap = exponential(1);
    let sum = 0;
    const steps = 1000;
    for (let i = 0; i < steps; i++) sum += this.daily(((i + 0.5) * run.durationMs) / steps);
    this.scale = steps / sum / 1000;
    this.ceilingPerMs = this.ceiling();
  }

  private ceiling(): number {
    return this.spec.sessionsPerSecond * this.scale * this.spec.diurnal.peakToMean * this.bursts.most;
  }

  /**
   * Rate over mean at this time of day: a sine wave, by Bhaskara's rational formula (no engine-made sine: E8).
   * Times of day are UTC of the run's epoch.
   */
  private daily(at: number): number {
    const { peakToMean, peakHour } = this.spec.diurnal;
    const sincePeak = (this.epochMs + at - peakHour * 3_600_000) / DAY_MS + 0.25;
    const turn = sincePeak - Math.floor(sincePeak);
    const half = turn < 0.5 ? turn * 2 : (turn - 0.5) * 2;
    const arch = (16 * half * (1 - half)) / (5 - 4 * half * (1 - half));
    return 1 + (peakToMean - 1) * (turn < 0.5 ? arch : -arch);
  }

  /** The first arrival after `at`. */
  next(at: number): number {
    const { random, unitGap, ceilingPerMs } = this;
    const meanPerMs = this.spec.sessionsPerSecond * this.scale;
    for (;;) {
      at += unitGap.sample(random) / ceilingPerMs;
      const level = random.nextUniform32() * ceilingPerMs;
      const factor = this.bursts.factor(at);
      // Outside a burst nearly all are beyond what any time of day reaches.
      if (level > meanPerMs * this.spec.diurnal.peakToMean * factor * ROUNDING) continue;
      if (level < meanPerMs * this.daily(at) * factor) return at;
    }
  }

  /** A burst that begins now; it takes effect with the next arrival. */
  burst(from: number, until: number, factor: number): void {
    this.bursts.add(from, until, factor);
    this.ceilingPerMs = this.ceiling();
  }

  isBurst(at: number): boolean {
    return this.bursts.factor(at) > 1;
  }
}
