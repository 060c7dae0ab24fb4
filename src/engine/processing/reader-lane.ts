import { Spell } from "../part/spells.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { Part } from "../part/part.ts";
import { OperatorHistory } from "./operator-history.ts";
import { Lookups } from "./lookups.ts";
import type { LookupSpec } from "./lookups.ts";
import { PartitionMerge } from "../feeds/partition-merge.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { TaskOutputs } from "./task-outputs.ts";
import { WatermarkSource } from "./watermark-source.ts";
import { DUPLICATE, FILTERED, LATE } from "./operator.ts";
import type { Collector, DerivedPort, Operator, Verdict } from "./operator.ts";

/** An operator of the chain and the CPU time of one core it takes per record. */
export type ChainLink = { readonly operator: Operator; readonly costMs: number };

export type LaneSpec = {
  /** A fresh chain; called once per lane. `task` is the number of the lane's first task. */
  readonly chain: (task: number) => readonly ChainLink[];
  readonly readCostMs: number;
  readonly emitCostMs: number;
  /** Records a task may have in its buffers before the source must wait for it. */
  readonly bufferRecords: number;
  readonly bufferTimeoutMs: number;
  readonly watermarkDelayMs: number;
  readonly watermarkIntervalMs: number;
  readonly idlenessMs: number | null;
  /** Where records are enriched from outside. */
  readonly lookup: LookupSpec | null;
};

/** Rows of a partition looked at ahead: what they need should still be in the cache when their turn comes. */
const WARM_AT_MOST = 256;

type Place = {
  readonly feed: Feed;
  readonly group: ConsumerGroup;
  readonly partitions: number[];
  readonly firstTask: number;
  readonly tasks: number;
};
type Host = Part & { readonly outputs: TaskOutputs };

/**
 * One source reader and the tasks it feeds. Records are taken in the order they become readable; each goes to the task
 * that owns its user. With e the time a record enters its task's buffer and C the time its task is done with it:
 * e(k) = max(readable(k), e(k-1), C of the record `bufferRecords` earlier at that task), C(k) = max(C(before), e(k)) + cost.
 * That is a tandem with blocking, exact in one pass: a task that is too slow stops the reader, and the log keeps the rest.
 * Watermarks travel in band: every `watermarkIntervalMs` of reading, behind what was read before.
 */
export class ReaderLane implements Collector {
  private readonly host: Host;
  private readonly run: RunContext;
  private readonly spec: LaneSpec;
  private readonly place: Place;
  private readonly merge: PartitionMerge;
  private readonly watermarks: WatermarkSource;
  private readonly history: OperatorHistory;
  private readonly links: readonly ChainLink[];
  private readonly freeAt: Float64Array;
  private readonly spells: readonly Spell[];
  private readonly ring: Float64Array[];
  /** Where in its ring a task stands: what lies there left `bufferRecords` records ago. */
  private readonly cursor: Int32Array;
  private readonly codes: { delivered: number; filtered: number; duplicate: number; late: number };
  private enteredAt = 0;
  private watermarkMs = -Infinity;
  private spentMs = 0;
  private readonly lookups: Lookups | null;
  /** Task of the record at hand. */
  private task = 0;
  /** When the outside answer comes that the record at hand waits for. */
  private answeredMs = -Infinity;
  /** How long the record at hand kept its task from other work without working. */
  private waitedMs = 0;
  private inWatermark = false;
  private nextTick: number;
  private nextTimer: number;

  constructor(host: Host, run: RunContext, spec: LaneSpec, place: Place) {
    this.host = host;
    this.run = run;
    this.spec = spec;
    this.place = place;
    this.links = spec.chain(place.firstTask);
    this.merge = new PartitionMerge(place.feed, place.group, place.partitions, true);
    this.watermarks = new WatermarkSource(place.partitions, place.group.position.length, spec.watermarkDelayMs, spec.idlenessMs);
    this.history = new OperatorHistory(
      this.links.map((link) => link.operator),
      this.watermarks,
    );
    this.lookups =
      spec.lookup === null ? null : new Lookups(spec.lookup, run.randomStream(host.id, `lookup-${place.firstTask}`), place.tasks);
    this.freeAt = new Float64Array(place.tasks);
    this.spells = Array.from({ length: place.tasks }, () => new Spell());
    this.ring = Array.from({ length: place.tasks }, () => new Float64Array(spec.bufferRecords));
    this.cursor = new Int32Array(place.tasks);
    this.nextTick = spec.watermarkIntervalMs;
    this.nextTimer = this.timerMs();
    const { ledger } = run;
    this.codes = {
      delivered: ledger.code("delivered"),
      filtered: ledger.code("filtered", host.id, "failed validation"),
      duplicate: ledger.code("deduplicated", host.id, "seen before"),
      late: ledger.code("dropped", host.id, "late"),
    };
  }

  private timerMs(): number {
    return Math.min(Infinity, ...this.links.map((link) => link.operator.timerMs ?? Infinity));
  }

  read(until: number): void {
    const { merge, spec, freeAt, ring, cursor } = this;
    const events = this.run.rows.events;
    merge.refresh();
    this.warm(until);
    for (;;) {
      const readable = merge.time;
      if (readable >= until) break;
      const p = merge.partition;
      const row = merge.ref;
      if (kindOf(row) !== EVENT) {
        merge.take();
        continue;
      }
      const user = events.user.at(row);
      const task = this.owner(user);
      const blocked = ring[task][cursor[task]];
      const entered = Math.max(readable, this.enteredAt, blocked);
      if (entered >= until) break;
      this.passTime(entered);
      this.enteredAt = entered;
      merge.take();
      this.watermarks.observe(p, events.eventTime.at(row), entered);
      this.host.meter.arrived(events.bytes.at(row));
      const start = freeAt[task] > entered ? freeAt[task] : entered;
      const costMs = this.process(row, task, start);
      const finished = freeAt[task];
      ring[task][cursor[task]] = finished;
      if (++cursor[task] === spec.bufferRecords) cursor[task] = 0;
      this.host.meter.served(readable, start - readable, costMs);
    }
    this.passTime(until);
  }

  /** Has the operators look at the state of the rows that come next. */
  private warm(until: number): void {
    const { feed, group, partitions } = this.place;
    for (const p of partitions) {
      const base = feed.base(p);
      const from = group.position[p] - base;
      const times = feed.times(p);
      const end = Math.min(feed.end(p) - base, from + WARM_AT_MOST);
      let to = from;
      while (to < end && times[to] < until) to++;
      if (to - from < 2) continue;
      const refs = feed.refs(p);
      for (const link of this.links) link.operator.warm?.(refs, from, to);
    }
  }

  /** Runs the chain; the task is busy for what the record cost it. Returns that time. */
  private process(row: number, task: number, start: number): number {
    let costMs = this.spec.readCostMs;
    this.spentMs = 0;
    this.task = task;
    this.waitedMs = 0;
    this.answeredMs = -Infinity;
    this.freeAt[task] = start;
    let verdict: Verdict = 0;
    for (const link of this.links) {
      costMs += link.costMs;
      verdict = link.operator.process(row, this.watermarkMs, this);
      if (verdict !== 0) break;
    }
    costMs += this.spentMs;
    this.history.processed(row);
    costMs *= this.spells[task].slowness(start);
    // Waiting for an answer, and rows the record made leave, have moved the task on already.
    this.freeAt[task] += costMs;
    this.settle(row, task, verdict, Math.max(this.freeAt[task], this.answeredMs));
    return costMs + this.waitedMs;
  }

  private settle(row: number, task: number, verdict: Verdict, at: number): void {
    const { ledger } = this.run;
    const { outputs } = this.host;
    if (verdict === FILTERED) ledger.end(row, this.codes.filtered);
    else if (verdict === DUPLICATE) ledger.end(row, this.codes.duplicate);
    else if (verdict === LATE) {
      if (outputs.wired("late")) this.leave("late", task, at, row);
      else {
        this.host.meter.intervalDropped++;
        ledger.end(row, this.codes.late);
      }
    } else if (outputs.wired("events")) this.leave("events", task, at, row);
    else ledger.end(row, this.codes.delivered);
  }

  /** An event leaves; answers that come out of order let events overtake each other. */
  private leave(port: "events" | "late", task: number, at: number, row: number): void {
    const { outputs } = this.host;
    if (this.lookups === null) outputs.push(port, this.place.firstTask + task, this.flushed(at), row);
    else outputs.insert(port, this.place.firstTask + task, this.flushed(at), row);
  }

  /** Network buffers are flushed at multiples of the buffer time-out. */
  private flushed(at: number): number {
    const { bufferTimeoutMs } = this.spec;
    return bufferTimeoutMs <= 0 ? at : Math.ceil(at / bufferTimeoutMs) * bufferTimeoutMs;
  }

  /** Partitions that do not exist yet, and those that are read to their end for good. */
  private readonly isSilent = (p: number): boolean => {
    const { feed, group } = this.place;
    return p >= feed.partitionCount() || (feed.ended(p) && group.position[p] >= feed.end(p));
  };

  /** The next operator timer, or the next watermark that differs from the one before, as long as no record comes. */
  nextClockMs(): number {
    const same = this.watermarks.sameUntilMs(this.isSilent);
    return Math.min(this.nextTimer, same >= this.nextTick ? same : this.nextTick);
  }

  /** A window without a record, a timer or a new watermark has passed. */
  rest(until: number): void {
    this.passTime(until);
  }

  /** Watermark ticks and operator timers that fall before `at`. */
  private passTime(at: number): void {
    while (this.nextTick <= at || this.nextTimer <= at) {
      if (this.nextTick <= this.nextTimer) {
        if (this.passSameTicks(Math.min(at, this.nextTimer))) continue;
        this.enteredAt = Math.max(this.enteredAt, this.nextTick);
        this.advanceWatermark(this.watermarks.emit(this.nextTick, this.isSilent));
        this.nextTick += this.spec.watermarkIntervalMs;
      } else {
        this.enteredAt = Math.max(this.enteredAt, this.nextTimer);
        this.fireTimers(this.nextTimer);
        this.nextTimer += this.timerMs();
      }
    }
  }

  /** Ticks that would send the same watermark again are passed over at once; false when the next one must be looked at. */
  private passSameTicks(at: number): boolean {
    const { watermarkIntervalMs } = this.spec;
    // Only whole numbers add up to what so many single additions give.
    if (!Number.isInteger(this.nextTick) || !Number.isInteger(watermarkIntervalMs)) return false;
    const until = Math.min(at, this.watermarks.sameUntilMs(this.isSilent));
    if (this.nextTick > until) return false;
    const last = this.nextTick + Math.floor((until - this.nextTick) / watermarkIntervalMs) * watermarkIntervalMs;
    this.enteredAt = Math.max(this.enteredAt, last);
    this.nextTick = last + watermarkIntervalMs;
    return true;
  }

  private advanceWatermark(watermarkMs: number): void {
    if (watermarkMs <= this.watermarkMs) return;
    this.watermarkMs = watermarkMs;
    this.history.watermark(watermarkMs);
    this.lookups?.watermark();
    this.inWatermark = true;
    for (const link of this.links) link.operator.onWatermark(watermarkMs, this);
    this.inWatermark = false;
  }

  private fireTimers(at: number): void {
    this.history.timer(at);
    for (const link of this.links) link.operator.onTimer?.(at, this);
  }

  /** A derived row leaves the task that owns its key. */
  emit(port: DerivedPort, key: number, ref: number): void {
    const task = this.owner(key);
    const start = Math.max(this.freeAt[task], this.enteredAt);
    this.freeAt[task] = start + this.spec.emitCostMs;
    this.host.meter.intervalBusyMs += this.spec.emitCostMs;
    if (!this.host.outputs.wired(port)) return;
    const at = Math.max(this.freeAt[task], this.waitsUntil(task));
    this.host.outputs.push(port, this.place.firstTask + task, this.flushed(at), ref);
  }

  /** A watermark stays behind the requests before it; a record behind its own. */
  private waitsUntil(task: number): number {
    if (this.lookups === null) return -Infinity;
    return this.inWatermark ? this.lookups.answeredMs(task) : this.answeredMs;
  }

  lookUp(key: number): void {
    if (this.lookups === null) return;
    const { task } = this;
    const start = this.freeAt[task];
    const { issuedMs, resultMs } = this.lookups.ask(task, key, start);
    const isSync = this.spec.lookup?.mode === "sync";
    this.freeAt[task] = isSync ? resultMs : issuedMs;
    this.answeredMs = resultMs;
    this.waitedMs += this.freeAt[task] - start;
  }

  /** Requests made so far, and records that needed none. */
  get lookupCounts(): { readonly lookups: number; readonly hits: number } {
    return { lookups: this.lookups?.lookups ?? 0, hits: this.lookups?.hits ?? 0 };
  }

  spend(costMs: number): void {
    this.spentMs += costMs;
  }

  private owner(user: number): number {
    return this.place.tasks === 1 ? 0 : (Math.imul(user, 0x9e3779b1) >>> 8) % this.place.tasks;
  }

  get operators(): Operator[] {
    return this.links.map((link) => link.operator);
  }

  // ---- For checkpoints ---------------------------------------------------------------------------------------
  busyUntil(): number {
    return this.freeAt.reduce((latest, at, task) => Math.max(latest, at, this.lookups?.answeredMs(task) ?? 0), 0);
  }
  stateBytes(): number {
    return this.links.reduce((sum, link) => sum + link.operator.stateBytes(), 0);
  }
  mark(): number {
    return this.history.mark();
  }
  forget(mark: number): void {
    this.history.forget(mark);
  }

  /** Back to the state at `mark`; tasks start again at `at`. */
  restore(mark: number, at: number): void {
    this.watermarkMs = this.history.restore(mark);
    this.enteredAt = at;
    this.freeAt.fill(at);
    for (const ring of this.ring) ring.fill(-Infinity);
    this.lookups?.clear();
    this.answeredMs = -Infinity;
    this.nextTick = (Math.floor(at / this.spec.watermarkIntervalMs) + 1) * this.spec.watermarkIntervalMs;
    const period = this.timerMs();
    this.nextTimer = period === Infinity ? Infinity : (Math.floor(at / period) + 1) * period;
  }

  slow(task: number, factor: number, until: number): void {
    const own = task - this.place.firstTask;
    if (own < 0 || own >= this.place.tasks) return;
    this.spells[own].slow(factor, until);
  }

  /** The input has ended: event time moves to the end of time, everything open fires. */
  endOfInput(at: number): void {
    this.enteredAt = Math.max(this.enteredAt, at);
    this.advanceWatermark(Number.MAX_SAFE_INTEGER);
    this.fireTimers(at);
  }
}
