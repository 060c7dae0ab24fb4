import { must } from "../../base/assert.ts";
import type { Attempt, AttemptEnd, Begun, Interval, Job, Sensor, Starts } from "./job.ts";

/** What an attempt has come to; `forGood`, `inVain` and `checks` as the end of an attempt has them. */
export type Completed = { readonly failed: boolean; readonly line: string } & Pick<AttemptEnd, "forGood" | "inVain" | "checks">;

/** What a part does as a job. */
export type Work = {
  /** An attempt begins: sets `endsAtMs`. What it reads must have been there at `beganAtMs`. */
  begin(attempt: Attempt): void;
  /** An attempt has come to its end at `endsAtMs`: does what only its end does, and says the last line of its log, or why it failed. */
  complete(attempt: Attempt): Completed;
  /** An attempt is broken off at `at`: what it leaves behind is up to the part. */
  breakOff(attempt: Attempt, at: number): void;
};

/**
 * The attempts at a job, for the part that does the work: the part calls `settle` from its `change` and takes `nextEndMs` into its
 * `nextChangeMs`. An attempt that nobody keeps a record of begins the followers when it ends well, at that instant and for the same
 * interval; one that fails begins nothing, and nobody tries again.
 */
export class Attempts implements Job, Starts {
  readonly id: string;
  readonly followers: Job[] = [];
  /** Under way, in the order in which they began. */
  readonly open: Attempt[] = [];
  readonly sensor: Sensor | undefined;
  succeeded = 0;
  failed = 0;
  /** When the last of those that ended well had begun, ms: what landed later is in none. */
  lastGoodBeganMs = -Infinity;
  private begun = 0;
  private readonly byItself = new Set<Attempt>();
  private readonly work: Work;

  constructor(id: string, work: Work, sensor?: Sensor) {
    this.id = id;
    this.work = work;
    this.sensor = sensor;
  }

  starts(job: Job): void {
    this.followers.push(job);
  }

  begin(at: number, interval: Interval, begun: Begun): Attempt {
    const attempt: Attempt = { number: this.begun++, interval, beganAtMs: at, endsAtMs: Infinity, waits: false, end: null };
    this.open.push(attempt);
    if (begun === "by-itself") this.byItself.add(attempt);
    this.work.begin(attempt);
    return attempt;
  }

  /** Nobody keeps a record of it, or gives it a slot to come back to. */
  isByItself(attempt: Attempt): boolean {
    return this.byItself.has(attempt);
  }

  breakOff(attempt: Attempt, at: number, line: string): void {
    if (attempt.end !== null) return;
    this.work.breakOff(attempt, at);
    this.close(attempt, { state: "failed", atMs: at, line });
  }

  /** Everything under way fails at `at`. */
  breakOffAll(at: number, line: string): void {
    while (this.open.length > 0) this.breakOff(must(this.open[0], "an attempt under way"), at, line);
  }

  nextEndMs(): number {
    let next = Infinity;
    for (const { endsAtMs } of this.open) if (endsAtMs < next) next = endsAtMs;
    return next;
  }

  /** Ends the attempts that are due by `at`, the earliest first. */
  settle(at: number): void {
    for (;;) {
      let due: Attempt | null = null;
      for (const attempt of this.open) if (attempt.endsAtMs <= at && (due === null || attempt.endsAtMs < due.endsAtMs)) due = attempt;
      if (due === null) return;
      const { failed, ...end } = this.work.complete(due);
      this.close(due, { ...end, state: failed ? "failed" : "success", atMs: due.endsAtMs });
    }
  }

  private close(attempt: Attempt, { forGood, ...end }: AttemptEnd): void {
    const { state, atMs } = end;
    attempt.end = { ...end, ...(forGood === true ? { forGood } : {}) };
    attempt.endsAtMs = atMs;
    this.open.splice(this.open.indexOf(attempt), 1);
    if (state === "success") {
      this.succeeded++;
      this.lastGoodBeganMs = Math.max(this.lastGoodBeganMs, attempt.beganAtMs);
    } else this.failed++;
    if (!this.byItself.delete(attempt) || state === "failed") return;
    for (const job of this.followers) job.begin(atMs, attempt.interval, "by-itself");
  }
}
