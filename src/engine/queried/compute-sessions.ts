import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

/** Machines that are paid while they are awake. */
export type SuspendSpec = {
  /** They go to sleep so long after the last work has ended. */
  readonly afterMs: number;
  /** From the first work that finds them asleep until it begins. */
  readonly resume: Sampler;
  /** They are paid for at least so long from when they were woken. */
  readonly leastBilledMs: number;
  /** Woken again within that time they are paid for it again; else it is one time that is paid. */
  readonly eachWakePays: boolean;
};

/** When machines that suspend themselves are awake, and what that is paid as. Work is told in order of time. */
export class ComputeSessions {
  wakes = 0;
  private readonly spec: SuspendSpec;
  private readonly random: RandomStream;
  /** What they do from here on is left out of the bill: production is over, and the rest of the run is not a part of a month. */
  private readonly untilMs: number;
  private wokeAt = 0;
  private busyUntil = -Infinity;
  private closedMs = 0;

  constructor(spec: SuspendSpec, random: RandomStream, untilMs: number) {
    this.spec = spec;
    this.untilMs = untilMs;
    this.random = random;
  }

  /** When work that comes at `at` can begin: at once where they are awake. */
  wake(at: number): number {
    if (at <= this.busyUntil + this.spec.afterMs) return at;
    if (this.spec.eachWakePays || this.wakes === 0 || at > this.wokeAt + this.sessionMs()) {
      this.closedMs += this.sessionMs();
      this.wokeAt = at;
    }
    this.wakes++;
    const readyAt = at + this.spec.resume.sample(this.random);
    this.busyUntil = readyAt;
    return readyAt;
  }

  /** Work that has begun keeps them awake until it is done. */
  work(doneAt: number): void {
    this.busyUntil = Math.max(this.busyUntil, doneAt);
  }

  /** Paid so far, the present session as if nothing more came. */
  get billedMs(): number {
    return this.closedMs + this.sessionMs();
  }

  private sessionMs(): number {
    if (this.wakes === 0 || this.wokeAt >= this.untilMs) return 0;
    return Math.max(this.spec.leastBilledMs, Math.min(this.untilMs, this.busyUntil + this.spec.afterMs) - this.wokeAt);
  }
}
