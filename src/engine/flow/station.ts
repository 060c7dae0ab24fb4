import { FlowNode, OutPort } from "./node.ts";
import type { Strike } from "./node.ts";
import { EVENT, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";
import { ServerPool } from "./server-pool.ts";
import { StartRing } from "./start-ring.ts";
import type { RowInput } from "./row-input.ts";
import { Wire } from "./wire.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type StationSpec = { readonly servers: number; readonly service: Sampler; readonly queueLimit: number | null };

/**
 * A FIFO station with c servers (ENGINE.md 3): exact departures by the Kiefer-Wolfowitz recursion, an optional bound
 * on waiting records, crash and slow-down. Departures beyond the window stay inside, so that a crash can lose them.
 */
export class Station extends FlowNode {
  private readonly input: RowInput;
  private readonly out: OutPort;
  private readonly random: RandomStream;
  private readonly spec: StationSpec;
  private readonly pool: ServerPool;
  private readonly fullCode: number;
  private readonly crashCode: number;
  /** Rows whose service ends beyond the window. */
  private ready: Wire;
  private horizon = 0;
  private slowFactor = 1;
  private slowUntil = Infinity;
  private downUntil = -Infinity;
  /** Start times of records that have had to wait: those later than now are still waiting. */
  private readonly starts = new StartRing();

  constructor(id: string, run: RunContext, input: RowInput, outputs: readonly Wire[], spec: StationSpec) {
    super(id, run);
    this.spec = spec;
    this.input = input;
    this.out = new OutPort(this, run, outputs);
    this.random = run.stream(id, "service");
    this.pool = new ServerPool(spec.servers);
    this.ready = new Wire(id);
    this.fullCode = run.ledger.code("dropped", id, "queue full");
    this.crashCode = run.ledger.code("dropped", id, "lost in crash");
  }

  advance(until: number): void {
    const { input, pool, meter, random } = this;
    const service = this.spec.service;
    const limit = this.spec.queueLimit;
    const release = this.release;
    this.horizon = until;
    this.emitReady();
    while (input.next(until)) {
      const at = input.time;
      const ref = input.ref;
      meter.arrived(this.bytesOf(ref));
      const free = Math.max(pool.earliest(), this.downUntil);
      const waiting = this.starts.after(at);
      if (limit !== null && free > at && waiting >= limit) {
        this.drop(ref, this.fullCode);
        continue;
      }
      const start = free > at ? free : at;
      const serviceMs = service.sample(random) * (start < this.slowUntil ? this.slowFactor : 1);
      if (start > at) {
        this.starts.push(start);
        if (waiting >= meter.queueMax) meter.queueMax = waiting + 1;
      }
      meter.served(at, start - at, serviceMs);
      pool.take(start + serviceMs, ref, release);
    }
    pool.flush(until, release);
  }

  /** Rows leave at once when their time has come, else they wait inside, behind those that wait already. */
  private readonly release = (time: number, ref: number): void => {
    if (time < this.horizon && this.ready.waiting === 0) this.out.emit(time, ref);
    else this.ready.push(time, ref);
  };

  private emitReady(): void {
    const { ready } = this;
    while (ready.head < ready.tail && ready.times[ready.head] < this.horizon) {
      this.out.emit(ready.times[ready.head], ready.refs[ready.head]);
      ready.head++;
    }
  }

  private drop(ref: number, code: number): void {
    this.meter.intervalDropped++;
    if (streamOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.slowFactor = strike.amount ?? 4;
      this.slowUntil = at + strike.durationMs;
      return;
    }
    if (strike.fault === "outage") return this.pause(strike, at);
    let lost = this.pool.clear(at + strike.durationMs, (ref) => this.drop(ref, this.crashCode));
    for (; this.ready.head < this.ready.tail; this.ready.head++, lost++) this.drop(this.ready.refs[this.ready.head], this.crashCode);
    this.ready = new Wire(this.id);
    this.starts.clear();
    this.downUntil = at + strike.durationMs;
    this.meter.downMs += strike.durationMs;
    this.remark(
      at,
      "crash",
      `${this.id} was down for ${Math.round(strike.durationMs / 1000)} s and lost ${lost} records in service or waiting.`,
    );
  }

  /** What it has is finished; what comes meanwhile begins when it is over. Nothing is lost. */
  private pause(strike: Strike, at: number): void {
    this.downUntil = Math.max(this.downUntil, at + strike.durationMs);
    this.meter.downMs += strike.durationMs;
    this.remark(at, "outage", `${this.id} took nothing for ${Math.round(strike.durationMs / 1000)} s; what came meanwhile waited.`);
  }

  override isDown(at: number): boolean {
    return at < this.downUntil;
  }

  override finish(at: number): boolean {
    this.horizon = at;
    this.emitReady();
    this.pool.flush(at, this.release);
    return this.input.empty && this.pool.held === 0 && this.ready.waiting === 0;
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
