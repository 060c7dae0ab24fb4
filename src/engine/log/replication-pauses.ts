import { pow } from "../../base/fixed-math.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

/**
 * Rare pauses of a broker (a full garbage collection, a slow flush of its file system), in which nothing it leads becomes
 * readable. They come at random, and their lengths follow a Pareto law.
 */
export type PauseLaw = {
  readonly perSecond: number;
  readonly leastMs: number;
  /** P(length > x) = (leastMs / x) ^ exponent. */
  readonly exponent: number;
  readonly mostMs: number;
};

/** Who arrives while a pause of length S lasts waits for the rest of it, so waits above x are as rare as the mean of (S - x)+. */
export class ReplicationPauses {
  private readonly law: PauseLaw;
  private readonly gap: Sampler;
  private readonly power: NearPower;
  private readonly random: readonly RandomStream[];
  /** By broker: when the last pause that began was over, and when the one after it begins and is over. */
  private readonly lastUntil: Float64Array;
  private readonly nextFrom: Float64Array;
  private readonly nextUntil: Float64Array;

  constructor(law: PauseLaw, random: readonly RandomStream[]) {
    this.law = law;
    this.gap = exponential(1000 / law.perSecond);
    this.power = new NearPower(-1 / law.exponent);
    this.random = random;
    this.lastUntil = new Float64Array(random.length).fill(-Infinity);
    this.nextFrom = new Float64Array(random.length);
    this.nextUntil = new Float64Array(random.length);
    random.forEach((stream, broker) => {
      this.nextFrom[broker] = this.gap.sample(stream);
      this.nextUntil[broker] = this.endOf(this.nextFrom[broker], 1 - stream.nextUniform());
    });
  }

  /** Until when what the broker writes at `at` stays unreadable; `at` never falls for one broker. */
  until(broker: number, at: number): number {
    if (this.nextFrom[broker] <= at) this.passBy(broker, at);
    return this.lastUntil[broker];
  }

  /** Draws the pauses that began up to `at`, and the next one: a broker that is seldom written to has had many meanwhile. */
  private passBy(broker: number, at: number): void {
    const { gap } = this;
    const stream = this.random[broker];
    let from = this.nextFrom[broker];
    let until = this.nextUntil[broker];
    let last = until;
    while (from <= at) {
      last = until;
      from = last + gap.sample(stream);
      until = this.endOf(from, 1 - stream.nextUniform());
    }
    this.lastUntil[broker] = last;
    this.nextFrom[broker] = from;
    this.nextUntil[broker] = until;
  }

  /**
   * When a pause is over that begins at `from` and is longer than a share `beyond` of all. The sum of two instants is rounded to far
   * fewer digits than a power has: where a little less and a little more than the power give one sum, so does the power.
   */
  private endOf(from: number, beyond: number): number {
    const { leastMs, exponent, mostMs } = this.law;
    const near = leastMs * this.power.of(beyond);
    const end = from + Math.min(mostMs, near * (1 + NEAR));
    if (from + Math.min(mostMs, near * (1 - NEAR)) === end) return end;
    return from + Math.min(mostMs, leastMs * pow(beyond, -1 / exponent));
  }
}

/** Relative error that a near power stays far below: its series ends below 1e-15, and it rounds a dozen times. */
const NEAR = 1e-13;
const CELLS = 1024;
/** Below this share of 1 cells are too wide for the series. */
const LEAST_CELL = CELLS / 16;

/** x ^ exponent for x in (0, 1], within NEAR of it, in a tenth of the time: the power of the middle of x's cell, and six terms of the binomial series. */
class NearPower {
  private readonly middles = new Float64Array(CELLS + 1);
  private readonly powers = new Float64Array(CELLS + 1);
  private readonly terms = new Float64Array(7);
  private readonly ofSixteenth: number;

  constructor(exponent: number) {
    for (let cell = LEAST_CELL; cell <= CELLS; cell++) {
      this.middles[cell] = CELLS / (cell + 0.5);
      this.powers[cell] = pow((cell + 0.5) / CELLS, exponent);
    }
    this.terms[0] = 1;
    for (let k = 1; k < this.terms.length; k++) this.terms[k] = (this.terms[k - 1] * (exponent - k + 1)) / k;
    this.ofSixteenth = pow(1 / 16, exponent);
  }

  of(x: number): number {
    let scale = 1;
    while (x < 1 / 16) {
      x *= 16;
      scale *= this.ofSixteenth;
    }
    const cell = Math.floor(x * CELLS);
    const r = x * this.middles[cell] - 1;
    const { terms } = this;
    let series = terms[6];
    for (let k = 5; k >= 0; k--) series = terms[k] + r * series;
    return scale * this.powers[cell] * series;
  }
}
