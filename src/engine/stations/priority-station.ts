import { Spell } from "../part/spells.ts";
import { amountOf, Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { InstantHeap } from "../kernel/instant-heap.ts";
import { PriorityQueue } from "./priority-queue.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RowInput } from "../rows/row-input.ts";
import type { RunContext } from "../part/run-context.ts";
import type { StationSpec } from "./station.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { StationRemarks } from "./remarks.ts";

const IDLE = -1;

/**
 * A station whose servers take the lowest key first, within a key in order of arrival; work begun is not interrupted.
 * Who comes next depends on all that has arrived by then, so arrivals and departures are met in order of time, inside the
 * window; a record that arrives at the very instant a server becomes free takes part in the choice.
 */
export class PriorityStation extends Part<StationRemarks> {
  private readonly input: RowInput;
  private readonly out: OutPort;
  private readonly random: RandomStream;
  private readonly spec: StationSpec;
  private readonly waiting = new PriorityQueue();
  /** When each busy server is done. */
  private readonly doneAt: InstantHeap;
  private readonly serving: Int32Array;
  private readonly idle: number[];
  private readonly fullCode: number;
  private readonly crashCode: number;
  private readonly spell = new Spell();
  /** Servers are to be given work when the station comes back. */
  private resumeAt = Infinity;

  constructor(id: string, run: RunContext, input: RowInput, outputs: readonly RowQueue[], spec: StationSpec) {
    super(id, run);
    this.spec = spec;
    this.input = input;
    this.out = new OutPort(this, run, outputs);
    this.random = run.randomStream(id, "service");
    this.doneAt = new InstantHeap(new Float64Array(spec.servers).fill(Infinity));
    this.serving = new Int32Array(spec.servers).fill(IDLE);
    this.idle = Array.from({ length: spec.servers }, (_, i) => spec.servers - 1 - i);
    this.fullCode = run.ledger.code("dropped", id, "queue full");
    this.crashCode = run.ledger.code("dropped", id, "lost in crash");
  }

  advance(until: number): void {
    const { input } = this;
    while (input.next(until)) {
      this.serveBefore(input.time);
      this.meter.arrived(this.bytesOf(input.ref));
      this.arrive(input.ref, input.time);
    }
    this.serveBefore(until);
  }

  override nextWorkMs(): number {
    return Math.min(this.input.peekTime(), this.doneAt.at, this.resumeAt);
  }

  /** Departures and returns strictly before `until`, in order of time. */
  private serveBefore(until: number): void {
    for (;;) {
      const at = Math.min(this.doneAt.at, this.resumeAt);
      if (!(at < until)) return;
      if (this.resumeAt === at) {
        this.resumeAt = Infinity;
        this.beginWork(at);
        continue;
      }
      const server = this.doneAt.first;
      this.doneAt.move(server, Infinity);
      const ref = this.serving[server];
      this.serving[server] = IDLE;
      this.idle.push(server);
      this.out.emit(at, ref);
      this.beginWork(at);
    }
  }

  private arrive(ref: number, at: number): void {
    const { waiting, spec, meter } = this;
    const served = this.idle.length > 0 && !this.spell.isAway(at);
    // A server that is done at this very instant makes room for one.
    const room = (spec.queueLimit ?? Infinity) + (this.doneAt.at === at ? 1 : 0);
    if (!served && waiting.size >= room) return this.drop(ref, this.fullCode);
    waiting.push(ref, this.classOf(ref), at);
    if (served) this.beginWork(at);
    else if (waiting.size > meter.queueMax) meter.queueMax = waiting.size;
  }

  private classOf(ref: number): number {
    return kindOf(ref) === EVENT ? this.run.rows.events.user.at(ref) : 0;
  }

  private beginWork(at: number): void {
    const { waiting, idle, meter } = this;
    while (idle.length > 0 && waiting.size > 0 && !this.spell.isAway(at)) {
      const server = idle.pop() as number;
      const serviceMs = this.spec.service.sample(this.random) * this.spell.slowness(at);
      this.serving[server] = waiting.ref;
      meter.served(waiting.arrivedAt, at - waiting.arrivedAt, serviceMs);
      waiting.pop();
      this.doneAt.move(server, at + serviceMs);
    }
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
    let lost = 0;
    this.serving.forEach((ref, server) => {
      if (ref === IDLE) return;
      this.drop(ref, this.crashCode);
      lost++;
      this.serving[server] = IDLE;
      this.doneAt.move(server, Infinity);
      this.idle.push(server);
    });
    for (; this.waiting.size > 0; this.waiting.pop(), lost++) this.drop(this.waiting.ref, this.crashCode);
    this.stayAway(at, strike.durationMs);
    this.remark(at, "crash", { downMs: strike.durationMs, lostRecords: lost });
  }

  /** Work begun is finished; nothing else begins before it is over. Nothing is lost. */
  private pause(strike: Strike, at: number): void {
    this.stayAway(at, strike.durationMs);
    this.remark(at, "outage", { downMs: strike.durationMs, queueStops: true });
  }

  private stayAway(at: number, forMs: number): void {
    this.meter.downMs += this.spell.stayAway(at, forMs);
    this.resumeAt = this.spell.awayUntil;
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.waiting.size === 0 && this.idle.length === this.spec.servers;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = 0;
    const count = (ref: number): void => {
      if (ref !== IDLE && kindOf(ref) === EVENT) held++;
    };
    this.serving.forEach(count);
    this.waiting.each(count);
    return held;
  }

  override servers(): number {
    return this.spec.servers;
  }

  override queueLength(): number {
    return this.waiting.size;
  }
}
