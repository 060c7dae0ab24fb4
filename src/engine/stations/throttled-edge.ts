import { Spell } from "../part/spells.ts";
import { amountOf, Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowBlock } from "../rows/row-block.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import { Draws } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { EdgeRemarks } from "./remarks.ts";

export type EdgeSpec = {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly latency: Sampler;
  readonly recordsPerRequest: number;
  readonly clientRetries: number;
};

const FIRST_BACKOFF_MS = 1000;

/**
 * A throttling front door: a token bucket over requests; what finds no token is answered 429 and comes again after
 * 1 s, 2 s, 4 s … until the client gives up. The delay of the answer is drawn per request and never reorders one client's
 * records noticeably, so records leave in the order of their tokens.
 */
export class ThrottledEdge extends Part<EdgeRemarks> {
  private readonly input: RowQueueReader;
  private readonly out: OutPort;
  private readonly spec: EdgeSpec;
  private readonly latency: Draws;
  /** One queue per back-off step: constant delay, hence in order. */
  private readonly retries: RowQueue[];
  private readonly retryReader: RowQueueReader;
  private readonly block = new RowBlock();
  private readonly ready: RowQueue;
  private lastLeave = -Infinity;
  private tokens: number;
  private tokensAt = 0;
  private rateFactor = 1;
  private throttledUntil = -Infinity;
  private readonly spell = new Spell();
  private readonly throttledCode: number;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: EdgeSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.out = new OutPort(this, run, outputs);
    this.latency = new Draws(spec.latency, run.randomStream(id, "latency"));
    this.retries = Array.from({ length: spec.clientRetries }, (_, i) => new RowQueue(`${id}.retry${i}`));
    this.retryReader = new RowQueueReader(this.retries);
    this.ready = new RowQueue(id);
    this.tokens = spec.burst * spec.recordsPerRequest;
    this.throttledCode = run.ledger.code("dropped", id, "throttled");
  }

  advance(until: number): void {
    const { block, retryReader } = this;
    block.take(this.input, until);
    this.meter.arrivedMany(block.length, this.bytesOfBlock(block));
    for (let i = block.from; ; ) {
      const retryAt = retryReader.peekTime();
      if (i < block.to && block.times[i] < retryAt) i = this.offerFirst(i, retryAt);
      else if (retryAt < until) {
        retryReader.next(until);
        this.offer(retryReader.time, retryReader.ref, retryReader.wire + 1);
      } else break;
    }
    this.emitReady(until);
  }

  /** Rows of the block from `i` on ask for the first time, those before `before` as long as none is turned away; answers where it stopped. */
  private offerFirst(i: number, before: number): number {
    const { block, meter, ready, latency, spell } = this;
    const { times, refs, to } = block;
    const capacity = this.spec.burst * this.spec.recordsPerRequest;
    const usualPerSecond = this.spec.ratePerSecond * this.spec.recordsPerRequest;
    let { tokens, tokensAt, lastLeave } = this;
    for (; i < to && times[i] < before; i++) {
      const at = times[i];
      const perSecond = usualPerSecond * (at < this.throttledUntil ? this.rateFactor : 1);
      const grown = tokens + ((at - tokensAt) * perSecond) / 1000;
      tokens = grown < capacity ? grown : capacity;
      tokensAt = at;
      if (tokens < 1 || spell.isAway(at)) break;
      tokens -= 1;
      const latencyMs = latency.next() * spell.slowness(at);
      meter.served(at, 0, latencyMs);
      if (at + latencyMs > lastLeave) lastLeave = at + latencyMs;
      ready.push(lastLeave, refs[i]);
    }
    this.tokens = tokens;
    this.tokensAt = tokensAt;
    this.lastLeave = lastLeave;
    if (i === to || times[i] >= before) return i;
    this.turnAway(times[i], refs[i], 0);
    return i + 1;
  }

  override nextWorkMs(): number {
    return Math.min(this.retryReader.peekTime(), this.input.peekTime(), this.ready.nextMs);
  }

  private offer(at: number, ref: number, attempt: number): void {
    const perSecond = this.spec.ratePerSecond * this.spec.recordsPerRequest * (at < this.throttledUntil ? this.rateFactor : 1);
    const capacity = this.spec.burst * this.spec.recordsPerRequest;
    this.tokens = Math.min(capacity, this.tokens + ((at - this.tokensAt) * perSecond) / 1000);
    this.tokensAt = at;
    if (this.tokens >= 1 && !this.spell.isAway(at)) {
      this.tokens -= 1;
      const latency = this.latency.next() * this.spell.slowness(at);
      // Back-off times double, so the number of tries says how long this one has waited in all.
      const waitedMs = attempt === 0 ? 0 : FIRST_BACKOFF_MS * (2 ** attempt - 1);
      this.meter.served(at - waitedMs, waitedMs, latency);
      this.lastLeave = Math.max(this.lastLeave, at + latency);
      this.ready.push(this.lastLeave, ref);
      return;
    }
    this.turnAway(at, ref, attempt);
  }

  private turnAway(at: number, ref: number, attempt: number): void {
    if (attempt < this.retries.length) {
      this.retries[attempt].push(at + FIRST_BACKOFF_MS * 2 ** attempt, ref);
      return;
    }
    this.meter.intervalDropped++;
    this.run.ledger.end(ref, this.throttledCode);
  }

  private emitReady(until: number): void {
    const { ready } = this;
    const end = ready.endBefore(until);
    if (end === ready.head) return;
    this.out.emitMany(ready.times, ready.refs, ready.head, end);
    ready.takeTo(end);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "throttle") {
      this.throttledUntil = at + strike.durationMs;
      this.rateFactor = 1 / amountOf(strike);
      return;
    }
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    this.remark(at, "outage", { downMs: strike.durationMs, retries: this.retries.length }, "clientRetries");
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override queueLength(): number {
    return this.retries.reduce((sum, wire) => sum + wire.waiting, 0);
  }

  override finish(at: number): boolean {
    this.advance(at);
    return this.ready.waiting === 0 && this.retryReader.empty;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    return this.ready.heldEvents() + this.retries.reduce((sum, wire) => sum + wire.heldEvents(), 0);
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), requests: this.meter.arrivals / this.spec.recordsPerRequest };
  }
}
