import type { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { EVENT, kindOf } from "../rows/rows.ts";

/**
 * Reads several partitions of a feed as one, ordered by (visible time, partition). A binary heap of partition heads;
 * partitions without rows are looked at again by `refresh`, once per window.
 */
export class PartitionMerge {
  partitions: number[];
  private readonly feed: Feed;
  private readonly group: ConsumerGroup;
  /** Nothing comes to the feed between a refresh and the next: what it says of its partitions is asked once. */
  private readonly still: boolean;
  private heap: Int32Array;
  private keys: Float64Array;
  private size = 0;
  /** What the heap was built of: it stands until one of these changes. */
  private readonly seen = { changes: NaN, moves: -1, cutUntil: -Infinity };
  /** By partition: its rows, when they can be read, where they end, which are gone, and when the whole of it can be read. */
  private readonly refs: Int32Array[] = [];
  private readonly times: Float64Array[] = [];
  private readonly bases: number[] = [];
  private readonly ends: number[] = [];
  private readonly gaps: (Uint8Array | null)[] = [];
  private readonly readableFrom: number[] = [];

  constructor(feed: Feed, group: ConsumerGroup, partitions: number[], still = false) {
    this.feed = feed;
    this.group = group;
    this.partitions = partitions;
    this.still = still;
    this.heap = new Int32Array(Math.max(1, partitions.length));
    this.keys = new Float64Array(Math.max(1, partitions.length));
  }

  /** Rebuilds the heap: rows may have come, partitions may have been added, rewound or cut off. */
  refresh(partitions = this.partitions): void {
    this.partitions = partitions;
    if (this.heap.length < this.partitions.length) {
      this.heap = new Int32Array(this.partitions.length);
      this.keys = new Float64Array(this.partitions.length);
    }
    this.size = 0;
    const { feed } = this;
    const { position } = this.group;
    const there = feed.partitionCount();
    for (const p of partitions) {
      // Most partitions of a large feed are yet to come, or hold nothing to read, and then nothing else needs to be known of them.
      if (p >= there || position[p] >= feed.end(p)) continue;
      this.look(p);
      const key = this.headTime(p);
      if (key < Infinity) this.insert(p, key);
    }
    this.seen.changes = feed.changeCount ?? NaN;
    this.seen.moves = this.group.moves;
    this.seen.cutUntil = this.group.cutUntil;
  }

  /** As `refresh`, unless nothing has happened to the feed and to the reader since. */
  renew(partitions: number[] = this.partitions): void {
    const { feed, group, seen } = this;
    const isSame = feed.changeCount === seen.changes && group.moves === seen.moves && group.cutUntil === seen.cutUntil;
    if (isSame && partitions === this.partitions) return;
    this.refresh(partitions);
  }

  /** When the first row of these partitions can be read, Infinity when there is none. */
  nextReadableMs(partitions: number[] = this.partitions): number {
    // A heap that does not last is dearer than a look.
    if (this.feed.changeCount === undefined) return this.group.nextReadableMs(partitions);
    this.renew(partitions);
    return this.time;
  }

  private look(p: number): void {
    const { feed } = this;
    this.refs[p] = feed.refs(p);
    this.times[p] = feed.times(p);
    this.bases[p] = feed.base(p);
    this.ends[p] = feed.end(p);
    this.gaps[p] = feed.gaps(p);
    this.readableFrom[p] = Math.max(feed.readableFrom(p), this.group.cutUntil);
  }

  /** When the next row of the partition can be read, Infinity when there is none. */
  private headTime(p: number): number {
    const { position } = this.group;
    const gaps = this.gaps[p];
    if (gaps !== null) while (position[p] < gaps.length && gaps[position[p]] === 1) this.group.moveTo(p, position[p] + 1);
    const offset = position[p];
    if (offset >= this.ends[p]) return Infinity;
    const at = this.times[p][offset - this.bases[p]];
    const from = this.readableFrom[p];
    return at > from ? at : from;
  }

  get time(): number {
    return this.size === 0 ? Infinity : this.keys[0];
  }
  get partition(): number {
    return this.heap[0];
  }

  /** The row at the front. */
  get ref(): number {
    const p = this.heap[0];
    return this.refs[p][this.group.position[p] - this.bases[p]];
  }

  /** Takes the row at the front. */
  take(): void {
    const { group } = this;
    if (kindOf(this.ref) === EVENT) group.heldEvents--;
    group.moveTo(this.heap[0], group.position[this.heap[0]] + 1);
    this.advance();
  }

  /** The row at the front was taken: its partition moves to where its next row belongs. */
  advance(): void {
    const p = this.heap[0];
    if (!this.still) this.look(p);
    const key = this.headTime(p);
    if (key === Infinity) {
      this.size--;
      if (this.size > 0) this.sink(this.heap[this.size], this.keys[this.size]);
      return;
    }
    this.sink(p, key);
  }

  private insert(p: number, key: number): void {
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(key, p, this.keys[parent], this.heap[parent])) break;
      this.heap[i] = this.heap[parent];
      this.keys[i] = this.keys[parent];
      i = parent;
    }
    this.heap[i] = p;
    this.keys[i] = key;
  }

  private sink(p: number, key: number): void {
    const { heap, keys, size } = this;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && before(keys[child + 1], heap[child + 1], keys[child], heap[child])) child++;
      if (!before(keys[child], heap[child], key, p)) break;
      heap[i] = heap[child];
      keys[i] = keys[child];
      i = child;
    }
    heap[i] = p;
    keys[i] = key;
  }
}

function before(keyA: number, a: number, keyB: number, b: number): boolean {
  return keyA < keyB || (keyA === keyB && a < b);
}
