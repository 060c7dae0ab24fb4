import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

/**
 * A delay that many records share and that changes slowly: a new draw every `slotMs`, a straight line in between, so that
 * records keep their order and the mean of the law stays the mean delay however many there are. Times asked for never fall.
 */
export class WanderingDelay {
  private readonly law: Sampler;
  private readonly random: RandomStream;
  private readonly slotMs: number;
  private slot = 0;
  private from: number;
  private to: number;

  constructor(law: Sampler, random: RandomStream, slotMs: number) {
    this.law = law;
    this.random = random;
    this.slotMs = slotMs;
    this.from = law.sample(random);
    this.to = law.sample(random);
  }

  at(timeMs: number): number {
    const position = timeMs / this.slotMs;
    while (this.slot + 1 <= position) {
      this.slot++;
      this.from = this.to;
      this.to = this.law.sample(this.random);
    }
    return this.from + (this.to - this.from) * (position - this.slot);
  }
}
