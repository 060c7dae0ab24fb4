import { Spell } from "../part/spells.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { Part } from "../part/part.ts";
import { OperatorChain } from "./operator-chain.ts";
import type { ChainLink } from "./operator-chain.ts";
import { BlockEffects } from "./block-effects.ts";
import { LaneBlock } from "./lane-block.ts";
import { Lookups } from "./lookups.ts";
import type { LookupSpec } from "./lookups.ts";
import { PartitionMerge } from "../feeds/partition-merge.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { TaskOutputs } from "./task-outputs.ts";
import { WatermarkSource } from "./watermark-source.ts";
import { DUPLICATE, FILTERED, LATE } from "./collector.ts";
import type { Collector, DerivedPort, Verdict } from "./collector.ts";
import type { Operator } from "./operator.ts";

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
 *
 * Records are processed in blocks. A block ends where the next watermark or timer has its turn, and where a task's buffer holds
 * only records of the block itself: until then e(k) follows from what was done before the block, so nothing is guessed.
 */
export class ReaderLane implements Collector {
  private readonly host: Host;
  private readonly run: RunContext;
  private readonly spec: LaneSpec;
  private readonly place: Place;
  private readonly merge: PartitionMerge;
  private readonly watermarks: WatermarkSource;
  private readonly chain: OperatorChain;
  private readonly block: LaneBlock;
  private readonly effects: BlockEffects;
  private readonly freeAt: Float64Array;
  private readonly spells: readonly Spell[];
  private readonly ring: Float64Array[];
  /** Where in its ring a task stands: what lies there left `bufferRecords` records ago. */
  private readonly cursor: Int32Array;
  /** The same for the next record of the task to come into the block, and how many of the block are its. */
  private readonly ahead: Int32Array;
  private readonly inBlock: Int32Array;
  private readonly codes: { delivered: number; filtered: number; duplicate: number; late: number };
  private enteredAt = 0;
  private watermarkMs = -Infinity;
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
    this.merge = new PartitionMerge(place.feed, place.group, place.partitions, true);
    this.watermarks = new WatermarkSource(place.partitions, place.group.position.length, spec.watermarkDelayMs, spec.idlenessMs);
    this.chain = new OperatorChain(spec.chain(place.firstTask), {
      baseCostMs: spec.readCostMs,
      timeSource: this.watermarks,
      blockRows: run.blockRows,
      rowsLetGo: run.rowsLetGo,
    });
    this.block = new LaneBlock(run.blockRows);
    this.effects = new BlockEffects(run.blockRows);
    this.lookups =
      spec.lookup === null ? null : new Lookups(spec.lookup, run.randomStream(host.id, `lookup-${place.firstTask}`), place.tasks);
    this.freeAt = new Float64Array(place.tasks);
    this.spells = Array.from({ length: place.tasks }, () => new Spell());
    this.ring = Array.from({ length: place.tasks }, () => new Float64Array(spec.bufferRecords));
    this.cursor = new Int32Array(place.tasks);
    this.ahead = new Int32Array(place.tasks);
    this.inBlock = new Int32Array(place.tasks);
    this.nextTick = spec.watermarkIntervalMs;
    this.nextTimer = this.chain.timerMs;
    const { ledger } = run;
    this.codes = {
      delivered: ledger.code("delivered"),
      filtered: ledger.code("filtered", host.id, "failed validation"),
      duplicate: ledger.code("deduplicated", host.id, "seen before"),
      late: ledger.code("dropped", host.id, "late"),
    };
  }

  read(until: number): void {
    const { merge, block, ring, ahead, inBlock, spec } = this;
    const { user: users } = this.run.rows.events;
    merge.refresh();
    for (;;) {
      const readable = merge.time;
      if (readable >= until) break;
      const row = merge.ref;
      if (kindOf(row) !== EVENT) {
        merge.take();
        continue;
      }
      const user = users.at(row);
      const task = this.owner(user);
      // Beyond that, when the record enters depends on the block itself.
      if (block.isFull || inBlock[task] === spec.bufferRecords) this.processBlock();
      const blocked = ring[task][ahead[task]];
      const entered = Math.max(readable, this.enteredAt, blocked);
      if (entered >= until) break;
      if (entered >= this.nextTick || entered >= this.nextTimer) {
        this.processBlock();
        this.passTime(entered);
      }
      this.enteredAt = entered;
      block.add(row, user, readable, entered, merge.partition, task);
      if (++ahead[task] === spec.bufferRecords) ahead[task] = 0;
      inBlock[task]++;
      merge.take();
    }
    this.processBlock();
    this.passTime(until);
  }

  /** Runs the chain over what was read, then lets tasks do, row by row, what that cost them. */
  private processBlock(): void {
    const { block, chain, watermarks, effects } = this;
    const { to: count } = block;
    if (count === 0) return;
    const bytes = block.fetch(this.run.rows.events);
    for (let i = 0; i < count; i++) watermarks.observe(block.partitions[i], block.eventTimes[i], block.enteredAt[i]);
    this.host.meter.arrivedMany(count, bytes);
    const selection = chain.processBlock(block, this.watermarkMs, effects);
    for (let i = 0; i < count; i++) this.work(i, selection.verdictOf(i), chain.costMs[selection.reachedBy(i)]);
    effects.clear(count);
    block.to = 0;
    this.inBlock.fill(0);
  }

  /** A task takes a record of the block from its buffer and is busy with it for what the chain cost and did. */
  private work(place: number, verdict: Verdict, chainMs: number): void {
    const { block, effects, freeAt, cursor } = this;
    const task = block.tasks[place];
    const entered = block.enteredAt[place];
    const readable = block.times[place];
    const start = freeAt[task] > entered ? freeAt[task] : entered;
    this.enteredAt = entered;
    this.task = task;
    this.waitedMs = 0;
    this.answeredMs = -Infinity;
    freeAt[task] = start;
    if (effects.any) effects.replay(place, this);
    const costMs = (chainMs + effects.spentMs[place]) * this.spells[task].slowness(start);
    // Waiting for an answer, and rows the record made leave, have moved the task on already.
    const finished = (freeAt[task] += costMs);
    this.settle(block.rows[place], task, verdict, finished > this.answeredMs ? finished : this.answeredMs);
    this.ring[task][cursor[task]] = finished;
    if (++cursor[task] === this.spec.bufferRecords) cursor[task] = 0;
    this.host.meter.served(readable, start - readable, costMs + this.waitedMs);
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
    else {
      this.run.doneUnseen(row, at);
      ledger.end(row, this.codes.delivered);
    }
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
    const timer = this.chain.timersAreQuiet ? Infinity : this.nextTimer;
    return Math.min(timer, same >= this.nextTick ? same : this.nextTick);
  }

  /** A window without a record, a timer or a new watermark has passed. */
  rest(until: number): void {
    this.passTime(until);
  }

  /** Watermark ticks and operator timers that fall before `at`. */
  private passTime(at: number): void {
    while (this.nextTick <= at || this.nextTimer <= at) {
      if (this.passQuietly(at)) continue;
      if (this.nextTick <= this.nextTimer) {
        this.enteredAt = Math.max(this.enteredAt, this.nextTick);
        this.advanceWatermark(this.watermarks.emit(this.nextTick, this.isSilent));
        this.nextTick += this.spec.watermarkIntervalMs;
      } else {
        this.enteredAt = Math.max(this.enteredAt, this.nextTimer);
        this.chain.onTimer(this.nextTimer, this);
        this.nextTimer += this.chain.timerMs;
      }
    }
  }

  /** What the clock does without anybody hearing of it, at once; false when the next tick or timer must be looked at. */
  private passQuietly(at: number): boolean {
    const { chain } = this;
    const quiet = chain.timersAreQuiet;
    const ticked = this.passSameTicks(quiet ? at : Math.min(at, this.nextTimer));
    if (!quiet || this.nextTimer > at || this.nextTimer >= this.nextTick) return ticked;
    let timers = 0;
    for (; this.nextTimer <= at && this.nextTimer < this.nextTick; timers++) {
      this.enteredAt = Math.max(this.enteredAt, this.nextTimer);
      this.nextTimer += chain.timerMs;
    }
    chain.passTimers(timers);
    return true;
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
    this.lookups?.watermark();
    this.inWatermark = true;
    this.chain.onWatermark(watermarkMs, this);
    this.inWatermark = false;
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

  /** What a record of a block cost beyond the chain was kept with the block. */
  spend(): void {}

  private owner(user: number): number {
    return this.place.tasks === 1 ? 0 : (Math.imul(user, 0x9e3779b1) >>> 8) % this.place.tasks;
  }

  get operators(): readonly Operator[] {
    return this.chain.operators;
  }

  // ---- For checkpoints ---------------------------------------------------------------------------------------
  busyUntil(): number {
    return this.freeAt.reduce((latest, at, task) => Math.max(latest, at, this.lookups?.answeredMs(task) ?? 0), 0);
  }
  stateBytes(): number {
    return this.chain.stateBytes();
  }
  mark(): number {
    return this.chain.history.mark();
  }
  forget(mark: number): void {
    this.chain.history.forget(mark);
  }
  eventsNeededFrom(): number {
    return this.chain.history.eventsNeededFrom();
  }

  /** Back to the state at `mark`; tasks start again at `at`. */
  restore(mark: number, at: number): void {
    this.watermarkMs = this.chain.history.restore(mark);
    this.enteredAt = at;
    this.freeAt.fill(at);
    for (const ring of this.ring) ring.fill(-Infinity);
    this.lookups?.clear();
    this.answeredMs = -Infinity;
    this.nextTick = (Math.floor(at / this.spec.watermarkIntervalMs) + 1) * this.spec.watermarkIntervalMs;
    const period = this.chain.timerMs;
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
    this.chain.onTimer(at, this);
  }
}
