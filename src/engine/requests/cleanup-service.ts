import { Asking } from "../calls/asking.ts";
import type { Ask, Asker } from "../calls/asking.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NO_ENDPOINT, NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { CallPart, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { CleanupRemarks } from "./remarks.ts";

export type CleanupSpec = {
  readonly everyMs: number;
  /** Rows deleted by one statement, and the pause before the next one. */
  readonly batch: number;
  readonly pauseMs: number;
  readonly policy: CallPolicy;
};

/** Bytes of a statement. */
const CALL_BYTES = 500;

/**
 * Deletes what has expired, every so often: batch by batch with pauses, one store after the other, until a batch comes back
 * short. A batch that fails ends the round; the next one finds what is left. Out `stores`.
 */
export class CleanupService extends CallPart<CleanupRemarks> implements Asker {
  private readonly asking: Asking;
  private readonly stores: readonly RowQueue[];
  private readonly spec: CleanupSpec;
  private readonly spell = new Spell();
  /** When a round begins, or the next batch of one; Infinity while a batch is under way. */
  private dueAt: number;
  private roundAt: number;
  private store = 0;
  /** Rounds that were gone through, or broken off, and rows they deleted. */
  rounds = 0;
  deleted = 0;

  constructor(id: string, run: RunContext, wires: { stores: readonly RowQueue[] }, spec: CleanupSpec) {
    super(id, run, wires.stores);
    this.stores = wires.stores;
    this.spec = spec;
    this.asking = new Asking(this.calls, this, this.place, spec.policy, run.randomStream(id, "back-off"));
    this.tell(WAITS_FOR_REPLIES, () => [this.asking]);
    this.dueAt = this.roundAt = spec.everyMs;
  }

  protected nextOwnAt(): number {
    return Math.min(this.dueAt < this.run.durationMs ? this.dueAt : Infinity, this.asking.time);
  }

  protected moveOwn(at: number): void {
    if (this.asking.time <= at) return this.asking.move(at);
    if (this.spell.isAway(at)) return this.skipRound(at);
    const { batch } = this.spec;
    const about = { op: "purge", key: batch, row: NOTHING, bytes: CALL_BYTES } as const;
    this.dueAt = Infinity;
    this.meter.departures++;
    this.asking.ask({ parent: null, endpoint: NO_ENDPOINT, deadlineAt: Infinity, ...about }, 1, 1, at);
  }

  wireFor(): RowQueue {
    return this.stores[this.store];
  }

  protected override replied(call: Call, at: number): void {
    this.asking.replied(call, at);
  }

  settled(ask: Ask, at: number): void {
    if (ask.answered) this.deleted += ask.value;
    const isDone = !ask.answered || ask.value < this.spec.batch;
    if (isDone) this.store++;
    if (this.store < this.stores.length) this.dueAt = at + this.spec.pauseMs;
    else this.endRound(at);
  }

  private endRound(at: number): void {
    this.rounds++;
    this.skipRound(at);
  }

  private skipRound(at: number): void {
    this.store = 0;
    while (this.roundAt <= at) this.roundAt += this.spec.everyMs;
    this.dueAt = this.roundAt;
  }

  override strike({ durationMs }: Strike, at: number): void {
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    this.remark(at, "cleanup-away", { downMs: durationMs });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.asking.open === 0 && this.asking.underWay === 0;
  }

  override figure(): string {
    return this.deleted === 0 ? "" : `${this.deleted.toLocaleString("en-US")} deleted`;
  }

  override usage(): Record<string, number> {
    const { retried, timedOut } = this.asking;
    return { ...super.usage(), requests: this.meter.departures, retried, timedOut };
  }
}
