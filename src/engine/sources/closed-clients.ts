import { Part, OutPort } from "../part/part.ts";
import { InstantHeap } from "../kernel/instant-heap.ts";
import type { RunContext } from "../part/run-context.ts";
import { NO_ITEM } from "../rows/event-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { zipfSampler } from "../../base/alias-table.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { ClosedClientsRemarks } from "./remarks.ts";

export type ClosedClientsSpec = {
  readonly clients: number;
  readonly think: Sampler;
  /** From the end of the way back to the client: no window is longer, so an answer always comes in time (E4). */
  readonly replyDelayMs: number;
  /** Without an answer after this long the client goes on; what it asked for goes its way all the same. */
  readonly timeoutMs: number;
  /** Stops after this many requests; null = at the end of production. */
  readonly requests: number | null;
  readonly keys: number;
  readonly zipf: number;
  readonly bytes: number;
};

const NO_ROW = -1;

/**
 * Clients who each have one request under way, or think: a closed network, whose load follows from how fast it is answered.
 * A request is answered once every copy of it has been delivered, at the last of these instants; the answer takes
 * `replyDelayMs` to the client, who thinks and asks again. A request of which a copy was lost is never answered.
 */
export class ClosedClients extends Part<ClosedClientsRemarks> {
  private readonly source: number;
  answers = 0;
  timeouts = 0;
  private readonly out: OutPort;
  private readonly spec: ClosedClientsSpec;
  private readonly thinkDraws: RandomStream;
  private readonly keyDraws: RandomStream;
  private readonly keyOf: { sample(random: RandomStream): number };
  /** When each client sends next, or gives up waiting. */
  private readonly next: InstantHeap;
  /** The request a client waits for, the last time a copy of it was seen to end, and the thinking that follows. */
  private readonly waitsFor: Int32Array;
  private readonly seenAt: Float64Array;
  private readonly thinkMs: Float64Array;
  private readonly clientOf = new Map<number, number>();
  /** Requests seen to end since they were last looked at; some may have copies under way. */
  private seen: number[] = [];
  private now = 0;
  private lastSentAt = 0;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[], spec: ClosedClientsSpec) {
    super(id, run);
    this.source = run.rows.events.origins.open();
    this.spec = spec;
    this.out = new OutPort(this, run, outputs);
    this.thinkDraws = run.randomStream(id, "think");
    this.keyDraws = run.randomStream(id, "keys");
    this.keyOf = zipfSampler(spec.keys, spec.zipf, 0);
    this.waitsFor = new Int32Array(spec.clients).fill(NO_ROW);
    this.seenAt = new Float64Array(spec.clients);
    this.thinkMs = new Float64Array(spec.clients);
    this.next = new InstantHeap(Float64Array.from({ length: spec.clients }, () => spec.think.sample(this.thinkDraws)));
    run.whenVisible((row, at) => this.visible(row, at));
  }

  override feedbackDelayMs(): number {
    return this.spec.replyDelayMs;
  }

  private visible(row: number, at: number): void {
    const client = this.clientOf.get(row);
    if (client === undefined) return;
    if (this.seenAt[client] === -Infinity) this.seen.push(client);
    if (at > this.seenAt[client]) this.seenAt[client] = at;
  }

  advance(until: number): void {
    this.takeAnswers();
    while (this.next.at < until) {
      const client = this.next.first;
      const at = this.next.at;
      if (this.waitsFor[client] !== NO_ROW) this.giveUp(client, at);
      else if (this.stopped(at)) this.next.move(client, Infinity);
      else this.send(client, at);
    }
    this.now = until;
  }

  /** Answers are taken whenever some are there. */
  override nextWorkMs(): number {
    return this.seen.length > 0 ? -Infinity : this.next.at;
  }

  override rest(until: number): void {
    this.now = until;
  }

  private stopped(at: number): boolean {
    return at >= this.run.durationMs || this.meter.arrivals >= (this.spec.requests ?? Infinity);
  }

  /** What was delivered in full: its client thinks from when the answer is there, unless it gives up before. */
  private takeAnswers(): void {
    const { spec, seen } = this;
    const { ledger } = this.run;
    this.seen = seen.filter((client) => {
      const row = this.waitsFor[client];
      if (row === NO_ROW) return false;
      if (ledger.isOpen(row)) return true;
      if (ledger.describe(ledger.fateOf(row)).kind !== "delivered") return false;
      const answeredAt = this.seenAt[client] + spec.replyDelayMs;
      // An answer that comes too late stays unheard; a copy that was taken back without an end closes a request after the fact.
      if (answeredAt > this.next.instantOf(client)) return false;
      this.answers++;
      this.settle(client, Math.max(answeredAt, this.now));
      return false;
    });
  }

  private giveUp(client: number, at: number): void {
    this.timeouts++;
    if (this.timeouts === 1) this.remark(at, "timeout", { timeoutMs: this.spec.timeoutMs }, "timeoutMs");
    this.settle(client, at);
  }

  private settle(client: number, at: number): void {
    this.clientOf.delete(this.waitsFor[client]);
    this.waitsFor[client] = NO_ROW;
    this.next.move(client, at + this.thinkMs[client]);
  }

  /** The thinking after the answer is drawn here, in the order of sending, which no window changes. */
  private send(client: number, at: number): void {
    const { spec } = this;
    const { events } = this.run.rows;
    const row = events.add(this.source);
    events.happenedAt.set(row, at);
    events.eventTime.set(row, at);
    events.sentAt.set(row, at);
    events.eventId.set(row, row);
    events.user.set(row, this.keyOf.sample(this.keyDraws));
    events.item.set(row, NO_ITEM);
    events.bytes.set(row, spec.bytes);
    this.run.ledger.produce(row);
    this.meter.arrived(spec.bytes);
    this.lastSentAt = at;
    this.waitsFor[client] = row;
    this.clientOf.set(row, client);
    this.seenAt[client] = -Infinity;
    this.thinkMs[client] = spec.think.sample(this.thinkDraws);
    this.next.move(client, at + spec.timeoutMs);
    this.out.emit(at, row);
  }

  override stoppedMs(): number {
    return this.meter.arrivals >= (this.spec.requests ?? Infinity) ? this.lastSentAt : Infinity;
  }

  override finish(at: number): boolean {
    return this.stopped(at);
  }

  override figure(): string {
    return this.timeouts === 0 ? "" : `${this.timeouts} without answer`;
  }
}
