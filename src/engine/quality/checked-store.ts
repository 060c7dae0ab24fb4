import { SHOWS } from "../queried/visible-rows.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import type { Shows } from "../queried/visible-rows.ts";
import type { Part } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { FILE, hourOfRow, kindOf, rowOf } from "../rows/rows.ts";
import type { StoredFile } from "../rows/kinds/file.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { Interval } from "../tasks/job.ts";
import { LandedFiles } from "../tasks/landed-files.ts";
import type { Reading } from "../tasks/landed-files.ts";

/** Rows that lie together: a file, or what a warehouse has made of one. `hour`: the partition they lie in, else each lies in its own. */
export type Lot = Pick<StoredFile, "stream" | "refs" | "rows" | "storedBytes"> & Partial<Pick<StoredFile, "hour">>;

/** What an attempt found: the lots, and which of them are files by number. */
export type Taken = { readonly lots: readonly Lot[]; readonly files: readonly number[] };

/** Rows of one kind in the stores at one port: files as they land in buckets, and what warehouses have loaded. */
export class CheckedStore {
  private readonly run: RunContext;
  private readonly stream: number;
  private readonly reading: Reading;
  private readonly lookbackHours: number;
  private readonly input: RowQueueReader;
  private readonly landed: LandedFiles;
  private readonly warehouses: readonly Shows[];

  constructor(
    run: RunContext,
    at: { readonly wires: readonly RowQueue[]; readonly parts: readonly Part[] },
    what: { readonly stream: number; readonly reading: Reading; readonly lookbackHours: number },
  ) {
    this.run = run;
    this.stream = what.stream;
    this.reading = what.reading;
    this.lookbackHours = what.lookbackHours;
    this.input = new RowQueueReader(at.wires);
    this.landed = new LandedFiles(run.rows.files, what.reading);
    this.warehouses = SHOWS.all(at.parts).filter(({ keepsVersions }) => !keepsVersions);
  }

  advance(until: number): void {
    const { input } = this;
    while (input.next(until)) {
      if (kindOf(input.ref) !== FILE) continue;
      const file = rowOf(input.ref);
      const { stream, refs, replaces } = this.run.rows.files[file];
      for (const old of replaces ?? []) this.landed.remove(old, file);
      if (stream === this.stream && refs.length > 0) this.landed.add(file);
    }
  }

  nextWorkMs(): number {
    return this.input.peekTime();
  }

  /** What an attempt that begins now finds. */
  take(interval: Interval): Taken {
    const files = this.landed.take(interval, this.run.hourMs, this.lookbackHours);
    const hours = new Set(this.hoursOf(interval));
    const loaded = this.warehouses.flatMap(({ visible }) => visible.batches.flatMap((batch) => this.ofHours(batch, hours)));
    return { lots: [...files.map((file) => this.run.rows.files[file]), ...loaded], files };
  }

  /** The rows of a batch that belong to these hours; all of them where none is named. */
  private ofHours(batch: RowBatch, hours: ReadonlySet<number>): readonly Lot[] {
    if (batch.stream !== this.stream || batch.rows === 0) return [];
    if (hours.size === 0) return [batch];
    const { rows, hourMs } = this.run;
    const refs = batch.refs.filter((ref) => hours.has(hourOfRow(rows, ref, hourMs)));
    if (refs.length === 0) return [];
    return [{ stream: batch.stream, refs, rows: refs.length, storedBytes: (batch.storedBytes * refs.length) / batch.rows }];
  }

  /** Hours an attempt works for that are over when its interval ends: of others not all can be there. */
  wholeHoursOf(interval: Interval): number[] {
    return this.hoursOf(interval).filter((hour) => (hour + 1) * this.run.hourMs <= interval.toMs);
  }

  /** Hours an attempt works for; none where it takes whatever is there. */
  private hoursOf({ fromMs, toMs }: Interval): number[] {
    if (this.reading !== "interval") return [];
    const { hourMs } = this.run;
    const first = Math.floor(fromMs / hourMs);
    const end = Math.max(first + 1, Math.ceil(toMs / hourMs));
    return Array.from({ length: end - first + this.lookbackHours }, (_, i) => first - this.lookbackHours + i);
  }

  commit(files: readonly number[]): void {
    this.landed.commit(files);
  }

  /** Files that lie there, with rows, and are not among these. */
  filesBeside(files: ReadonlySet<number>): number[] {
    return this.landed.beside(files);
  }

  get waiting(): number {
    return this.landed.waiting;
  }

  /** Rows of a warehouse may be read again at any time. */
  get neededFrom(): number {
    return this.warehouses.length > 0 ? 0 : this.landed.neededFrom;
  }
}
