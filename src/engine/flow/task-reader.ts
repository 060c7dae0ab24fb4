import type { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { PartitionMerge } from "./partition-merge.ts";

/** Called for each row a task has finished: partition, its offset there, the row, when it could be read and when it was done. */
export type OnRow = (partition: number, offset: number, ref: number, readableAt: number, doneAt: number, serviceMs: number) => void;

/**
 * The tasks of a plain consumer group: each reads its partitions in order of visibility, one row after the other, and is busy
 * for what a row costs. A row is taken only when it can be finished in the window, so that a crash finds it untouched.
 */
export class TaskReader {
  readonly assignment: number[][];
  private readonly feed: Feed;
  private readonly group: ConsumerGroup;
  private readonly merges: PartitionMerge[];
  private readonly freeAt: Float64Array;
  private readonly downUntil: Float64Array;
  private readonly slowFactor: Float64Array;
  private readonly slowUntil: Float64Array;

  constructor(feed: Feed, group: ConsumerGroup, tasks: number) {
    this.feed = feed;
    this.group = group;
    this.assignment = Array.from({ length: tasks }, (_, task) => group.position.map((_offset, p) => p).filter((p) => p % tasks === task));
    this.merges = this.assignment.map((partitions) => new PartitionMerge(feed, group, partitions));
    this.freeAt = new Float64Array(tasks);
    this.downUntil = new Float64Array(tasks);
    this.slowFactor = new Float64Array(tasks).fill(1);
    this.slowUntil = new Float64Array(tasks);
  }

  read(until: number, costMs: (ref: number) => number, onRow: OnRow): void {
    for (let task = 0; task < this.merges.length; task++) {
      const merge = this.merges[task];
      merge.refresh();
      while (merge.time < until) {
        const p = merge.partition;
        const offset = this.group.position[p];
        const readableAt = merge.time;
        const start = Math.max(readableAt, this.freeAt[task], this.downUntil[task]);
        const serviceMs = costMs(this.feed.refs(p)[offset]) * (start < this.slowUntil[task] ? this.slowFactor[task] : 1);
        const doneAt = start + serviceMs;
        if (doneAt >= until) break;
        const ref = this.group.take(p);
        this.freeAt[task] = doneAt;
        merge.advance();
        onRow(p, offset, ref, readableAt, doneAt, serviceMs);
      }
    }
  }

  stop(task: number, until: number): void {
    this.downUntil[task] = Math.max(this.downUntil[task], until);
  }

  slow(task: number, factor: number, until: number): void {
    this.slowFactor[task] = factor;
    this.slowUntil[task] = until;
  }

  /** Everything that can be read has been read. */
  get caughtUp(): boolean {
    for (let p = 0; p < this.group.position.length; p++) if (this.group.position[p] < this.feed.end(p)) return false;
    return true;
  }
}
