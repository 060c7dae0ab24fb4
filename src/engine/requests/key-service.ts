import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { KeyServiceRemarks } from "./remarks.ts";

export type KeyServiceSpec = {
  /** Keys taken into memory at a time. */
  readonly batch: number;
  /** Taking a batch from the table of unused keys, and marking it where that comes first. */
  readonly load: Sampler;
  /** Handing out, one caller after another: keys in memory are under one lock. */
  readonly handOut: Sampler;
  /** before: a batch is marked as used before any key of it is given; after: when all of it has been. */
  readonly marks: "before" | "after";
  /** A copy that takes over after so long; null: there is none. */
  readonly standbyAfterMs: number | null;
};

/**
 * Gives out keys that were made beforehand, each once. Its two tables (unused, used) are on disk; a batch of keys is in memory.
 * Keys in memory die with it: marked before, they are wasted; marked after, they are given again. A reply brings the place of the
 * first key in the order of keys (`ItemBook.keys`, behind the stock); the others follow it. In `calls`.
 */
export class KeyService extends CallPart<KeyServiceRemarks> {
  /** Keys that were marked as used and given to nobody; keys that were given a second time. */
  wasted = 0;
  repeated = 0;
  private given = 0;
  private readonly input: RowQueueReader;
  private readonly spec: KeyServiceSpec;
  private readonly random: RandomStream;
  private readonly spell = new Spell();
  private line: Call[] = [];
  private serving: Call | null = null;
  private servedAt = Infinity;
  private beganAt = 0;
  /** On disk: keys before it are marked as used. */
  private marked = 0;
  /** In memory: keys from .. to - 1 are to be given. */
  private from = 0;
  private to = 0;
  private furthest = 0;

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[] }, spec: KeyServiceSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.random = run.randomStream(id, "keys");
  }

  protected nextOwnAt(): number {
    return Math.min(this.servedAt, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.servedAt <= at) return this.served(at);
    this.input.next(Infinity);
    const call = this.calls.of(this.input.ref);
    if (this.answersCheck(call, at)) return;
    if (call.op !== "keys") return this.calls.refuse(call, at, "not understood", this.place);
    this.meter.arrived(call.bytes);
    if (this.spell.isAway(at)) return this.calls.refuse(call, at, "key service down", this.place);
    if (this.serving === null) this.serve(call, at);
    else this.line.push(call);
  }

  private serve(call: Call, at: number): void {
    this.serving = call;
    this.beganAt = at;
    this.calls.begun(call, at);
    let ms = this.spec.handOut.sample(this.random);
    while (this.to - this.from < call.key) {
      this.takeBatch();
      ms += this.spec.load.sample(this.random);
    }
    this.servedAt = at + ms * this.spell.slowness(at);
  }

  private takeBatch(): void {
    const { batch, marks } = this.spec;
    if (marks === "after") this.marked = this.from;
    if (this.from === this.to) this.from = this.to = Math.max(this.to, this.marked);
    this.to += batch;
    if (marks === "before") this.marked = this.to;
  }

  private served(at: number): void {
    const call = this.serving as Call;
    this.repeated += Math.max(0, Math.min(this.furthest, this.from + call.key) - this.from);
    this.furthest = Math.max(this.furthest, this.from + call.key);
    this.calls.answer(call, at, NOTHING, this.place, this.from);
    this.from += call.key;
    this.given += call.key;
    this.meter.departures++;
    this.meter.served(call.sentAt, this.beganAt - call.sentAt, at - this.beganAt);
    this.serving = null;
    this.servedAt = Infinity;
    const next = this.line.shift();
    if (next !== undefined) this.serve(next, at);
  }

  override strike(strike: Strike, at: number): void {
    const { durationMs } = strike;
    if (strike.fault === "slow") return this.spell.slow(amountOf(strike), at + durationMs);
    const broken = this.serving === null ? this.line : [this.serving, ...this.line];
    for (const call of broken) this.calls.refuse(call, at, "key service crashed", this.place);
    this.line = [];
    this.serving = null;
    this.servedAt = Infinity;
    const wastedKeys = this.spec.marks === "before" ? this.to - this.from : 0;
    this.wasted += wastedKeys;
    this.from = this.to = this.marked;
    const { standbyAfterMs } = this.spec;
    const downMs = Math.min(durationMs, standbyAfterMs ?? Infinity);
    this.meter.downMs += this.spell.stayAway(at, downMs);
    this.remark(
      at,
      "keys-crash",
      { downMs, wastedKeys, brokenRequests: broken.length, hasStandby: standbyAfterMs !== null },
      "standbyAfterMs",
    );
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.serving === null;
  }

  override servers(): number {
    return 1;
  }

  override queueLength(): number {
    return this.line.length;
  }

  override figure(): string {
    return this.given === 0 ? "" : `${this.given.toLocaleString("en-US")} keys given`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), requests: this.meter.arrivals };
  }
}
