import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { GRANTED, grantedAmong, refusedColumns } from "./granted-reads.ts";
import type { Askers, QueryTarget } from "./query-target.ts";
import type { ExtractRemarks } from "./remarks.ts";
import { SHOWS, VisibleRows } from "./visible-rows.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import type { WatchedColumn } from "../part/watched-column.ts";

export type ExtractSpec = {
  /** A refresh begins each time so much has passed, at the earliest after the one before has ended. */
  readonly everyMs: number;
  /** What the stores answered is taken in at this pace, in stored bytes. */
  readonly bytesPerSecond: number;
  readonly answer: Sampler;
  readonly slots: number;
};

/** A refresh under way: what it will show, and when it is done. */
type Refresh = { readonly batches: ReadonlySet<RowBatch>; readonly doneAt: number };

/**
 * A copy of what a store shows, kept by whoever draws dashboards: refreshed by the clock with one query to each store behind it, and
 * asked instead of them. Viewers are spared the slots of the warehouse, and see it as it was when the last refresh began. Rows
 * of files only: what a store took in row by row has no place in it. In `rows` of stores, out `rows`.
 */
export class Extract extends Part<ExtractRemarks> implements QueryTarget {
  readonly visible: VisibleRows;
  readonly keepsVersions = false;
  askers: Askers | null = null;
  private readonly sources: readonly QueryTarget[];
  private readonly spec: ExtractSpec;
  private readonly slots: QuerySlots;
  private readonly answers: RandomStream;
  private readonly spell = new Spell();
  private shown: ReadonlySet<RowBatch> = new Set();
  private refresh: Refresh | null = null;
  private nextAt: number;
  private failsUntil = -Infinity;
  private done = false;
  private refreshes = 0;
  private queries = 0;
  private lastAskedMs = 0;
  private isRefusalTold = false;

  constructor(id: string, run: RunContext, sources: readonly QueryTarget[], spec: ExtractSpec) {
    super(id, run);
    this.tell(SHOWS, this);
    this.tell(GRANTED, grantedAmong(sources));
    this.sources = sources;
    this.spec = spec;
    this.visible = new VisibleRows(id, run);
    this.slots = new QuerySlots(spec.slots);
    this.answers = run.randomStream(id, "answers");
    this.nextAt = spec.everyMs;
  }

  advance(until: number): void {
    if (this.refresh !== null && this.refresh.doneAt < until) this.show(this.refresh);
  }

  override nextWorkMs(): number {
    return this.refresh?.doneAt ?? Infinity;
  }

  /** A refresh sees its stores as they are at that instant, so the window ends there. */
  override nextChangeMs(): number {
    return this.done ? Infinity : this.nextAt;
  }

  override change(at: number): void {
    this.nextAt += this.spec.everyMs;
    if (this.refresh !== null) this.remark(at, "refresh-skipped", { everyMs: this.spec.everyMs }, "everyMs");
    else if (at < this.failsUntil) this.remark(at, "refresh-failed", {});
    else this.begin(at);
  }

  private begin(at: number): void {
    let doneAt = at;
    const batches = new Set<RowBatch>();
    for (const source of this.sources) {
      const answeredAt = source.query(at).doneAt;
      if (Number.isNaN(answeredAt)) {
        this.tellRefused(source, at);
        continue;
      }
      doneAt = Math.max(doneAt, answeredAt);
      for (const batch of source.visible.batches) batches.add(batch);
    }
    let bytes = 0;
    for (const batch of batches) if (!this.shown.has(batch)) bytes += batch.storedBytes;
    this.refresh = { batches, doneAt: doneAt + ((bytes * 1000) / this.spec.bytesPerSecond) * this.spell.slowness(at) };
  }

  private tellRefused({ id, granted }: QueryTarget, at: number): void {
    if (granted !== undefined && !this.isRefusalTold) this.remark(at, "refresh-refused", { store: id, columns: refusedColumns(granted) });
    this.isRefusalTold = true;
  }

  answered(watched: WatchedColumn): number {
    return watched.rowsAt(this.lastAskedMs);
  }

  private show({ batches, doneAt }: Refresh): void {
    this.refresh = null;
    this.refreshes++;
    for (const batch of this.shown) if (!batches.has(batch)) this.visible.hideBatch(batch, doneAt);
    for (const batch of batches) {
      if (this.shown.has(batch)) continue;
      for (const ref of batch.refs) this.meter.arrived(this.bytesOf(ref));
      this.visible.showBatch(batch, doneAt);
    }
    this.shown = batches;
  }

  query(at: number): { readonly doneAt: number } {
    const serviceMs = this.spec.answer.sample(this.answers) * this.spell.slowness(at);
    const { doneAt, waitMs } = this.slots.run(at, serviceMs);
    this.meter.served(at, waitMs, serviceMs);
    this.meter.departures++;
    this.queries++;
    this.lastAskedMs = at;
    return { doneAt };
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") this.spell.slow(amountOf(strike), at + strike.durationMs);
    else this.failsUntil = Math.max(this.failsUntil, at + strike.durationMs);
  }

  /** Rows of its stores are shown, event by event, at every refresh to come. */
  override eventsNeededFrom(): number {
    return 0;
  }

  /** Over when a refresh has brought what its stores will ever show. */
  override finish(): boolean {
    this.done = this.refresh === null && this.sources.every(({ visible: { batches } }) => batches.every((batch) => this.shown.has(batch)));
    return this.done;
  }

  override servers(): number {
    return this.spec.slots;
  }

  override figure(): string {
    return this.refreshes === 0 ? "first refresh to come" : `${this.refreshes} refreshes`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.queries, storedBytes: this.visible.bytes };
  }
}
