import type { Attempt, Interval } from "../tasks/job.ts";
import type { TaskGraph } from "./task-graph.ts";
import { decide } from "./trigger-rule.ts";
import type { TriggerRule } from "./trigger-rule.ts";

/** Airflow's states; null while nothing has been decided of a task. */
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

/** One try of a task. Times in ms of the run. */
export type Try = {
  /** It has everything it waits for, and asks for a slot. */
  readonly queuedMs: number;
  beganMs: number | null;
  endedMs: number | null;
  state: "queued" | "running" | "success" | "failed" | "skipped";
  /** What its log closes with. */
  line: string;
  attempt: Attempt | null;
};

/** A task of one run. */
export class TaskInstance {
  readonly run: PipelineRun;
  /** Its place in the graph. */
  readonly index: number;
  state: TaskState = null;
  readonly tries: Try[] = [];
  /** Tries it may have in all; a person who clears it allows more. */
  triesAllowed: number;
  /** While it is up for retry: from when on. */
  retryAtMs = Infinity;
  /** Since when it asks for a slot, or did when it last had none: a sensor asks again and again within a try. */
  askedMs = 0;

  constructor(run: PipelineRun, index: number, triesAllowed: number) {
    this.run = run;
    this.index = index;
    this.triesAllowed = triesAllowed;
  }

  /** Nothing more happens to it by itself. */
  get over(): boolean {
    const { state } = this;
    return state === "success" || state === "failed" || state === "upstream_failed" || state === "skipped";
  }

  /** The try under way; none before the first. */
  get last(): Try | undefined {
    return this.tries[this.tries.length - 1];
  }

  begun(queuedMs: number): Try {
    const next: Try = { queuedMs, beganMs: null, endedMs: null, state: "queued", line: "", attempt: null };
    this.tries.push(next);
    return next;
  }
}

export type RunReason = "scheduled" | "catch-up" | "rerun";

/** A run of the whole pipeline for one data interval. Times in ms of the run. */
export class PipelineRun {
  readonly why: RunReason;
  readonly interval: Interval;
  /** When it should have begun. */
  readonly dueMs: number;
  beganMs: number | null = null;
  endedMs: number | null = null;
  state: "queued" | "running" | "success" | "failed" = "queued";
  readonly tasks: readonly TaskInstance[];
  /** Somebody else's limit of runs holds for it. */
  backfill = false;
  /** How often it was set running: a time-out of an earlier time is not for this one. */
  starts = 0;
  /** Slots its tasks hold. */
  slots = 0;
  /** The runs of the intervals before and after it, where tasks wait for their past. */
  previous: PipelineRun | null = null;
  next: PipelineRun | null = null;

  constructor(why: RunReason, interval: Interval, dueMs: number, tasks: number, triesAllowed: number) {
    this.why = why;
    this.interval = interval;
    this.dueMs = dueMs;
    this.tasks = Array.from({ length: tasks }, (_, index) => new TaskInstance(this, index, triesAllowed));
  }

  get ended(): boolean {
    return this.state === "success" || this.state === "failed";
  }

  /**
   * Decides of every task that may be decided: those that may begin go to `ready`; others get the state they have without running.
   * `ruleOf` gives the rule of a task by its place.
   */
  decideTasks(graph: TaskGraph, ruleOf: (index: number) => TriggerRule, dependsOnPast: boolean, at: number): TaskInstance[] {
    const ready: TaskInstance[] = [];
    for (const task of this.tasks) {
      if (task.state === "up_for_retry" && task.retryAtMs <= at) ready.push(task);
      if (task.state !== null) continue;
      if (dependsOnPast && !this.pastAllows(task.index)) continue;
      const decision = decide(ruleOf(task.index), this.before(graph.upstream[task.index]));
      if (decision === "run") ready.push(task);
      else if (decision !== "wait") task.state = decision;
    }
    return ready;
  }

  /** Depends on past: the same task of the run before has succeeded or was skipped. */
  private pastAllows(index: number): boolean {
    const state = this.previous?.tasks[index].state;
    return this.previous === null || state === "success" || state === "skipped";
  }

  private before(upstream: readonly number[]): { count: number; success: number; failed: number; skipped: number } {
    const found = { count: upstream.length, success: 0, failed: 0, skipped: 0 };
    for (const index of upstream) {
      const { state } = this.tasks[index];
      if (state === "success") found.success++;
      else if (state === "failed" || state === "upstream_failed") found.failed++;
      else if (state === "skipped") found.skipped++;
    }
    return found;
  }

  /** Once every task is over: failed where a leaf failed or could not run, whatever the others did. Null before. */
  outcome(leaves: readonly number[]): "success" | "failed" | null {
    if (this.tasks.some((task) => !task.over)) return null;
    const bad = leaves.some((index) => this.tasks[index].state === "failed" || this.tasks[index].state === "upstream_failed");
    return bad ? "failed" : "success";
  }
}
