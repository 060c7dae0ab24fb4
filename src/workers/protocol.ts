import type { Finding } from "../base/finding.ts";
import type { Design } from "../design/types.ts";
import type { RejectedRow } from "../engine/rows/event-trace.ts";
import type { Scenario } from "../scenario/types.ts";
import type { Role, TraceMapping } from "../trace/mapping.ts";
import type { FollowAnswer, FollowChoice } from "../result/followed-request.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { RunTable } from "../result/run-table.ts";
import type { FaultSpec, RunSnapshot } from "../result/snapshot.ts";
import type { TastePicture } from "../result/taste-picture.ts";
import type { TryAnswer, TryRequest } from "../result/try-answer.ts";

/** What the page asks of the simulation worker (through comlink). Every call answers within 200 ms, also during a run. */
export type SimulationWorker = {
  /** Makes ready what a run of this request needs, so that it begins with its first numbers. Changes nothing of a run that is there. */
  prepare(request: RunRequest): void;
  /** Runs to the end, a cap, a cancel or a refusal. One run at a time: a second start cancels the first. */
  run(request: RunRequest, onSnapshot: OnSnapshot): Promise<RunOutcome>;
  pause(): void;
  resume(): void;
  /** While paused: advances by this much simulated time. */
  step(ms: number): void;
  /** Simulated seconds per wall second; Infinity = as fast as it goes. */
  setSpeed(factor: number): void;
  cancel(): void;
  /** Strikes now, in simulated time; kept in the result, so that a rerun with the same faults is equal. */
  inject(fault: FaultSpec): void;
  /** Tables of the last run; all when no names are given. Arrays are transferred copies. */
  tables(names?: readonly string[]): Promise<readonly RunTable[]>;
  /** Reads a file of events without running it; rejects only when the file can no longer be had. */
  readEvents(choice: EventsChoice, onProgress: (bytes: number) => void): Promise<EventsLook>;
  /** Answers an endpoint with a row the run really produced. */
  tryEndpoint(request: TryRequest): Promise<TryAnswer>;
  /** Answers an endpoint that stores, gives or deletes a thing with a request that is real, and its way. */
  tryRequest(request: TryRequest): Promise<FollowAnswer>;
  /** A request of the run, hop by hop. */
  follow(choice: FollowChoice): Promise<FollowAnswer>;
  /** The vectors behind the list that a call is answered with; null when there is no list. */
  explain(request: TryRequest): Promise<TastePicture | null>;
};

/** Takes what is to be seen of a run; settles when it has been taken. */
export type OnSnapshot = (snapshot: RunSnapshot) => Promise<void>;

export type RunRequest = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly faults: readonly FaultSpec[];
  /** A file that is replayed instead of the workload. */
  readonly events: EventsChoice | null;
  /** Simulated seconds per wall second; Infinity = as fast as it goes. */
  readonly speed: number;
};

export type EventRole = Role;
export type EventsMapping = TraceMapping;

/** A file of events a person chose, with the columns they named. */
export type EventsChoice = {
  /** New for every file: what was read of it is kept under this. */
  readonly id: string;
  readonly name: string;
  readonly file: Blob;
  readonly mapping: EventsMapping;
};

/** What a file of events says before it is run. */
export type EventsLook = {
  readonly format: string;
  readonly columns: readonly string[];
  /** Number of the column of each role that has one. */
  readonly roles: { readonly [role in EventRole]?: number };
  /** First rows, a text per column. */
  readonly preview: readonly (readonly string[])[];
  /** Why it cannot be used; empty when it can. */
  readonly problems: readonly Finding[];
  readonly rows: number;
  readonly rejects: { readonly count: number; readonly first: readonly RejectedRow[] };
  /** How it was read, a sentence each. */
  readonly understood: readonly string[];
  /** Date and time of simulated 0, ISO 8601. */
  readonly startAt: string | null;
  /** Simulated times of the first arrival and just after the last, ms; null: the file cannot be used. */
  readonly span: { readonly fromMs: number; readonly untilMs: number } | null;
};
