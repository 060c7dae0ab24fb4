import { BatchedHistogram, groupOf, timeStretches } from "../../base/batched-histogram.ts";
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
  private readonly batchOf: (at: number) => number;

  constructor(id: string, run: RunContext, endpoints: readonly Endpoint[], queriesPerSecond: number) {
    super(id, run);
    this.tell(ASKS, this);
    this.endpoints = endpoints;
    this.random = run.randomStream(id, "viewers");
    // Viewers are strangers to each other: where time does not serve, every query is its own.
    this.batchOf = run.steady ? timeStretches(run.warmupMs, run.durationMs) : () => groupOf(this.meter.arrivals);
    this.gap = exponential(1000 / queriesPerSecond);
    this.shares = endpoints.reduce((sum, endpoint) => sum + endpoint.share, 0);
    this.nextAt = endpoints.length === 0 ? Infinity : this.gap.sample(this.random);
    for (const { id: endpoint, target } of endpoints) {
      this.responses.set(endpoint, new BatchedHistogram());
      if (target.askers === null) target.askers = this.askers;
      else this.askers.absorb(target.askers);
    }
    this.askers.add(this);
  }

  advance(until: number): void {
    if (this.askers.leads(this)) this.askers.askAll(until);
  }

  nextAskMs(): number {
    return this.nextAt < this.run.durationMs ? this.nextAt : Infinity;
  }

  ask(): void {
    const at = this.nextAt;
    this.nextAt += this.gap.sample(this.random) / this.crowd;
    let left = this.random.nextUniform32() * this.shares;
    let chosen = this.endpoints[this.endpoints.length - 1];
    for (const endpoint of this.endpoints) {
      left -= endpoint.share;
      if (left < 0) {
        chosen = endpoint;
        break;
      }
    }
    this.meter.arrived(0);
    this.meter.departures++;
    const responseMs = chosen.target.query(at).doneAt - at;
    this.intervalResponses.add(responseMs);
    if (at >= this.run.warmupMs) this.responses.get(chosen.id)?.add(this.batchOf(at), responseMs);
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
