import { Spell } from "../part/spells.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import { RowBlock } from "../rows/row-block.ts";
import type { RunContext } from "../part/run-context.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { Askers, QueryTarget } from "./query-target.ts";
import { inZone, ZONES } from "../part/zones.ts";
import type { FinishedRows, RowCost } from "../feeds/task-reader.ts";
import { TaskReader } from "../feeds/task-reader.ts";
import { SHOWS, VisibleRows } from "./visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";
import { WireFeed } from "../feeds/wire-feed.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { RealtimeStoreRemarks } from "./remarks.ts";

export type RealtimeSpec = {
  readonly ingestTasks: number;
  readonly eventsPerSecondPerTask: number;
  readonly replicas: number;
  readonly persistMs: number;
  readonly queryCores: number;
  readonly rowsPerSecondPerCore: number;
  readonly queryOverhead: Sampler;
  readonly concurrency: number;
  readonly taskReplayMs: number;
  readonly rowBytes: number;
};

/**
 * A real-time analytical store: ingest tasks read the stream as a consumer group at a fixed rate each, rows are visible almost
 * at once, queries scan them with all cores. A lost ingest task reads again from its last hand-off; as offsets and segments
 * are committed together, rows appear once.
 */
export class RealtimeStore extends Part<RealtimeStoreRemarks> implements QueryTarget {
  readonly visible: VisibleRows;
  readonly keepsVersions = false;
  askers: Askers | null = null;
  readonly group: ConsumerGroup;
  private readonly spec: RealtimeSpec;
  private readonly feed: Feed;
  private readonly feeds: readonly WireFeed[];
  private readonly reader: TaskReader;
  private readonly rowCost: RowCost;
  private readonly random: RandomStream;
  private readonly slots: QuerySlots;
  /** Ingested rows on their way to visibility, per task in time order. */
  private readonly ready: RowQueue[];
  private readonly leaving: RowQueueReader;
  private readonly block = new RowBlock();
  private readonly deliveredCode: number;
  private queries = 0;
  private readonly spell = new Spell();
  private readonly single = new Float64Array(1);
  private services = new Float64Array(64);
  private lastShown = 0;
  private lastAskedMs = 0;

  constructor(id: string, run: RunContext, feed: OpenFeed, spec: RealtimeSpec) {
    super(id, run);
    this.tell(SHOWS, this);
    this.spec = spec;
    this.feed = feed;
    this.feeds = feed instanceof WireFeed ? [feed] : [];
    this.group = feed.join(id, id);
    this.reader = new TaskReader(feed, this.group, spec.ingestTasks, (ref) => this.bytesOf(ref));
    this.rowCost = { perRowMs: 1000 / spec.eventsPerSecondPerTask, perByteMs: 0 };
    this.random = run.randomStream(id, "query");
    this.slots = new QuerySlots(spec.concurrency);
    this.visible = new VisibleRows(id, run);
    this.ready = Array.from({ length: this.group.position.length }, (_, p) => new RowQueue(`${id}.${p}`));
    this.leaving = new RowQueueReader(this.ready);
    this.deliveredCode = run.ledger.code("delivered");
  }

  advance(until: number): void {
    for (const feed of this.feeds) feed.pull(until);
    this.reader.read(until, this.rowCost, this.ingest);
    this.show(until);
  }

  override nextWorkMs(): number {
    let next = this.group.nextReadableMs();
    for (const feed of this.feeds) next = Math.min(next, feed.nextArrivalMs());
    return Math.min(next, this.leaving.peekTime());
  }

  private readonly ingest = (rows: FinishedRows): void => {
    const { ready, group } = this;
    const { persistMs } = this.spec;
    for (let i = 0; i < rows.count; i++) {
      const p = rows.partitions[i];
      ready[p].push(rows.doneAt[i] + persistMs, rows.refs[i]);
      group.committed[p] = rows.offsets[i] + 1;
    }
    this.meter.finished(rows);
  };

  private show(until: number): void {
    const { block } = this;
    block.take(this.leaving, until);
    for (let i = block.from; i < block.to; i++) {
      const ref = block.refs[i];
      this.lastShown = Math.max(this.lastShown, block.times[i]);
      this.visible.show(ref, this.lastShown, this.spec.rowBytes);
      this.meter.departures++;
      if (kindOf(ref) === EVENT) this.run.ledger.end(ref, this.deliveredCode);
    }
  }

  query(at: number): { doneAt: number } {
    this.single[0] = at;
    this.queryMany(this.single, 1, this.single);
    return { doneAt: this.single[0] };
  }

  queryMany(times: Float64Array, count: number, doneAt: Float64Array): void {
    const { spec, visible, spell } = this;
    if (this.services.length < count) this.services = new Float64Array(2 * count);
    const { services } = this;
    spec.queryOverhead.fill(this.random, services, count);
    let scanMs = 0;
    let sameBefore = -Infinity;
    for (let i = 0; i < count; i++) {
      const at = times[i];
      if (at >= sameBefore) {
        scanMs = (visible.rowsAt(at) * 1000) / (spec.rowsPerSecondPerCore * spec.queryCores);
        sameBefore = visible.sameRowsBeforeMs;
      }
      services[i] = (services[i] + scanMs) * spell.slowness(at);
    }
    this.queries += count;
    if (count > 0) this.lastAskedMs = times[count - 1];
    this.slots.runMany(times, services, count, doneAt);
  }

  answered(watched: WatchedColumn): number {
    return watched.rowsAt(this.lastAskedMs);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    const index = strike.index ?? 0;
    if (strike.fault !== "zone-loss") {
      this.loseTask(index % this.spec.ingestTasks, strike.durationMs, at);
      return;
    }
    // A third of the data nodes is gone: what is left answers for them.
    this.spell.slow(ZONES / (ZONES - 1), at + strike.durationMs);
    for (let task = 0; task < this.spec.ingestTasks; task++) if (inZone(task, index)) this.loseTask(task, strike.durationMs, at);
  }

  private loseTask(task: number, durationMs: number, at: number): void {
    if (this.spec.replicas > 1) {
      this.remark(at, "ingest-task-lost", { task, replicaReadOn: true, awayMs: 0 }, "replicas");
      return;
    }
    const backAt = at + Math.max(durationMs, this.spec.taskReplayMs);
    this.reader.stop(task, backAt);
    this.meter.downMs += backAt - at;
    this.remark(at, "ingest-task-lost", { task, replicaReadOn: false, awayMs: backAt - at }, "replicas");
  }

  override finish(at: number): boolean {
    if (!this.reader.caughtUp) return false;
    this.show(at);
    return this.ready.every((wire) => wire.waiting === 0);
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    return this.ready.reduce((sum, wire) => sum + wire.heldEvents(), 0) + (this.feeds.length > 0 ? this.group.heldEvents : 0);
  }

  override servers(): number {
    return this.spec.ingestTasks;
  }

  override queueLength(): number {
    let waiting = 0;
    for (let p = 0; p < this.group.position.length; p++) waiting += this.feed.end(p) - this.group.position[p];
    return waiting;
  }

  override figure(at: number): string {
    const newest = this.visible.newestEventAt;
    return newest === -Infinity ? "" : `newest ${Math.max(0, (at - newest) / 1000).toFixed(1)} s old`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.queries, storedBytes: this.visible.bytes * this.spec.replicas };
  }
}
