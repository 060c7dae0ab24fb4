import { Facet } from "../part/facet.ts";
import type { CheckOutcome } from "./check-outcome.ts";

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
  /** When an attempt that waits asks for a machine again (`Job.resume`); absent or Infinity: nobody can say yet. */
  resumesAtMs?: number;
  end: AttemptEnd | null;
};

/**
 * How an attempt ended, and the line its log closes with. `atMs` is when it ended; `forGood`: nobody tries it again by itself;
 * `inVain`: it asks for what is nowhere, so whoever clears it sees it fail again; `checks`: what it found of the data, where that was its work.
 */
export type AttemptEnd = {
  readonly state: "success" | "failed";
  readonly atMs: number;
  readonly line: string;
  readonly forGood?: boolean;
  readonly inVain?: boolean;
  readonly checks?: readonly CheckOutcome[];
};

/** The line of an attempt that was refused because as many of its job are under way as there may be. */
export const REFUSED = "refused: as many runs are under way as there may be";

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
  /** Present where it works in the slot of whoever begins it, and is lost with the machine of that slot: how it waits there. */
  readonly sensor?: Sensor | undefined;
};

/** Something that waits, in a slot or beside it. */
export type Sensor = {
  /** How it stands while it waits without a slot. */
  readonly waitsAs: "up_for_reschedule" | "deferred";
  /** An attempt that waits has a slot again. */
  resume(attempt: Attempt, at: number): void;
};

export const JOB = new Facet<Job>("job");

/** What stands before a job on a wire of triggers: an orchestrator, or the job that comes before it. */
export type Starts = { starts(job: Job): void };

export const STARTS = new Facet<Starts>("starts");
