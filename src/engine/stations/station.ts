import { Spell } from "../part/spells.ts";
import { amountOf, Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import { RowBlock } from "../rows/row-block.ts";
import type { RunContext } from "../part/run-context.ts";
import { createServers } from "../part/server-pool.ts";
import type { ServerPool } from "../part/server-pool.ts";
import { StartRing } from "../kernel/start-ring.ts";
import type { RowInput } from "../rows/row-input.ts";
import { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { StationRemarks } from "./remarks.ts";

export type StationSpec = { readonly servers: number; readonly service: Sampler; readonly queueLimit: number | null };

/**
 * A FIFO station with c servers (ENGINE.md 3): exact departures by the Kiefer-Wolfowitz recursion, an optional bound
 * on waiting records, crash and slow-down. Departures beyond the window stay inside, so that a crash can lose them.
 */
export class Station extends Part<StationRemarks> {
  private readonly input: RowInput;
  private readonly out: OutPort;
  private readonly random: RandomStream;
  private readonly spec: StationSpec;
  private readonly pool: ServerPool;
  private readonly fullCode: number;
  private readonly crashCode: number;
  /** Rows that have been served, or will have been beyond the window; in order of leaving. */
  private ready: RowQueue;
  private readonly spell = new Spell();
  /** When each record began: those later than now are still waiting. */
  private readonly starts = new StartRing();
  private readonly block = new RowBlock();
  /** When each row of the block began, and how long it took. */
  private begins = new Float64Array(1024);
  private services = new Float64Array(1024);

  constructor(id: string, run: RunContext, input: RowInput, outputs: readonly RowQueue[], spec: StationSpec) {
    super(id, run);
    this.spec = spec;
    this.input = input;
    this.out = new OutPort(this, run, outputs);
    this.random = run.randomStream(id, "service");
    this.pool = createServers(spec.servers, spec.service.isConstant);
    this.ready = new RowQueue(id);
    this.fullCode = run.ledger.code("dropped", id, "queue full");
    this.crashCode = run.ledger.code("dropped", id, "lost in crash");
  }

  advance(until: number): void {
    this.emitReady(until);
    const { block, spec } = this;
    block.take(this.input, until);
    if (block.length > 0) {
      this.meter.arrivedMany(block.length, this.bytesOfBlock(block));
      // Once the slow spell is over for whoever comes, it is over for whoever begins.
      const isSlow = this.spell.slowness(block.times[block.from]) !== 1;
      if (spec.queueLimit === null && !isSlow) this.serveBlock();
      else this.serveOneByOne();
    }
    this.pool.flush(until, this.ready);
    this.emitReady(until);
  }

  /** While somebody is served it is asked: whoever is done leaves. */
  override nextWorkMs(): number {
    return this.pool.held > 0 ? -Infinity : Math.min(this.input.peekTime(), this.ready.nextMs);
  }

  /** Everyone is served, in the time the law gives. */
  private serveBlock(): void {
    const { block, pool, meter } = this;
    const rows = block.length;
    if (this.begins.length < rows) {
      this.begins = new Float64Array(2 * rows);
      this.services = new Float64Array(2 * rows);
    }
    const { begins, services } = this;
    this.spec.service.fill(this.random, services, rows);
    pool.serve(block, services, this.spell.awayUntil, begins, this.ready);
    meter.queueMax = this.starts.pushMany(block.times, block.from, begins, rows, meter.queueMax);
    meter.servedMany(block.times, block.from, begins, services, rows);
  }

  /** Room, and how long a service takes, depend on what came before. */
  private serveOneByOne(): void {
    const { block, pool, meter, random } = this;
    const { service, queueLimit } = this.spec;
    for (let i = block.from; i < block.to; i++) {
      const at = block.times[i];
      const ref = block.refs[i];
      const free = Math.max(pool.earliest(), this.spell.awayUntil);
      const waiting = this.starts.after(at);
      if (queueLimit !== null && free > at && waiting >= queueLimit) {
        this.drop(ref, this.fullCode);
        continue;
      }
      const start = free > at ? free : at;
      const serviceMs = service.sample(random) * this.spell.slowness(start);
      this.starts.push(start);
      if (start > at && waiting >= meter.queueMax) meter.queueMax = waiting + 1;
      meter.served(at, start - at, serviceMs);
      pool.take(start + serviceMs, ref, this.ready);
    }
  }

  /** Sends what has left; the rest stays inside, so that a crash can lose it. */
  private emitReady(until: number): void {
    const { ready } = this;
    const end = ready.endBefore(until);
    if (end === ready.head) return;
    this.out.emitMany(ready.times, ready.refs, ready.head, end);
    ready.takeTo(end);
  }

  private drop(ref: number, code: number): void {
    this.meter.intervalDropped++;
    if (kindOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    if (strike.fault === "outage") return this.pause(strike, at);
    let lost = this.pool.clear(at + strike.durationMs, (ref) => this.drop(ref, this.crashCode));
    for (; this.ready.head < this.ready.tail; this.ready.head++, lost++) this.drop(this.ready.refs[this.ready.head], this.crashCode);
    this.ready = new RowQueue(this.id);
    this.starts.clear();
    this.stayAway(at, strike.durationMs);
    this.remark(at, "crash", { downMs: strike.durationMs, lostRecords: lost });
  }

  /** What it has is finished; what comes meanwhile begins when it is over. Nothing is lost. */
  private pause(strike: Strike, at: number): void {
    this.stayAway(at, strike.durationMs);
    this.remark(at, "outage", { downMs: strike.durationMs, queueStops: false });
  }

  private stayAway(at: number, forMs: number): void {
    this.meter.downMs += this.spell.stayAway(at, forMs);
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(at: number): boolean {
    this.pool.flush(at, this.ready);
    this.emitReady(at);
    return this.input.empty && this.pool.held === 0 && this.ready.waiting === 0;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    return this.pool.heldEvents() + this.ready.heldEvents();
  }

  override servers(): number {
    return this.spec.servers;
  }

  override queueLength(at: number): number {
    return this.starts.after(at);
  }
}
