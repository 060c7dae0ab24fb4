import { BatchedHistogram, groupOf, timeStretches } from "../../base/batched-histogram.ts";
import { must } from "../../base/assert.ts";
import { Histogram } from "../../base/histogram.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { Askers, ASKS } from "./query-target.ts";
import type { Asker, QueryTarget } from "./query-target.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

export type Endpoint = { readonly id: string; readonly share: number; readonly target: QueryTarget };

/** Times as many viewers in a rush. */
const CROWD = 10;
const MOST_CROWD = 1000;
/** Queries drawn, asked and counted side by side. */
const MOST_AT_ONCE = 512;

/** Viewers whose refreshes query the stores by the endpoints' mix; response times are kept per endpoint. */
export class Dashboard extends Part implements Asker {
  readonly endpoints: readonly Endpoint[];
  readonly responses = new Map<string, BatchedHistogram>();
  readonly intervalResponses = new Histogram();
  private readonly askers = new Askers();
  private readonly random: RandomStream;
  private readonly gap: Sampler;
  private readonly shares: number;
  private nextAt: number;
  /** Gaps between queries are drawn for the usual viewers and divided by this. */
  private crowd = 1;
  private crowdUntil = Infinity;
  /** By when a query was asked, and the how manyth it was. */
  private readonly batchOf: (at: number, number: number) => number;
  /** Responses of each endpoint, in their order. */
  private readonly histograms: readonly BatchedHistogram[];
  /** The store that every endpoint reads, if they all read one. */
  private readonly only: QueryTarget | null;
  /** Queries at hand: when each was asked, of which endpoint, and when or how fast it was answered. */
  private readonly times = new Float64Array(MOST_AT_ONCE);
  private readonly chosen = new Int32Array(MOST_AT_ONCE);
  private readonly answers = new Float64Array(MOST_AT_ONCE);

  constructor(id: string, run: RunContext, endpoints: readonly Endpoint[], queriesPerSecond: number) {
    super(id, run);
    this.tell(ASKS, this);
    this.endpoints = endpoints;
    this.random = run.randomStream(id, "viewers");
    // Viewers are strangers to each other: where time does not serve, every query is its own.
    this.batchOf = run.steady ? timeStretches(run.warmupMs, run.durationMs) : (_at, number) => groupOf(number);
    this.gap = exponential(1000 / queriesPerSecond);
    this.shares = endpoints.reduce((sum, endpoint) => sum + endpoint.share, 0);
    this.nextAt = endpoints.length === 0 ? Infinity : this.gap.sample(this.random);
    for (const { id: endpoint, target } of endpoints) {
      this.responses.set(endpoint, new BatchedHistogram());
      if (target.askers === null) target.askers = this.askers;
      else this.askers.absorb(target.askers);
    }
    this.histograms = endpoints.map(({ id: endpoint }) => must(this.responses.get(endpoint), endpoint));
    this.only = endpoints.length > 0 && endpoints.every(({ target }) => target === endpoints[0].target) ? endpoints[0].target : null;
    this.askers.add(this);
  }

  advance(until: number): void {
    if (this.askers.leads(this)) this.askers.askAll(until);
  }

  override nextWorkMs(): number {
    return this.askers.leads(this) ? this.askers.nextAskMs() : Infinity;
  }

  nextAskMs(): number {
    return this.nextAt < this.run.durationMs ? this.nextAt : Infinity;
  }

  ask(): void {
    this.askSome(Infinity, 1);
  }

  askUntil(until: number): void {
    while (this.nextAskMs() < until) this.askSome(until, MOST_AT_ONCE);
  }

  /** The next queries, of those due before `until`. */
  private askSome(until: number, most: number): void {
    const { times, answers } = this;
    const count = this.drawQueries(Math.min(until, this.run.durationMs), most);
    const before = this.meter.arrivals;
    this.meter.arrivedMany(count, 0);
    this.meter.departures += count;
    this.query(count);
    for (let i = 0; i < count; i++) answers[i] -= times[i];
    this.intervalResponses.addMany(answers, count);
    for (let i = 0; i < count; i++)
      if (times[i] >= this.run.warmupMs) this.histograms[this.chosen[i]].add(this.batchOf(times[i], before + i + 1), answers[i]);
  }

  /** Draws when each of the next viewers looks and which endpoint the look queries; answers how many are due. */
  private drawQueries(until: number, most: number): number {
    const { times, chosen, random, gap, endpoints, crowd, shares } = this;
    let at = this.nextAt;
    let count = 0;
    for (; count < most && at < until; count++) {
      times[count] = at;
      at += gap.sample(random) / crowd;
      let left = random.nextUniform32() * shares;
      let choice = 0;
      while (choice < endpoints.length - 1 && (left -= endpoints[choice].share) >= 0) choice++;
      chosen[count] = choice;
    }
    this.nextAt = at;
    return count;
  }

  /** Queries the stores, in order of time. */
  private query(count: number): void {
    const { times, answers, endpoints, chosen } = this;
    if (this.only?.queryMany !== undefined) return this.only.queryMany(times, count, answers);
    for (let i = 0; i < count; i++) answers[i] = endpoints[chosen[i]].target.query(times[i]).doneAt;
  }

  /** More people look: what is left of the present gap shrinks as all gaps do. */
  override strike(strike: Strike, at: number): void {
    this.changeCrowd(Math.min(MOST_CROWD, Math.max(1, strike.amount ?? CROWD)), at);
    this.crowdUntil = at + strike.durationMs;
  }

  private changeCrowd(factor: number, at: number): void {
    if (this.nextAt > at) this.nextAt = at + ((this.nextAt - at) * this.crowd) / factor;
    this.crowd = factor;
  }

  override nextChangeMs(): number {
    return this.crowdUntil;
  }

  override change(at: number): void {
    this.crowdUntil = Infinity;
    this.changeCrowd(1, at);
  }

  override figure(): string {
    const p99 = this.intervalResponses.quantile(0.99);
    return p99 === null ? "" : `p99 ${Math.round(p99)} ms`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.meter.arrivals };
  }
}
