import { nounFor } from "../../base/counted-noun.ts";
import { Spell } from "../part/spells.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { Askers, QueryTarget } from "./query-target.ts";
import { isDeletion } from "../rows/kinds/file.ts";
import { FILE, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { SHOWS, VisibleRows } from "./visible-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { WarehouseRemarks } from "./remarks.ts";

export type WarehouseSpec = {
  /** Files that came since the last load are loaded together, each time so much has passed. */
  readonly loadEveryMs: number;
  /**
   * append: a load adds its rows, and what was loaded of a file that has been written anew stays. replace: what was loaded of such
   * a file is deleted in the transaction that loads the new one.
   */
  readonly loads: "append" | "replace";
  /** A file is read by one slice, so many raw bytes a second. */
  readonly slices: number;
  readonly bytesPerSecondPerSlice: number;
  readonly commitMs: Sampler;
  readonly slots: number;
  /** A query takes so long and the time to look at every row, times a draw around 1. */
  readonly fixedMs: number;
  readonly rowsPerSecond: number;
  readonly spread: Sampler;
};

type Load = { readonly files: readonly number[]; readonly lastsMs: number; doneAt: number };

/**
 * A warehouse loaded from files by the clock (facts/storage.md 3.1): one load at a time, its files dealt out to slices, a commit at
 * the end, and then all of its rows are there at once. Queries wait for one of few slots and slow down with the rows.
 * In files of an object store, out `rows`.
 */
export class WarehouseCluster extends Part<WarehouseRemarks> implements QueryTarget {
  readonly visible: VisibleRows;
  readonly keepsVersions = false;
  askers: Askers | null = null;
  loads = 0;
  private readonly data: RowQueueReader;
  private readonly spec: WarehouseSpec;
  private readonly slots: QuerySlots;
  private readonly commits: RandomStream;
  private readonly spreads: RandomStream;
  /** Rows that stayed when their file had been written anew and was loaded again. */
  keptRows = 0;
  private waiting: number[] = [];
  /** Files whose rows are there. */
  private readonly loaded = new Set<number>();
  private running: Load | null = null;
  private nextAt: number;
  private readonly spell = new Spell();
  private queries = 0;
  private filesRead = 0;
  /** Ends of the queries that were asked, of which those that still run break off with a node. */
  private readonly ends: number[] = [];

  constructor(id: string, run: RunContext, data: readonly RowQueue[], spec: WarehouseSpec) {
    super(id, run);
    this.tell(SHOWS, this);
    this.spec = spec;
    this.data = new RowQueueReader(data);
    this.visible = new VisibleRows(id, run);
    this.slots = new QuerySlots(spec.slots);
    this.commits = run.randomStream(id, "commits");
    this.spreads = run.randomStream(id, "queries");
    this.nextAt = spec.loadEveryMs;
  }

  advance(until: number): void {
    for (;;) {
      const doneAt = this.running?.doneAt ?? Infinity;
      const startAt = this.running === null ? Math.max(this.nextAt, this.spell.awayUntil) : Infinity;
      const fileAt = this.data.peekTime();
      const at = Math.min(doneAt, startAt, fileAt);
      if (at >= until) return;
      if (at === doneAt) this.commit(at);
      else if (at === startAt) this.load(at);
      else {
        this.data.next(until);
        if (kindOf(this.data.ref) === FILE) this.offer(rowOf(this.data.ref));
      }
    }
  }

  /** What was loaded stays when its file is deleted. */
  private offer(file: number): void {
    if (!isDeletion(this.run.rows.files[file])) this.waiting.push(file);
  }

  override nextWorkMs(): number {
    const startAt = this.running === null && this.waiting.length > 0 ? Math.max(this.nextAt, this.spell.awayUntil) : Infinity;
    return Math.min(this.data.peekTime(), startAt, this.running?.doneAt ?? Infinity);
  }

  /** Loads fall due and find nothing. */
  override rest(until: number): void {
    this.advance(until);
  }

  /** Begins with all files that are there; when the last load took longer than its turn, the next begins at its end. */
  private load(at: number): void {
    this.nextAt += Math.max(1, Math.floor((at - this.nextAt) / this.spec.loadEveryMs) + 1) * this.spec.loadEveryMs;
    if (this.waiting.length === 0) return;
    const files = this.there(this.waiting);
    this.waiting = [];
    if (files.length === 0) return;
    const lastsMs = (this.readMs(files) + this.spec.commitMs.sample(this.commits)) * this.slowedAt(at);
    this.running = { files, lastsMs, doneAt: at + lastsMs };
    this.filesRead += files.length;
  }

  /** COPY lists the prefix: a file that another one has taken the place of is not there any more. */
  private there(files: readonly number[]): readonly number[] {
    const gone = new Set(files.flatMap((file) => this.run.rows.files[file].replaces ?? []));
    return files.filter((file) => !gone.has(file));
  }

  /** Each file goes to the slice with least to do: one file is a serial load, however many slices there are. */
  private readMs(files: readonly number[]): number {
    const { slices, bytesPerSecondPerSlice } = this.spec;
    const bytes = new Float64Array(Math.min(slices, files.length));
    const sizes = files.map((file) => this.run.rows.files[file].rawBytes).sort((a, b) => b - a);
    for (const size of sizes) {
      let least = 0;
      for (let slice = 1; slice < bytes.length; slice++) if (bytes[slice] < bytes[least]) least = slice;
      bytes[least] += size;
    }
    return (bytes.reduce((most, load) => Math.max(most, load), 0) * 1000) / bytesPerSecondPerSlice;
  }

  private commit(at: number): void {
    const files = this.running?.files ?? [];
    this.running = null;
    this.loads++;
    for (const index of files) {
      this.meetOld(this.run.rows.files[index].replaces ?? [], at);
      for (const ref of this.run.rows.files[index].refs) this.meter.arrived(this.bytesOf(ref));
      this.visible.showFile(index, at);
      this.loaded.add(index);
    }
  }

  /** What was loaded of files that others took the place of: deleted, or kept beside the new rows. */
  private meetOld(files: readonly number[], at: number): void {
    for (const index of files) {
      if (!this.loaded.delete(index)) continue;
      if (this.spec.loads === "replace") this.visible.hideFile(index, at);
      else this.keptRows += this.run.rows.files[index].rows;
    }
  }

  private slowedAt(at: number): number {
    return this.spell.slowness(at);
  }

  query(at: number): { readonly doneAt: number } {
    const { fixedMs, rowsPerSecond, spread } = this.spec;
    const startAt = Math.max(at, this.spell.awayUntil);
    const scanMs = (this.visible.rowsAt(at) * 1000) / rowsPerSecond;
    const serviceMs = (fixedMs + scanMs) * spread.sample(this.spreads) * this.slowedAt(startAt);
    const { doneAt, waitMs } = this.slots.run(startAt, serviceMs);
    this.meter.served(at, startAt - at + waitMs, serviceMs);
    this.queries++;
    this.meter.departures++;
    while (this.ends.length > 0 && this.ends[0] <= at) this.ends.shift();
    this.ends.push(doneAt);
    return { doneAt };
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), until);
      return;
    }
    if (strike.fault === "queueing") {
      this.slots.occupy(this.spec.slots, Math.max(at, this.spell.awayUntil), until);
      this.remark(at, "queueing", { forMs: strike.durationMs }, "slots");
      return;
    }
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    const broken = this.ends.filter((end) => end > at).length;
    const loadsAgain = this.running !== null;
    if (this.running !== null) this.running.doneAt = until + this.running.lastsMs;
    this.remark(at, "node-lost", { downMs: strike.durationMs, brokenQueries: broken, loadsAgain });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.data.empty && this.waiting.length === 0 && this.running === null;
  }

  override servers(): number {
    return this.spec.slots;
  }

  override figure(): string {
    return this.loads === 0
      ? ""
      : `${this.loads} ${nounFor(this.loads, "load")}, ${this.visible.events.toLocaleString("en-US")} ${nounFor(this.visible.events, "event")}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.queries, objectReads: this.filesRead, storedBytes: this.visible.bytes };
  }
}
