import { BatchedHistogram, groupOf, TimeStretches } from "../../base/batched-histogram.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import type { Endpoint } from "./dashboard.ts";
import { GRANTED, grantedAmong, refusedColumns } from "./granted-reads.ts";
import { Askers, ASKS } from "./query-target.ts";
import type { Asker } from "./query-target.ts";
import { QUESTIONS } from "./questions.ts";
import type { QuestionBook } from "./questions.ts";
import type { NotebookRemarks } from "./remarks.ts";

export type NotebookSpec = {
  readonly people: number;
  /** Of each of them, begun at any time of the day. */
  readonly sessionsPerDay: number;
  readonly queriesPerSession: number;
  /** From an answer to the next question. */
  readonly thinkMs: number;
  /** Starting a server for whoever has none. */
  readonly startUp: Sampler;
  /** A server that nobody asked for so long is stopped; null: it runs on. */
  readonly idleMs: number | null;
  /** Servers that have room side by side; null: each has a machine of its own. */
  readonly room: number | null;
  /** What they ask, where their queries are questions of their own. */
  readonly questions: readonly QuestionBook[] | null;
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A person at work: the next question, and how many are left. */
type Session = { readonly person: number; askMs: number; left: number };

/** A person's server, and when it was last used. */
type Server = { readonly sinceMs: number; lastMs: number };

/**
 * People who now and then sit down at a notebook and ask stores a few questions, each after the answer to the one before. Their servers run from the
 * first of them until nobody has used them for a while, or for good: hours that are paid, most of them idle.
 */
export class Notebooks extends Part<NotebookRemarks> implements Asker {
  readonly endpoints: readonly Endpoint[];
  readonly responses = new Map<string, BatchedHistogram>();
  private readonly spec: NotebookSpec;
  private readonly askers = new Askers();
  private readonly random: RandomStream;
  private readonly gap: Sampler;
  private readonly think: Sampler;
  private readonly stretches: TimeStretches | null;
  private readonly sessions: Session[] = [];
  private readonly running = new Map<number, Server>();
  private readonly spell = new Spell();
  private readonly shares: number;
  private nextMs: number;
  private crowd = 1;
  private crowdUntil = Infinity;
  private now = 0;
  private asked = 0;
  private refused = 0;
  private begun = 0;
  private turnedAway = 0;
  private serverMs = 0;
  private waitedMs = 0;
  private isTold = false;

  constructor(id: string, run: RunContext, endpoints: readonly Endpoint[], spec: NotebookSpec) {
    super(id, run);
    this.tell(ASKS, this);
    if (spec.questions !== null) this.tell(QUESTIONS, spec.questions);
    this.tell(GRANTED, grantedAmong(endpoints.map(({ target }) => target)));
    this.endpoints = endpoints;
    this.spec = spec;
    this.random = run.randomStream(id, "people");
    this.gap = exponential(DAY_MS / (spec.people * spec.sessionsPerDay));
    this.think = exponential(spec.thinkMs);
    this.stretches = run.steady ? new TimeStretches(run.warmupMs, run.durationMs) : null;
    this.shares = endpoints.reduce((sum, { share }) => sum + share, 0);
    this.nextMs = endpoints.length === 0 ? Infinity : this.gap.sample(this.random);
    for (const { id: endpoint, target } of endpoints) {
      this.responses.set(endpoint, new BatchedHistogram());
      if (target.askers === null) target.askers = this.askers;
      else this.askers.absorb(target.askers);
    }
    this.askers.add(this);
  }

  advance(until: number): void {
    if (this.askers.leads(this)) this.askers.askAll(until);
    this.now = until;
  }

  override rest(until: number): void {
    this.now = until;
  }

  override nextWorkMs(): number {
    return this.askers.leads(this) ? this.askers.nextAskMs() : Infinity;
  }

  nextAskMs(): number {
    let next = this.nextMs;
    for (const { askMs } of this.sessions) if (askMs < next) next = askMs;
    return next < this.run.durationMs ? next : Infinity;
  }

  askUntil(until: number): void {
    while (this.nextAskMs() < until) this.ask();
  }

  ask(): void {
    let first: Session | null = null;
    for (const session of this.sessions) if (first === null || session.askMs < first.askMs) first = session;
    if (first === null || this.nextMs <= first.askMs) this.sitDown(this.nextMs);
    else this.question(first);
  }

  // ---- Sessions ----------------------------------------------------------------------------------------------
  private sitDown(at: number): void {
    this.nextMs = at + this.gap.sample(this.random) / this.crowd;
    const person = this.random.nextBelow(this.spec.people);
    // The mean of a geometric number of questions, one at least.
    let left = 1;
    while (this.random.nextUniform32() >= 1 / this.spec.queriesPerSession) left++;
    const startMs = this.spec.startUp.sample(this.random);
    if (this.sessions.some((session) => session.person === person)) return;
    const isUp = this.isUp(person, at);
    if (this.spell.isAway(at) || (!isUp && this.isFull(at))) {
      this.turnedAway++;
      return;
    }
    this.begun++;
    if (!isUp) {
      this.stop(person);
      this.running.set(person, { sinceMs: at, lastMs: at });
    }
    this.sessions.push({ person, askMs: isUp ? at : at + startMs, left });
  }

  private isUp(person: number, at: number): boolean {
    const server = this.running.get(person);
    return server !== undefined && at < this.stopsMs(server);
  }

  private stopsMs({ lastMs }: Server): number {
    return lastMs + (this.spec.idleMs ?? Infinity);
  }

  private isFull(at: number): boolean {
    const { room } = this.spec;
    if (room === null) return false;
    let up = 0;
    for (const server of this.running.values()) if (at < this.stopsMs(server)) up++;
    if (up < room) return false;
    if (!this.isTold) this.remark(at, "no-room", { servers: up, idle: up - this.sessions.length }, "idleMs");
    this.isTold = true;
    return true;
  }

  /** Its hours are counted, and it is no more. */
  private stop(person: number, at = Infinity): void {
    const server = this.running.get(person);
    if (server === undefined) return;
    this.serverMs += Math.min(this.stopsMs(server), at) - server.sinceMs;
    this.running.delete(person);
  }

  private question(session: Session): void {
    const at = session.askMs;
    let left = this.random.nextUniform32() * this.shares;
    const endpoint = this.endpoints.find(({ share }) => (left -= share) < 0) ?? this.endpoints[this.endpoints.length - 1];
    const answeredAt = endpoint.target.query(at).doneAt;
    const isAnswered = !Number.isNaN(answeredAt);
    // Whoever is refused reads why, and asks the next question.
    const doneAt = isAnswered ? answeredAt : at;
    this.asked++;
    this.meter.arrived(0);
    if (isAnswered) this.meter.departures++;
    else this.noteRefusal(endpoint, at);
    this.waitedMs += doneAt - at;
    if (at >= this.run.warmupMs && isAnswered)
      this.responses.get(endpoint.id)?.add(this.stretches === null ? groupOf(this.asked) : this.stretches.at(at), doneAt - at);
    const server = this.running.get(session.person);
    if (server !== undefined) server.lastMs = doneAt;
    session.askMs = doneAt + this.think.sample(this.random);
    if (--session.left > 0) return;
    this.sessions.splice(this.sessions.indexOf(session), 1);
  }

  private noteRefusal({ target: { id, granted } }: Endpoint, at: number): void {
    if (this.refused++ === 0 && granted !== undefined) this.remark(at, "query-refused", { store: id, columns: refusedColumns(granted) });
  }

  // ---- Faults, figures ---------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    if (strike.fault === "burst") {
      this.changeCrowd(amountOf(strike), at);
      this.crowdUntil = at + strike.durationMs;
      return;
    }
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    const broken = this.sessions.length;
    this.sessions.length = 0;
    for (const person of [...this.running.keys()]) this.stop(person, at);
    this.remark(at, "outage", { downMs: strike.durationMs, sessions: broken });
  }

  /** More people sit down: what is left of the present gap shrinks as all gaps do. */
  private changeCrowd(factor: number, at: number): void {
    if (this.nextMs > at) this.nextMs = at + ((this.nextMs - at) * this.crowd) / factor;
    this.crowd = factor;
  }

  override nextChangeMs(): number {
    return this.crowdUntil;
  }

  override change(at: number): void {
    this.crowdUntil = Infinity;
    this.changeCrowd(1, at);
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  /** It holds no events. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override figure(): string {
    return this.begun === 0 ? "" : `${this.begun} sessions · ${this.asked} queries${this.refused === 0 ? "" : `, ${this.refused} refused`}`;
  }

  override usage(): Record<string, number> {
    const now = Math.min(this.now, this.run.durationMs);
    let runningMs = this.serverMs;
    for (const server of this.running.values()) runningMs += Math.max(0, Math.min(this.stopsMs(server), now) - server.sinceMs);
    return {
      ...super.usage(),
      queries: this.asked,
      instanceHours: runningMs / HOUR_MS,
      idleHours: Math.max(0, runningMs - this.waitedMs) / HOUR_MS,
      turnedAway: this.turnedAway,
    };
  }
}
