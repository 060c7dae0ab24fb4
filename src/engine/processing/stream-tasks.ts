import { CHANGE_BYTES } from "../rows/kinds/change.ts";
import { assert } from "../../base/assert.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { OperatorHost } from "./operator-host.ts";
import { CHANGE, refOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { StreamTask } from "./stream-task.ts";
import type { ChainLink } from "./operator-chain.ts";
import { StreamThread } from "./stream-thread.ts";
import { TaskOutputs } from "./task-outputs.ts";
import type { OutputPorts } from "./task-outputs.ts";
import { TaskPlaces } from "./task-places.ts";
import type { InstancesSpec } from "./task-places.ts";
import { DUPLICATE, FILTERED, LATE } from "./collector.ts";
import type { DerivedPort, Verdict } from "./collector.ts";
import type { Operator } from "./operator.ts";
import type { StreamTasksRemarks } from "./remarks.ts";

export type StreamTasksSpec = InstancesSpec & {
  /** Partitions of each task, given how many there are; every partition is in one. */
  readonly tasks: (partitions: number) => readonly (readonly number[])[];
  readonly chain: (task: number) => readonly ChainLink[];
  readonly readCostMs: number;
  readonly emitCostMs: number;
  readonly guarantee: "exactly-once" | "at-least-once";
  readonly commitIntervalMs: number;
  /** Time a thread does nothing else while it commits. */
  readonly commitCostMs: number;
};

/**
 * A stream processor that is a library inside an application: a task per partition, tasks spread over the threads of some
 * instances. State lies with the task; each change of it also goes to a changelog, from where another instance reads it
 * back. When an instance dies only its tasks stop. Exactly once: offsets, state and output are committed together and state
 * goes back to the last commit. At least once: output leaves at once, state is what the changelog holds, which is everything
 * up to the crash, and records since the last commit are read again: whatever does not know them by id counts them twice.
 */
export class StreamTasks extends OperatorHost<StreamTasksRemarks> {
  readonly feed: OpenFeed;
  readonly group: ConsumerGroup;
  readonly splitsKeysAsLog = true;
  changes = 0;
  commits = 0;
  private readonly spec: StreamTasksSpec;
  private readonly outputs: TaskOutputs;
  private readonly tasks: readonly StreamTask[];
  private readonly threads: readonly StreamThread[];
  private readonly places: TaskPlaces;
  private readonly taskOfPartition: readonly number[];
  private readonly lostAt: number[];
  private readonly codes: { delivered: number; filtered: number; duplicate: number; late: number };
  private nextCommitAt: number;
  /** A partition that was read beyond its last commit when it was last looked at, and how far the group had moved when there was none. */
  private aheadAt = -1;
  private committedMoves = -1;
  /** Everything before has been lived through. */
  private reachedMs = 0;
  private ended = false;

  constructor(id: string, run: RunContext, feed: OpenFeed, spec: StreamTasksSpec, ports: OutputPorts) {
    super(id, run);
    this.spec = spec;
    this.feed = feed;
    this.group = feed.join(id, id);
    const threads = spec.instances * spec.threadsPerInstance;
    this.outputs = new TaskOutputs(this, run, threads, ports, spec.guarantee === "exactly-once");
    const partitionsOf = spec.tasks(this.group.position.length);
    this.tasks = partitionsOf.map((partitions, task) => new StreamTask(run, partitions, spec.chain(task)));
    this.taskOfPartition = this.group.position.map((_offset, p) => partitionsOf.findIndex((partitions) => partitions.includes(p)));
    assert(!this.taskOfPartition.includes(-1), `${id}: a partition without a task`);
    this.threads = Array.from({ length: threads }, (_, thread) => new StreamThread(thread, feed, this.group, this.hostOfThreads()));
    this.places = new TaskPlaces(this.tasks.length, spec, (task) => this.tasks[task].stateBytes());
    this.lostAt = this.tasks.map(() => 0);
    this.nextCommitAt = spec.commitIntervalMs;
    const { ledger } = run;
    this.codes = {
      delivered: ledger.code("delivered"),
      filtered: ledger.code("filtered", id, "failed validation"),
      duplicate: ledger.code("deduplicated", id, "seen before"),
      late: ledger.code("dropped", id, "late"),
    };
    this.assign(0);
  }

  private hostOfThreads() {
    const { spec, run, outputs, meter } = this;
    return {
      readCostMs: spec.readCostMs,
      emitCostMs: spec.emitCostMs,
      bytesOfEvent: (row: number) => run.rows.events.bytes.at(row),
      send: (thread: number, port: DerivedPort, time: number, ref: number) => {
        meter.intervalBusyMs += spec.emitCostMs;
        if (outputs.wired(port)) outputs.push(port, thread, time, ref);
      },
      done: (thread: number, row: number, verdict: Verdict, at: number, updates: number) => this.settle(thread, row, verdict, at, updates),
      served: (readableMs: number, waitMs: number, serviceMs: number, bytes: number) => {
        meter.arrived(bytes);
        meter.served(readableMs, waitMs, serviceMs);
      },
      taskOf: (partition: number) => this.tasks[this.taskOfPartition[partition]],
    };
  }

  private assign(at: number): void {
    this.threads.forEach((thread, index) =>
      thread.assign(
        this.tasks.filter((_task, number) => this.places.threadOf[number] === index),
        at,
      ),
    );
  }

  private settle(thread: number, row: number, verdict: Verdict, at: number, updates: number): void {
    const { ledger, rows } = this.run;
    const { outputs } = this;
    this.changes += updates;
    const key = Math.max(0, rows.events.user.at(row));
    if (outputs.wired("changelog")) for (let i = 0; i < updates; i++) outputs.push("changelog", thread, at, refOf(CHANGE, key));
    if (verdict === FILTERED) ledger.end(row, this.codes.filtered);
    else if (verdict === DUPLICATE) ledger.end(row, this.codes.duplicate);
    else if (verdict === LATE && outputs.wired("late")) outputs.push("late", thread, at, row);
    else if (verdict === LATE) {
      this.meter.intervalDropped++;
      ledger.end(row, this.codes.late);
    } else if (outputs.wired("events")) outputs.push("events", thread, at, row);
    else {
      this.run.doneUnseen(row, at);
      ledger.end(row, this.codes.delivered);
    }
  }

  get operators(): readonly Operator[] {
    return this.tasks.flatMap((task) => task.operators);
  }

  /** A commit splits what its own threads read and concerns nobody else before it is done, so no window ends there. */
  advance(until: number): void {
    while (this.nextCommitAt < until) {
      this.readTo(this.nextCommitAt);
      this.outputs.release(this.nextCommitAt);
      this.commitInTurn(this.nextCommitAt);
    }
    this.readTo(until);
    this.outputs.release(until);
  }

  private readTo(until: number): void {
    for (const thread of this.threads) thread.read(until);
    this.reachedMs = until;
  }

  override nextWorkMs(): number {
    const commitMs = this.hasToCommit ? this.nextCommitAt : Infinity;
    return this.threads.reduce((next, thread) => Math.min(next, thread.nextWorkMs()), Math.min(this.outputs.nextMs, commitMs));
  }

  /** Timers and commits find nothing to do. */
  override rest(until: number): void {
    while (this.nextCommitAt < until) {
      this.readTo(this.nextCommitAt);
      this.commitInTurn(this.nextCommitAt);
    }
    this.readTo(until);
  }

  // ---- Commits and moves -------------------------------------------------------------------------------------
  /** A commit at which a window happens to end belongs to that end, as what is sampled then is to see it. */
  override nextChangeMs(): number {
    return this.nextCommitAt <= this.reachedMs ? this.nextCommitAt : this.places.nextMs;
  }

  override change(at: number): void {
    if (this.places.nextMs <= at) this.move(at);
    if (this.nextCommitAt <= at) this.commitInTurn(at);
  }

  private commitInTurn(at: number): void {
    this.nextCommitAt = at + this.spec.commitIntervalMs;
    this.commit(at);
  }

  /** Something was read or sent since the last commit, or was in hand then. */
  private get hasToCommit(): boolean {
    const { position, committed, moves } = this.group;
    if (!this.outputs.empty || position[this.aheadAt] > committed[this.aheadAt]) return true;
    if (moves === this.committedMoves) return false;
    this.aheadAt = position.findIndex((offset, p) => offset > committed[p]);
    if (this.aheadAt < 0) this.committedMoves = moves;
    return this.aheadAt >= 0;
  }

  /** Every running task commits where it is; what it sent becomes visible when the slowest thread is through with it. */
  private commit(at: number): void {
    let doneAt = at;
    for (const thread of this.threads) {
      if (thread.tasks.size === 0) continue;
      for (const task of thread.tasks) this.commitTask(thread, task, at);
      thread.freeAt = Math.max(thread.freeAt, at) + this.spec.commitCostMs;
      doneAt = Math.max(doneAt, thread.freeAt);
    }
    this.commits++;
    this.outputs.barrier();
    this.outputs.commit(doneAt);
  }

  /** Without transactions, a record in hand has sent nothing yet and is not committed. */
  private commitTask(thread: StreamThread, task: StreamTask, at: number): void {
    const inHand = this.spec.guarantee === "at-least-once" ? thread.inHand(task, at) : null;
    task.commit(inHand?.mark ?? null);
    for (const p of task.partitions) {
      const offset = this.group.position[p] - (inHand?.partition === p ? 1 : 0);
      this.group.committed[p] = Math.max(this.group.committed[p], offset);
    }
  }

  private move(at: number): void {
    const moves = this.places.advance(at);
    if (moves.length === 0) return;
    // Who gives a task away commits it first.
    this.commit(at);
    this.assign(at);
    const back = moves.filter(({ task }) => this.lostAt[task] > 0);
    if (back.length === 0) return;
    const [first] = back;
    const awayMs = at - this.lostAt[first.task];
    for (const { task } of back) {
      this.meter.downMs += (at - this.lostAt[task]) / this.tasks.length;
      this.lostAt[task] = 0;
    }
    const hadStandby = this.spec.standbyReplicas > 0;
    this.remark(at, "tasks-moved", { movedTasks: back.length, awayMs, hadStandby }, "standbyReplicas");
  }

  // ---- Faults ------------------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      const thread = this.threads[(strike.index ?? 0) % this.threads.length];
      thread.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    const instance = (strike.index ?? 0) % this.spec.instances;
    const threads = this.threads.slice(instance * this.spec.threadsPerInstance, (instance + 1) * this.spec.threadsPerInstance);
    const lost = this.places.crash(instance, at, strike.durationMs);
    if (lost.length === 0) return;
    this.outputs.crash(null, (thread) => Math.floor(thread / this.spec.threadsPerInstance) === instance);
    this.group.rebalances++;
    this.ended = false;
    let again = 0;
    for (const number of lost) again += this.lose(number, threads, at);
    for (const thread of threads) thread.freeAt = at;
    this.assign(at);
    const facts = { instance, stoppedTasks: lost.length, tasks: this.tasks.length, againRecords: again };
    this.remark(at, "instance-lost", facts, "commitIntervalMs");
  }

  private lose(number: number, threads: readonly StreamThread[], at: number): number {
    const task = this.tasks[number];
    this.lostAt[number] = at;
    if (this.spec.guarantee === "exactly-once") task.restore(task.committedMark);
    else {
      // The changelog has all that was done; a record still in hand had changed nothing yet.
      for (const thread of threads) {
        const inHand = thread.inHand(task, at);
        if (inHand !== null && inHand.mark >= task.committedMark) task.restore(inHand.mark);
      }
    }
    return task.partitions.reduce((sum, p) => sum + this.group.rewind(p, this.group.committed[p], () => false), 0);
  }

  // ---- End of input and figures ------------------------------------------------------------------------------
  override finish(at: number): boolean {
    if (this.places.waiting > 0) return false;
    if (!this.ended) {
      for (let p = 0; p < this.group.position.length; p++) if (this.group.position[p] < this.feed.end(p)) return false;
      this.ended = true;
      for (const thread of this.threads) thread.endOfInput(at);
      this.commit(at);
    }
    this.outputs.release(at);
    // A record that was in hand is committed with the next commit.
    return this.outputs.empty && this.group.position.every((offset, p) => this.group.committed[p] >= offset);
  }

  override heldEvents(): number {
    return this.outputs.heldEvents();
  }

  override eventsNeededFrom(): number {
    return this.tasks.reduce((least, { history }) => Math.min(least, history.eventsNeededFrom()), Infinity);
  }

  override taskCommits(): number {
    return this.commits * this.tasks.length;
  }

  override servers(): number {
    return this.threads.length;
  }

  override queueLength(): number {
    return this.group.position.reduce((waiting, offset, p) => waiting + this.feed.end(p) - offset, 0);
  }

  override isDown(): boolean {
    return this.places.waiting > 0;
  }

  override figure(): string {
    const { waiting } = this.places;
    if (waiting > 0) return `${waiting} of ${this.tasks.length} tasks wait`;
    return this.changes === 0 ? "" : `${this.changes.toLocaleString("en-US")} state changes`;
  }

  override usage(): Record<string, number> {
    return {
      ...super.usage(),
      commits: this.commits,
      changelogRecords: this.changes,
      changelogBytes: this.changes * CHANGE_BYTES,
      stateBytes: this.tasks.reduce((sum, task) => sum + task.stateBytes(), 0),
    };
  }
}
