import { ArrivalRate } from "./arrival-rate.ts";
import type { RateSpec } from "./arrival-rate.ts";
import { Facet } from "../part/facet.ts";
import { amountOf, Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { refOf, REQUEST, rowOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { Tastes } from "./tastes.ts";
import type { TasteSpec } from "./tastes.ts";
import { NO_ITEM } from "../rows/event-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { Int32List, Uint8List } from "../kernel/number-lists.ts";
import { weighted, zipfSampler } from "../../base/alias-table.ts";
import type { AliasTable } from "../../base/alias-table.ts";
import type { RandomStream } from "../../base/rng.ts";
import { lognormalSigma } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

export type Action = {
  readonly name: string;
  readonly share: number;
  /** Whether it is about an item. */
  readonly item: boolean;
  /** Time until the next action, mean: for a listen, the length of a track. */
  readonly thinkMeanMs: number;
};

export type Plan = { readonly name: string; readonly weight: number; readonly meanActions: number };

export type TasteUsersSpec = RateSpec & {
  readonly users: number;
  readonly activity: { readonly s: number; readonly q: number };
  readonly gapMs: number;
  readonly plans: readonly Plan[];
  /** Chance that a user's plan is drawn anew when a session begins. */
  readonly planChangePerSession: number;
  readonly tastes: TasteSpec;
  readonly actions: readonly Action[];
  /** Values of each dimension of the events (rows/dimensions.ts), one of which is the user's plan. */
  readonly traits: readonly (readonly { readonly weight: number }[] | "plans")[];
  /** When a client asks for recommendations; the endpoint is drawn by these shares. */
  readonly requests: { readonly atStart: boolean; readonly everyActions: number | null; readonly endpointShares: readonly number[] };
  readonly recordBytes: number;
  /** Client to edge, one way. */
  readonly network: Sampler;
  /** Share of events that are sent a second time, with the same id. */
  readonly resendShare: number;
  /** Share of events that lack their user. */
  readonly invalidShare: number;
};

const THINK_SIGMA = 0.8;
/** exp(sigma^2 / 2): mean over median of the think time. */
const THINK_MEAN_OVER_MEDIAN = 1.3771277643359572;
const MIN_THINK_MS = 200;
const RESEND_AFTER_MS = 1500;
/** Id of an event that has not reached the edge. */
const NOT_SENT = -1;
const HOT_SHARE = 0.2;
const HOT_USER = 0;
/** The user field is missing. */
const MISSING = -1;

/**
 * Users with hidden tastes (facts/dataplane.md 5.1): sessions begin as a Poisson process with a daily curve and bursts, and
 * have a mood; each action takes an item the user likes, one of the mood, or what the crowd takes; the next action
 * follows after a track's length or a look. Clients ask for recommendations at the start and every few actions. Events
 * reach the edge after a network delay, some twice.
 */
export class TasteUsers extends Part {
  private readonly source: number;
  readonly tastes: Tastes;
  private readonly events: OutPort;
  private readonly requests: readonly RowQueue[];
  private readonly spec: TasteUsersSpec;
  private readonly rate: ArrivalRate;
  private readonly draws: RandomStream;
  private readonly delays: RandomStream;
  private readonly activity: AliasTable;
  private readonly plan: AliasTable;
  private readonly action: AliasTable;
  private readonly endpoint: AliasTable;
  private readonly thinks: readonly Sampler[];
  /** By user. */
  private readonly plans: Uint8Array;
  /** Of each dimension, by user. */
  private readonly traits: readonly Uint8Array[];
  private readonly freeFrom: Float64Array;
  /** Sessions that go on, due at their next action. */
  private readonly acting = new TimeQueue();
  private readonly session = { user: new Int32List(), number: new Int32List(), done: new Int32List(), free: [] as number[] };
  /** Events and requests under way to the edge. */
  private readonly arriving = new TimeQueue();
  private readonly sent = { user: new Int32List(), item: new Int32List(), type: new Uint8List(), free: [] as number[] };
  private readonly happened: number[] = [];
  private readonly ids: number[] = [];
  /** Number of each event's session in `tastes`, for the ceiling; -1, or none, where another source made the row. */
  readonly sessionOfRow = new Int32List();
  private readonly sentSession: number[] = [];
  private nextSessionAt: number;
  private hotUntil = -1;
  private lateUntil = -1;
  private lateMs = 0;
  private duplicateUntil = -1;
  private poisonUntil = -1;

  constructor(id: string, run: RunContext, outputs: { events: readonly RowQueue[]; requests: readonly RowQueue[] }, spec: TasteUsersSpec) {
    super(id, run);
    this.source = run.rows.events.origins.open();
    this.tell(TASTES, this);
    this.spec = spec;
    this.events = new OutPort(this, run, outputs.events);
    this.requests = outputs.requests;
    this.rate = new ArrivalRate(run.randomStream(id, "sessions"), spec, run);
    this.draws = run.randomStream(id, "behaviour");
    this.delays = run.randomStream(id, "network");
    this.tastes = new Tastes(run.seed, spec.users, spec.tastes);
    this.activity = zipfSampler(spec.users, spec.activity.s, spec.activity.q);
    this.plan = weighted(spec.plans.map((plan) => plan.weight));
    this.action = weighted(spec.actions.map((action) => action.share));
    const { endpointShares } = spec.requests;
    this.endpoint = weighted(endpointShares.length > 0 ? endpointShares : [1]);
    this.thinks = spec.actions.map((action) => lognormalSigma(action.thinkMeanMs / THINK_MEAN_OVER_MEDIAN, THINK_SIGMA));
    this.freeFrom = new Float64Array(spec.users);
    this.plans = new Uint8Array(spec.users);
    this.traits = drawTraits(spec, this.plan, this.plans, run.randomStream(id, "population"));
    this.nextSessionAt = this.rate.next(0);
  }

  advance(until: number): void {
    for (;;) {
      const at = Math.min(this.nextSessionAt, this.acting.time, this.arriving.time);
      if (at >= until) return;
      if (this.arriving.time === at) this.arrive(at);
      else if (this.acting.time === at) this.act(this.acting.pop(), at);
      else this.begin(at);
    }
  }

  override nextWorkMs(): number {
    return Math.min(this.nextSessionAt, this.acting.time, this.arriving.time);
  }

  private begin(at: number): void {
    this.nextSessionAt = this.rate.next(at);
    if (at >= this.run.durationMs) {
      this.nextSessionAt = Infinity;
      return;
    }
    const user = this.activity.sample(this.draws);
    if (this.freeFrom[user] > at) return;
    this.freeFrom[user] = Infinity;
    const { session } = this;
    const slot = session.free.pop() ?? grownBy(session.user, session.number, session.done);
    session.user.data[slot] = user;
    session.number.data[slot] = this.tastes.beginSession(user, this.draws);
    this.mayChangePlan(user);
    session.done.data[slot] = 0;
    if (this.spec.requests.atStart) this.ask(user, at);
    this.act(slot, at);
  }

  /** Users begin and end to pay: some come to a session with another plan than to the one before. */
  private mayChangePlan(user: number): void {
    const { planChangePerSession } = this.spec;
    if (planChangePerSession > 0 && this.draws.nextUniform32() < planChangePerSession) this.plans[user] = this.plan.sample(this.draws);
  }

  /** One action of a session; the session ends here with the chance that gives its plan's mean. */
  private act(slot: number, at: number): void {
    const { session, spec, draws } = this;
    const user = session.user.data[slot];
    const done = ++session.done.data[slot];
    const type = this.action.sample(draws);
    const number = session.number.data[slot];
    const item = spec.actions[type].item ? this.tastes.choose(number, draws) : NO_ITEM;
    this.send(user, item, type, number, at);
    const { everyActions } = spec.requests;
    if (everyActions !== null && done % everyActions === 0) this.ask(user, at);
    const next = at + Math.min(spec.gapMs * 0.9, Math.max(MIN_THINK_MS, this.thinks[type].sample(draws)));
    const ends = draws.nextUniform32() < 1 / Math.max(1, spec.plans[this.plans[user]].meanActions);
    if (!ends && next < this.run.durationMs) this.acting.push(next, slot);
    else {
      session.free.push(slot);
      this.freeFrom[user] = at + spec.gapMs * 1.02;
    }
  }

  private ask(user: number, at: number): void {
    if (this.requests.length === 0) return;
    const row = rowOf(this.run.desk.ask(user, this.endpoint.sample(this.draws), at));
    // Requests wait among the events, told apart by their sign.
    this.arriving.push(at + this.spec.network.sample(this.delays), -row - 1);
  }

  private send(user: number, item: number, type: number, session: number, at: number): void {
    const { sent } = this;
    const slot = sent.free.pop() ?? grownBy(sent.user, sent.item, sent.type);
    sent.user.data[slot] = at < this.hotUntil && this.delays.nextUniform32() < HOT_SHARE ? HOT_USER : user;
    sent.item.data[slot] = item;
    sent.type.data[slot] = type;
    this.happened[slot] = at;
    this.ids[slot] = NOT_SENT;
    this.sentSession[slot] = session;
    const lateMs = at < this.lateUntil && this.delays.nextUniform32() < 0.2 ? this.lateMs : 0;
    this.arriving.push(at + lateMs + this.spec.network.sample(this.delays), slot);
  }

  private arrive(at: number): void {
    const slot = this.arriving.pop();
    if (slot < 0) {
      for (const wire of this.requests) wire.push(at, refOf(REQUEST, -slot - 1));
      return;
    }
    const { sent } = this;
    const { events } = this.run.rows;
    const row = events.add(this.source);
    const user = sent.user.data[slot];
    // A repeat has the id of the first: its row, as other sources number theirs, so that no two of a drawing share one.
    if (this.ids[slot] === NOT_SENT) this.ids[slot] = row;
    events.happenedAt.set(row, this.happened[slot]);
    events.eventTime.set(row, Math.round(this.happened[slot]));
    events.sentAt.set(row, at);
    events.eventId.set(row, this.ids[slot]);
    events.user.set(row, this.delays.nextUniform32() < this.invalidShare(at) ? MISSING : user);
    events.item.set(row, sent.item.data[slot]);
    events.type.set(row, sent.type.data[slot]);
    for (let d = 0; d < this.traits.length; d++) events.dimensions[d].set(row, this.traits[d][user]);
    events.bytes.set(row, this.spec.recordBytes);
    while (this.sessionOfRow.length < row) this.sessionOfRow.push(-1);
    this.sessionOfRow.push(this.sentSession[slot]);
    this.run.ledger.produce(row);
    this.meter.arrived(this.spec.recordBytes);
    const repeats = this.delays.nextUniform32() < this.spec.resendShare + (at < this.duplicateUntil ? 0.3 : 0);
    if (repeats) this.arriving.push(at + RESEND_AFTER_MS, slot);
    else sent.free.push(slot);
    this.events.emit(at, row);
  }

  private invalidShare(at: number): number {
    return this.spec.invalidShare + (at < this.poisonUntil ? 0.2 : 0);
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "burst") this.rate.burst(at, until, amountOf(strike));
    else if (strike.fault === "hot-key") this.hotUntil = until;
    else if (strike.fault === "duplicate") this.duplicateUntil = until;
    else if (strike.fault === "poison") this.poisonUntil = until;
    else if (strike.fault === "late") {
      this.lateUntil = until;
      this.lateMs = amountOf(strike);
    }
  }

  override finish(): boolean {
    return this.nextSessionAt === Infinity && this.acting.size === 0 && this.arriving.size === 0;
  }

  override figure(at: number): string {
    return this.rate.isBurst(at) ? "burst" : "";
  }
}

/** One more entry in each list; returns its number. */
function grownBy(...lists: { push(value: number): void; length: number }[]): number {
  for (const list of lists) list.push(0);
  return lists[0].length - 1;
}

function drawTraits({ traits, users }: TasteUsersSpec, plan: AliasTable, plans: Uint8Array, random: RandomStream): Uint8Array[] {
  const laws = traits.map((values) => (values === "plans" ? null : weighted(values.map(({ weight }) => weight))));
  const drawn = laws.map((law) => (law === null ? plans : new Uint8Array(users)));
  for (let user = 0; user < users; user++) {
    plans[user] = plan.sample(random);
    for (const [d, law] of laws.entries()) if (law !== null) drawn[d][user] = law.sample(random);
  }
  return drawn;
}

/** Users whose true tastes are known, with the session of each event row. */
export const TASTES = new Facet<Pick<TasteUsers, "tastes" | "sessionOfRow">>("tastes");
