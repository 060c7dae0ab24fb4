import { ArrivalRate } from "./arrival-rate.ts";
import { DeviceEvents } from "./device-events.ts";
import { FlowNode, OutPort } from "./node.ts";
import type { Strike } from "./node.ts";
import { Population } from "./population.ts";
import type { AppUsersSpec } from "./population.ts";
import type { RunContext } from "./run-context.ts";
import { growMemory, TimingWheel } from "./timing-wheel.ts";
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
const STRIDE = 16;
const NEWEST = 0;
const HELD = 1;
const FLUSH_AT = 2;
/** … whether a timer lies in the flush wheel, when the phone is back online, the type of the last event (ENDED: no more come), … */
const TIMER_SET = 3;
const RECONNECT_AT = 4;
const LAST_TYPE = 5;
/** … whose phone it is, with its traits (device, version, country in one number) and the error of its clock, … */
const USER = 6;
const TRAITS = 7;
const CLOCK_OFFSET = 8;
/** … and two numbers for each wheel it may be in. */
const EVENT_WHEEL = 9;
const FLUSH_WHEEL = 11;
const NONE = -1;
/** The user field is missing. */
const MISSING = -1;
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
  private readonly devices = new DeviceEvents();
  private readonly batch: number[] = [];
  /** All that an event touches of its phone, side by side: see the offsets above. */
  private readonly memory = { data: new Float64Array(STRIDE << 12), stride: STRIDE };
  private readonly freeSlots: number[] = [];
  private usedSlots = 0;
  /** Per user: when a new session may begin, and whether the user was there before. */
  private readonly freeFrom: Float64Array;
  private readonly known: Uint8Array;
  /** Batches that were gathered when production ended still go; later ones stay on their phones. */
  private readonly sendUntil: number;
  private nextSessionAt: number;
  private bucketAt = 0;
  private readonly items: number[] = [];
  private readonly times: number[] = [];
  private readonly flushItems: number[] = [];
  private readonly flushTimes: number[] = [];
  private readonly lostCode: number;
  private readonly overflowCode: number;
  /** Records that phones have sent and that have not arrived. */
  private inTheAir = 0;
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
    this.eventWheel = new TimingWheel(BUCKET_MS, BUCKETS, this.memory, EVENT_WHEEL);
    this.flushWheel = new TimingWheel(BUCKET_MS, BUCKETS, this.memory, FLUSH_WHEEL);
    this.sendWheel = new TimingWheel(BUCKET_MS, BUCKETS, { data: new Float64Array(1 << 17), stride: 2 }, 0);
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
    this.memory.data[base + NEWEST] = NONE;
    this.memory.data[base + HELD] = 0;
    this.memory.data[base + FLUSH_AT] = NONE;
    this.memory.data[base + TIMER_SET] = 0;
    this.memory.data[base + LAST_TYPE] = FIRST_EVENT;
    this.memory.data[base + USER] = user;
    this.memory.data[base + TRAITS] = this.population.traits(user);
    this.memory.data[base + CLOCK_OFFSET] = this.population.clockOffsetMs(user);
    this.memory.data[base + RECONNECT_AT] = this.draws.nextUniform32() < workload.offline.sessionShare ? at + this.offlineFor.sample(this.draws) : 0;
    this.eventWheel.schedule(slot, at);
  }

  private takeSlot(): number {
    const free = this.freeSlots.pop();
    if (free !== undefined) return free;
    growMemory(this.memory, this.usedSlots);
    return this.usedSlots++;
  }

  /** A slot is free when its session is over, its phone is empty and no timer asks for it. */
  private freeIfDone(slot: number): void {
    const base = slot * STRIDE;
    if (this.memory.data[base + LAST_TYPE] === ENDED && this.memory.data[base + HELD] === 0 && this.memory.data[base + TIMER_SET] === 0) this.freeSlots.push(slot);
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
    this.memory.data[slot * STRIDE + LAST_TYPE] = type;
    this.record(slot, type, at);
    const goesOn = type === INSTALL || type === SESSION_START || this.draws.nextUniform32() >= 1 / Math.max(1, workload.session.meanEvents - 1);
    if (goesOn) {
      const thinkMs = Math.min(workload.session.gapMs * 0.9, Math.max(MIN_THINK_MS, this.think.sample(this.draws)));
      this.eventWheel.schedule(slot, at + thinkMs);
      return;
    }
    this.freeFrom[this.memory.data[slot * STRIDE + USER]] = at + workload.session.gapMs * 1.02;
    this.memory.data[slot * STRIDE + LAST_TYPE] = ENDED;
    this.freeIfDone(slot);
  }

  private nextType(slot: number): number {
    const { workload } = this.spec;
    const last = this.memory.data[slot * STRIDE + LAST_TYPE];
    if (last === FIRST_EVENT) {
      const user = this.memory.data[slot * STRIDE + USER];
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
    const { spec, faults, devices } = this;
    const slots = this.memory.data;
    const base = slot * STRIDE;
    const invalidShare = spec.workload.invalidShare + (at < faults.poisonUntil ? faults.poison : 0);
    const author = at < faults.hotUntil && this.draws.nextUniform32() < HOT_SHARE ? HOT_USER : slots[base + USER];
    const eventTime = Math.round(at + slots[base + CLOCK_OFFSET] + (at < faults.skewUntil ? faults.skewMs : 0));
    const user = this.draws.nextUniform32() < invalidShare ? MISSING : author;
    slots[base + NEWEST] = devices.keep(slots[base + NEWEST], at, eventTime, user, type);
    const held = ++slots[base + HELD];
    if (held >= spec.flushEvents && at >= slots[base + RECONNECT_AT]) this.flush(slot, at);
    else if (slots[base + FLUSH_AT] < 0) this.flushLater(slot, at + spec.flushIntervalMs);
  }

  /** A slot has at most one timer in the wheel; a timer that is already there moves on when it comes up. */
  private flushLater(slot: number, at: number): void {
    this.memory.data[slot * STRIDE + FLUSH_AT] = Math.max(at, this.bucketAt + BUCKET_MS);
    if (this.memory.data[slot * STRIDE + TIMER_SET] === 1) return;
    this.memory.data[slot * STRIDE + TIMER_SET] = 1;
    this.flushWheel.schedule(slot, this.memory.data[slot * STRIDE + FLUSH_AT]);
  }

  private timedFlush(slot: number, at: number): void {
    this.memory.data[slot * STRIDE + TIMER_SET] = 0;
    const due = this.memory.data[slot * STRIDE + FLUSH_AT];
    if (due < 0) this.freeIfDone(slot);
    else if (at > this.sendUntil) return;
    else if (due > at) this.flushLater(slot, due);
    else if (at < this.memory.data[slot * STRIDE + RECONNECT_AT]) this.flushLater(slot, this.memory.data[slot * STRIDE + RECONNECT_AT]);
    else {
      this.flush(slot, at);
      this.freeIfDone(slot);
    }
  }

  /** The phone sends what it holds, oldest first: one request, one network time. */
  private flush(slot: number, at: number): void {
    const { faults, spec, batch, devices } = this;
    const slots = this.memory.data;
    const base = slot * STRIDE;
    let arrives = at + spec.network.sample(this.network);
    if (at < faults.lateUntil && this.draws.nextUniform32() < faults.late) arrives += faults.lateMs;
    const share = spec.workload.resendShare + (at < faults.duplicateUntil ? faults.duplicate : 0);
    batch.length = 0;
    for (let event = slots[base + NEWEST]; event >= 0; event = devices.previous(event)) batch.push(event);
    for (let i = batch.length - 1; i >= 0; i--) {
      const kept = batch.length - i <= spec.offlineCapacityEvents;
      this.sendEvent(batch[i], slots[base + TRAITS], arrives, kept, this.draws.nextUniform32() < share);
      devices.release(batch[i]);
    }
    slots[base + NEWEST] = NONE;
    slots[base + HELD] = 0;
    slots[base + FLUSH_AT] = NONE;
  }

  /** An event becomes a record; when no answer came it is sent twice, or lost where the SDK does not try again. */
  private sendEvent(event: number, traits: number, arrives: number, kept: boolean, unanswered: boolean): void {
    const id = this.run.rows.events.length;
    const row = this.writeRow(event, traits, id, arrives);
    if (!kept || (unanswered && !this.spec.retries)) {
      this.meter.intervalDropped++;
      this.run.ledger.end(row, kept ? this.lostCode : this.overflowCode);
      return;
    }
    this.inTheAir++;
    this.sendWheel.schedule(row, arrives);
    if (!unanswered) return;
    this.inTheAir++;
    this.sendWheel.schedule(this.writeRow(event, traits, id, arrives + RESEND_AFTER_MS), arrives + RESEND_AFTER_MS);
  }

  private writeRow(event: number, traits: number, id: number, arrives: number): number {
    const { devices } = this;
    const { events } = this.run.rows;
    const row = events.add();
    events.happenedAt.data[row] = devices.happenedAt(event);
    events.eventTime.data[row] = devices.eventTime(event);
    events.sentAt.data[row] = arrives;
    events.eventId.data[row] = id;
    events.user.data[row] = devices.user(event);
    events.type.data[row] = devices.type(event);
    events.device.data[row] = traits >> 16;
    events.version.data[row] = (traits >> 8) & 255;
    events.country.data[row] = traits & 255;
    events.bytes.data[row] = this.spec.recordBytes;
    this.run.ledger.produce(row);
    return row;
  }

  private send(bucket: number): void {
    if (bucket > this.sendUntil + STRAGGLERS_MS) return;
    const count = this.sendWheel.take(bucket, this.items, this.times);
    for (let i = 0; i < count; i++) {
      this.inTheAir--;
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

  /** Phones that are offline when production ends keep their events; those are no records. */
  override finish(at: number): boolean {
    return at >= this.sendUntil && (this.sendWheel.size === 0 || at >= this.sendUntil + STRAGGLERS_MS);
  }

  override heldEvents(): number {
    return this.inTheAir;
  }

  /** Events on phones; they are no records yet. */
  override queueLength(): number {
    return this.devices.held;
  }

  override figure(at: number): string {
    return this.rate.isBurst(at) ? "burst" : "";
  }
}
