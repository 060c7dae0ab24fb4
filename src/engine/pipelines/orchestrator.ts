import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import type { Job, Starts } from "../tasks/job.ts";
import { STARTS } from "../tasks/job.ts";
import { PipelineRun } from "./pipeline-run.ts";
import type { RunReason, TaskInstance } from "./pipeline-run.ts";
import { PipelineRuns } from "./pipeline-runs.ts";
import type { RunsSpec } from "./pipeline-runs.ts";
import { PIPELINES } from "./pipelines.ts";
import type { Pipelines } from "./pipelines.ts";
import type { OrchestratorRemarks } from "./remarks.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { RetrySpec } from "./retry-delay.ts";
import { SlotWaits } from "./slot-waits.ts";
import { TaskGraph } from "./task-graph.ts";
import { TaskSlots } from "./task-slots.ts";
import type { Seat, SlotSpec } from "./task-slots.ts";
import { Timers } from "./timers.ts";
import type { TriggerRule } from "./trigger-rule.ts";
import { WorkerFleet } from "./worker-fleet.ts";
import type { FleetSpec } from "./worker-fleet.ts";

export type OrchestratorSpec = RunsSpec & {
  /** The pipeline is switched on with the run and its start date lies so long before; 0: it has been running. */
  readonly startedBeforeMs: number;
  readonly slots: SlotSpec;
  readonly fleet: FleetSpec;
  /** From a free slot until the task runs: a loop of the scheduler and the start of a process. */
  readonly startDelay: Sampler;
  readonly retry: RetrySpec;
  readonly ruleOf: (task: string) => TriggerRule;
  /** Tasks that were given a rule of their own: one that does not stand in the drawing is told. */
  readonly ruled: readonly string[];
  /** The first task that fails for good ends its run, and what runs beside it is broken off; going on takes up all that has not succeeded. */
  readonly failsFast: boolean;
  /** Null: no time-out. */
  readonly executionTimeoutMs: number | null;
  readonly runTimeoutMs: number | null;
  /** A person clears a task so long after it failed for good; null: nobody does. */
  readonly clear: { readonly afterMs: number; readonly what: "with-downstream" | "only-failed" } | null;
};

/** A task whose worker is gone is found out after so long without a heartbeat (facts/streaming.md 3.2: about 5 min). */
const LOST_AFTER_MS = 300_000;
/** Of its slots a pool keeps that a person has shrunk, where nothing is said. */
const KEPT_SHARE = 0.5;

/**
 * Begins tasks in the order of the drawing, a run of all of them for every tick of a schedule, and keeps what became of each: as
 * Airflow 3 does it (docs/engines.md A1 to A11). It names the instants at which something is due and looks at nothing in between.
 */
export class Orchestrator extends Part<OrchestratorRemarks> implements Starts, Pipelines {
  /** What tasks and runs waited for, for whoever asks why something was late. */
  readonly waits = new SlotWaits();
  private readonly spec: OrchestratorSpec;
  private readonly book: PipelineRuns;
  private readonly random: RandomStream;
  private readonly roots: Job[] = [];
  private readonly timers = new Timers();
  private readonly fleet: WorkerFleet;
  private drawn: { graph: TaskGraph; slots: TaskSlots; rules: readonly TriggerRule[] } | null = null;
  /** Tasks that have begun and whose end nobody has seen. */
  private readonly running: TaskInstance[] = [];
  private tries = 0;
  readonly failuresMs: number[] = [];
  /** The scheduler begins nothing and sees nothing. */
  private readonly spell = new Spell();
  private seenTo = 0;

  constructor(id: string, run: RunContext, spec: OrchestratorSpec) {
    super(id, run);
    this.tell(STARTS, this);
    this.tell(PIPELINES, this);
    this.spec = spec;
    this.book = new PipelineRuns(spec, run.epochMs, this.waits);
    this.random = run.randomStream(id, "start");
    this.fleet = new WorkerFleet(spec.fleet, this.timers, run.randomStream(id, "workers"));
    if (spec.startedBeforeMs > 0) {
      const { startMs } = run;
      this.timers.add(startMs, () => this.book.due(...this.book.schedule.ticks(startMs - spec.startedBeforeMs, startMs)));
    }
    this.nextTick(run.startMs);
    if (spec.backfill === null) return;
    this.timers.add(spec.backfill.atMs, (at) => {
      this.remark(at, "backfilled", this.book.backfill(at, 1 + spec.retry.retries, this.newRun), "backfillReprocess");
    });
  }

  starts(job: Job): void {
    this.roots.push(job);
  }

  get runs(): readonly PipelineRun[] {
    return this.book.all;
  }

  get endsMs(): readonly number[] {
    return this.book.endsMs;
  }

  get tasks(): readonly string[] {
    return this.plan.graph.jobs.map(({ id }) => id);
  }

  /** The drawing is whole once somebody asks. */
  private get plan(): { graph: TaskGraph; slots: TaskSlots; rules: readonly TriggerRule[] } {
    if (this.drawn !== null) return this.drawn;
    const graph = new TaskGraph(this.roots);
    const weights = graph.downstream.map((behind) => 1 + behind.size);
    const slots = new TaskSlots(this.spec.slots, this.fleet, this.timers, weights);
    const strangers = this.spec.ruled.filter((task) => !graph.jobs.some(({ id }) => id === task));
    if (strangers.length > 0) this.remark(this.run.startMs, "rule-for-nobody", { tasks: strangers }, "taskRules");
    this.drawn = { graph, slots, rules: graph.jobs.map(({ id }) => this.spec.ruleOf(id)) };
    return this.drawn;
  }

  advance(until: number): void {
    this.seenTo = until;
  }

  override nextWorkMs(): number {
    return Infinity;
  }

  override rest(until: number): void {
    this.seenTo = until;
  }

  override nextChangeMs(): number {
    let next = this.timers.nextMs;
    for (const { state, last } of this.running) {
      const attempt = last?.attempt;
      if (attempt === undefined || attempt === null) continue;
      if (attempt.end !== null) next = Math.min(next, attempt.end.atMs);
      else if (attempt.waits && state === "running") next = -Infinity;
      else if (attempt.waits && isAside(state)) next = Math.min(next, attempt.resumesAtMs ?? Infinity);
    }
    return next;
  }

  override change(at: number): void {
    this.observe(at);
    this.timers.run(at);
    if (!this.spell.isAway(at)) {
      this.decide(at);
      this.plan.slots.schedule(at);
    }
    for (const seat of this.plan.slots.seat(at))
      this.timers.add(at + this.spec.startDelay.sample(this.random), (now) => this.begin(seat, now));
    this.noteWaits(at);
  }

  private noteWaits(at: number): void {
    const { slots, graph } = this.plan;
    const sinceMs = slots.oldestAsking();
    if (sinceMs === null) return this.waits.note(at, null);
    let sensors = 0;
    for (const { task } of slots.seats.values()) if (graph.jobs[task.index].sensor !== undefined) sensors++;
    this.waits.note(at, { sinceMs, sensors, slots: slots.seats.size });
  }

  // ---- Runs -------------------------------------------------------------------------------------------------

  /** Ticks go on until one lies at or after the end of production: it is for what came last. */
  private nextTick(after: number): void {
    const tick = this.book.schedule.after(after);
    this.timers.add(tick, (at) => {
      this.book.due(at);
      if (at < this.run.durationMs) this.nextTick(at);
    });
  }

  private decide(at: number): void {
    do {
      this.decideRuns(at);
      const { begun, passedOver } = this.book.begin(at, this.newRun);
      if (passedOver > 0) this.remark(at, "ticks-passed-over", { ticks: passedOver }, "catchup");
      const { runTimeoutMs } = this.spec;
      if (runTimeoutMs === null) continue;
      for (const run of begun) {
        const start = run.starts;
        this.timers.add(at + runTimeoutMs, (now) => this.timeOutRun(run, start, now));
      }
    } while (this.book.undecided.size > 0);
  }

  private readonly newRun = (why: RunReason, tick: number): PipelineRun =>
    new PipelineRun(why, this.book.schedule.intervalOf(tick), tick, this.plan.graph.jobs.length, 1 + this.spec.retry.retries);

  private decideRuns(at: number): void {
    const { graph, rules, slots } = this.plan;
    const { undecided } = this.book;
    for (const run of undecided) {
      undecided.delete(run);
      if (run.state !== "running") continue;
      for (const task of run.decideTasks(graph, (index) => rules[index], this.spec.dependsOnPast, at)) {
        task.state = "scheduled";
        task.begun(at);
        this.tries++;
        slots.add(task, at);
      }
      if (run.next !== null) undecided.add(run.next);
      if (this.spec.failsFast && run.tasks.some(({ state }) => state === "failed")) {
        this.cutShort(run, "Aborted: another task of the run failed.", at);
        this.book.end(run, "failed", at);
        continue;
      }
      const outcome = run.outcome(graph.leaves);
      if (outcome !== null) this.book.end(run, outcome, at);
    }
  }

  private timeOutRun(run: PipelineRun, start: number, at: number): void {
    if (this.putOff(at, (now) => this.timeOutRun(run, start, now)) || run.state !== "running" || run.starts !== start) return;
    const unfinished = this.cutShort(run, "Skipped: the run took longer than dagrun_timeout.", at);
    this.remark(at, "run-timed-out", { allowedMs: this.spec.runTimeoutMs ?? 0, unfinished }, "runTimeoutMs");
    this.book.end(run, "failed", at);
  }

  /** What had not ended of a run is skipped. Answers how many tasks that are. */
  private cutShort(run: PipelineRun, line: string, at: number): number {
    const unfinished = run.tasks.filter((task) => !task.over);
    for (const task of unfinished) {
      const { last } = task;
      if (task.state === "running" || isAside(task.state)) this.breakOff(task, at, line);
      this.release(task, at);
      task.state = "skipped";
      if (last !== undefined && last.endedMs === null) Object.assign(last, { state: "skipped", endedMs: at, line });
    }
    return unfinished.length;
  }

  /** While the scheduler is away nothing of its doing happens; it is done when it is back. */
  private putOff(at: number, apply: (at: number) => void): boolean {
    if (!this.spell.isAway(at)) return false;
    this.timers.add(this.spell.awayUntil, apply);
    return true;
  }

  // ---- Tasks ------------------------------------------------------------------------------------------------

  private begin(seat: Seat, at: number): void {
    const { task, attempt: current, worker } = seat;
    // It was broken off, or its worker went away, before it had begun.
    if (this.plan.slots.seats.get(task) !== seat || worker === null) return;
    const job = this.plan.graph.jobs[task.index];
    task.state = "running";
    if (current.attempt !== null) {
      job.sensor?.resume(current.attempt, at);
      return;
    }
    current.beganMs = at;
    current.state = "running";
    current.attempt = job.begin(at, task.run.interval, "by-record");
    this.running.push(task);
    const { executionTimeoutMs } = this.spec;
    if (executionTimeoutMs === null) return;
    this.timers.add(at + executionTimeoutMs, (now) => {
      // Nobody is left to break off what a lost worker had begun.
      if (task.last !== current || current.endedMs !== null || current.attempt?.end !== null || !this.running.includes(task)) return;
      job.breakOff(current.attempt, now, "AirflowTaskTimeout: longer than execution_timeout.");
    });
  }

  /** What tasks have come to since the last look. */
  private observe(at: number): void {
    for (const task of [...this.running]) {
      const attempt = task.last?.attempt;
      if (attempt === undefined || attempt === null) continue;
      if (attempt.end !== null) this.ended(task, at);
      else if (attempt.waits && task.state === "running") this.standAside(task, at);
      else if (attempt.waits && isAside(task.state) && (attempt.resumesAtMs ?? Infinity) <= at) {
        task.state = "scheduled";
        this.plan.slots.add(task, at);
      }
    }
  }

  private standAside(task: TaskInstance, at: number): void {
    this.release(task, at);
    task.state = this.plan.graph.jobs[task.index].sensor?.waitsAs ?? "deferred";
    // A sensor that gives its slot back is still under way.
    this.running.push(task);
  }

  private ended(task: TaskInstance, at: number): void {
    const end = task.last?.attempt?.end;
    if (end === undefined || end === null) return;
    this.release(task, at);
    if (end.state === "failed") return this.fail(task, end.atMs, end.line, end.forGood ?? false);
    Object.assign(task.last ?? {}, { endedMs: end.atMs, state: "success", line: end.line });
    task.state = "success";
    this.book.undecided.add(task.run);
  }

  private fail(task: TaskInstance, at: number, line: string, forGood: boolean): void {
    const { retry, clear } = this.spec;
    const { run, tries } = task;
    Object.assign(task.last ?? {}, { endedMs: at, state: "failed", line });
    this.book.undecided.add(run);
    const { id } = this.plan.graph.jobs[task.index];
    if (tries.length < task.triesAllowed && !forGood) {
      const name = { dag: this.id, task: id, logicalDateMs: this.run.epochMs + run.interval.fromMs };
      task.state = "up_for_retry";
      task.retryAtMs = at + retryDelayMs(retry, name, tries.length);
      this.timers.add(task.retryAtMs, () => this.book.undecided.add(run));
      return;
    }
    task.state = "failed";
    this.failuresMs.push(at);
    const behind = this.plan.graph.downstream[task.index].size;
    this.remark(at, "task-failed", { task: id, tries: tries.length, behind }, "retries");
    if (clear !== null) this.timers.add(at + clear.afterMs, (now) => this.clear(task, now));
  }

  /** A person clears a task that failed: it runs again, and what comes after it; what was done before stays. */
  private clear(task: TaskInstance, at: number): void {
    if (task.state !== "failed") return;
    const { graph } = this.plan;
    const { tasks } = task.run;
    const behind = this.spec.clear?.what === "with-downstream" ? graph.downstream[task.index] : [];
    const chosen = this.spec.failsFast ? tasks.map(({ index }) => index) : [task.index, ...behind];
    const cleared = chosen.filter((index) => tasks[index].over && !(this.spec.failsFast && tasks[index].state === "success"));
    this.remark(at, "cleared", { task: graph.jobs[task.index].id, again: cleared.length });
    this.book.again(task.run, cleared, 1 + this.spec.retry.retries);
  }

  /** Gives back what the task holds; nobody looks at it until it begins again. */
  private release(task: TaskInstance, at: number): void {
    this.plan.slots.leave(task, at);
    const place = this.running.indexOf(task);
    if (place >= 0) this.running.splice(place, 1);
  }

  private breakOff(task: TaskInstance, at: number, line: string): void {
    const attempt = task.last?.attempt;
    if (attempt !== undefined && attempt !== null) this.plan.graph.jobs[task.index].breakOff(attempt, at, line);
  }

  // ---- People and trouble -----------------------------------------------------------------------------------

  override strike({ fault, durationMs, amount, index }: Strike, at: number): void {
    switch (fault) {
      case "pool-shrunk":
        return this.shrinkPool(amount ?? KEPT_SHARE, durationMs, at);
      case "crash":
        return this.loseWorker(index ?? 0, durationMs, at);
      case "paused":
        this.spell.stayAway(at, durationMs);
        this.remark(at, "paused", { forMs: durationMs });
        break;
      default:
        this.meter.downMs += this.spell.stayAway(at, durationMs);
        this.remark(at, fault === "database-outage" ? fault : "outage", { downMs: durationMs });
    }
    this.timers.add(this.spell.awayUntil, () => {});
  }

  private shrinkPool(share: number, durationMs: number, at: number): void {
    const slots = Math.max(1, Math.ceil(share * this.spec.slots.poolSlots));
    this.plan.slots.shrink(slots, at + durationMs);
    this.remark(at, "pool-shrunk", { slots, forMs: durationMs }, "poolSlots");
  }

  /**
   * Its tasks send no heartbeat any more, which is found out later. What they had begun elsewhere goes on, and nobody sees how it
   * ends; what waited in the worker itself is gone.
   */
  private loseWorker(number: number, durationMs: number, at: number): void {
    const worker = this.fleet.workers.at(number % this.fleet.workers.length);
    if (worker === undefined) return;
    worker.awayUntil = at + durationMs;
    this.timers.add(worker.awayUntil, () => {});
    const { slots, graph } = this.plan;
    const seated = [...slots.seats.values()].filter((seat) => seat.worker === worker);
    const lost = seated.filter(({ task }) => task.state === "running");
    for (const seat of seated) slots.unseat(seat, !lost.includes(seat));
    for (const { task, attempt } of lost) {
      this.running.splice(this.running.indexOf(task), 1);
      if (graph.jobs[task.index].sensor !== undefined) this.breakOff(task, at, "The worker was lost.");
      this.timers.add(at + LOST_AFTER_MS, (now) => this.findLost(task, attempt, now));
    }
    this.remark(at, "worker-lost", { worker: `worker-${worker.number}`, tasks: lost.length, foundAfterMs: LOST_AFTER_MS }, "retries");
  }

  private findLost(task: TaskInstance, attempt: TaskInstance["last"], at: number): void {
    if (this.putOff(at, (now) => this.findLost(task, attempt, now))) return;
    if (task.last !== attempt || attempt?.endedMs !== null) return;
    this.release(task, at);
    this.fail(task, at, "No heartbeat for 300 s: its worker was lost.", false);
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  /** Nothing runs, and nothing will come by itself before the run is over. */
  override finish(): boolean {
    return this.running.length === 0 && this.plan.slots.seats.size === 0 && this.timers.nextMs > this.run.endMs;
  }

  override eventsNeededFrom(): number {
    return Infinity;
  }

  override queueLength(): number {
    return this.plan.slots.waitingTasks;
  }

  override figure(): string {
    const ended = this.runs.filter((run) => run.ended).length;
    return this.runs.length === 0 ? "first run to come" : `${ended} of ${this.runs.length} runs done`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), taskTries: this.tries, extraWorkerHours: this.fleet.extraHours(this.seenTo) };
  }
}

/** It waits and holds no slot. */
function isAside(state: TaskInstance["state"]): boolean {
  return state === "up_for_reschedule" || state === "deferred";
}
