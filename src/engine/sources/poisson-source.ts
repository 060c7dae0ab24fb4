import { Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { NEW, SourceFaults } from "./source-faults.ts";
import type { Draft } from "./source-faults.ts";
import type { RunContext } from "../part/run-context.ts";
import { NO_ITEM } from "../rows/event-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import { grayZipfSampler, zipfSampler } from "../../base/alias-table.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

export type PoissonSpec = {
  readonly arrivals: "poisson" | "constant";
  readonly ratePerSecond: number;
  /** Stops after this many records … */
  readonly records: number | null;
  /** … or at this time; null = the run's own length. */
  readonly durationMs: number | null;
  readonly keys: number;
  readonly zipf: number;
  readonly zipfGenerator: "exact" | "gray";
  readonly bytes: number;
};

/** Independent records at a fixed mean rate, keys drawn by a Zipf law: the source of every textbook queue. */
export class PoissonSource extends Part {
  private readonly source: number;
  private readonly out: OutPort;
  private readonly gaps: RandomStream;
  private readonly keyDraws: RandomStream;
  private readonly gap: Sampler;
  private readonly keyOf: { sample(random: RandomStream): number };
  private readonly spec: PoissonSpec;
  private readonly stopAt: number;
  private nextAt: number;
  private made = 0;
  private lastAt = 0;
  /** Null until a fault strikes: a source without trouble takes the short way. */
  private faults: SourceFaults | null = null;
  /** Gaps are drawn at the mean rate and divided by this. */
  private rateFactor = 1;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[], spec: PoissonSpec) {
    super(id, run);
    this.source = run.rows.events.origins.open();
    this.spec = spec;
    this.out = new OutPort(this, run, outputs);
    this.gaps = run.randomStream(id, "gaps");
    this.keyDraws = run.randomStream(id, "keys");
    this.gap = exponential(1000 / spec.ratePerSecond);
    this.keyOf = spec.zipfGenerator === "gray" ? grayZipfSampler(spec.keys, spec.zipf) : zipfSampler(spec.keys, spec.zipf, 0);
    this.stopAt = Math.min(run.durationMs, spec.durationMs ?? Infinity);
    this.nextAt = this.nextGap();
  }

  private nextGap(): number {
    return this.spec.arrivals === "constant" ? 1000 / this.spec.ratePerSecond : this.gap.sample(this.gaps);
  }

  advance(until: number): void {
    if (this.faults !== null) {
      this.advanceInTrouble(this.faults, until);
      return;
    }
    const limit = this.spec.records ?? Infinity;
    while (this.nextAt < until && this.nextAt < this.stopAt && this.made < limit) {
      const at = this.nextAt;
      this.emit(at, at, this.keyOf.sample(this.keyDraws), 0, NEW);
      this.made++;
      this.nextAt = at + this.nextGap();
    }
  }

  override nextWorkMs(): number {
    return Math.min(this.producing ? this.nextAt : Infinity, this.faults?.nextMs ?? Infinity);
  }

  override stoppedMs(): number {
    return this.made >= (this.spec.records ?? Infinity) ? this.lastAt : this.stopAt;
  }

  /** The same gaps and keys, with what was held up or is sent again in between. */
  private advanceInTrouble(faults: SourceFaults, until: number): void {
    for (;;) {
      const madeAt = this.producing ? this.nextAt : Infinity;
      const at = Math.min(madeAt, faults.nextMs);
      if (at >= until) return;
      if (at < madeAt) {
        this.emitDraft(faults, faults.take(), at);
        continue;
      }
      const draft: Draft = { happenedAt: at, key: faults.key(this.keyOf.sample(this.keyDraws), at), id: NEW };
      this.made++;
      this.nextAt = at + this.nextGap() / this.rateFactor;
      if (!faults.holdsUp(draft, at)) this.emitDraft(faults, draft, at);
    }
  }

  private emitDraft(faults: SourceFaults, draft: Draft, at: number): void {
    const { happenedAt, key, id } = draft;
    const row = this.emit(at, happenedAt, key, faults.skewMs(happenedAt), id);
    if (id === NEW) faults.sent({ happenedAt, key, id: row }, at);
  }

  private emit(at: number, happenedAt: number, key: number, skewMs: number, id: number): number {
    const { events } = this.run.rows;
    const row = events.add(this.source);
    events.happenedAt.set(row, happenedAt);
    events.eventTime.set(row, happenedAt + skewMs);
    events.sentAt.set(row, at);
    events.eventId.set(row, id === NEW ? row : id);
    events.user.set(row, key);
    events.item.set(row, NO_ITEM);
    events.bytes.set(row, this.spec.bytes);
    this.run.ledger.produce(row);
    this.meter.arrived(this.spec.bytes);
    this.lastAt = at;
    this.out.emit(at, row);
    return row;
  }

  private get producing(): boolean {
    return this.nextAt < this.stopAt && this.made < (this.spec.records ?? Infinity);
  }

  override strike(strike: Strike, at: number): void {
    this.faults ??= new SourceFaults(this.run.randomStream(this.id, "faults"));
    this.faults.strike(strike, at);
    if (strike.fault === "burst") this.changeRate(this.faults.factor(at), at);
  }

  /** What is left of the present gap is stretched as all gaps are: exact for both laws of arrivals. */
  private changeRate(factor: number, at: number): void {
    if (this.nextAt > at) this.nextAt = at + ((this.nextAt - at) * this.rateFactor) / factor;
    this.rateFactor = factor;
  }

  override nextChangeMs(): number {
    return this.faults?.burstEndsMs ?? Infinity;
  }

  override change(at: number): void {
    this.faults?.endBurst();
    this.changeRate(1, at);
  }

  /** A repeat is made anew, with the id of the event it repeats. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override finish(): boolean {
    return !this.producing && (this.faults === null || this.faults.nextMs === Infinity);
  }
}
