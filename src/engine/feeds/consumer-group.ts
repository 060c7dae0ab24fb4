import { EVENT, kindOf } from "../rows/rows.ts";
import type { Feed } from "./feed.ts";
import type { Ledger } from "../books/ledger.ts";

/** One reader of a feed: what it has taken, what it has committed, and how far behind it was. */
export class ConsumerGroup {
  readonly id: string;
  /** Rises whenever a position changes. */
  moves = 0;
  /** Next offset after the last committed one, per partition. */
  readonly committed: number[] = [];
  /** Event copies of this group that lie in the feed, not yet taken. */
  heldEvents = 0;
  lagMaxRecords = 0;
  lagMaxMs = 0;
  rebalances = 0;
  /** The link to the feed is cut until then: rows lie there, and nobody can fetch them. */
  cutUntil = -Infinity;
  /** Events that retention removed before this group took them. */
  expired = 0;
  private readonly offsets: number[] = [];
  private readonly feed: Feed;
  private readonly ledger: Ledger;
  private readonly expiredCode: number;
  private readonly compactedCode: number;

  constructor(id: string, feed: Feed, ledger: Ledger, feedNode: string) {
    this.id = id;
    this.feed = feed;
    this.ledger = ledger;
    this.expiredCode = ledger.code("expired", feedNode, `retention overran ${id}`);
    this.compactedCode = ledger.code("expired", feedNode, `compacted before ${id} read it`);
  }

  /** Next offset to take, per partition. */
  get position(): readonly number[] {
    return this.offsets;
  }

  moveTo(partition: number, offset: number): void {
    this.offsets[partition] = offset;
    this.moves++;
  }

  /** When the first row that was not taken can be fetched, Infinity when there is none; a row that compaction has removed may still count. */
  nextReadableMs(partitions?: readonly number[]): number {
    const { feed, position } = this;
    // Positions are there for partitions that may come, too: a stream of shards can grow to many times what it has.
    const there = feed.partitionCount();
    const count = partitions === undefined ? there : partitions.length;
    let next = Infinity;
    for (let i = 0; i < count; i++) {
      const p = partitions === undefined ? i : partitions[i];
      if (p >= there || position[p] >= feed.end(p)) continue;
      const at = Math.max(feed.times(p)[position[p] - feed.base(p)], feed.readableFrom(p));
      if (at < next) next = at;
    }
    return Math.max(next, this.cutUntil);
  }

  grow(partitions: number): void {
    while (this.position.length < partitions) {
      this.offsets.push(0);
      this.committed.push(0);
    }
  }

  /** Takes the next row of a partition. */
  take(partition: number): number {
    const ref = this.feed.refs(partition)[this.offsets[partition]++ - this.feed.base(partition)];
    this.moves++;
    if (kindOf(ref) === EVENT) this.heldEvents--;
    return ref;
  }

  /** What lies before `end` and was not taken is nobody's any more; `lose` is told of each event. Answers how many rows that are. */
  skipTo(partition: number, end: number, lose: (ref: number) => void): number {
    const gaps = this.feed.gaps(partition);
    let rows = 0;
    while (this.position[partition] < end) {
      if (gaps?.[this.position[partition]] === 1) this.moveTo(partition, this.position[partition] + 1);
      else {
        const ref = this.take(partition);
        if (kindOf(ref) === EVENT) lose(ref);
        rows++;
      }
    }
    return rows;
  }

  /**
   * Goes back to an earlier offset, as after a restart. `inHand` says whether a taken event is still held by the
   * reader (its copy returns) or has ended or moved on (its copy is opened again: a redelivery).
   */
  rewind(partition: number, offset: number, inHand: (ref: number, offset: number) => boolean): number {
    const refs = this.feed.refs(partition);
    const base = this.feed.base(partition);
    const gaps = this.feed.gaps(partition);
    const from = Math.max(offset, this.feed.start(partition));
    let redelivered = 0;
    for (let o = from; o < this.position[partition]; o++) {
      const ref = refs[o - base];
      if (kindOf(ref) !== EVENT || gaps?.[o] === 1) continue;
      this.heldEvents++;
      if (inHand(ref, o)) continue;
      this.ledger.reopen(ref);
      redelivered++;
    }
    this.moveTo(partition, Math.min(from, this.position[partition]));
    this.feed.rewound?.(partition, this.position[partition]);
    return redelivered;
  }

  /** Retention has moved the start of a partition: what was not taken is gone for this group. */
  expire(partition: number, start: number): void {
    const refs = this.feed.refs(partition);
    const base = this.feed.base(partition);
    for (let o = this.position[partition]; o < start; o++) {
      const ref = refs[o - base];
      if (kindOf(ref) !== EVENT || this.feed.gaps(partition)?.[o] === 1) continue;
      this.heldEvents--;
      this.expired++;
      this.ledger.end(ref, this.expiredCode);
    }
    if (this.position[partition] < start) this.moveTo(partition, start);
    if (this.committed[partition] < start) this.committed[partition] = start;
  }

  /** Compaction has removed one row; if it was not taken yet, it never will be. */
  compacted(partition: number, offset: number): void {
    const ref = this.feed.refs(partition)[offset - this.feed.base(partition)];
    if (this.position[partition] > offset || kindOf(ref) !== EVENT) return;
    this.heldEvents--;
    this.expired++;
    this.ledger.end(ref, this.compactedCode);
  }

  /** First offset this group may still look at: it goes back to what it has committed, never before. */
  neededFrom(partition: number): number {
    return Math.min(this.position[partition], this.committed[partition]);
  }

  lagRecords(partition: number): number {
    return this.feed.end(partition) - this.committed[partition];
  }

  /** Age of the oldest uncommitted row, 0 when there is none. */
  lagMs(partition: number, at: number): number {
    if (this.committed[partition] >= this.feed.end(partition)) return 0;
    return Math.max(0, at - this.feed.enteredAt(partition)[this.committed[partition] - this.feed.base(partition)]);
  }

  /** Called at every sample: sums over the partitions. */
  measure(at: number): { records: number; ms: number } {
    let records = 0;
    let ms = 0;
    const there = this.feed.partitionCount();
    for (let p = 0; p < there; p++) {
      const behind = this.lagRecords(p);
      if (behind === 0) continue;
      records += behind;
      ms = Math.max(ms, this.lagMs(p, at));
    }
    if (records > this.lagMaxRecords) this.lagMaxRecords = records;
    if (ms > this.lagMaxMs) this.lagMaxMs = ms;
    return { records, ms };
  }
}

/** A feed that takes new readers. */
export type OpenFeed = Feed & {
  /** A group starts to read; `node` is the part it belongs to. */
  join(group: string, node: string): ConsumerGroup;
  /** Only what is committed: readers stop before the first open transaction and pass over aborted rows. */
  committedOnly?(): OpenFeed;
};
