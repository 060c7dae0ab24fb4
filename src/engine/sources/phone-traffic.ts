import { createStream } from "../../base/rng.ts";
import type { RandomStream } from "../../base/rng.ts";
import { Draws, exponential, lognormalByPercentiles, lognormalSigma, UniformDraws } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import { TimingWheel } from "../kernel/timing-wheel.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { ArrivalRate } from "./arrival-rate.ts";
import { ArrivingEvents, NOT_SENT_AGAIN, OVERFLOWED, SENT } from "./arriving-events.ts";
import { PhoneBatches } from "./phone-batches.ts";
import { Population } from "./population.ts";
import type { AppUsersSpec } from "./population.ts";

/** Event type codes of the generator, in the order of `dimensions.types`. */
export const EVENT_TYPES = ["install", "session_start", "screen_view", "tap", "notification_view", "notification_click"] as const;
const INSTALL = 0;
const SESSION_START = 1;
const SCREEN_VIEW = 2;
const TAP = 3;
const NOTIFICATION_VIEW = 4;
const NOTIFICATION_CLICK = 5;

/** Time goes on by this much at once, for all phones. */
export const BUCKET_MS = 25;
const BUCKETS = 1 << 15;
const MIN_THINK_MS = 250;
const THINK_SIGMA = 1;
/** exp(sigma^2 / 2): mean over median of the think time. */
const THINK_MEAN_OVER_MEDIAN = 1.6487212707001282;
const RESEND_AFTER_MS = 1500;
/** What is in the air longer than this after the end never becomes a record. */
export const STRAGGLERS_MS = 60_000;
/** The user field is missing. */
const MISSING = -1;
/** Share of all events that a hot user, a bot, sends. */
const HOT_SHARE = 0.2;
const HOT_USER = 0;
/** Marks of batches: on time, made late by a fault, or (from REPEAT on) a repeat of the event with id mark - REPEAT. */
const DELAYED = 1;
const REPEAT = 2;
const NO_BATCH = -1;

/** A fault of the source and when it strikes, in ms of simulated time. */
export type PlannedStrike = { readonly atMs: number; readonly strike: Strike };

/** All that the traffic of a source depends on, as plain data: whoever has it makes the same traffic, in whatever thread. */
export type TrafficOrder = {
  readonly id: string;
  readonly seed: number;
  /** Simulated time 0 in ms since the Unix epoch. */
  readonly epochMs: number;
  /** Production ends at this simulated time. */
  readonly durationMs: number;
  readonly spec: AppUsersSpec;
  /** By time. */
  readonly strikes: readonly PlannedStrike[];
};

/**
 * What phones send (ENGINE.md 1, facts/dataplane.md 5): sessions begin as a Poisson process with a daily curve and
 * bursts; inside a session events follow each other at log-normal think times; the SDK gathers events on the phone and
 * sends them in batches; some phones are offline, some clocks are off, some batches are sent twice with the same ids.
 * A session is drawn whole when it begins; its events arrive when their batch reaches the edge, in that order. Nothing that happens
 * to them there comes back to the phones, so that traffic can be made ahead of the run.
 */
export class PhoneTraffic {
  /** What has arrived; whoever asks for more empties it. */
  readonly arriving: ArrivingEvents;
  /** Start of the bucket of time that is made next. */
  bucketAt = 0;
  private readonly order: TrafficOrder;
  private readonly population: Population;
  private readonly rate: ArrivalRate;
  private readonly draws: RandomStream;
  private readonly network: Draws;
  private readonly delivery: UniformDraws;
  private readonly think: Sampler;
  private readonly offlineFor: Sampler;
  private readonly batches = new PhoneBatches();
  private readonly wheel: TimingWheel;
  /** Per user: when a new session may begin, and whether the user was there before. */
  private readonly freeFrom: Float64Array;
  private readonly known: Uint8Array;
  private readonly sendUntil: number;
  private nextSessionAt: number;
  /** How many of the planned strikes have struck. */
  private struck = 0;
  private faults = {
    late: 0,
    lateMs: 0,
    lateUntil: -1,
    duplicate: 0,
    duplicateUntil: -1,
    poison: 0,
    poisonFrom: 0,
    poisonUntil: -1,
    skewMs: 0,
    skewFrom: 0,
    skewUntil: -1,
    hotFrom: 0,
    hotUntil: -1,
  };

  constructor(order: TrafficOrder) {
    this.order = order;
    const { id, seed, spec } = order;
    const { workload } = spec;
    this.population = new Population(seed, workload);
    this.arriving = new ArrivingEvents(workload.traits.length);
    this.rate = new ArrivalRate(createStream(seed, id, "sessions"), workload, order);
    this.draws = createStream(seed, id, "behaviour");
    this.network = new Draws(lognormalByPercentiles(spec.network), createStream(seed, id, "network"));
    this.delivery = new UniformDraws(createStream(seed, id, "delivery"));
    this.think = lognormalSigma(workload.session.thinkMeanMs / THINK_MEAN_OVER_MEDIAN, THINK_SIGMA);
    this.offlineFor = exponential(workload.offline.meanMs);
    this.wheel = new TimingWheel(BUCKET_MS, BUCKETS);
    this.freeFrom = new Float64Array(workload.users);
    this.known = new Uint8Array(workload.users);
    this.nextSessionAt = this.rate.next(0);
    this.sendUntil = sendUntilMs(order);
  }

  /** Whether a batch is in the air, or yet to go, at the start of the next bucket. */
  get waits(): boolean {
    return this.wheel.size > 0;
  }

  /** Makes the next bucket of time; `firstRow` is the row that the first event of `arriving` becomes. */
  next(firstRow: number): void {
    const { strikes } = this.order;
    for (; this.struck < strikes.length && strikes[this.struck].atMs <= this.bucketAt; this.struck++)
      this.strike(strikes[this.struck].strike, strikes[this.struck].atMs);
    this.beginSessions(this.bucketAt + BUCKET_MS);
    if (this.bucketAt <= this.sendUntil + STRAGGLERS_MS) this.deliverDue(this.bucketAt, firstRow);
    this.bucketAt += BUCKET_MS;
  }

  private beginSessions(until: number): void {
    while (this.nextSessionAt < until && this.nextSessionAt < this.order.durationMs) {
      const at = this.nextSessionAt;
      const user = this.population.pick(this.draws);
      if (this.freeFrom[user] <= at) this.freeFrom[user] = this.drawSession(user, at) + this.order.spec.workload.session.gapMs * 1.02;
      this.nextSessionAt = this.rate.next(at);
    }
  }

  /** A whole session from `at` on, cut into batches as the SDK would; returns when its last event happened. */
  private drawSession(user: number, at: number): number {
    const { draws, batches, think } = this;
    const { durationMs, spec } = this.order;
    const { workload, flushEvents, flushIntervalMs } = spec;
    const mostThinkMs = workload.session.gapMs * 0.9;
    const traits = this.population.traits(user);
    const clockOffsetMs = this.population.clockOffsetMs(user);
    const onlineFrom = draws.nextUniform32() < workload.offline.sessionShare ? at + this.offlineFor.sample(draws) : 0;
    const endShare = 1 / Math.max(1, workload.session.meanEvents - 1);
    let type = this.firstType(user);
    let batch = NO_BATCH;
    let goesAt = 0;
    for (;;) {
      if (batch !== NO_BATCH && goesAt <= at) {
        this.send(batch, goesAt);
        batch = NO_BATCH;
      }
      if (batch === NO_BATCH) {
        batch = batches.open(user, traits, clockOffsetMs);
        goesAt = Math.max(at + flushIntervalMs, onlineFrom);
      }
      batches.add(batch, at, type);
      if (batches.count(batch) >= flushEvents && at >= onlineFrom) {
        this.send(batch, at);
        batch = NO_BATCH;
      }
      const ends = type !== INSTALL && type !== SESSION_START && draws.nextUniform32() < endShare;
      const next = at + Math.min(mostThinkMs, Math.max(MIN_THINK_MS, think.sample(draws)));
      if (ends || next >= durationMs) break;
      at = next;
      type = this.nextType(type);
    }
    if (batch !== NO_BATCH) this.send(batch, goesAt);
    return at;
  }

  private firstType(user: number): number {
    const installs = this.known[user] === 0 && this.draws.nextUniform32() < this.order.spec.workload.installShare;
    this.known[user] = 1;
    return installs ? INSTALL : SESSION_START;
  }

  private nextType(last: number): number {
    const { workload } = this.order.spec;
    if (last === INSTALL) return SESSION_START;
    if (last === NOTIFICATION_VIEW && this.draws.nextUniform32() < workload.notifications.clickShare) return NOTIFICATION_CLICK;
    const u = this.draws.nextUniform32();
    if (u < workload.notifications.viewsPerSession / workload.session.meanEvents) return NOTIFICATION_VIEW;
    return u < 0.6 ? SCREEN_VIEW : TAP;
  }

  /** The phone sends a batch at `at`: one request, one network time. After the end it stays where it is. */
  private send(batch: number, at: number): void {
    if (at > this.sendUntil) this.batches.release(batch);
    else this.wheel.schedule(batch, Math.max(at + this.network.next(), this.bucketAt + BUCKET_MS));
  }

  /** Batches reach the edge by time. */
  private deliverDue(bucket: number, firstRow: number): void {
    const { wheel, batches } = this;
    const count = wheel.take(bucket);
    if (count === 0) return;
    batches.warm(wheel.items, count);
    for (let i = 0; i < count; i++) this.deliver(wheel.items[i], wheel.times[i], firstRow);
  }

  private deliver(batch: number, at: number, firstRow: number): void {
    const { batches, faults, arriving } = this;
    const { spec } = this.order;
    const mark = batches.mark(batch);
    if (mark === 0 && at < faults.lateUntil && this.delivery.next() < faults.late) {
      batches.setMark(batch, DELAYED);
      this.wheel.schedule(batch, at + faults.lateMs);
      return;
    }
    const share = mark >= REPEAT ? 0 : spec.workload.resendShare + (at < faults.duplicateUntil ? faults.duplicate : 0);
    const from = arriving.count;
    this.read(batch, at, share > 0, firstRow);
    const { count: to, fates, answers } = arriving;
    for (let i = from; i < to; i++) {
      const unanswered = share > 0 && answers[i] < share;
      if (to - i > spec.offlineCapacityEvents) fates[i] = OVERFLOWED;
      else if (!unanswered) continue;
      else if (spec.retries) this.repeat(batch, i, firstRow + i, at + RESEND_AFTER_MS);
      else fates[i] = NOT_SENT_AGAIN;
      if (fates[i] !== SENT) arriving.lost++;
    }
    batches.release(batch);
  }

  /** The event at `place` among those that arrive, from this batch and row `row`, is sent once more. */
  private repeat(batch: number, place: number, row: number, at: number): void {
    const { batches } = this;
    const again = batches.open(batches.user(batch), batches.traits(batch), batches.clockOffsetMs(batch));
    batches.add(again, this.arriving.happenedAt[place], this.arriving.types[place]);
    batches.setMark(again, REPEAT + row);
    this.wheel.schedule(again, at);
  }

  /** The events of a batch join those that arrive; `asks`: what decides whether each is answered is drawn too. */
  private read(batch: number, at: number, asks: boolean, firstRow: number): void {
    const { faults, delivery, batches, arriving } = this;
    const { workload } = this.order.spec;
    const mark = batches.mark(batch);
    const user = batches.user(batch);
    const offset = batches.clockOffsetMs(batch);
    const from = arriving.count;
    const to = from + batches.count(batch);
    arriving.reserve(to);
    const { happenedAt, eventTime, sentAt, eventIds, users, types, answers, fates } = arriving;
    batches.read(batch, happenedAt, types, from);
    for (let i = from; i < to; i++) {
      const happened = happenedAt[i];
      const isPoisoned = happened >= faults.poisonFrom && happened < faults.poisonUntil;
      const isHot = happened >= faults.hotFrom && happened < faults.hotUntil;
      const isSkewed = happened >= faults.skewFrom && happened < faults.skewUntil;
      const author = isHot && delivery.next() < HOT_SHARE ? HOT_USER : user;
      const isValid = delivery.next() >= workload.invalidShare + (isPoisoned ? faults.poison : 0);
      eventTime[i] = Math.round(happened + offset + (isSkewed ? faults.skewMs : 0));
      sentAt[i] = at;
      eventIds[i] = mark >= REPEAT ? mark - REPEAT : firstRow + i;
      users[i] = isValid ? author : MISSING;
      fates[i] = SENT;
      if (asks) answers[i] = delivery.next();
    }
    this.population.codesOf(batches.traits(batch), arriving.dimensions, from, to);
    arriving.count = to;
  }

  /** Strikes now, which no plan said. */
  strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    const { faults } = this;
    if (strike.fault === "burst") this.rate.burst(at, until, amountOf(strike));
    else if (strike.fault === "late") Object.assign(faults, { late: 0.2, lateMs: amountOf(strike), lateUntil: until });
    else if (strike.fault === "duplicate") Object.assign(faults, { duplicate: amountOf(strike), duplicateUntil: until });
    else if (strike.fault === "poison") Object.assign(faults, { poison: amountOf(strike), poisonFrom: at, poisonUntil: until });
    else if (strike.fault === "clock-skew") Object.assign(faults, { skewMs: amountOf(strike), skewFrom: at, skewUntil: until });
    else if (strike.fault === "hot-key") Object.assign(faults, { hotFrom: at, hotUntil: until });
  }
}

/** Batches that were gathered when production ended still go; later ones stay on their phones. */
export function sendUntilMs({ durationMs, spec }: Pick<TrafficOrder, "durationMs" | "spec">): number {
  return durationMs + spec.flushIntervalMs;
}
