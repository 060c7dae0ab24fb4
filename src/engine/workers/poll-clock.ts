import { lastStepBefore } from "../kernel/repeated-steps.ts";
import type { PollSpec } from "./poll-spec.ts";

/** When an instance polls: it calls, and the call returns with rows, or without any when the fetch has waited long enough. Instants in ms. */
export class PollClock {
  /** When the next call is due, or since when one is under way; Infinity while the instance does not poll. */
  at = 0;
  /** A call is under way. */
  called = false;
  lastCallMs = 0;
  /** The last thing that happened at the instance: a poll under way that finds room or a new partition returns no earlier. */
  seenMs = 0;
  private nextAutoCommit: number;
  private readonly spec: Pick<PollSpec, "commit" | "fetchWaitMs" | "autoCommitIntervalMs">;

  constructor(spec: Pick<PollSpec, "commit" | "fetchWaitMs" | "autoCommitIntervalMs">) {
    this.spec = spec;
    this.nextAutoCommit = spec.autoCommitIntervalMs;
  }

  /** When the call is made, or returns to an instance that has room for rows, which can be read from `readableMs` on. */
  due(frozenUntil: number, hasRoom: boolean, readableMs: number): number {
    if (this.at === Infinity) return Infinity;
    const from = Math.max(this.at, frozenUntil);
    if (!this.called) return from;
    const deadline = from + this.spec.fetchWaitMs;
    return hasRoom ? Math.max(from, Math.min(deadline, Math.max(this.seenMs, readableMs))) : deadline;
  }

  /** A call is made. Answers whether offsets are committed in it because their time has come. */
  call(at: number): boolean {
    this.lastCallMs = at;
    this.called = true;
    if (this.spec.commit !== "auto" || at < this.nextAutoCommit) return false;
    this.nextAutoCommit = at + this.spec.autoCommitIntervalMs;
    return true;
  }

  /**
   * Every call due before `before`, at once, of an instance that has a call under way, does nothing else, and gets no rows. Answers
   * whether there was one, and whether offsets were committed in one: the first to do so leaves nothing to the others.
   */
  callInVain(before: number): "no call" | "calls" | "commits" {
    const { fetchWaitMs } = this.spec;
    const last = lastStepBefore(before, this.at, fetchWaitMs);
    if (last === this.at) return "no call";
    let done: "calls" | "commits" = "calls";
    for (let at = this.at; this.spec.commit === "auto"; done = "commits") {
      at = lastStepBefore(this.nextAutoCommit, at, fetchWaitMs) + fetchWaitMs;
      if (at > last) break;
      this.nextAutoCommit = at + this.spec.autoCommitIntervalMs;
    }
    this.at = this.lastCallMs = this.seenMs = last;
    return done;
  }

  /** No call is due. */
  stop(): void {
    this.at = Infinity;
    this.called = false;
  }

  /** The next call is due, as if the last one had just been made. */
  start(at: number): void {
    this.at = at;
    this.lastCallMs = at;
  }

  /** A new process: its commits by the clock begin anew. */
  restart(at: number): void {
    this.start(at);
    this.nextAutoCommit = at + this.spec.autoCommitIntervalMs;
  }
}
