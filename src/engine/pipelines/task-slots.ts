import type { Timers } from "./timers.ts";
import type { FleetWorker, WorkerFleet } from "./worker-fleet.ts";
import type { TaskInstance, Try } from "./pipeline-run.ts";

/** A task that has a slot of the pool: where it runs, once a worker has it. */
export type Seat = { readonly task: TaskInstance; readonly attempt: Try; worker: FleetWorker | null };

export type SlotSpec = {
  readonly poolSlots: number;
  /** Tasks of one run that hold slots at once. */
  readonly maxActiveTasks: number;
};

/**
 * Who may run: a task takes a slot of the pool, where its run has not as many as it may, and then waits for a slot of a worker. Of the
 * tasks that are ready, those with more behind them come first, then those of the run that was due earlier, as Airflow orders them by
 * default (weight rule `downstream`).
 */
export class TaskSlots {
  private readonly spec: SlotSpec;
  private readonly fleet: WorkerFleet;
  private readonly timers: Timers;
  private readonly weights: readonly number[];
  private readonly ready: TaskInstance[] = [];
  /** With a slot of the pool and no worker yet, first in first out. */
  private readonly waiting: Seat[] = [];
  readonly seats = new Map<TaskInstance, Seat>();
  private shrunkTo = Infinity;
  private shrunkUntil = -Infinity;

  constructor(spec: SlotSpec, fleet: WorkerFleet, timers: Timers, weights: readonly number[]) {
    this.spec = spec;
    this.fleet = fleet;
    this.timers = timers;
    this.weights = weights;
  }

  get waitingTasks(): number {
    return this.ready.length + this.waiting.length;
  }

  shrink(slots: number, until: number): void {
    this.shrunkTo = slots;
    this.shrunkUntil = until;
    this.timers.add(until, () => {});
  }

  add(task: TaskInstance, at: number): void {
    task.askedMs = at;
    const before = this.ready.findIndex((other) => this.comesBefore(task, other));
    this.ready.splice(before < 0 ? this.ready.length : before, 0, task);
  }

  private comesBefore(task: TaskInstance, other: TaskInstance): boolean {
    const heavier = this.weights[task.index] - this.weights[other.index];
    if (heavier !== 0) return heavier > 0;
    return task.run.dueMs === other.run.dueMs ? task.index < other.index : task.run.dueMs < other.run.dueMs;
  }

  /** Gives slots of the pool, as the scheduler does in its loop. */
  schedule(at: number): void {
    const pool = at < this.shrunkUntil ? Math.min(this.shrunkTo, this.spec.poolSlots) : this.spec.poolSlots;
    for (let i = 0; i < this.ready.length && this.seats.size < pool; ) {
      const task = this.ready[i];
      if (task.run.slots >= this.spec.maxActiveTasks) {
        i++;
        continue;
      }
      this.ready.splice(i, 1);
      task.state = "queued";
      task.run.slots++;
      const seat: Seat = { task, attempt: task.last as Try, worker: null };
      this.seats.set(task, seat);
      this.waiting.push(seat);
    }
    this.fleet.load(this.seats.size, at);
  }

  /** Gives slots of workers to those that have one of the pool; whoever is answered may begin. */
  seat(at: number): Seat[] {
    const seated: Seat[] = [];
    while (this.waiting.length > 0) {
      const worker = this.fleet.seat(at);
      if (worker === null) break;
      const [seat] = this.waiting.splice(0, 1);
      seat.worker = worker;
      seated.push(seat);
    }
    return seated;
  }

  /** Its worker is gone. Where the task had not begun, another worker takes it; else its slot of the pool is all it still holds. */
  unseat(seat: Seat, again: boolean): void {
    if (seat.worker !== null) seat.worker.used--;
    seat.worker = null;
    if (!again) return;
    const next: Seat = { ...seat };
    this.seats.set(seat.task, next);
    this.waiting.push(next);
  }

  /** Since when the task that has waited longest asks for a slot; null while none does. */
  oldestAsking(): number | null {
    let oldest = Infinity;
    for (const { askedMs } of this.ready) oldest = Math.min(oldest, askedMs);
    for (const { task } of this.waiting) oldest = Math.min(oldest, task.askedMs);
    return oldest === Infinity ? null : oldest;
  }

  /** The task holds nothing any more, and asks for nothing. */
  leave(task: TaskInstance, at: number): void {
    const asked = this.ready.indexOf(task);
    if (asked >= 0) this.ready.splice(asked, 1);
    const seat = this.seats.get(task);
    if (seat === undefined) return;
    this.seats.delete(task);
    task.run.slots--;
    if (seat.worker !== null) seat.worker.used--;
    const waited = this.waiting.indexOf(seat);
    if (waited >= 0) this.waiting.splice(waited, 1);
    this.fleet.load(this.seats.size, at);
  }
}
