import type { CheckOutcome } from "./checks.ts";

/** What an orchestrator did in a run: pipeline runs by tasks, as a grid shows them. Times in ms of simulated time. */
export type Pipeline = {
  /** Ids of the parts that are its tasks, in an order in which each comes after those it waits for. */
  readonly tasks: readonly string[];
  /** In the order in which they were due. */
  readonly runs: readonly PipelineRun[];
};

export type PipelineRun = {
  /** scheduled: by the clock; catch-up: of an interval that was over before; rerun: begun by a person. */
  readonly why: "scheduled" | "catch-up" | "rerun";
  /** Its data interval; a point where both are equal. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly dueMs: number;
  /** When its first task was queued; null where none was. */
  readonly beganMs: number | null;
  /** Null while it is not over. */
  readonly endedMs: number | null;
  readonly state: "queued" | "running" | "success" | "failed";
  /** In the order of `Pipeline.tasks`. */
  readonly tasks: readonly TaskRun[];
};

/** States are Airflow's; `null` where nothing has been decided of it. */
export type TaskState =
  | "scheduled"
  | "queued"
  | "running"
  | "up_for_retry"
  | "up_for_reschedule"
  | "deferred"
  | "success"
  | "failed"
  | "upstream_failed"
  | "skipped"
  | null;

export type TaskRun = { readonly state: TaskState; readonly tries: readonly TaskTry[] };

/** One try of a task: when it had everything it waits for, when it began, when it ended, the line its log closes with, and what it found of data it checked. */
export type TaskTry = {
  readonly queuedMs: number;
  readonly beganMs: number | null;
  readonly endedMs: number | null;
  readonly state: "queued" | "running" | "success" | "failed" | "skipped";
  readonly line: string;
  readonly checks?: readonly CheckOutcome[];
};
