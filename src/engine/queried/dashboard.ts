import { BatchedHistogram, groupOf, TimeStretches } from "../../base/batched-histogram.ts";
import { must } from "../../base/assert.ts";
import { Histogram } from "../../base/histogram.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { GRANTED, grantedAmong, refusedColumns } from "./granted-reads.ts";
import { QUESTIONS } from "./questions.ts";
import type { QuestionBook } from "./questions.ts";
import { Askers, ASKS } from "./query-target.ts";
import type { Asker, QueryTarget } from "./query-target.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RandomStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { ReaderRemarks } from "./remarks.ts";

export type Endpoint = { readonly id: string; readonly share: number; readonly target: QueryTarget };

/** Queries drawn, asked and counted side by side. */
const MOST_AT_ONCE = 512;
/** Queries of the usual viewers in a window, which take some hundredths of a second to carry out. */
const QUERIES_PER_WINDOW = 262_144;

/** Viewers whose refreshes query the stores by the endpoints' mix; response times are kept per endpoint. */
export class Dashboard extends Part<ReaderRemarks> implements Asker {
  readonly endpoints: readonly Endpoint[];
  readonly responses = new Map<string, BatchedHistogram>();
  /** Answers to queries of the warm-up, which no endpoint is judged by. */
  private readonly early = new Histogram();
  private readonly askers = new Askers();
  private readonly random: RandomStream;
  private readonly gap: Sampler;
  private readonly queriesPerSecond: number;
  /** Gaps and choices of an endpoint (0 to 1) that are drawn already; nobody else draws from the stream. */
  private readonly gaps = new Float64Array(MOST_AT_ONCE);
  private readonly choices = new Float64Array(MOST_AT_ONCE);
  private drawn = 0;
  private readonly shareOf: Float64Array;
  private readonly shares: number;
  private nextAt: number;
  /** Gaps between queries are drawn for the usual viewers and divided by this. */
  private crowd = 1;
  private crowdUntil = Infinity;
  /** Null: viewers are strangers to each other, and where time does not serve, every query is its own. */
  private readonly stretches: TimeStretches | null;
  /** Responses of each endpoint, in their order. */
  private readonly histograms: readonly BatchedHistogram[];
  /** The store that every endpoint reads, if they all read one. */
  private readonly only: QueryTarget | null;
  /** Queries at hand: when each was asked, of which endpoint, and when or how fast it was answered. */
  private readonly times = new Float64Array(MOST_AT_ONCE);
  private readonly chosen = new Int32Array(MOST_AT_ONCE);
  private readonly answers = new Float64Array(MOST_AT_ONCE);
  /** The same by endpoint, MOST_AT_ONCE places each: response times, their batches, and how many there are. */
  private readonly took: Float64Array;
  private readonly batches: Int32Array;
  private readonly asked: Int32Array;
  private refused = 0;

  /** `questions`: what its viewers ask, where their queries are questions of their own. */
  constructor(
    id: string,
    run: RunContext,
    endpoints: readonly Endpoint[],
    queriesPerSecond: number,
    questions: readonly QuestionBook[] | null = null,
  ) {
    super(id, run);
    this.tell(ASKS, this);
    if (questions !== null) this.tell(QUESTIONS, questions);
    this.tell(GRANTED, grantedAmong(endpoints.map(({ target }) => target)));
    this.endpoints = endpoints;
    this.random = run.randomStream(id, "viewers");
    this.stretches = run.steady ? new TimeStretches(run.warmupMs, run.durationMs) : null;
    this.queriesPerSecond = queriesPerSecond;
    this.gap = exponential(1000 / queriesPerSecond);
    this.took = new Float64Array(MOST_AT_ONCE * endpoints.length);
    this.batches = new Int32Array(MOST_AT_ONCE * endpoints.length);
    this.asked = new Int32Array(endpoints.length);
    this.shareOf = Float64Array.from(endpoints, ({ share }) => share);
    this.shares = endpoints.reduce((sum, endpoint) => sum + endpoint.share, 0);
    this.nextAt = endpoints.length === 0 ? Infinity : this.gap.sample(this.random);
    this.drawn = MOST_AT_ONCE;
    for (const { id: endpoint, target } of endpoints) {
      this.responses.set(endpoint, new BatchedHistogram());
      if (target.askers === null) target.askers = this.askers;
      else this.askers.absorb(target.askers);
    }
    this.histograms = endpoints.map(({ id: endpoint }) => must(this.responses.get(endpoint), endpoint));
    this.only = endpoints.length > 0 && endpoints.every(({ target }) => target === endpoints[0].target) ? endpoints[0].target : null;
    this.askers.add(this);
  }

  override longestWindowMs(): number {
    return (QUERIES_PER_WINDOW * 1000) / this.queriesPerSecond;
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
    const count = this.takeQueries(Math.min(until, this.run.durationMs), most);
    const before = this.meter.arrivals;
    this.meter.arrivedMany(count, 0);
    const refused = this.query(count);
    this.meter.departures += count - refused;
    this.sortByEndpoint(count, before);
    for (let e = 0; e < this.histograms.length; e++)
      if (this.asked[e] > 0) this.histograms[e].addEach(this.batches, this.took, e * MOST_AT_ONCE, e * MOST_AT_ONCE + this.asked[e]);
  }

  /** Notes when each of the next viewers looks and which endpoint the look queries; answers how many are due. */
  private takeQueries(until: number, most: number): number {
    const { times, chosen, gaps, choices, crowd, shares, shareOf } = this;
    const last = shareOf.length - 1;
    let { nextAt: at, drawn } = this;
    let count = 0;
    for (; count < most && at < until; count++) {
      if (drawn === MOST_AT_ONCE) {
        this.gap.fillWithUniforms(this.random, gaps, choices, MOST_AT_ONCE);
        drawn = 0;
      }
      times[count] = at;
      at += gaps[drawn] / crowd;
      let left = choices[drawn++] * shares;
      let choice = 0;
      while (choice < last && (left -= shareOf[choice]) >= 0) choice++;
      chosen[count] = choice;
    }
    this.nextAt = at;
    this.drawn = drawn;
    return count;
  }

  /** How long each of the queries at hand took, after `before` others. */
  private sortByEndpoint(count: number, before: number): void {
    const { times, answers, chosen, took, batches, asked, stretches } = this;
    const { warmupMs } = this.run;
    asked.fill(0);
    for (let i = 0; i < count; i++) {
      const at = times[i];
      if (Number.isNaN(answers[i])) continue;
      if (at < warmupMs) {
        this.early.add(answers[i] - at);
        continue;
      }
      const endpoint = chosen[i];
      const place = endpoint * MOST_AT_ONCE + asked[endpoint]++;
      took[place] = answers[i] - at;
      batches[place] = stretches === null ? groupOf(before + i + 1) : stretches.at(at);
    }
  }

  /** Queries the stores, in order of time; answers how many queries were refused. */
  private query(count: number): number {
    const { times, answers, endpoints, chosen } = this;
    if (this.only?.queryMany !== undefined) {
      this.only.queryMany(times, count, answers);
      return 0;
    }
    const before = this.refused;
    for (let i = 0; i < count; i++) {
      const { target } = endpoints[chosen[i]];
      answers[i] = target.query(times[i]).doneAt;
      if (Number.isNaN(answers[i])) this.noteRefusal(target, times[i]);
    }
    return this.refused - before;
  }

  private noteRefusal({ id, granted }: QueryTarget, at: number): void {
    if (this.refused++ === 0 && granted !== undefined) this.remark(at, "query-refused", { store: id, columns: refusedColumns(granted) });
  }

  /** More people look: what is left of the present gap shrinks as all gaps do. */
  override strike(strike: Strike, at: number): void {
    this.changeCrowd(amountOf(strike), at);
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

  /** It holds no events. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override figure(): string {
    const all = new Histogram();
    all.merge(this.early);
    for (const { whole } of this.histograms) all.merge(whole);
    const p99 = all.quantile(0.99);
    const refused = this.refused === 0 ? [] : [`${this.refused} refused`];
    return [...(p99 === null ? [] : [`p99 ${Math.round(p99)} ms`]), ...refused].join(" · ");
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.meter.arrivals };
  }
}
