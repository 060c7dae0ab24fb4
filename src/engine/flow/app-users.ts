import { ArrivalRate } from "./arrival-rate.ts";
import { FlowNode, OutPort } from "./node.ts";
import type { Strike } from "./node.ts";
import { Population } from "./population.ts";
import type { AppUsersSpec } from "./population.ts";
import type { RunContext } from "./run-context.ts";
import { TimingWheel } from "./timing-wheel.ts";
import type { Wire } from "./wire.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential, lognormalSigma } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

/** Event type codes of the generator, in the order of `dimensions.types`. */
export const EVENT_TYPES = ["install", "session_start", "screen_view", "tap", "notification_view", "notification_click"] as const;
const INSTALL = 0;
const SESSION_START = 1;
const SCREEN_VIEW = 2;
const TAP = 3;
const NOTIFICATION_VIEW = 4;
const NOTIFICATION_CLICK = 5;

const BUCKET_MS = 25;
const BUCKETS = 1 << 15;
/**
 * State of one phone while a session or a batch of it lives, by offset. Slots are few and used again, so that what every event
 * touches stays in the cache however many users there are: newest row on the phone, rows held there, when the batch goes, …
 */
const STRIDE = 8;
const NEWEST = 0;
const HELD = 1;
const FLUSH_AT = 2;
/** … whether a timer lies in the flush wheel, when the phone is back online, the type of the last event (ENDED: no more come), … */
const TIMER_SET = 3;
const RECONNECT_AT = 4;
const LAST_TYPE = 5;
/** … whose phone it is, with traits (device, version, country in one number). */
const USER = 6;
const TRAITS = 7;
const NONE = -1;
const FIRST_EVENT = 255;
const ENDED = 254;

/** Share of all events that a hot user, a bot, sends. */
const HOT_SHARE = 0.2;
const HOT_USER = 0;

/** Longer than a bucket, so that a user never has two events in one. */
const MIN_THINK_MS = 250;
const THINK_SIGMA = 1;
/** exp(sigma^2 / 2): mean over median of the think time. */
const THINK_MEAN_OVER_MEDIAN = 1.6487212707001282;
const RESEND_AFTER_MS = 1500;
/** What is in the air longer than this after the end counts as in flight. */
export const STRAGGLERS_MS = 60_000;

/**
 * App users with sessions (ENGINE.md 1, facts/dataplane.md 5): sessions begin as a Poisson process with a daily curve and
 * bursts; inside a session events follow each other at log-normal think times; the SDK gathers events on the phone and
 * sends them in batches; some phones are offline, some clocks are off, some batches are sent twice with the same ids.
 */
export class AppUsers extends FlowNode {
  private readonly out: OutPort;
  private readonly spec: AppUsersSpec;
  private readonly population: Population;
  private readonly rate: ArrivalRate;
  private readonly draws: RandomStream;
  private readonly network: RandomStream;
  private readonly think: Sampler;
  private readonly offlineFor: Sampler;
  private readonly eventWheel: TimingWheel;
  private readonly flushWheel: TimingWheel;
  private readonly sendWheel: TimingWheel;
  /** Rows a phone holds, newest first, linked by `previousOnDevice`. */
  private previousOnDevice = new Int32Array(1 << 16).fill(-1);
  /** Eight numbers a slot, one cache line: see the offsets above. */
  private slots = new Float64Array(STRIDE << 12);
  private readonly freeSlots: number[] = [];
  private usedSlots = 0;
  /** Per user: when a new session may begin, and whether the user was there before. */
  private readonly freeFrom: Float64Array;
  private readonly known: Uint8Array;
  /** Batches that were gathered when production ended still go; later ones stay on their phones. */
  private readonly sendUntil: number;
  private nextSessionAt: number;
  private bucketAt = 0;
  private nextEventId = 0;
  private readonly items: number[] = [];
  private readonly times: number[] = [];
  private readonly flushItems: number[] = [];
  private readonly flushTimes: number[] = [];
  private readonly lostCode: number;
  private readonly overflowCode: number;
  private inDevices = 0;
  private faults = { late: 0, lateMs: 0, lateUntil: -1, duplicate: 0, duplicateUntil: -1, poison: 0, poisonUntil: -1, skewMs: 0, skewUntil: -1, hotUntil: -1 };

  constructor(id: string, run: RunContext, outputs: readonly Wire[], spec: AppUsersSpec) {
    super(id, run);
    this.spec = spec;
    const { workload } = spec;
    this.out = new OutPort(this, run, outputs);
    this.population = new Population(run.seed, workload);
    this.rate = new ArrivalRate(run.stream(id, "sessions"), workload, run);
    this.draws = run.stream(id, "behaviour");
    this.network = run.stream(id, "network");
    this.think = lognormalSigma(workload.session.thinkMeanMs / THINK_MEAN_OVER_MEDIAN, THINK_SIGMA);
    this.offlineFor = exponential(workload.offline.meanMs);
    this.eventWheel = new TimingWheel(BUCKET_MS, BUCKETS, 1 << 12);
    this.flushWheel = new TimingWheel(BUCKET_MS, BUCKETS, 1 << 12);
    this.sendWheel = new TimingWheel(BUCKET_MS, BUCKETS, 1 << 16);
    this.freeFrom = new Float64Array(workload.users);
    this.known = new Uint8Array(workload.users);
    this.nextSessionAt = this.rate.next(0);
    this.sendUntil = run.durationMs + spec.flushIntervalMs;
    this.lostCode = run.ledger.code("dropped", id, "not sent again");
    this.overflowCode = run.ledger.code("dropped", id, "device buffer full");
  }

  advance(until: number): void {
    // Whole buckets: what lies beyond the window waits on the wire.
    while (this.bucketAt < until) {
      this.beginSessions(this.bucketAt + BUCKET_MS);
      this.runBucket(this.bucketAt);
      this.send(this.bucketAt);
      this.bucketAt += BUCKET_MS;
    }
  }

  private beginSessions(until: number): void {
    while (this.nextSessionAt < until && this.nextSessionAt < this.run.durationMs) {
      const at = this.nextSessionAt;
      const user = this.population.pick(this.draws);
      if (this.freeFrom[user] <= at) this.beginSession(user, at);
      this.nextSessionAt = this.rate.next(at);
    }
  }

  private beginSession(user: number, at: number): void {
    const { workload } = this.spec;
    this.freeFrom[user] = Infinity;
    const slot = this.takeSlot();
    const base = slot * STRIDE;
    this.slots[base + NEWEST] = NONE;
    this.slots[base + HELD] = 0;
    this.slots[base + FLUSH_AT] = NONE;
    this.slots[base + TIMER_SET] = 0;
    this.slots[base + LAST_TYPE] = FIRST_EVENT;
    this.slots[base + USER] = user;
    this.slots[base + TRAITS] = this.population.traits(user);
    this.slots[base + RECONNECT_AT] = this.draws.nextUniform32() < workload.offline.sessionShare ? at + this.offlineFor.sample(this.draws) : 0;
    this.eventWheel.schedule(slot, at);
  }

  private takeSlot(): number {
    const free = this.freeSlots.pop();
    if (free !== undefined) return free;
    if ((this.usedSlots + 1) * STRIDE > this.slots.length) {
      const grown = new Float64Array(this.slots.length * 2);
      grown.set(this.slots);
      this.slots = grown;
    }
    return this.usedSlots++;
  }

  /** A slot is free when its session is over, its phone is empty and no timer asks for it. */
  private freeIfDone(slot: number): void {
    const base = slot * STRIDE;
    if (this.slots[base + LAST_TYPE] === ENDED && this.slots[base + HELD] === 0 && this.slots[base + TIMER_SET] === 0) this.freeSlots.push(slot);
  }

  private runBucket(bucket: number): void {
    const events = this.eventWheel.take(bucket, this.items, this.times);
    const flushes = this.flushWheel.take(bucket, this.flushItems, this.flushTimes);
    let f = 0;
    for (let e = 0; e < events; e++) {
      while (f < flushes && this.flushTimes[f] < this.times[e]) this.timedFlush(this.flushItems[f], this.flushTimes[f++]);
      this.act(this.items[e], this.times[e]);
    }
    for (; f < flushes; f++) this.timedFlush(this.flushItems[f], this.flushTimes[f]);
  }

  /** One event of a session, and when the next one comes. */
  private act(slot: number, at: number): void {
    if (at >= this.run.durationMs) return;
    const { workload } = this.spec;
    const type = this.nextType(slot);
    this.slots[slot * STRIDE + LAST_TYPE] = type;
    this.record(slot, type, at);
    const goesOn = type === INSTALL || type === SESSION_START || this.draws.nextUniform32() >= 1 / Math.max(1, workload.session.meanEvents - 1);
    if (goesOn) {
      const thinkMs = Math.min(workload.session.gapMs * 0.9, Math.max(MIN_THINK_MS, this.think.sample(this.draws)));
      this.eventWheel.schedule(slot, at + thinkMs);
      return;
    }
    this.freeFrom[this.slots[slot * STRIDE + USER]] = at + workload.session.gapMs * 1.02;
    this.slots[slot * STRIDE + LAST_TYPE] = ENDED;
    this.freeIfDone(slot);
  }

  private nextType(slot: number): number {
    const { workload } = this.spec;
    const last = this.slots[slot * STRIDE + LAST_TYPE];
    if (last === FIRST_EVENT) {
      const user = this.slots[slot * STRIDE + USER];
      const installs = this.known[user] === 0 && this.draws.nextUniform32() < workload.installShare;
      this.known[user] = 1;
      return installs ? INSTALL : SESSION_START;
    }
    if (last === INSTALL) return SESSION_START;
    if (last === NOTIFICATION_VIEW && this.draws.nextUniform32() < workload.notifications.clickShare) return NOTIFICATION_CLICK;
    const u = this.draws.nextUniform32();
    if (u < workload.notifications.viewsPerSession / workload.session.meanEvents) return NOTIFICATION_VIEW;
    return u < 0.6 ? SCREEN_VIEW : TAP;
  }

  private record(slot: number, type: number, at: number): void {
    const { spec } = this;
    const row = this.writeRow(slot, type, at, this.nextEventId++);
    if (this.slots[slot * STRIDE + HELD] >= spec.offlineCapacityEvents) {
      this.meter.intervalDropped++;
      this.run.rows.events.sentAt.data[row] = at;
      this.run.ledger.end(row, this.overflowCode);
      return;
    }
    this.inDevices++;
    if (row >= this.previousOnDevice.length) {
      const grown = new Int32Array(this.previousOnDevice.length * 2).fill(-1);
      grown.set(this.previousOnDevice);
      this.previousOnDevice = grown;
    }
    this.previousOnDevice[row] = this.slots[slot * STRIDE + NEWEST];
    this.slots[slot * STRIDE + NEWEST] = row;
    const held = ++this.slots[slot * STRIDE + HELD];
    if (held >= spec.flushEvents && at >= this.slots[slot * STRIDE + RECONNECT_AT]) this.flush(slot, at);
    else if (this.slots[slot * STRIDE + FLUSH_AT] < 0) this.flushLater(slot, at + spec.flushIntervalMs);
  }

  /** A slot has at most one timer in the wheel; a timer that is already there moves on when it comes up. */
  private flushLater(slot: number, at: number): void {
    this.slots[slot * STRIDE + FLUSH_AT] = Math.max(at, this.bucketAt + BUCKET_MS);
    if (this.slots[slot * STRIDE + TIMER_SET] === 1) return;
    this.slots[slot * STRIDE + TIMER_SET] = 1;
    this.flushWheel.schedule(slot, this.slots[slot * STRIDE + FLUSH_AT]);
  }

  private writeRow(slot: number, type: number, at: number, eventId: number): number {
    const { population, faults } = this;
    const { events } = this.run.rows;
    const row = events.add();
    const traits = this.slots[slot * STRIDE + TRAITS];
    const user = at < faults.hotUntil && this.draws.nextUniform32() < HOT_SHARE ? HOT_USER : this.slots[slot * STRIDE + USER];
    const invalidShare = this.spec.workload.invalidShare + (at < faults.poisonUntil ? faults.poison : 0);
    events.happenedAt.data[row] = at;
    events.eventTime.data[row] = Math.round(at + population.clockOffsetMs(user) + (at < faults.skewUntil ? faults.skewMs : 0));
    // Until it is sent: a row that never leaves its phone is nobody's to count.
    events.sentAt.data[row] = Infinity;
    events.eventId.data[row] = eventId;
    events.user.data[row] = this.draws.nextUniform32() < invalidShare ? -1 : user;
    events.type.data[row] = type;
    events.device.data[row] = traits >> 16;
    events.version.data[row] = (traits >> 8) & 255;
    events.country.data[row] = traits & 255;
    events.bytes.data[row] = this.spec.recordBytes;
    this.run.ledger.produce(row);
    return row;
  }

  private timedFlush(slot: number, at: number): void {
    this.slots[slot * STRIDE + TIMER_SET] = 0;
    const due = this.slots[slot * STRIDE + FLUSH_AT];
    if (due < 0) this.freeIfDone(slot);
    else if (at > this.sendUntil) return;
    else if (due > at) this.flushLater(slot, due);
    else if (at < this.slots[slot * STRIDE + RECONNECT_AT]) this.flushLater(slot, this.slots[slot * STRIDE + RECONNECT_AT]);
    else {
      this.flush(slot, at);
      this.freeIfDone(slot);
    }
  }

  /** The phone sends what it holds: one request, one network time. */
  private flush(slot: number, at: number): void {
    const { faults, spec } = this;
    const { events } = this.run.rows;
    let arrives = at + spec.network.sample(this.network);
    if (at < faults.lateUntil && this.draws.nextUniform32() < faults.late) arrives += faults.lateMs;
    const share = spec.workload.resendShare + (at < faults.duplicateUntil ? faults.duplicate : 0);
    for (let row = this.slots[slot * STRIDE + NEWEST]; row >= 0; row = this.previousOnDevice[row]) {
      if (this.draws.nextUniform32() < share) {
        if (!spec.retries) {
          this.inDevices--;
          events.sentAt.data[row] = arrives;
          this.run.ledger.end(row, this.lostCode);
          continue;
        }
        const again = this.copyRow(row);
        events.sentAt.data[again] = arrives + RESEND_AFTER_MS;
        this.sendWheel.schedule(again, arrives + RESEND_AFTER_MS);
      }
      events.sentAt.data[row] = arrives;
      this.sendWheel.schedule(row, arrives);
    }
    this.slots[slot * STRIDE + NEWEST] = -1;
    this.slots[slot * STRIDE + HELD] = 0;
    this.slots[slot * STRIDE + FLUSH_AT] = -1;
  }

  private copyRow(row: number): number {
    const { events } = this.run.rows;
    this.inDevices++;
    const copy = events.add();
    const { happenedAt, eventTime, eventId, user, item, bytes, type, device, version, country } = events;
    for (const column of [happenedAt, eventTime, eventId, user, item, bytes, type, device, version, country]) column.data[copy] = column.data[row];
    this.run.ledger.produce(copy);
    return copy;
  }

  private send(bucket: number): void {
    if (bucket > this.sendUntil + STRAGGLERS_MS) return;
    const count = this.sendWheel.take(bucket, this.items, this.times);
    for (let i = 0; i < count; i++) {
      this.inDevices--;
      this.meter.arrived(this.spec.recordBytes);
      this.out.emit(this.times[i], this.items[i]);
    }
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    const { faults } = this;
    if (strike.fault === "burst") this.rate.burst(at, until, strike.amount ?? 5);
    else if (strike.fault === "late") Object.assign(faults, { late: 0.2, lateMs: strike.amount ?? 20 * 60_000, lateUntil: until });
    else if (strike.fault === "duplicate") Object.assign(faults, { duplicate: strike.amount ?? 0.3, duplicateUntil: until });
    else if (strike.fault === "poison") Object.assign(faults, { poison: strike.amount ?? 0.2, poisonUntil: until });
    else if (strike.fault === "clock-skew") Object.assign(faults, { skewMs: strike.amount ?? 10 * 60_000, skewUntil: until });
    else if (strike.fault === "hot-key") faults.hotUntil = until;
  }

  /** Phones that are offline when production ends keep their events: in flight, and said so. */
  override finish(at: number): boolean {
    return at >= this.sendUntil && (this.sendWheel.size === 0 || at >= this.sendUntil + STRAGGLERS_MS);
  }

  override heldEvents(): number {
    return this.inDevices;
  }

  override queueLength(): number {
    return this.inDevices;
  }

  override figure(at: number): string {
    return this.rate.isBurst(at) ? "burst" : "";
  }
}
