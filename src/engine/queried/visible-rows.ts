import { float64s, int32s } from "../rows/packed-list.ts";
import type { PackedList } from "../rows/packed-list.ts";
import { EVENT, kindOf, rowOf } from "../rows/rows.ts";
import { StepHistory } from "../kernel/step-history.ts";
import type { RunContext } from "../part/run-context.ts";
import type { SinkRecorder } from "../books/sink-recorder.ts";
import { Facet } from "../part/facet.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import { WatchedColumn } from "../part/watched-column.ts";

/** Rows of a kind by number, in the order they became visible, and when. */
export class ListedRows {
  rows = int32s();
  /** Null where nobody asks. */
  at: PackedList<Float64Array> | null;

  constructor(asksWhen: boolean) {
    this.at = asksWhen ? float64s() : null;
  }

  /** Takes these rows out of the list, of a row that is there several times the first so many. */
  withdraw(gone: Map<number, number>): void {
    const { rows, at } = this;
    this.rows = int32s();
    this.at = at === null ? null : float64s();
    for (let i = 0; i < rows.length; i++) {
      const times = gone.get(rows.at(i)) ?? 0;
      if (times > 0) {
        gone.set(rows.at(i), times - 1);
        continue;
      }
      this.rows.push(rows.at(i));
      this.at?.push(at?.at(i) ?? 0);
    }
  }
}

/** Nobody adds to it. */
const NONE = new ListedRows(false);

/** The rows a store shows to queries, in the order they became visible. Events in files are counted and timed, not listed: their files are. */
export class VisibleRows {
  /** By the code of the kind; events are not among them. */
  private readonly listed: (ListedRows | undefined)[] = [];
  /** How often rows went with their batch, by the code of the kind: out of the list once somebody asks for it. */
  private readonly withdrawn = new Map<number, Map<number, number>>();
  private batchesThere: RowBatch[] = [];
  private readonly batchesGone = new Set<RowBatch>();
  /** Of batches that lost rows, what they were before. */
  private readonly trimmed = new WeakMap<RowBatch, RowBatch>();
  /** Events that came without a file; null where nobody asks which. */
  readonly looseEvents: PackedList<Int32Array> | null;
  looseCount = 0;
  events = 0;
  bytes = 0;
  newestEventAt = -Infinity;
  /** Another number whenever other batches are shown. */
  version = 0;
  private shown = 0;
  private readonly history = new StepHistory();
  private readonly watched: WatchedColumn[] = [];
  private readonly run: RunContext;
  private readonly store: string;
  /** Codes of kinds of which rows lie where the store reads and nobody has told it of their partition. */
  readonly unseen = new Set<number>();
  /** Made when the first event is shown: a store without events has no times of events. */
  private recorder: SinkRecorder | null = null;

  constructor(store: string, run: RunContext) {
    this.store = store;
    this.run = run;
    this.looseEvents = run.readsEventsOf(store) ? int32s() : null;
  }

  /** Counts rows of a kind that have a value in a column from now on; asked before anything is shown. */
  watch(kind: number, column: string): WatchedColumn {
    let found = this.watched.find((watched) => watched.kind === kind && watched.column === column);
    if (found === undefined) this.watched.push((found = new WatchedColumn(this.run, kind, column)));
    return found;
  }

  get watchedColumns(): readonly WatchedColumn[] {
    return this.watched;
  }

  show(ref: number, at: number, bytes: number): void {
    for (let w = 0; w < this.watched.length; w++) this.watched[w].came(ref, at);
    if (kindOf(ref) === EVENT) {
      this.looseCount++;
      this.looseEvents?.push(ref);
    }
    this.add(ref, at, bytes);
  }

  /** All rows of a file at once; its stored bytes are shared out among them. */
  showFile(index: number, at: number): void {
    this.showBatch(this.run.rows.files[index], at);
  }

  /** A file that was shown is there no longer, and none of its rows: something else was written over it, or it was taken away. */
  hideFile(index: number, at: number): void {
    this.hideBatch(this.run.rows.files[index], at);
  }

  showBatch(batch: RowBatch, at: number): void {
    const { stream, refs, storedBytes } = batch;
    const bytesEach = storedBytes / Math.max(1, refs.length);
    if (this.batchesGone.has(batch)) this.sweep();
    this.batchesThere.push(batch);
    this.version++;
    for (const watched of this.watched) watched.batchCame(batch, at);
    if (stream === EVENT) this.addEvents(refs, at, bytesEach);
    else for (let i = 0; i < refs.length; i++) this.add(refs[i], at, bytesEach);
  }

  hideBatch(batch: RowBatch, at: number): void {
    this.batchesGone.add(batch);
    this.version++;
    for (const watched of this.watched) watched.batchWent(batch, at);
    this.bytes -= batch.storedBytes;
    this.withdraw(batch.stream, batch.refs, at);
  }

  /** `kept` stands in the place of `batch`, without those of its rows: they are there no longer, the others stay as they are. */
  trimBatch(batch: RowBatch, kept: RowBatch, gone: Int32Array, at: number): void {
    this.batchesGone.add(batch);
    this.batchesThere.push(kept);
    this.trimmed.set(kept, batch);
    this.version++;
    for (const watched of this.watched) {
      watched.batchWent(batch, at);
      watched.batchCame(kept, at);
    }
    this.bytes += kept.storedBytes - batch.storedBytes;
    this.withdraw(batch.stream, gone, at);
  }

  /** The batch that this one stands in the place of, without some of its rows; undefined for one that is as it came. */
  trimmedOf(batch: RowBatch): RowBatch | undefined {
    return this.trimmed.get(batch);
  }

  private withdraw(stream: number, refs: Int32Array, at: number): void {
    this.shown -= refs.length;
    this.history.record(at, this.shown);
    if (stream === EVENT) {
      this.events -= refs.length;
      for (let i = 0; i < refs.length; i++) this.recorder?.hidden(refs[i]);
      return;
    }
    for (let i = 0; i < refs.length; i++) {
      const code = kindOf(refs[i]);
      let gone = this.withdrawn.get(code);
      if (gone === undefined) this.withdrawn.set(code, (gone = new Map()));
      const row = rowOf(refs[i]);
      gone.set(row, (gone.get(row) ?? 0) + 1);
    }
  }

  /** What is shown of files, in the order in which it came. */
  get batches(): readonly RowBatch[] {
    this.sweep();
    return this.batchesThere;
  }

  private sweep(): void {
    if (this.batchesGone.size === 0) return;
    this.batchesThere = this.batchesThere.filter((batch) => !this.batchesGone.has(batch));
    this.batchesGone.clear();
  }

  private add(ref: number, at: number, bytes: number): void {
    this.bytes += bytes;
    this.shown++;
    this.history.record(at, this.shown);
    const code = kindOf(ref);
    const row = rowOf(ref);
    const { rows } = this.run;
    if (code === EVENT) {
      this.events++;
      const happenedAt = rows.events.happenedAt.at(row);
      if (happenedAt > this.newestEventAt) this.newestEventAt = happenedAt;
      this.recorder ??= this.run.recorder(this.store);
      this.recorder.visible(row, happenedAt, at);
      return;
    }
    const listed = (this.listed[code] ??= new ListedRows(this.looseEvents !== null));
    listed.rows.push(row);
    listed.at?.push(at);
    this.newestEventAt = Math.max(this.newestEventAt, rows.kinds[code].newestEventAt(rows, row));
  }

  /** The rows of a kind that came, in files or without; of events only those without. */
  of(code: number): ListedRows {
    const listed = this.listed[code] ?? NONE;
    const gone = this.withdrawn.get(code);
    if (gone === undefined) return listed;
    this.withdrawn.delete(code);
    listed.withdraw(gone);
    return listed;
  }

  /** As `show` for events that become visible together. */
  private addEvents(rows: Int32Array, at: number, bytesEach: number): void {
    if (rows.length === 0) return;
    const happened = this.run.rows.events.happenedAt;
    const recorder = (this.recorder ??= this.run.recorder(this.store));
    let { bytes, newestEventAt } = this;
    for (let i = 0; i < rows.length; i++) {
      const happenedAt = happened.at(rows[i]);
      if (happenedAt > newestEventAt) newestEventAt = happenedAt;
      bytes += bytesEach;
      recorder.visible(rows[i], happenedAt, at);
    }
    this.bytes = bytes;
    this.newestEventAt = newestEventAt;
    this.events += rows.length;
    this.shown += rows.length;
    this.history.record(at, this.shown);
  }

  /** Rows that are shown now. */
  get rows(): number {
    return this.shown;
  }

  /** Rows a query at `at` has to look at; times must not fall. */
  rowsAt(at: number): number {
    return this.history.before(at);
  }

  /** Queries have to look at as many rows as `rowsAt` said last, up to here at least. */
  get sameRowsBeforeMs(): number {
    return this.history.sameBeforeMs;
  }
}

/** A store whose rows people can see. */
export type Shows = {
  readonly id: string;
  readonly visible: VisibleRows;
  /** Every row stays as it came: a newer version stands beside the older one, instead of in its place. */
  readonly keepsVersions: boolean;
  /** False: its rows lie in files of others, where it reads them. */
  readonly ownsRows?: false;
};

export const SHOWS = new Facet<Shows>("shows");
