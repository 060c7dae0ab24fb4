import type { Design } from "../design/types.ts";
import type { Scenario } from "../scenario/types.ts";
import type { FaultSpec, RunOutcome, RunSnapshot, RunTable, TryAnswer, TryRequest } from "../simulate/progress.ts";

/** What the page asks of the simulation worker (through comlink). Every call answers within 200 ms, also during a run. */
export type SimulationWorker = {
  /** Runs to the end, a cap, a cancel or a refusal. One run at a time: a second start cancels the first. */
  run(request: RunRequest, onSnapshot: (snapshot: RunSnapshot) => void): Promise<RunOutcome>;
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
  /** Answers an endpoint with a row the run really produced. */
  tryEndpoint(request: TryRequest): Promise<TryAnswer>;
};

export type RunRequest = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly faults: readonly FaultSpec[];
  /** Simulated seconds per wall second; Infinity = as fast as it goes. */
  readonly speed: number;
};
