import { Spell } from "../part/spells.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { PartitionMerge } from "./partition-merge.ts";

/** What a row costs its task: so much each, and so much for its bytes. */
export type RowCost = { readonly perRowMs: number; readonly perByteMs: number };

/**
 * Rows one task has finished, side by side in the order it took them: partition and offset, the row and its bytes, when it could
 * be read, how long it waited and took, when it was done. `nextOffsets`: where its partition was to be read on from then.
 */
export class FinishedRows {
  count = 0;
  partitions = new Int32Array(256);
  offsets = new Int32Array(256);
  nextOffsets = new Int32Array(256);
  refs = new Int32Array(256);
  bytes = new Int32Array(256);
  readableAt = new Float64Array(256);
  waits = new Float64Array(256);
  services = new Float64Array(256);
  doneAt = new Float64Array(256);

  grow(): void {
    this.partitions = twice(this.partitions);
    this.offsets = twice(this.offsets);
    this.nextOffsets = twice(this.nextOffsets);
    this.refs = twice(this.refs);
    this.bytes = twice(this.bytes);
    this.readableAt = twice(this.readableAt);
    this.waits = twice(this.waits);
    this.services = twice(this.services);
    this.doneAt = twice(this.doneAt);
  }
}

function twice<A extends Int32Array | Float64Array>(from: A): A {
  const to = new (from.constructor as new (length: number) => A)(from.length * 2);
  to.set(from);
  return to;
}

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
  private readonly spells: readonly Spell[];
  private readonly finished = new FinishedRows();
  private readonly bytesOf: (ref: number) => number;

  constructor(feed: Feed, group: ConsumerGroup, tasks: number, bytesOf: (ref: number) => number) {
    this.feed = feed;
    this.group = group;
    this.bytesOf = bytesOf;
    this.assignment = Array.from({ length: tasks }, (_, task) => group.position.map((_offset, p) => p).filter((p) => p % tasks === task));
    this.merges = this.assignment.map((partitions) => new PartitionMerge(feed, group, partitions, true));
    this.freeAt = new Float64Array(tasks);
    this.spells = Array.from({ length: tasks }, () => new Spell());
  }

  /** Has every task read on; `onRows` gets the rows of one task after those of the other, and must be done with them when it returns. */
  read(until: number, cost: RowCost, onRows: (rows: FinishedRows) => void): void {
    for (let task = 0; task < this.merges.length; task++) {
      this.readTask(task, until, cost);
      if (this.finished.count > 0) onRows(this.finished);
    }
  }

  private readTask(task: number, until: number, { perRowMs, perByteMs }: RowCost): void {
    const { group, finished, bytesOf } = this;
    const merge = this.merges[task];
    const spell = this.spells[task];
    let free = Math.max(this.freeAt[task], spell.awayUntil);
    let count = 0;
    merge.refresh();
    while (merge.time < until) {
      const p = merge.partition;
      const offset = group.position[p];
      const { ref } = merge;
      const readableAt = merge.time;
      const start = readableAt > free ? readableAt : free;
      const bytes = bytesOf(ref);
      const serviceMs = (perRowMs + bytes * perByteMs) * spell.slowness(start);
      const doneAt = start + serviceMs;
      if (doneAt >= until) break;
      merge.take();
      if (count === finished.refs.length) finished.grow();
      finished.partitions[count] = p;
      finished.offsets[count] = offset;
      finished.nextOffsets[count] = group.position[p];
      finished.refs[count] = ref;
      finished.bytes[count] = bytes;
      finished.readableAt[count] = readableAt;
      finished.waits[count] = doneAt - serviceMs - readableAt;
      finished.services[count] = serviceMs;
      finished.doneAt[count++] = doneAt;
      this.freeAt[task] = free = doneAt;
    }
    finished.count = count;
  }

  /** The task reads nothing before `until`. */
  stop(task: number, until: number): void {
    this.spells[task].stayAwayUntil(until);
  }

  slow(task: number, factor: number, until: number): void {
    this.spells[task].slow(factor, until);
  }

  /** Everything that can be read has been read. */
  get caughtUp(): boolean {
    for (let p = 0; p < this.group.position.length; p++) if (this.group.position[p] < this.feed.end(p)) return false;
    return true;
  }
}
