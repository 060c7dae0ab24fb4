import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { FILE, kindOf, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Attempt, Interval } from "../tasks/job.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { SensorRemarks } from "./remarks.ts";

export type FileSensorSpec = {
  /** poke: it keeps its slot; reschedule: it gives it back between two looks; deferrable: it gives it back until the files are there. */
  readonly mode: "poke" | "reschedule" | "deferrable";
  readonly pokeMs: number;
  /** From its first look on. */
  readonly timeoutMs: number;
  /** So many files of the interval, in each of its hours. */
  readonly filesEach: number;
  /** Files of an hour count once one of them has landed at or after the end of the interval: the hour is whole then. */
  readonly landedAfterEnd: boolean;
  /** Where the interval is a point, the stretch before it whose files are waited for. */
  readonly lookBackMs: number;
};

type Landed = { readonly count: number; readonly newestMs: number };

const NOTHING: Landed = { count: 0, newestMs: -Infinity };

/** What an attempt waits for, and when it looks next. */
type Watch = { readonly attempt: Attempt; nextLookMs: number };

/** Waits until the files of an interval's hours have landed in a store. In `in` (files), a job from `start` to `done`. */
export class FileSensor extends Part<SensorRemarks> {
  readonly attempts: Attempts;
  private readonly spec: FileSensorSpec;
  private readonly input: RowQueueReader;
  /** Files that have landed, by their hour. */
  private readonly landed = new Map<number, Landed>();
  private readonly watches = new Map<Attempt, Watch>();
  private readonly spell = new Spell();
  private looks = 0;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], spec: FileSensorSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.attempts = new Attempts(
      id,
      {
        begin: (attempt) => this.begin(attempt),
        complete: (attempt) => this.complete(attempt),
        breakOff: (attempt) => void this.watches.delete(attempt),
      },
      spec.mode === "poke"
        ? { waitsAs: "deferred", resume: () => {} }
        : {
            waitsAs: spec.mode === "reschedule" ? "up_for_reschedule" : "deferred",
            resume: (attempt, at) => this.resume(attempt, at),
          },
    );
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
  }

  advance(until: number): void {
    while (this.input.next(until)) {
      if (kindOf(this.input.ref) !== FILE) continue;
      this.meter.arrived(0);
      const { hour } = this.run.rows.files[rowOf(this.input.ref)];
      this.landed.set(hour, { count: (this.landed.get(hour)?.count ?? 0) + 1, newestMs: this.input.time });
    }
  }

  override nextWorkMs(): number {
    return this.input.peekTime();
  }

  private begin(attempt: Attempt): void {
    const watch: Watch = { attempt, nextLookMs: Infinity };
    this.watches.set(attempt, watch);
    this.look(watch, attempt.beganAtMs);
  }

  private look(watch: Watch, at: number): void {
    const { attempt } = watch;
    const { mode, pokeMs, timeoutMs } = this.spec;
    this.looks++;
    const timesOutMs = attempt.beganAtMs + timeoutMs;
    const [there, wanted] = this.filesOf(attempt.interval);
    watch.nextLookMs = Infinity;
    if (!this.spell.isAway(at) && there >= wanted) return this.found(attempt, at);
    if (at >= timesOutMs) {
      attempt.endsAtMs = at;
      return;
    }
    const next = Math.min(at + pokeMs, timesOutMs);
    const aside = mode !== "poke" && !this.attempts.isByItself(attempt);
    attempt.waits = aside;
    if (aside && mode === "reschedule") attempt.resumesAtMs = next;
    else watch.nextLookMs = next;
  }

  /** One that gave its slot back for good says so with a slot of its own. */
  private found(attempt: Attempt, at: number): void {
    if (attempt.waits && this.spec.mode === "deferrable") attempt.resumesAtMs = at;
    else attempt.endsAtMs = at;
  }

  private resume(attempt: Attempt, at: number): void {
    const watch = this.watches.get(attempt);
    attempt.waits = false;
    delete attempt.resumesAtMs;
    if (watch !== undefined) this.look(watch, at);
  }

  /** Files of the interval that are there, none of an hour counted beyond what is wanted of it, and how many are wanted. */
  private filesOf({ fromMs, toMs }: Interval): readonly [there: number, wanted: number] {
    const { hourMs } = this.run;
    const { filesEach, lookBackMs, landedAfterEnd } = this.spec;
    const from = fromMs === toMs ? toMs - lookBackMs : fromMs;
    let [there, wanted] = [0, 0];
    for (let hour = Math.floor(from / hourMs); hour * hourMs < toMs; hour++) {
      const { count, newestMs } = this.landed.get(hour) ?? NOTHING;
      wanted += filesEach;
      if (!landedAfterEnd || newestMs >= toMs) there += Math.min(filesEach, count);
    }
    return [there, wanted];
  }

  private complete(attempt: Attempt): { readonly failed: boolean; readonly line: string; readonly forGood: boolean } {
    this.watches.delete(attempt);
    const [there, wanted] = this.filesOf(attempt.interval);
    if (there >= wanted) return { failed: false, line: `Success criteria met: ${there} files.`, forGood: false };
    const afterMs = attempt.endsAtMs - attempt.beganAtMs;
    this.remark(attempt.endsAtMs, "timed-out", { afterMs, files: there, wanted }, "timeoutMs");
    return {
      failed: true,
      line: `AirflowSensorTimeout: ${there} of ${wanted} files after ${Math.round(afterMs / 1000)} s.`,
      forGood: true,
    };
  }

  override nextChangeMs(): number {
    let next = this.attempts.nextEndMs();
    for (const { nextLookMs } of this.watches.values()) next = Math.min(next, nextLookMs);
    return next;
  }

  override change(at: number): void {
    for (const watch of [...this.watches.values()]) if (watch.nextLookMs <= at) this.look(watch, at);
    this.attempts.settle(at);
  }

  /** It looks and is told nothing. */
  override strike({ durationMs }: Strike, at: number): void {
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    this.remark(at, "outage", { downMs: durationMs });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  /** Nothing more will land: whoever still lacks a file waits in vain until its time-out, at which nobody begins anything. */
  override finish(at: number): boolean {
    let [attempts, files, wanted] = [0, 0, 0];
    for (const { attempt } of this.watches.values()) {
      const [there, ofAttempt] = this.filesOf(attempt.interval);
      if (there >= ofAttempt || !this.attempts.isByItself(attempt)) return false;
      attempts++;
      files += there;
      wanted += ofAttempt;
    }
    if (attempts > 0) this.remark(at, "waits-in-vain", { attempts, files, wanted }, "timeoutMs");
    return true;
  }

  override eventsNeededFrom(): number {
    return Infinity;
  }

  override queueLength(): number {
    return this.watches.size;
  }

  override figure(): string {
    return this.looks === 0 ? "" : `${this.looks} looks`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), getRequests: this.looks };
  }
}
