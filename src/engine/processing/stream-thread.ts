import { Spell } from "../part/spells.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import { PartitionMerge } from "../feeds/partition-merge.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { StreamTask } from "./stream-task.ts";
import type { Collector, DerivedPort, Verdict } from "./collector.ts";

/** What a thread hands its work to. */
export type ThreadHost = {
  readonly readCostMs: number;
  readonly emitCostMs: number;
  bytesOfEvent(row: number): number;
  send(thread: number, port: DerivedPort, time: number, ref: number): void;
  /** An event is through: how it ended, how many changes of state it made, when it was readable and how long it took. */
  done(thread: number, row: number, verdict: Verdict, at: number, updates: number): void;
  served(readableMs: number, waitMs: number, serviceMs: number, bytes: number): void;
  taskOf(partition: number): StreamTask;
};

/** One thread: it takes the records of its tasks one after the other, in the order they became readable. */
export class StreamThread implements Collector {
  freeAt = 0;
  readonly spell = new Spell();
  /** The last record: its task, its partition, and where the task's history stood before. */
  private last: { readonly task: StreamTask; readonly partition: number; readonly mark: number } | null = null;
  readonly tasks = new Set<StreamTask>();
  private readonly index: number;
  private readonly group: ConsumerGroup;
  private readonly host: ThreadHost;
  private readonly merge: PartitionMerge;
  private nextTimer = Infinity;
  private spentMs = 0;
  private spends = 0;
  /** Whether no timer has anything to do; null when something has happened since that was known. */
  private quiet: boolean | null = null;

  constructor(index: number, feed: Feed, group: ConsumerGroup, host: ThreadHost) {
    this.index = index;
    this.group = group;
    this.host = host;
    this.merge = new PartitionMerge(feed, group, []);
  }

  /** The tasks this thread has from `at` on. */
  assign(tasks: readonly StreamTask[], at: number): void {
    this.tasks.clear();
    for (const task of tasks) this.tasks.add(task);
    this.merge.partitions = tasks.flatMap((task) => task.partitions);
    this.merge.refresh();
    this.quiet = null;
    this.freeAt = Math.max(this.freeAt, at);
    const period = this.timerMs();
    this.nextTimer = period === Infinity ? Infinity : (Math.floor(at / period) + 1) * period;
  }

  private timerMs(): number {
    let period = Infinity;
    for (const task of this.tasks) period = Math.min(period, task.timerMs);
    return period;
  }

  read(until: number): void {
    const { merge, group } = this;
    merge.renew();
    for (;;) {
      const readableMs = merge.time;
      this.passTimers(Math.min(until, Math.max(readableMs, this.freeAt)));
      const start = Math.max(readableMs, this.freeAt);
      if (start >= until) return;
      const p = merge.partition;
      const row = merge.ref;
      group.take(p);
      merge.advance();
      if (kindOf(row) === EVENT) this.work(p, row, readableMs, start);
    }
  }

  /** The record of the task that is not through at `at`. */
  inHand(task: StreamTask, at: number): { readonly partition: number; readonly mark: number } | null {
    return this.freeAt > at && this.last?.task === task ? this.last : null;
  }

  private work(partition: number, row: number, readableMs: number, start: number): void {
    const task = this.host.taskOf(partition);
    this.quiet = null;
    this.last = { task, partition, mark: task.history.end };
    this.spentMs = this.spends = 0;
    this.freeAt = start;
    const verdict = task.process(row, this);
    let costMs = this.host.readCostMs + task.costMs + this.spentMs;
    costMs *= this.spell.slowness(start);
    this.freeAt += costMs;
    this.host.done(this.index, row, verdict, this.freeAt, task.stateUpdates + this.spends);
    this.host.served(readableMs, start - readableMs, costMs, this.host.bytesOfEvent(row));
  }

  private passTimers(at: number): void {
    while (this.nextTimer <= at) {
      if (this.passQuietTimers(at)) return;
      this.freeAt = Math.max(this.freeAt, this.nextTimer);
      for (const task of this.tasks) task.fireTimers(this.nextTimer, this);
      this.quiet = null;
      this.nextTimer += this.timerMs();
    }
  }

  /** When it may take a row, or a timer has something to do. */
  nextWorkMs(): number {
    return Math.min(this.merge.nextReadableMs(), this.timersAreQuiet ? Infinity : this.nextTimer);
  }

  private get timersAreQuiet(): boolean {
    this.quiet ??= this.everyTaskIsQuiet;
    return this.quiet;
  }

  private get everyTaskIsQuiet(): boolean {
    for (const task of this.tasks) if (!task.timersAreQuiet) return false;
    return true;
  }

  /** Timers at which no task has anything to do; false when one has. */
  private passQuietTimers(at: number): boolean {
    if (!this.timersAreQuiet) return false;
    const periodMs = this.timerMs();
    let timers = 0;
    for (; this.nextTimer <= at; timers++) {
      this.freeAt = Math.max(this.freeAt, this.nextTimer);
      this.nextTimer += periodMs;
    }
    for (const task of this.tasks) task.passTimers(timers);
    this.quiet = null;
    return true;
  }

  emit(port: DerivedPort, _key: number, ref: number): void {
    this.freeAt += this.host.emitCostMs;
    this.host.send(this.index, port, this.freeAt, ref);
  }

  /** Only what keeps state charges for a record apart, so each charge is a change of state. */
  spend(costMs: number): void {
    this.spentMs += costMs;
    this.spends++;
  }

  endOfInput(at: number): void {
    this.freeAt = Math.max(this.freeAt, at);
    this.quiet = null;
    for (const task of this.tasks) {
      task.advanceTo(Number.MAX_SAFE_INTEGER, this);
      task.fireTimers(at, this);
    }
  }
}
