import { constant } from "../../src/base/sampler.ts";
import { Attempts } from "../../src/engine/tasks/attempts.ts";
import { CronLine } from "../../src/engine/pipelines/cron-line.ts";
import type { CronSpec } from "../../src/engine/pipelines/cron-line.ts";
import { STARTS } from "../../src/engine/tasks/job.ts";
import type { Attempt } from "../../src/engine/tasks/job.ts";
import { Orchestrator } from "../../src/engine/pipelines/orchestrator.ts";
import type { OrchestratorSpec } from "../../src/engine/pipelines/orchestrator.ts";
import type { Pipelines } from "../../src/engine/pipelines/pipelines.ts";
import { Simulation } from "../../src/engine/kernel/simulation.ts";
import { Part } from "../../src/engine/part/part.ts";
import type { Strike } from "../../src/engine/part/part.ts";
import type { RunContext } from "../../src/engine/part/run-context.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { FILE, refOf } from "../../src/engine/rows/rows.ts";
import { callRun } from "./call-run.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A task that takes a while and fails when told to. */
export type Task = {
  readonly id: string;
  /** Ids of those before it; the orchestrator itself where there are none. */
  readonly after?: readonly string[];
  readonly takesMs?: number;
  readonly fails?: (attempt: Attempt) => boolean;
  /** Done when it has ended well. */
  readonly done?: (attempt: Attempt) => void;
  /** Anything else that stands there, built from the run. */
  readonly build?: (run: RunContext) => Part;
};

/** Where files land: whoever is built with it may write them and wait for them. */
export class Landing {
  readonly queue = new RowQueue("landed");
  private readonly run: RunContext;

  constructor(run: RunContext) {
    this.run = run;
  }

  file(hour: number, at: number): void {
    const stored = { stream: 0, hour, refs: new Int32Array(0), rows: 0, rawBytes: 1, storedBytes: 1, openedAt: at, closedAt: at };
    const index = this.run.rows.files.push({ ...stored, visibleAt: at, writer: "job" }) - 1;
    this.queue.push(at, refOf(FILE, index));
  }
}

/** Does something that takes a while. */
class TimedJob extends Part {
  private readonly attempts: Attempts;

  constructor(run: RunContext, { id, takesMs = MINUTE_MS, fails = () => false, done = () => {} }: Task) {
    super(id, run);
    this.attempts = new Attempts(id, {
      begin: (attempt) => {
        attempt.endsAtMs = attempt.beganAtMs + takesMs;
      },
      complete: (attempt) => {
        if (fails(attempt)) return { failed: true, line: "Told to fail." };
        done(attempt);
        return { failed: false, line: "Done." };
      },
      breakOff: () => {},
    });
    this.tell(STARTS, this.attempts);
  }

  advance(): void {}

  override nextWorkMs(): number {
    return Infinity;
  }

  override nextChangeMs(): number {
    return this.attempts.nextEndMs();
  }

  override change(at: number): void {
    this.attempts.settle(at);
  }
}

/** As a new DAG of Airflow 3 stands there, but for the time a task takes to begin, which is none. */
export const AIRFLOW: OrchestratorSpec = {
  schedule: { everyMs: HOUR_MS, offsetMs: 0, interval: "point" },
  catchup: false,
  startedBeforeMs: 0,
  maxActiveRuns: 16,
  slots: { poolSlots: 128, maxActiveTasks: 16 },
  fleet: { slotsEach: 20, least: 25, most: 25, addMs: constant(120_000) },
  startDelay: constant(0),
  retry: { retries: 0, delayMs: 300_000, multiplier: 1 },
  dependsOnPast: false,
  ruleOf: () => "all_success",
  ruled: [],
  failsFast: false,
  executionTimeoutMs: null,
  runTimeoutMs: null,
  clear: null,
  backfill: null,
};

/** So many tasks, each after the one before: t1, t2 … */
export function inARow(count: number, task: (number: number) => Partial<Task> = () => ({})): Task[] {
  return Array.from({ length: count }, (_, i) => ({ id: `t${i + 1}`, ...(i === 0 ? {} : { after: [`t${i}`] }), ...task(i + 1) }));
}

export type Struck = Strike & { readonly atMs: number };

type Drill = {
  readonly tasks: readonly Task[];
  readonly hours: number;
  readonly strikes?: readonly Struck[];
  readonly windowMs?: number;
  readonly epochMs?: number;
};

/** Runs tasks under Airflow with these settings for so many hours. */
export function underAirflow(drill: Drill, spec: Partial<OrchestratorSpec> = {}): Orchestrator {
  return drive(drill, (run) => new Orchestrator("dag", run, { ...AIRFLOW, ...spec }));
}

export function underCron(drill: Drill, spec: Partial<CronSpec> = {}): CronLine {
  return drive(
    drill,
    (run) => new CronLine("cron", run, { everyMs: HOUR_MS, offsetMs: 0, overlap: "beside", rerunAfterMs: null, ...spec }),
  );
}

function drive<P extends Part & Pipelines>(
  { tasks, hours, strikes = [], windowMs = MINUTE_MS, epochMs = 0 }: Drill,
  build: (run: RunContext) => P,
): P {
  const durationMs = hours * HOUR_MS;
  const run = { ...callRun(1, durationMs), endMs: durationMs, epochMs };
  const first = build(run);
  const parts = new Map<string, Part>([["", first]]);
  for (const task of tasks) {
    const part = task.build?.(run) ?? new TimedJob(run, task);
    for (const before of task.after ?? [""]) STARTS.of(parts.get(before))?.starts(jobOf(part));
    parts.set(task.id, part);
  }
  const simulation = new Simulation(
    [...parts.values()].map((node, i) => ({ node, upstream: i === 0 ? [] : [i - 1], inputEmpty: () => true })),
    {
      ...{ windowMs, sampleMs: durationMs / 10, durationMs, endMs: run.endMs },
      schedule: strikes.map((strike) => ({ atMs: strike.atMs, apply: (at) => first.strike(strike, at) })),
    },
  );
  while (!simulation.over) simulation.step();
  return first;
}

function jobOf(part: Part): Attempts {
  return STARTS.of(part) as Attempts;
}

/** The states of the tasks of a run, in words; a dash where nothing has been decided. */
export function states(of: Pipelines, run = 0): string {
  return of.runs[run].tasks.map(({ state }) => state ?? "-").join(" ");
}

/** How often each task of a run was tried. */
export function tries(of: Pipelines, run = 0): number[] {
  return of.runs[run].tasks.map((task) => task.tries.length);
}
