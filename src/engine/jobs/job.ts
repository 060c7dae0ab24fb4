import { Facet } from "../part/facet.ts";

/** A data interval: the stretch of simulated time an attempt works for, from .. to (exclusive), in ms; a point where both are equal. */
export type Interval = { readonly fromMs: number; readonly toMs: number };

/** One go at a job. */
export type Attempt = {
  /** 0, 1, 2 … in the order in which attempts of the job began. */
  readonly number: number;
  readonly interval: Interval;
  readonly beganAtMs: number;
  /** When it will end as things stand; a fault may move it. Infinity while it waits for something nobody can date. */
  endsAtMs: number;
  /** It waits without a machine: a sensor that looks now and then and gives its slot back in between. */
  waits: boolean;
  end: AttemptEnd | null;
};

/** How an attempt ended, and the line its log closes with. `atMs` is when it ended. */
export type AttemptEnd = { readonly state: "success" | "failed"; readonly atMs: number; readonly line: string };

/** Who begins attempts: somebody who keeps a record of them and decides what comes next, or nobody, and then followers begin by themselves. */
export type Begun = "by-record" | "by-itself";

/** Work that somebody begins at an instant and that has ended at a later one: what an orchestrator sees of a task. */
export type Job = {
  readonly id: string;
  /** Begins an attempt at `at`, ms; any number may be under way. */
  begin(at: number, interval: Interval, begun: Begun): Attempt;
  /** Breaks off an attempt that is under way (a time-out): it has failed at `at` with this line in its log. */
  breakOff(attempt: Attempt, at: number, line: string): void;
  /** Jobs that come after this one, in the order of the drawing. */
  readonly followers: readonly Job[];
};

export const JOB = new Facet<Job>("job");

/** What stands before a job on a wire of triggers: an orchestrator, or the job that comes before it. */
export type Starts = { starts(job: Job): void };

export const STARTS = new Facet<Starts>("starts");
