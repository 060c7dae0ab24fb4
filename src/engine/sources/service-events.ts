import { weighted, zipfSampler } from "../../base/alias-table.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import { TimerHeap } from "../kernel/timer-heap.ts";
import { amountOf, OutPort, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { STRAGGLERS_MS } from "./phone-traffic.ts";
import { ArrivalRate } from "./arrival-rate.ts";
import type { RateSpec } from "./arrival-rate.ts";
import type { ServiceEventsRemarks } from "./remarks.ts";

/** A service that publishes its own table: how much of the load is its, how large a row of it is, and which changes it tells of. */
export type PublishingService = {
  readonly weight: number;
  readonly bytes: number;
  readonly types: readonly { /** Index into the types of the run's dimensions. */ readonly code: number; readonly weight: number }[];
};

/** The services of a scenario's workload. */
export type ServicesSpec = {
  readonly rowsPerSecond: number;
  readonly diurnal: RateSpec["diurnal"];
  readonly bursts: RateSpec["bursts"];
  /** What the rows are about: customers, orders. */
  readonly entities: number;
  readonly activity: { readonly s: number; readonly q: number };
  readonly services: readonly PublishingService[];
  /** Weights of the values of each dimension, in their order; null for the one that names the service. */
  readonly dimensions: readonly (readonly number[] | null)[];
  /** Share of events that a publisher could not send at once and sends again later, and how much later on average. */
  readonly lateShare: number;
  readonly lateMeanMs: number;
  /** Share of events sent a second time, because the answer to the first got lost. */
  readonly resendShare: number;
  readonly invalidShare: number;
};

export type ServiceEventsSpec = ServicesSpec & {
  /** From the commit in the service's own database to the publication. */
  readonly publish: Sampler;
  /** How many of the scenario's services this part stands for, from the first on. */
  readonly count: number;
};

const MISSING = -1;
const HOT_ENTITY = 0;
const RESEND_AFTER_MS = 1500;
/** Share of events that a publisher in trouble sends late. */
const LATE_SHARE = 0.2;

/** `service`: whom it befalls; -1: all of them. */
type Trouble = { readonly from: number; readonly until: number; readonly amount: number; readonly service: number };

/** Troubles of one service; the others befall all. */
const OF_ONE_SERVICE = ["schema-change", "clock-skew", "oversized"] as const;

/**
 * Services that tell a broker of every change in their own tables (transactional outbox, at least once): arrivals follow the day;
 * an event names its service, its type, and the entity it is about; most are published at once, some only when the publisher tries
 * again, some twice. A service whose publisher is away keeps its events and sends them all when it is back.
 */
export class ServiceEvents extends Part<ServiceEventsRemarks> {
  private readonly source: number;
  private readonly out: OutPort;
  private readonly spec: ServiceEventsSpec;
  private readonly rate: ArrivalRate;
  private readonly draws: RandomStream;
  private readonly delays: RandomStream;
  private readonly troubleDraws: RandomStream;
  private readonly lateBy: Sampler;
  private readonly serviceOf: { sample(random: RandomStream): number };
  private readonly typeOf: readonly { sample(random: RandomStream): number }[];
  private readonly entityOf: { sample(random: RandomStream): number };
  private readonly codeOf: readonly ({ sample(random: RandomStream): number } | null)[];
  /** What waits to be published, by when; the slots of the arrays below. */
  private readonly waiting = new TimerHeap();
  private readonly happenedAt: number[] = [];
  private readonly service: number[] = [];
  private readonly type: number[] = [];
  private readonly entity: number[] = [];
  /** The row whose event is sent again; -1 of one that has not been sent. */
  private readonly repeats: number[] = [];
  private readonly free: number[] = [];
  private made = 0;
  private nextAt: number;
  private readonly troubles = new Map<string, Trouble>();
  private readonly droppedCode: number;
  /** By service: until when its publisher is away. */
  private readonly awayUntil: Float64Array;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[], spec: ServiceEventsSpec) {
    super(id, run);
    this.source = run.rows.events.origins.open();
    this.spec = spec;
    this.out = new OutPort(this, run, outputs);
    const services = spec.services.slice(0, spec.count);
    const share = total(services) / total(spec.services);
    this.rate = new ArrivalRate(run.randomStream(id, "changes"), { ...spec, sessionsPerSecond: spec.rowsPerSecond * share }, run);
    this.draws = run.randomStream(id, "rows");
    this.delays = run.randomStream(id, "publishing");
    this.troubleDraws = run.randomStream(id, "faults");
    this.lateBy = exponential(Math.max(1, spec.lateMeanMs));
    this.serviceOf = weighted(services.map(({ weight }) => weight));
    this.typeOf = services.map(({ types }) => weighted(types.map(({ weight }) => weight)));
    this.entityOf = zipfSampler(spec.entities, spec.activity.s, spec.activity.q);
    this.codeOf = spec.dimensions.map((weights) => (weights === null ? null : weighted(weights)));
    this.awayUntil = new Float64Array(services.length);
    this.droppedCode = run.ledger.code("dropped", id, "never published");
    this.nextAt = this.rate.next(0);
  }

  advance(until: number): void {
    for (;;) {
      const madeAt = this.nextAt < this.run.durationMs ? this.nextAt : Infinity;
      const outAt = this.nextOutMs;
      if (Math.min(madeAt, outAt) >= until) return;
      if (madeAt <= outAt) this.make(madeAt);
      else this.publish(outAt);
    }
  }

  override nextWorkMs(): number {
    return Math.min(this.nextAt < this.run.durationMs ? this.nextAt : Infinity, this.nextOutMs);
  }

  /** When the next event is published; Infinity when none is. What waits longer than this after the end never becomes a record. */
  private get nextOutMs(): number {
    const next = this.waiting.size === 0 ? Infinity : this.waiting.topTimeMs();
    return next > this.run.durationMs + STRAGGLERS_MS ? Infinity : next;
  }

  /** A change is committed at `at` and goes to the outbox of its service. */
  private make(at: number): void {
    const { spec, draws } = this;
    this.nextAt = this.rate.next(at);
    const service = this.serviceOf.sample(draws);
    const type = spec.services[service].types[this.typeOf[service].sample(draws)].code;
    let entity = this.entityOf.sample(draws);
    const renamed = this.during("schema-change", at, service) !== null;
    if (draws.nextUniform32() < spec.invalidShare || renamed || this.happens("poison", at)) entity = MISSING;
    else if (this.happens("hot-key", at)) entity = HOT_ENTITY;
    let goesAt = at + spec.publish.sample(this.delays);
    if (this.delays.nextUniform32() < spec.lateShare) goesAt += this.lateBy.sample(this.delays);
    const late = this.during("late", at);
    if (late !== null && this.troubleDraws.nextUniform32() < LATE_SHARE) goesAt += late;
    this.wait(Math.max(goesAt, this.awayUntil[service]), at, service, type, entity, -1);
  }

  private wait(goesAt: number, happenedAt: number, service: number, type: number, entity: number, repeats: number): void {
    const slot = this.free.pop() ?? this.happenedAt.length;
    this.happenedAt[slot] = happenedAt;
    this.service[slot] = service;
    this.type[slot] = type;
    this.entity[slot] = entity;
    this.repeats[slot] = repeats;
    this.waiting.push(goesAt, 0, this.made++, slot);
  }

  private publish(at: number): void {
    const slot = this.waiting.topSlot();
    this.waiting.pop();
    const { spec, happenedAt, service, type, entity, repeats } = this;
    const [happened, from, what, about, again] = [happenedAt[slot], service[slot], type[slot], entity[slot], repeats[slot]];
    this.free.push(slot);
    if (at < this.awayUntil[from]) {
      this.wait(this.awayUntil[from], happened, from, what, about, again);
      return;
    }
    const { events } = this.run.rows;
    const bytes = Math.round(spec.services[from].bytes * (this.during("oversized", happened, from) ?? 1));
    const row = events.add(this.source);
    events.happenedAt.set(row, happened);
    events.eventTime.set(row, Math.round(happened + (this.during("clock-skew", happened, from) ?? 0)));
    events.sentAt.set(row, at);
    events.eventId.set(row, again < 0 ? row : again);
    events.user.set(row, about);
    events.type.set(row, what);
    events.bytes.set(row, bytes);
    for (let d = 0; d < this.codeOf.length; d++) events.dimensions[d].set(row, this.codeOf[d]?.sample(this.draws) ?? from);
    this.run.ledger.produce(row);
    this.meter.arrived(bytes);
    if (this.happens("partial-drop", happened)) {
      this.meter.intervalDropped++;
      this.run.ledger.end(row, this.droppedCode);
      return;
    }
    this.out.emit(at, row);
    if (again >= 0) return;
    const twice = this.delays.nextUniform32() < spec.resendShare || this.happens("duplicate", at);
    if (twice) this.wait(at + RESEND_AFTER_MS, happened, from, what, about, row);
  }

  private during(fault: string, at: number, service = -1): number | null {
    const trouble = this.troubles.get(fault);
    return trouble !== undefined && trouble.service === service && at >= trouble.from && at < trouble.until ? trouble.amount : null;
  }

  private happens(fault: string, at: number): boolean {
    const share = this.during(fault, at);
    return share !== null && this.troubleDraws.nextUniform32() < share;
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "burst") {
      this.rate.burst(at, until, amountOf(strike));
      return;
    }
    const service = Math.min(strike.index ?? 0, this.awayUntil.length - 1);
    if (strike.fault === "outage") {
      this.awayUntil[service] = Math.max(this.awayUntil[service], until);
      this.remark(at, "outage", { service, awayMs: strike.durationMs });
      return;
    }
    const ofOne = OF_ONE_SERVICE.find((fault) => fault === strike.fault);
    // A field that is missing is missing whole: there is nothing to say how much.
    const amount = ofOne === "schema-change" ? 1 : amountOf(strike);
    this.troubles.set(strike.fault, { from: at, until, amount, service: ofOne === undefined ? -1 : service });
    if (ofOne !== undefined) this.remark(at, ofOne, { service, forMs: strike.durationMs });
    else if (strike.fault === "partial-drop") this.remark(at, "partial-drop", { share: amount, forMs: strike.durationMs });
  }

  /** A repeat is made anew, with the id of the event it repeats. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override finish(): boolean {
    return this.nextAt >= this.run.durationMs && this.nextOutMs === Infinity;
  }

  override figure(at: number): string {
    const away = this.awayUntil.filter((until) => until > at).length;
    if (away > 0) return `${away} publishers away`;
    return this.rate.isBurst(at) ? "burst" : "";
  }
}

function total(services: readonly { readonly weight: number }[]): number {
  return services.reduce((sum, { weight }) => sum + weight, 0);
}
