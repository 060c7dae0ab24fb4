import { Spell } from "../part/spells.ts";
import { NOTHING } from "../calls/calls.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { QuerySlots } from "../part/query-slots.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { RequestServiceRemarks } from "./remarks.ts";

export type RequestServiceSpec = {
  /** Requests worked on at once, over all instances. */
  readonly workers: number;
  readonly work: Sampler;
  /** Requests that may wait; beyond that the answer is 503. */
  readonly queueLimit: number;
  /** Clients give up after this long. */
  readonly timeoutMs: number;
};

/**
 * A service in front of caches and stores that holds nothing while they work: a thread takes a call, works on it and passes it on by
 * `reads`, from where the reply goes straight to whoever waits. In `requests`.
 */
export class RequestService extends CallPart<RequestServiceRemarks> {
  private readonly input: RowQueueReader;
  private readonly reads: readonly RowQueue[];
  private readonly spec: RequestServiceSpec;
  private threads: QuerySlots;
  private readonly random: RandomStream;
  /** Calls a thread has or will have, by when it is done with them. */
  private readonly done = new TimeQueue();
  private readonly starts: number[] = [];
  private readonly spell = new Spell();

  constructor(id: string, run: RunContext, wires: { requests: readonly RowQueue[]; reads: readonly RowQueue[] }, spec: RequestServiceSpec) {
    super(id, run, [...wires.requests, ...wires.reads]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.requests);
    this.reads = wires.reads;
    this.threads = new QuerySlots(spec.workers);
    this.random = run.randomStream(id, "work");
    run.desk.giveUpAfter(spec.timeoutMs);
  }

  protected nextOwnAt(): number {
    return Math.min(this.done.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.done.time <= at) return this.passOn(this.done.pop(), at);
    this.input.next(Infinity);
    this.take(this.input.ref, at);
  }

  private take(ref: number, at: number): void {
    if (this.answersCheck(this.calls.of(ref), at)) return;
    this.meter.arrived(this.bytesOf(ref));
    if (this.spell.isAway(at)) return this.refuse(ref, at + 1, "service down");
    while (this.starts.length > 0 && this.starts[0] <= at) this.starts.shift();
    const start = Math.max(at, this.threads.earliest);
    if (start > at && this.starts.length >= this.spec.queueLimit) return this.refuse(ref, at + 1, "service busy");
    if (start > at) this.starts.push(start);
    const workMs = this.spec.work.sample(this.random) * this.spell.slowness(start);
    this.meter.served(at, start - at, workMs);
    this.calls.begun(this.calls.of(ref), start);
    this.done.push(this.threads.run(at, workMs).doneAt, ref);
  }

  private refuse(ref: number, at: number, reason: string): void {
    this.calls.refuse(this.calls.of(ref), at, reason, this.place);
  }

  private passOn(ref: number, at: number): void {
    this.meter.departures++;
    if (this.reads.length === 0) this.calls.answer(this.calls.of(ref), at, NOTHING, this.place);
    else this.calls.send(this.reads[0], at, ref);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    const lost = this.done.size;
    while (this.done.size > 0) this.refuse(this.done.pop(), at, "service crashed");
    this.starts.length = 0;
    this.threads = new QuerySlots(this.spec.workers);
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    this.remark(at, "crash", { downMs: strike.durationMs, brokenRequests: lost });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.done.size === 0;
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
