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

type Pause = { from: number; until: number };

/** Who arrives while a pause of length S lasts waits for the rest of it, so waits above x are as rare as the mean of (S - x)+. */
export class ReplicationPauses {
  private readonly law: PauseLaw;
  private readonly gap: Sampler;
  private readonly random: readonly RandomStream[];
  /** The last pause each broker began, and the one after it. */
  private readonly current: Pause[];
  private readonly next: Pause[];

  constructor(law: PauseLaw, random: readonly RandomStream[]) {
    this.law = law;
    this.gap = exponential(1000 / law.perSecond);
    this.random = random;
    this.current = random.map(() => ({ from: -Infinity, until: -Infinity }));
    this.next = random.map((_, broker) => this.after(broker, 0));
  }

  /** Until when what the broker writes at `at` stays unreadable; `at` never falls for one broker. */
  until(broker: number, at: number): number {
    while (this.next[broker].from <= at) {
      this.current[broker] = this.next[broker];
      this.next[broker] = this.after(broker, this.current[broker].until);
    }
    return this.current[broker].until;
  }

  private after(broker: number, at: number): Pause {
    const { leastMs, exponent, mostMs } = this.law;
    const from = at + this.gap.sample(this.random[broker]);
    const length = leastMs * pow(1 - this.random[broker].nextUniform(), -1 / exponent);
    return { from, until: from + Math.min(mostMs, length) };
  }
}
