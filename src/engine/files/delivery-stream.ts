import { nounFor } from "../../base/counted-noun.ts";
import { Spell } from "../part/spells.ts";
import { FileWriter } from "./file-writer.ts";
import type { FileFormat } from "./file-format.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { PutQueue } from "../rows/put-queue.ts";
import type { Put } from "../rows/put-queue.ts";
import { RequestQuota } from "./request-quota.ts";
import type { Quota } from "./request-quota.ts";
import type { RowInput } from "../rows/row-input.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { DeliveryRemarks } from "./remarks.ts";

export type DeliverySpec = {
  /** A buffer leaves when it holds this much … */
  readonly bufferBytes: number;
  /** … or this long after its first record. */
  readonly bufferMs: number;
  readonly compressionRatio: number;
  /** What sizes of its files are measured by; without it they are the ratio's. */
  readonly format?: FileFormat | null;
  /** What producers may put; null when the records come from a log, which has its own limits. */
  readonly quota: Quota | null;
  readonly recordsPerRequest: number;
  readonly retry: { readonly baseMs: number; readonly limitMs: number; readonly ttlMs: number };
  /** From the end of a buffer until the store is asked to keep it. */
  readonly handling: Sampler;
  /** While the destination is away a file is kept this long. */
  readonly keptMs: number;
  readonly roundedToBytes: number;
};

type Buffer = { readonly stream: number; readonly hour: number; readonly openedAt: number; readonly refs: number[]; bytes: number };
type Delivery = { readonly buffer: Buffer; readonly closedAt: number; readonly order: number; at: number };

/**
 * Gathers records into one file per stream and hour of arrival, which leaves by size or age, whichever is first, and delivers
 * it at least once. Nobody can make it crash; its destination may be away, or answer too late, and then a file comes twice.
 */
export class DeliveryStream extends Part<DeliveryRemarks> {
  private readonly input: RowInput;
  private readonly writer: FileWriter;
  private readonly spec: DeliverySpec;
  private readonly quota: RequestQuota | null;
  private readonly retries = new PutQueue();
  private readonly random: RandomStream;
  private readonly buffers = new Map<string, Buffer>();
  private readonly deliveries: Delivery[] = [];
  private readonly throttledCode: number;
  private readonly keptTooLongCode: number;
  private closed = 0;
  private readonly spell = new Spell();
  private timingOutUntil = -Infinity;
  private roundedBytes = 0;
  private lost = 0;

  constructor(id: string, run: RunContext, input: RowInput, outputs: readonly RowQueue[], spec: DeliverySpec) {
    super(id, run);
    this.input = input;
    this.writer = new FileWriter(this, run, outputs, spec);
    this.spec = spec;
    this.quota = spec.quota === null ? null : new RequestQuota(spec.quota, spec.recordsPerRequest);
    this.random = run.randomStream(id, "delivery");
    this.throttledCode = run.ledger.code("dropped", id, "over the quota until its time to live");
    this.keptTooLongCode = run.ledger.code("dropped", id, "destination away for too long");
  }

  advance(until: number): void {
    const { input, retries } = this;
    for (;;) {
      const retryAt = retries.nextAt;
      if (input.next(Math.min(until, retryAt))) {
        const bytes = this.bytesOf(input.ref);
        this.meter.arrived(bytes);
        this.offer(input.time, { refs: [input.ref], bytes, since: input.time, shard: 0, attempts: 0 });
      } else if (retryAt < until) this.offer(retryAt, retries.take());
      else break;
    }
    this.closeAged(until);
    this.deliver(until);
  }

  override nextWorkMs(): number {
    let next = Math.min(this.input.peekTime(), this.retries.nextAt);
    for (const { openedAt } of this.buffers.values()) next = Math.min(next, openedAt + this.spec.bufferMs);
    for (const { at } of this.deliveries) next = Math.min(next, at);
    return next;
  }

  // ---- Taking in ---------------------------------------------------------------------------------------------
  private offer(at: number, put: Put): void {
    if (this.quota?.admits(at, put.bytes) !== false) {
      this.add(at, put.refs[0], put.bytes);
      return;
    }
    const { baseMs, limitMs, ttlMs } = this.spec.retry;
    const nextAt = at + this.random.nextUniform32() * Math.min(limitMs, baseMs * 2 ** Math.min(put.attempts++, 30));
    if (nextAt - put.since <= ttlMs) this.retries.add(nextAt, put);
    else this.lose(at, put.refs, this.throttledCode, { why: "quota" });
  }

  private add(at: number, ref: number, bytes: number): void {
    this.closeAged(at);
    const { eventsPerRow } = this.run;
    this.roundedBytes += eventsPerRow * Math.ceil(bytes / eventsPerRow / this.spec.roundedToBytes) * this.spec.roundedToBytes;
    const stream = kindOf(ref);
    const hour = Math.floor(at / this.run.hourMs);
    const key = `${stream}/${hour}`;
    let buffer = this.buffers.get(key);
    if (buffer === undefined) this.buffers.set(key, (buffer = { stream, hour, openedAt: at, refs: [], bytes: 0 }));
    buffer.refs.push(ref);
    buffer.bytes += bytes;
    if (buffer.bytes >= this.spec.bufferBytes) this.close(key, buffer, at);
  }

  /** Buffers whose time is up before `until`, in the order it was. */
  private closeAged(until: number): void {
    for (;;) {
      let oldest: Buffer | null = null;
      for (const buffer of this.buffers.values()) if (oldest === null || buffer.openedAt < oldest.openedAt) oldest = buffer;
      if (oldest === null || oldest.openedAt + this.spec.bufferMs >= until) return;
      this.close(`${oldest.stream}/${oldest.hour}`, oldest, oldest.openedAt + this.spec.bufferMs);
    }
  }

  private close(key: string, buffer: Buffer, at: number): void {
    this.buffers.delete(key);
    this.deliveries.push({ buffer, closedAt: at, order: this.closed++, at: at + this.spec.handling.sample(this.random) });
  }

  // ---- Delivering --------------------------------------------------------------------------------------------
  private deliver(until: number): void {
    for (;;) {
      let first: Delivery | null = null;
      for (const each of this.deliveries)
        if (each.at < until && (first === null || each.at < first.at || (each.at === first.at && each.order < first.order))) first = each;
      if (first === null) return;
      if (this.spell.isAway(first.at)) first.at = this.spell.awayUntil;
      else this.settle(first);
    }
  }

  private settle(delivery: Delivery): void {
    const { buffer, at, closedAt } = delivery;
    this.deliveries.splice(this.deliveries.indexOf(delivery), 1);
    if (at - closedAt > this.spec.keptMs) {
      this.lose(at, buffer.refs, this.keptTooLongCode, { why: "kept-too-long", keptMs: this.spec.keptMs });
      return;
    }
    this.write(delivery);
    if (at >= this.timingOutUntil) return;
    // The answer came too late: the same records are written once more, under another name.
    for (const ref of buffer.refs) if (kindOf(ref) === EVENT) this.run.ledger.repeat(ref);
    this.write(delivery);
  }

  private write({ buffer, at, closedAt }: Delivery): void {
    const { stream, hour, openedAt, bytes } = buffer;
    this.writer.write({ stream, hour, refs: Int32Array.from(buffer.refs), rawBytes: bytes, openedAt, closedAt }, at);
  }

  private lose(at: number, refs: readonly number[], code: number, facts: DeliveryRemarks["refused"]): void {
    this.meter.intervalDropped += refs.length;
    for (const ref of refs) if (kindOf(ref) === EVENT) this.run.ledger.end(ref, code);
    if (this.lost === 0) this.remark(at, "refused", facts, "recordsPerRequest");
    this.lost += refs.length;
  }

  // ---- Faults, end of input, figures -------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "outage") {
      this.spell.stayAway(at, strike.durationMs);
      this.remark(at, "destination-away", { downMs: strike.durationMs });
      return;
    }
    this.timingOutUntil = until;
    this.remark(at, "delivered-twice", { forMs: strike.durationMs });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(at: number): boolean {
    if (!this.input.empty || this.retries.size > 0) return false;
    for (const [key, buffer] of [...this.buffers]) this.close(key, buffer, at);
    this.deliver(at);
    return this.deliveries.length === 0;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = 0;
    for (const ref of this.retries.refs()) if (kindOf(ref) === EVENT) held++;
    for (const buffer of this.buffers.values()) if (buffer.stream === EVENT) held += buffer.refs.length;
    for (const { buffer } of this.deliveries) if (buffer.stream === EVENT) held += buffer.refs.length;
    return held;
  }

  override queueLength(): number {
    return this.retries.size;
  }

  override figure(): string {
    const { filesWritten } = this.writer;
    return filesWritten === 0 ? "" : `${filesWritten} ${nounFor(filesWritten, "file")}`;
  }

  override usage(): Record<string, number> {
    const { filesWritten, bytesWritten } = this.writer;
    return { ...super.usage(), files: filesWritten, bytesOut: bytesWritten, roundedBytes: this.roundedBytes };
  }
}
