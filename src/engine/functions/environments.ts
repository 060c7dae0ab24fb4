import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type EnvironmentSpec = {
  /** Making an environment: code is loaded and started. */
  readonly coldStart: Sampler;
  /** One that nobody called for so long is gone. */
  readonly keptMs: number;
};

/** Environments of a function, each of which has one call at a time. A call takes the one that was used last, or a new one. */
export class Environments {
  coldStarts = 0;
  private readonly spec: EnvironmentSpec;
  private readonly random: RandomStream;
  /** Since when the idle ones are, the one used last at the end. */
  private readonly idleSince: number[] = [];

  constructor(spec: EnvironmentSpec, random: RandomStream) {
    this.spec = spec;
    this.random = random;
  }

  /** A call begins at `at`: how long it waits for its environment, ms. */
  take(at: number): number {
    const since = this.idleSince.pop();
    if (since !== undefined && at - since <= this.spec.keptMs) return 0;
    // Those before it have been idle for longer still.
    this.idleSince.length = 0;
    this.coldStarts++;
    return this.spec.coldStart.sample(this.random);
  }

  giveBack(at: number): void {
    this.idleSince.push(at);
  }
}
