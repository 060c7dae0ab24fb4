import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import type { Job, Starts } from "../tasks/job.ts";
import { STARTS } from "../tasks/job.ts";
import { PipelineRun } from "./pipeline-run.ts";
import type { RunReason } from "./pipeline-run.ts";
import { PIPELINES } from "./pipelines.ts";
import type { Pipelines } from "./pipelines.ts";
import type { CronRemarks } from "./remarks.ts";
import { Schedule } from "./schedule.ts";
import { TaskGraph } from "./task-graph.ts";
import { Timers } from "./timers.ts";

export type CronSpec = {
  readonly everyMs: number;
  readonly offsetMs: number;
  /** A tick while the script of the one before still runs: begins beside it, or is left out (`flock -n`). */
  readonly overlap: "beside" | "left-out";
  /** A person runs the script again so long after it failed; null: nobody does. */
  readonly rerunAfterMs: number | null;
};

/**
 * A line of a crontab that runs a script: one job after the other, in the order of the drawing, up to the first that fails. It keeps no
 * state: whoever runs it again runs all of it again, and ticks while the machine is down never come back.
 */
export class CronLine extends Part<CronRemarks> implements Starts, Pipelines {
  readonly runs: PipelineRun[] = [];
  readonly failuresMs: number[] = [];
  readonly endsMs: number[] = [];
  private readonly spec: CronSpec;
  private readonly schedule: Schedule;
  private readonly timers = new Timers();
  private readonly roots: Job[] = [];
  private graph: TaskGraph | null = null;
  private readonly underWay: PipelineRun[] = [];
  private readonly spell = new Spell();

  constructor(id: string, run: RunContext, spec: CronSpec) {
    super(id, run);
    this.tell(STARTS, this);
    this.tell(PIPELINES, this);
    this.spec = spec;
    this.schedule = new Schedule({ ...spec, interval: "before" }, run.epochMs);
    this.nextTick(run.startMs);
  }

  starts(job: Job): void {
    this.roots.push(job);
  }

  private get jobs(): readonly Job[] {
    return (this.graph ??= new TaskGraph(this.roots)).jobs;
  }

  get tasks(): readonly string[] {
    return this.jobs.map(({ id }) => id);
  }

  private nextTick(after: number): void {
    const tick = this.schedule.after(after);
    this.timers.add(tick, (at) => {
      this.tick(at);
      if (at < this.run.durationMs) this.nextTick(at);
    });
  }

  private tick(at: number): void {
    if (this.spell.isAway(at)) return;
    if (this.spec.overlap === "left-out" && this.underWay.length > 0)
      return this.remark(at, "still-running", { runs: this.underWay.length }, "everyMs");
    this.begin("scheduled", at, at);
  }

  private begin(why: RunReason, tick: number, at: number): void {
    const run = new PipelineRun(why, this.schedule.intervalOf(tick), at, this.jobs.length, 1);
    run.state = "running";
    run.beganMs = at;
    this.runs.push(run);
    this.underWay.push(run);
    this.beginJob(run, 0, at);
  }

  private beginJob(run: PipelineRun, index: number, at: number): void {
    const task = run.tasks[index];
    const attempt = this.jobs[index].begin(at, run.interval, "by-record");
    task.state = "running";
    Object.assign(task.begun(at), { beganMs: at, state: "running", attempt });
  }

  advance(): void {}

  override nextWorkMs(): number {
    return Infinity;
  }

  override nextChangeMs(): number {
    let next = this.timers.nextMs;
    for (const run of this.underWay) {
      const attempt = jobOf(run)?.last?.attempt;
      next = Math.min(next, attempt?.end?.atMs ?? (attempt?.waits ? attempt.resumesAtMs : null) ?? Infinity);
    }
    return next;
  }

  override change(at: number): void {
    for (const run of [...this.underWay]) this.goOn(run, at);
    this.timers.run(at);
  }

  private goOn(run: PipelineRun, at: number): void {
    const task = jobOf(run);
    const attempt = task?.last?.attempt;
    if (task === undefined || attempt === undefined || attempt === null) return;
    const { end } = attempt;
    if (end === null) {
      // Here are no slots to give back: whoever waits beside one has it again at once.
      if (attempt.waits && (attempt.resumesAtMs ?? Infinity) <= at) this.jobs[task.index].sensor?.resume(attempt, at);
      return;
    }
    Object.assign(task.last ?? {}, { endedMs: end.atMs, state: end.state, line: end.line });
    task.state = end.state;
    if (end.state === "failed") return this.fail(run, task.index, at);
    if (task.index + 1 < run.tasks.length) return this.beginJob(run, task.index + 1, at);
    this.close(run, "success", at);
  }

  private fail(run: PipelineRun, index: number, at: number): void {
    this.close(run, "failed", at);
    this.failuresMs.push(at);
    this.remark(at, "task-failed", { task: this.jobs[index].id, behind: run.tasks.length - index - 1 }, "rerunAfterMs");
    if (this.spec.rerunAfterMs !== null) this.timers.add(at + this.spec.rerunAfterMs, (now) => this.again(run, now));
  }

  private again(run: PipelineRun, at: number): void {
    // Nobody can run anything on a machine that is down.
    if (this.spell.isAway(at)) return this.timers.add(this.spell.awayUntil, (now) => this.again(run, now));
    this.remark(at, "rerun", { tasks: run.tasks.length });
    this.begin("rerun", run.interval.toMs, at);
  }

  private close(run: PipelineRun, state: "success" | "failed", at: number): void {
    run.state = state;
    run.endedMs = at;
    this.endsMs.push(at);
    this.underWay.splice(this.underWay.indexOf(run), 1);
  }

  /** The machine is down and its scripts are dead: jobs they had begun elsewhere go on, and nothing comes after them. */
  override strike({ durationMs }: Strike, at: number): void {
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    this.remark(at, "outage", { downMs: durationMs, brokenRuns: this.underWay.length });
    for (const run of [...this.underWay]) {
      const task = jobOf(run);
      if (task === undefined) continue;
      const { last } = task;
      const job = this.jobs[task.index];
      const line = "The machine went down.";
      if (job.sensor !== undefined && last?.attempt) job.breakOff(last.attempt, at, line);
      Object.assign(last ?? {}, { endedMs: at, state: "failed", line });
      task.state = "failed";
      this.fail(run, task.index, at);
    }
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.underWay.length === 0 && this.timers.nextMs > this.run.endMs;
  }

  override eventsNeededFrom(): number {
    return Infinity;
  }

  override figure(): string {
    const ended = this.runs.filter((run) => run.ended).length;
    return this.runs.length === 0 ? "first run to come" : `${ended} of ${this.runs.length} runs done`;
  }
}

/** The job a script is at. */
function jobOf(run: PipelineRun): PipelineRun["tasks"][number] | undefined {
  return run.tasks.find((task) => task.state === "running");
}
