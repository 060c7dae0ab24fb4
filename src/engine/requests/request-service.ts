import { Spell } from "../part/spells.ts";
import { durationToSecond } from "../../base/duration.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { refOf, REQUEST, rowOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { createServers } from "../part/server-pool.ts";
import type { ServerPool } from "../part/server-pool.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type RequestServiceSpec = {
  /** Requests worked on at once, over all instances. */
  readonly workers: number;
  readonly work: Sampler;
  /** Requests that may wait; beyond that the answer is 503. */
  readonly queueLimit: number;
  /** Clients give up after this long. */
  readonly timeoutMs: number;
};

/** A service in front of caches and stores: takes requests, works on each, and asks on by `reads`. In `requests`. */
export class RequestService extends Part {
  private readonly input: RowQueueReader;
  private readonly reads: readonly RowQueue[];
  private readonly spec: RequestServiceSpec;
  private readonly pool: ServerPool;
  private readonly random: RandomStream;
  private ready: RowQueue;
  private readonly starts: number[] = [];
  private readonly place: number;
  private readonly spell = new Spell();

  constructor(id: string, run: RunContext, wires: { requests: readonly RowQueue[]; reads: readonly RowQueue[] }, spec: RequestServiceSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(wires.requests);
    this.reads = wires.reads;
    this.pool = createServers(spec.workers, false);
    this.random = run.randomStream(id, "work");
    this.ready = new RowQueue(id);
    this.place = run.desk.place(id);
    run.desk.giveUpAfter(spec.timeoutMs);
  }

  advance(until: number): void {
    while (this.input.next(until)) this.take(rowOf(this.input.ref), this.input.time);
    this.pool.flush(until, this.ready);
    this.forward(until);
  }

  private take(row: number, at: number): void {
    this.meter.arrived(this.bytesOf(refOf(REQUEST, row)));
    const { desk } = this.run;
    if (this.spell.isAway(at)) return desk.refuse(row, at + 1, "service down", this.place);
    while (this.starts.length > 0 && this.starts[0] <= at) this.starts.shift();
    const start = Math.max(at, this.pool.earliest());
    if (start > at && this.starts.length >= this.spec.queueLimit) return desk.refuse(row, at + 1, "service busy", this.place);
    if (start > at) this.starts.push(start);
    const workMs = this.spec.work.sample(this.random) * this.spell.slowness(start);
    this.meter.served(at, start - at, workMs);
    this.pool.take(start + workMs, refOf(REQUEST, row), this.ready);
  }

  private forward(until: number): void {
    const { ready } = this;
    for (; ready.head < ready.tail && ready.times[ready.head] < until; ready.head++) {
      this.meter.departures++;
      const ref = ready.refs[ready.head];
      if (this.reads.length === 0) this.run.desk.answer(rowOf(ref), ready.times[ready.head], -1, this.place);
      else this.reads[0].push(ready.times[ready.head], ref);
    }
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.spell.slow(strike.amount ?? 4, at + strike.durationMs);
      return;
    }
    const lose = (ref: number): void => this.run.desk.refuse(rowOf(ref), at, "service crashed", this.place);
    const lost = this.pool.clear(at + strike.durationMs, lose);
    for (; this.ready.head < this.ready.tail; this.ready.head++) lose(this.ready.refs[this.ready.head]);
    this.ready = new RowQueue(this.id);
    this.starts.length = 0;
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    this.remark(
      at,
      "crash",
      `${this.id} was down for ${durationToSecond(strike.durationMs)}; ${lost} requests broke off, those that came were refused.`,
    );
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(at: number): boolean {
    this.pool.flush(at, this.ready);
    this.forward(at);
    return this.input.empty && this.pool.held === 0 && this.ready.waiting === 0;
  }

  override servers(): number {
    return this.spec.workers;
  }

  override queueLength(at: number): number {
    return this.starts.reduce((waiting, start) => waiting + (start > at ? 1 : 0), 0);
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), requests: this.meter.arrivals };
  }
}
