import type { Interval } from "../tasks/job.ts";

export type ScheduleSpec = {
  /** A tick each time so much has passed, counted from 1970-01-01 UTC as the calendar does. */
  readonly everyMs: number;
  /** So much later than the full period: two hours into the day. */
  readonly offsetMs: number;
  /** What a run works for: the point of its tick (what Airflow 3 makes of a cron line), or the period before it. */
  readonly interval: "point" | "before";
};

/** Ticks of a clock, in ms of the run. */
export class Schedule {
  private readonly spec: ScheduleSpec;
  /** Of a tick, in ms of the run. */
  private readonly phaseMs: number;

  constructor(spec: ScheduleSpec, epochMs: number) {
    this.spec = spec;
    this.phaseMs = spec.offsetMs - epochMs;
  }

  /** The first tick later than `at`. */
  after(at: number): number {
    return this.tickAt(Math.floor((at - this.phaseMs) / this.spec.everyMs) + 1);
  }

  private tickAt(number: number): number {
    return number * this.spec.everyMs + this.phaseMs;
  }

  intervalOf(tick: number): Interval {
    return { fromMs: this.spec.interval === "point" ? tick : tick - this.spec.everyMs, toMs: tick };
  }

  /** Ticks later than `from`, up to and with `to`. */
  ticks(from: number, to: number): number[] {
    const found: number[] = [];
    for (let tick = this.after(from); tick <= to; tick += this.spec.everyMs) found.push(tick);
    return found;
  }
}
