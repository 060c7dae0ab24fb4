import type { RunContext } from "../part/run-context.ts";

/** Machines that a schedule pauses once a day; times of the day are ms after midnight UTC. */
export type PauseSpec = {
  readonly atMs: number;
  readonly resumeAtMs: number;
  /** From the pause until they are no longer paid, and from the resume until they answer; they are paid again from the resume on. */
  readonly pausingMs: number;
  readonly resumingMs: number;
};

const DAY_MS = 86_400_000;

/** When machines are paused by a schedule, and for how long they are not paid; production over, nobody pauses them any more. */
export class DailyPauses {
  /** The next pause, simulated ms. */
  nextMs: number;
  /** When they were not paid, one pause after the other. */
  private readonly unpaid: { readonly fromMs: number; readonly toMs: number }[] = [];
  private readonly spec: PauseSpec;
  private readonly untilMs: number;

  constructor(spec: PauseSpec, { epochMs, durationMs }: Pick<RunContext, "epochMs" | "durationMs">) {
    this.spec = spec;
    this.untilMs = durationMs;
    this.nextMs = this.beforeEnd((((spec.atMs - epochMs) % DAY_MS) + DAY_MS) % DAY_MS);
  }

  private beforeEnd(at: number): number {
    return at < this.untilMs ? at : Infinity;
  }

  /** They are paused at `at` where that is due: for how long nobody is answered, ms; 0 where it is not. */
  begin(at: number): number {
    if (at < this.nextMs) return 0;
    const { atMs, resumeAtMs, pausingMs, resumingMs } = this.spec;
    // A pause cannot be broken off: they are resumed once they are paused.
    const pausedMs = Math.max(pausingMs, (resumeAtMs - atMs + DAY_MS) % DAY_MS);
    this.unpaid.push({ fromMs: this.nextMs + pausingMs, toMs: this.nextMs + pausedMs });
    this.nextMs = this.beforeEnd(this.nextMs + Math.ceil((pausedMs + resumingMs) / DAY_MS) * DAY_MS);
    return pausedMs + resumingMs;
  }

  /** For how long of the run up to `now` they were paid, ms. */
  paidMs(now: number): number {
    const until = Math.min(now, this.untilMs);
    return this.unpaid.reduce((paid, { fromMs, toMs }) => paid - Math.max(0, Math.min(toMs, until) - fromMs), until);
  }
}
