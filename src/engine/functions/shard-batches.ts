import type { ConsumerGroup, OpenFeed } from "../feeds/consumer-group.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { Batch, BatchSource, CallEnd, SourceHost } from "./batches.ts";

export type ShardBatchSpec = {
  readonly batchRecords: number;
  /** A batch that is not full waits so long from its first record on. */
  readonly windowMs: number;
  /** Tries after the first; null: until the records are gone. */
  readonly retries: number | null;
  /** A batch that failed is tried in two halves. */
  readonly bisects: boolean;
};

type Piece = { readonly refs: readonly number[]; readonly offsets: readonly number[]; readonly sinceMs: number; tries: number };

/** One partition: a call at a time, and the pieces of a batch that failed before what comes after it. */
type Lane = { pieces: Piece[]; going: Piece | null; fromMs: number };

/** From a failed call to the next try. Assumed; the guide promises that it is tried again, and no pace. */
const RETRY_MS = 1000;

/**
 * Batches of a log: each shard or partition has one call under way, whose records are committed when it has ended well. A batch that fails is tried
 * again, and everything behind it in its shard waits.
 */
export class ShardBatches implements BatchSource {
  private readonly feed: OpenFeed;
  private readonly group: ConsumerGroup;
  private readonly spec: ShardBatchSpec;
  private readonly host: SourceHost;
  private readonly lanes: Lane[] = [];
  private readonly laneOf = new Map<Batch, number>();

  constructor(feed: OpenFeed, group: ConsumerGroup, spec: ShardBatchSpec, host: SourceHost) {
    this.feed = feed;
    this.group = group;
    this.spec = spec;
    this.host = host;
  }

  nextMs(now: number): number {
    const [, at] = this.first();
    return Math.max(now, at);
  }

  /** The partition whose turn is next, and when. */
  private first(): readonly [partition: number, atMs: number] {
    let partition = -1;
    let least = Infinity;
    const there = this.feed.partitionCount();
    for (let p = 0; p < there; p++) {
      const at = this.laneMs(p);
      if (at < least) [partition, least] = [p, at];
    }
    return [partition, least];
  }

  private lane(p: number): Lane {
    while (this.lanes.length <= p) this.lanes.push({ pieces: [], going: null, fromMs: -Infinity });
    return this.lanes[p];
  }

  private laneMs(p: number): number {
    const lane = this.lane(p);
    if (lane.going !== null) return Infinity;
    if (lane.pieces.length > 0) return lane.fromMs;
    const { feed, group, spec } = this;
    const gaps = feed.gaps(p);
    if (gaps !== null) while (group.position[p] < gaps.length && gaps[group.position[p]] === 1) group.moveTo(p, group.position[p] + 1);
    const at = group.position[p];
    if (at >= feed.end(p)) return Infinity;
    const times = feed.times(p);
    const base = feed.base(p);
    const openMs = Math.max(feed.readableFrom(p), group.cutUntil);
    const firstMs = Math.max(times[at - base], openMs);
    if (spec.windowMs === 0 || firstMs === Infinity) return firstMs;
    const last = at + spec.batchRecords - 1;
    const fullMs = last < feed.end(p) ? Math.max(times[last - base], firstMs) : Infinity;
    return Math.min(fullMs, firstMs + spec.windowMs);
  }

  take(at: number): Batch | null {
    const [p, dueMs] = this.first();
    if (p < 0 || dueMs > at) return null;
    const lane = this.lane(p);
    const piece = lane.pieces.shift() ?? this.read(p, at);
    lane.going = piece;
    const batch = { refs: piece.refs, travelled: piece.refs.length, files: [], sinceMs: piece.sinceMs };
    this.laneOf.set(batch, p);
    return batch;
  }

  private read(p: number, at: number): Piece {
    const { feed, group, host } = this;
    const times = feed.times(p);
    const base = feed.base(p);
    const gaps = feed.gaps(p);
    const refs: number[] = [];
    const offsets: number[] = [];
    const sinceMs = times[group.position[p] - base];
    while (refs.length < this.spec.batchRecords && group.position[p] < feed.end(p) && times[group.position[p] - base] <= at) {
      if (gaps?.[group.position[p]] === 1) {
        group.moveTo(p, group.position[p] + 1);
        continue;
      }
      offsets.push(group.position[p]);
      const ref = group.take(p);
      refs.push(ref);
      host.took(ref);
    }
    return { refs, offsets, sinceMs, tries: 0 };
  }

  ended(batch: Batch, at: number, { done, failed, wrote }: CallEnd): void {
    const p = this.laneOf.get(batch) ?? 0;
    this.laneOf.delete(batch);
    const lane = this.lane(p);
    const piece = lane.going;
    lane.going = null;
    if (piece === null) return;
    if (done > 0) this.commit(p, piece.offsets[done - 1]);
    if (!failed) return;
    const left: Piece = {
      refs: piece.refs.slice(done),
      offsets: piece.offsets.slice(done),
      sinceMs: piece.sinceMs,
      // What went well before the record that fails says that this is another batch.
      tries: done > 0 ? 1 : piece.tries + 1,
    };
    const { retries } = this.spec;
    if (retries !== null && left.tries > retries && (!this.spec.bisects || left.refs.length === 1)) {
      // What it did with them at the last try stands, and then nothing is left to give up.
      if (!wrote) this.host.giveUp(left.refs, at, left.tries);
      this.commit(p, left.offsets[left.offsets.length - 1]);
      return;
    }
    if (left.tries === 2) this.host.blocked(at, this.feed.nameOf?.(p) ?? `shard ${p}`, left.tries);
    if (wrote) this.host.again(left.refs);
    lane.pieces = [...this.piecesOf(left), ...lane.pieces];
    lane.fromMs = at + RETRY_MS;
  }

  private piecesOf(left: Piece): Piece[] {
    const { refs, offsets, sinceMs } = left;
    if (!this.spec.bisects || refs.length === 1) return [left];
    const half = refs.length >> 1;
    return [
      { refs: refs.slice(0, half), offsets: offsets.slice(0, half), sinceMs, tries: 0 },
      { refs: refs.slice(half), offsets: offsets.slice(half), sinceMs, tries: 0 },
    ];
  }

  private commit(p: number, offset: number): void {
    const { committed } = this.group;
    if (offset + 1 > committed[p]) committed[p] = offset + 1;
  }

  get idle(): boolean {
    for (let p = 0; p < this.feed.partitionCount(); p++) {
      const { going, pieces } = this.lane(p);
      if (going !== null || pieces.length > 0 || this.laneMs(p) < Infinity || this.group.position[p] < this.feed.end(p)) return false;
    }
    return true;
  }

  heldEvents(): number {
    let held = 0;
    for (const { going, pieces } of this.lanes)
      for (const { refs } of going === null ? pieces : [going, ...pieces]) for (const ref of refs) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  /** Every event it holds has an open copy. */
  eventsNeededFrom(): number {
    return Infinity;
  }

  get waiting(): number {
    return 0;
  }
}
