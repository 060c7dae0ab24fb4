import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { LogNode } from "../feeds/log-part.ts";
import type { PartitionView } from "../feeds/log-part.ts";
import type { Strike } from "../part/part.ts";
import { PutQueue } from "../rows/put-queue.ts";
import type { Put } from "../rows/put-queue.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { Shard } from "./shard.ts";
import { ShardGrowth } from "./shard-growth.ts";
import type { GrowthSpec, ReshardStep } from "./shard-growth.ts";
import { ShardPacks } from "./shard-packs.ts";
import type { PackSpec } from "./shard-packs.ts";
import { ShardPlacement } from "./shard-placement.ts";
import type { ShardKey } from "./shard-placement.ts";
import { ShardView } from "./shard-view.ts";
import type { ReadSpec, ShardHost } from "./shard-view.ts";
import { WanderingDelay } from "./wandering-delay.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { HashRange } from "../../base/hash-ranges.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { ShardRemarks } from "./remarks.ts";

export type ShardedStreamSpec = {
  readonly key: ShardKey;
  readonly growth: GrowthSpec;
  readonly packs: PackSpec;
  readonly read: ReadSpec;
  /** The producer tries a record again for this long, then gives it up. */
  readonly recordTtlMs: number;
  /** The n-th wait before another try is drawn between 0 and base x 2^n, at most the limit. */
  readonly backOff: { readonly baseMs: number; readonly limitMs: number };
  /** From the call to its answer. */
  readonly putLatency: Sampler;
  /** From the call until a reader can be given the record. */
  readonly propagation: Sampler;
  readonly retentionMs: number;
  readonly payloadUnitBytes: number;
  readonly roundedToBytes: number;
};

const RETENTION_CHECK_MS = 60_000;
/** The propagation of a shard is drawn anew this often; see WanderingDelay. */
const PROPAGATION_SLOT_MS = 500;
/** While the service fails, this share of puts is refused … */
const FAILING_REFUSES = 0.25;
/** … and the rest up to here is stored, but the answer is lost. */
const FAILING_SHARE = 0.5;
/** What another writer leaves of each shard's write contract. */
const LEFT_BY_OTHERS = 0.2;

/**
 * A stream of shards: each takes a fixed number of bytes and records a second and refuses the rest, which its producer
 * tries again until the record's time to live is over. Readers poll and share what a shard gives, or are pushed to. Shards
 * split and merge; each wire at the out-port is one reader with a view of its own.
 */
export class ShardedStream extends LogNode<ShardRemarks> implements ShardHost {
  readonly groups: ConsumerGroup[] = [];
  readonly shards: Shard[] = [];
  readonly maxShards: number;
  now = 0;
  /** Rows of first tries, and those of them that were refused. */
  offered = 0;
  refused = 0;
  readonly views: ShardView[] = [];
  private readonly spec: ShardedStreamSpec;
  private readonly input: RowQueueReader;
  private readonly placement: ShardPlacement;
  private readonly growth: ShardGrowth;
  private readonly packs: ShardPacks;
  private readonly retries = new PutQueue();
  private readonly backOff: RandomStream;
  private readonly failures: RandomStream;
  private readonly putRandom: RandomStream;
  private readonly codes: { readonly delivered: number; readonly throttled: number; readonly tooLarge: number };
  private nextRetention = RETENTION_CHECK_MS;
  private crowdedUntil = -Infinity;
  private readersCrowdedUntil = -Infinity;
  private failingUntil = -Infinity;
  private openShards = 0;
  private shardMs = 0;
  private shardsCountedAt = 0;
  private putUnits = 0;
  private roundedBytes = 0;
  private putSumMs = 0;
  private puts = 0;
  private lost = 0;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], spec: ShardedStreamSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.placement = new ShardPlacement(id, run, spec.key);
    this.growth = new ShardGrowth(spec.growth, run.endMs);
    this.packs = new ShardPacks(spec.packs);
    this.backOff = run.randomStream(id, "back-off");
    this.failures = run.randomStream(id, "failures");
    this.putRandom = run.randomStream(id, "put");
    this.maxShards = this.growth.maxShards;
    const { ledger } = run;
    this.codes = {
      delivered: ledger.code("delivered"),
      throttled: ledger.code("dropped", id, "throttled until its time to live"),
      tooLarge: ledger.code("dropped", id, "larger than a shard takes"),
    };
    for (const range of this.growth.firstRanges()) this.open(range, [], 0);
    this.placement.change(this.shards);
  }

  // ---- As a log ----------------------------------------------------------------------------------------------
  partitionCount(): number {
    return this.shards.length;
  }

  partition(p: number): PartitionView {
    const { name, refs, start, bytes } = this.shards[p];
    const countOf = (kind: number): number => {
      let count = 0;
      for (let offset = start; offset < refs.length; offset++) if (kindOf(refs.data[offset]) === kind) count++;
      return count;
    };
    return { name, end: refs.length, start, bytes, countOf, refAt: (offset) => refs.data[offset], gaps: null };
  }

  feedFor(reader: string): OpenFeed {
    const view = new ShardView(this, this.run, reader, this.spec.read);
    for (let p = 0; p < this.shards.length; p++) view.opened();
    this.views.push(view);
    return view;
  }

  joined(group: ConsumerGroup): void {
    this.groups.push(group);
  }

  sizeOf(ref: number): number {
    return this.bytesOf(ref);
  }

  // ---- Writing -----------------------------------------------------------------------------------------------
  advance(until: number): void {
    const { input, meter, packs, retries } = this;
    for (;;) {
      const otherAt = Math.min(retries.nextAt, packs.nextAt);
      if (input.next(Math.min(until, otherAt))) {
        const { time, ref } = input;
        const bytes = this.bytesOf(ref);
        meter.arrived(bytes);
        this.offer(time, ref, bytes);
      } else if (otherAt >= until) break;
      else if (packs.nextAt <= retries.nextAt) this.resend(packs.nextAt, packs.takeDue());
      else {
        const at = retries.nextAt;
        this.resend(at, retries.take());
      }
    }
    this.read(until);
    this.now = until;
  }

  /** Readers' calls are heard of while a row waits to be handed over, or a shard to be drained. */
  override nextWorkMs(): number {
    const next = Math.min(this.input.peekTime(), this.retries.nextAt, this.packs.nextAt);
    return this.views.every((view) => view.hasAll) ? next : -Infinity;
  }

  /** Readers call and are given nothing. */
  override rest(until: number): void {
    this.read(until);
    this.now = until;
  }

  private offer(at: number, ref: number, bytes: number): void {
    const p = this.placement.place(ref);
    this.offered++;
    if (this.packs.on) {
      const full = this.packs.add(p, at, ref, bytes);
      if (full !== null) this.resend(at, full);
    } else if (at >= this.failingUntil && this.admits(p, at, bytes, 1)) {
      this.account(at, at, bytes, 1);
      this.store(p, at, ref, bytes, true);
    } else this.send(at, { refs: [ref], bytes, since: at, shard: p, attempts: 0 });
  }

  /** Sends what has waited. */
  private resend(at: number, put: Put): void {
    if (this.shards[put.shard].open) this.send(at, put);
    else this.scatter(at, put);
  }

  /** The shard has closed meanwhile: each row goes to the shard that has its key now. */
  private scatter(at: number, put: Put): void {
    for (const ref of put.refs)
      this.send(at, { ...put, refs: [ref], bytes: this.bytesOf(ref), shard: this.placement.place(ref), attempts: put.attempts });
  }

  private send(at: number, put: Put): void {
    const luck = at < this.failingUntil ? this.failures.nextUniform32() : 1;
    if (luck < FAILING_REFUSES || !this.admits(put.shard, at, put.bytes, put.refs.length)) {
      this.refuse(at, put);
      return;
    }
    this.account(at, put.since, put.bytes, put.refs.length);
    put.refs.forEach((ref, i) => this.store(put.shard, at, ref, this.bytesOf(ref), i === 0));
    if (luck < FAILING_SHARE) this.storedUnheard(at, put);
  }

  /** The answer was lost: the producer sends again what is stored already. */
  private storedUnheard(at: number, put: Put): void {
    for (const ref of put.refs) if (kindOf(ref) === EVENT) this.run.ledger.repeat(ref);
    this.later(at, put);
  }

  private admits(p: number, at: number, bytes: number, rows: number): boolean {
    const shard = this.shards[p];
    const share = at < this.crowdedUntil ? LEFT_BY_OTHERS : 1;
    shard.offeredBytes += bytes;
    return this.run.eventsPerRow === 1 ? shard.admits(at, bytes, share) : shard.admitsMany(at, bytes, this.recordsOf(rows), share);
  }

  /** Stored records that rows of many events become, packed as the producer packs. */
  private recordsOf(rows: number): number {
    return Math.ceil((rows * this.run.eventsPerRow) / this.spec.packs.records);
  }

  private account(at: number, since: number, bytes: number, rows: number): void {
    const { contract } = this.spec.read;
    const putMs = this.spec.putLatency.sample(this.putRandom);
    this.putSumMs += at - since + putMs;
    this.puts++;
    const { eventsPerRow } = this.run;
    const records = eventsPerRow === 1 ? 1 : this.recordsOf(rows);
    // Units are counted for a row, as if it were one event: the bill knows how many it stands for.
    this.putUnits += (records * Math.ceil(bytes / records / this.spec.payloadUnitBytes)) / eventsPerRow;
    this.roundedBytes += records * Math.ceil(bytes / records / this.spec.roundedToBytes) * this.spec.roundedToBytes;
    // A record uses the share of a second that it takes of its shard's contract.
    const usedMs = 1000 * Math.max(records / contract.writeRecordsPerSecond, bytes / contract.writeBytesPerSecond);
    this.meter.served(since, at - since, usedMs);
    this.meter.departures += rows;
  }

  private store(p: number, at: number, ref: number, bytes: number, opens: boolean): void {
    const readableAt = this.shards[p].append(at, ref, bytes, opens);
    for (let v = 0; v < this.views.length; v++) this.views[v].appended(p);
    if (kindOf(ref) !== EVENT) return;
    if (this.groups.length === 0) {
      this.run.recorder(this.id).visible(ref, this.run.rows.events.happenedAt.at(ref), readableAt);
      this.run.ledger.end(ref, this.codes.delivered);
      return;
    }
    if (this.groups.length > 1) this.run.ledger.fork(ref, this.groups.length - 1);
    for (const group of this.groups) group.heldEvents++;
  }

  private refuse(at: number, put: Put): void {
    if (put.attempts === 0) this.refused += put.refs.length;
    if (put.bytes / this.run.eventsPerRow > this.spec.read.contract.writeBytesPerSecond) this.lose(at, put, this.codes.tooLarge);
    else this.later(at, put);
  }

  /** Full jitter: a wait between nothing and a limit that doubles with every try. */
  private later(at: number, put: Put): void {
    const { baseMs, limitMs } = this.spec.backOff;
    const limit = Math.min(limitMs, baseMs * 2 ** Math.min(put.attempts, 30));
    const nextAt = at + this.spec.putLatency.sample(this.putRandom) + this.backOff.nextUniform32() * limit;
    put.attempts++;
    if (nextAt - put.since > this.spec.recordTtlMs) this.lose(at, put, this.codes.throttled);
    else this.retries.add(nextAt, put);
  }

  private lose(at: number, put: Put, code: number): void {
    this.meter.intervalDropped += put.refs.length;
    for (const ref of put.refs) if (kindOf(ref) === EVENT) this.run.ledger.end(ref, code);
    if (this.lost === 0) this.explainLoss(at, put.shard);
    this.lost += put.refs.length;
  }

  private explainLoss(at: number, p: number): void {
    const open = this.shards.filter((shard) => shard.open);
    const mean = open.reduce((sum, shard) => sum + shard.refs.length, 0) / open.length;
    const shard = this.shards[p];
    const isHot = open.length > 1 && shard.refs.length > 2 * mean;
    const timesMean = shard.refs.length / mean;
    this.remark(at, "throttled", { shard: shard.name, isHot, timesMean }, isHot ? "key" : "shards");
  }

  // ---- Reading -----------------------------------------------------------------------------------------------
  private read(until: number): void {
    const { views, shards } = this;
    const polls = this.spec.read.reads === "poll";
    for (let p = 0; p < shards.length; p++) {
      for (const view of views) {
        view.begin(p);
        if (!polls) view.push(p);
      }
      while (polls) {
        let first: ShardView | null = null;
        let at = until;
        for (const view of views) {
          if (view.callAt(p) >= at) continue;
          first = view;
          at = view.callAt(p);
        }
        if (first === null) break;
        first.call(p, at < this.readersCrowdedUntil);
      }
    }
  }

  // ---- Changes: resharding, retention, faults ----------------------------------------------------------------
  override nextChangeMs(): number {
    return Math.min(this.nextRetention, this.growth.nextAt());
  }

  override change(at: number): void {
    if (at >= this.nextRetention) {
      this.nextRetention += RETENTION_CHECK_MS;
      this.applyRetention(at);
    }
    const steps = this.growth.stepsAt(at, this.shards);
    for (const step of steps) this.reshard(step, at);
    if (steps.length > 0) this.placement.change(this.shards);
  }

  private reshard({ close, open }: ReshardStep, at: number): void {
    this.countShards(at);
    for (const p of close) this.shards[p].closedAt = at;
    this.openShards -= close.length;
    for (const range of open) this.open(range, close, at);
    const opened = open.map((_range, i) => this.shards.length - open.length + i);
    const names = (list: readonly number[]): string[] => list.map((p) => this.shards[p].name);
    this.remark(at, "resharded", { closed: names(close), opened: names(opened) });
  }

  private open(range: HashRange, parents: readonly number[], at: number): void {
    const number = this.shards.length;
    const delay = new WanderingDelay(this.spec.propagation, this.run.randomStream(this.id, `propagation ${number}`), PROPAGATION_SLOT_MS);
    this.shards.push(new Shard(`${this.id}-${number}`, range, parents, at, this.spec.read.contract, delay));
    this.openShards++;
    for (const view of this.views) view.opened();
  }

  private countShards(at: number): void {
    this.shardMs += this.openShards * (at - this.shardsCountedAt);
    this.shardsCountedAt = at;
  }

  private applyRetention(at: number): void {
    this.shards.forEach((shard, p) => {
      const before = shard.start;
      while (shard.start < shard.refs.length && shard.enteredAt.data[shard.start] < at - this.spec.retentionMs)
        shard.bytes -= this.bytesOf(shard.refs.data[shard.start++]);
      if (shard.start === before) return;
      for (const group of this.groups) group.expire(p, shard.start);
      for (const view of this.views) view.trimmed(p, shard.start);
    });
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    const forMs = strike.durationMs;
    if (strike.fault === "throttle") {
      this.crowdedUntil = until;
      this.remark(at, "crowded", { leftShare: LEFT_BY_OTHERS, forMs }, "shards");
    } else if (strike.fault === "read-throttle") {
      this.readersCrowdedUntil = until;
      this.remark(at, "readers-crowded", { refusesReaders: this.spec.read.reads === "poll", forMs }, "reads");
    } else {
      this.failingUntil = until;
      this.remark(at, "failing", { forMs });
    }
  }

  // ---- What it tells -----------------------------------------------------------------------------------------
  override finish(): boolean {
    return this.packs.size === 0 && this.retries.size === 0;
  }

  override heldEvents(): number {
    let held = 0;
    for (const group of this.groups) held += group.heldEvents;
    for (const ref of this.retries.refs()) if (kindOf(ref) === EVENT) held++;
    for (const ref of this.packs.refs()) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  override servers(): number {
    return this.openShards;
  }

  override queueLength(): number {
    return this.retries.size + this.packs.size;
  }

  override figure(): string {
    if (this.refused > 0) return `${((100 * this.refused) / this.offered).toFixed(1)} % throttled`;
    return this.puts === 0 ? "" : `put ${(this.putSumMs / this.puts).toFixed(1)} ms`;
  }

  override usage(): Record<string, number> {
    this.countShards(this.now);
    return {
      ...super.usage(),
      groups: this.groups.length,
      bytesOut: this.meter.bytesIn * this.groups.length,
      putUnits: this.putUnits,
      roundedBytes: this.roundedBytes,
      shards: this.now > 0 ? this.shardMs / this.now : this.openShards,
      throttled: this.refused,
    };
  }
}
