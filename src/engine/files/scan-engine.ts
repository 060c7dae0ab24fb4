import { nounFor } from "../../base/counted-noun.ts";
import { partitionNumber } from "./partition-catalogue.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { FILE, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { firstEventOf, isDeletion } from "../rows/kinds/file.ts";
import type { StoredFile } from "../rows/kinds/file.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { Askers, QueryTarget } from "../queried/query-target.ts";
import { StepHistory } from "../kernel/step-history.ts";
import { SHOWS, VisibleRows } from "../queried/visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { ScanEngineRemarks } from "./remarks.ts";
import type { TableLog } from "./table-log.ts";
import type { Planning } from "./table-metadata.ts";

export type ScanSpec = {
  readonly overheadMs: number;
  readonly bytesPerSecond: number;
  readonly firstByteMs: number;
  readonly parallelReaders: number;
  readonly concurrency: number;
  readonly minimumScanBytes: number;
  readonly columnShare: number;
};

/** A large file is read in pieces side by side: the block that Parquet writers and Athena's guide take as the usual one. */
const PIECE_BYTES = 128 * 1024 * 1024;
/** A page of a listing takes so long and has so many keys (facts/streaming.md 3.1); the first one is in the fixed part of a query. */
const LIST_PAGE_MS = 100;
const KEYS_PER_PAGE = 1000;

const NO_PLANNING: Planning = { requests: 0, bytes: 0 };

/**
 * Queries files where they lie: rows are visible when their file is in the store and its partition is known to the catalogue.
 * A query reads the newest hour's files in pieces: time = overhead + ceil(pieces / readers) x (first byte + piece / rate).
 */
export class ScanEngine extends Part<ScanEngineRemarks> implements QueryTarget {
  readonly visible: VisibleRows;
  readonly keepsVersions = false;
  readonly ownsRows = false;
  askers: Askers | null = null;
  private readonly data: RowQueueReader;
  private readonly partitions: RowQueueReader;
  private readonly spec: ScanSpec;
  private readonly needsCatalogue: boolean;
  /** Who tells it of partitions; null where it lists the store itself. */
  readonly catalogue: string | null;
  private readonly known = new Set<number>();
  private readonly hidden = new Map<number, number[]>();
  /** Files whose rows queries see. */
  private readonly shown = new Set<number>();
  private readonly slots: QuerySlots;
  private readonly filesByHour = new Map<number, { pieces: number; bytes: number; readonly files: Set<number> }>();
  /** Pieces of files and bytes of the newest hour, as queries find them. */
  private readonly piecesThen = new StepHistory();
  private readonly bytesThen = new StepHistory();
  /** Requests and bytes of what tables say of their files, as queries find it. */
  private readonly planRequestsThen = new StepHistory();
  private readonly planBytesThen = new StepHistory();
  private readonly plannings = new Map<TableLog, Planning>();
  private readonly tables: readonly TableLog[];
  /** Rows of the newest hour with a value in a column that somebody watches, as queries find them. */
  private readonly watchedThen = new Map<WatchedColumn, StepHistory>();
  private lastAskedMs = 0;
  private objectReads = 0;
  private newestHour = -Infinity;
  private queries = 0;
  private scannedBytes = 0;
  private throttledUntil = -Infinity;

  constructor(
    id: string,
    run: RunContext,
    data: readonly RowQueue[],
    partitions: readonly RowQueue[],
    from: {
      readonly catalogues: readonly { readonly projection: boolean; readonly id: string }[];
      readonly tables: readonly TableLog[];
    },
    spec: ScanSpec,
  ) {
    const { catalogues, tables } = from;
    super(id, run);
    this.tell(SHOWS, this);
    this.spec = spec;
    this.data = new RowQueueReader(data);
    this.partitions = new RowQueueReader(partitions);
    this.catalogue = catalogues[0]?.id ?? null;
    this.needsCatalogue = catalogues.length > 0 && !catalogues.some((catalogue) => catalogue.projection);
    this.visible = new VisibleRows(id, run);
    this.slots = new QuerySlots(spec.concurrency);
    this.tables = tables;
    for (const table of tables) table.isPlanned = true;
  }

  advance(until: number): void {
    for (;;) {
      const dataAt = this.data.peekTime();
      const partitionAt = this.partitions.peekTime();
      if (Math.min(dataAt, partitionAt) >= until) return;
      if (partitionAt <= dataAt) {
        this.partitions.next(until);
        this.learn(rowOf(this.partitions.ref), this.partitions.time);
      } else {
        this.data.next(until);
        if (kindOf(this.data.ref) === FILE) this.offer(rowOf(this.data.ref), this.data.time);
      }
    }
  }

  override nextWorkMs(): number {
    return Math.min(this.data.peekTime(), this.partitions.peekTime());
  }

  private offer(file: number, at: number): void {
    const stored = this.run.rows.files[file];
    const { stream, hour } = stored;
    if (isDeletion(stored)) {
      for (const old of stored.replaces ?? []) this.forget(old, at);
      for (const table of this.plannings.keys())
        this.plannings.set(table, table.snapshots.findLast(({ atMs }) => atMs <= at)?.planning ?? NO_PLANNING);
      this.recordPlanning(at);
      return;
    }
    const partition = partitionNumber(this.run, stream, hour);
    if (!this.needsCatalogue || this.known.has(partition)) this.show(file, at);
    else {
      for (const old of stored.replaces ?? []) this.forget(old, at);
      this.hidden.set(partition, [...(this.hidden.get(partition) ?? []), file]);
      this.visible.unseen.add(stream);
    }
  }

  /** Rows of files that lie in partitions nobody has told it of, and how many partitions those are. */
  get hiddenRows(): { readonly rows: number; readonly partitions: number } {
    let rows = 0;
    for (const files of this.hidden.values()) for (const file of files) rows += this.run.rows.files[file].refs.length;
    return { rows, partitions: rows === 0 ? 0 : this.hidden.size };
  }

  private learn(partition: number, at: number): void {
    this.known.add(partition);
    for (const file of this.hidden.get(partition) ?? []) this.show(file, at);
    this.hidden.delete(partition);
  }

  private show(index: number, at: number): void {
    const file = this.run.rows.files[index];
    for (const old of file.replaces ?? []) this.forget(old, at);
    for (let i = 0; i < file.refs.length; i++) this.meter.arrived(0);
    this.visible.showFile(index, at);
    this.shown.add(index);
    this.learnPlanning(index, at);
    this.newestHour = Math.max(this.newestHour, file.hour);
    const hour = this.filesByHour.get(file.hour) ?? { pieces: 0, bytes: 0, files: new Set() };
    hour.pieces += piecesOf(file);
    hour.files.add(index);
    hour.bytes += file.storedBytes;
    this.filesByHour.set(file.hour, hour);
    const newest = this.filesByHour.get(this.newestHour) ?? hour;
    this.piecesThen.record(at, newest.pieces);
    this.bytesThen.record(at, newest.bytes);
    for (const watched of this.visible.watchedColumns) this.noteWatched(watched, newest.files, at);
  }

  private noteWatched(watched: WatchedColumn, newest: Iterable<number>, at: number): void {
    let then = this.watchedThen.get(watched);
    if (then === undefined) this.watchedThen.set(watched, (then = new StepHistory()));
    let rows = 0;
    for (const file of newest) rows += watched.rowsIn(this.run.rows.files[file]);
    then.record(at, rows);
  }

  /** Whoever reads a table reads first what its newest version says of the files. */
  private learnPlanning(file: number, at: number): void {
    for (const table of this.tables) {
      const addedIn = table.objects.get(file)?.addedIn ?? null;
      if (addedIn !== null) this.plannings.set(table, table.snapshots[addedIn - 1].planning);
    }
    this.recordPlanning(at);
  }

  private recordPlanning(at: number): void {
    let [requests, bytes] = [0, 0];
    for (const planning of this.plannings.values()) {
      requests += planning.requests;
      bytes += planning.bytes;
    }
    if (this.plannings.size === 0) return;
    this.planRequestsThen.record(at, requests);
    this.planBytesThen.record(at, bytes);
  }

  /** Metadata and its list one after the other, the rest side by side; or, without a table, further pages of a listing. */
  private planMs(at: number, pieces: number): number {
    if (this.tables.length === 0) return Math.max(0, Math.ceil(pieces / KEYS_PER_PAGE) - 1) * LIST_PAGE_MS;
    const { firstByteMs, parallelReaders, bytesPerSecond } = this.spec;
    const requests = this.planRequestsThen.before(at);
    this.objectReads += requests;
    const rounds = Math.min(2, requests) + Math.ceil(Math.max(0, requests - 2) / parallelReaders);
    return rounds * firstByteMs + (this.planBytesThen.before(at) * 1000) / bytesPerSecond;
  }

  /** A file that another one takes the place of, known or still hidden. */
  private forget(index: number, at: number): void {
    const file = this.run.rows.files[index];
    if (!this.shown.delete(index)) {
      const hidden = this.hidden.get(partitionNumber(this.run, file.stream, file.hour));
      if (hidden !== undefined && hidden.includes(index)) hidden.splice(hidden.indexOf(index), 1);
      return;
    }
    this.visible.hideFile(index, at);
    const hour = this.filesByHour.get(file.hour);
    if (hour === undefined) return;
    hour.pieces -= piecesOf(file);
    hour.bytes -= file.storedBytes;
    hour.files.delete(index);
  }

  query(at: number): { doneAt: number } {
    const { spec } = this;
    const pieces = this.piecesThen.before(at);
    const bytes = this.bytesThen.before(at) * spec.columnShare;
    const rounds = Math.ceil(pieces / spec.parallelReaders);
    const perPieceMs = pieces === 0 ? 0 : spec.firstByteMs + ((bytes / pieces) * 1000) / spec.bytesPerSecond;
    this.objectReads += pieces;
    const slowed = at < this.throttledUntil ? 4 : 1;
    const serviceMs = spec.overheadMs + this.planMs(at, pieces) + rounds * perPieceMs * slowed;
    this.queries++;
    this.lastAskedMs = at;
    this.scannedBytes += Math.max(spec.minimumScanBytes, bytes);
    const { doneAt, waitMs } = this.slots.run(at, serviceMs);
    this.meter.served(at, waitMs, serviceMs);
    this.meter.departures++;
    return { doneAt };
  }

  answered(watched: WatchedColumn): number {
    return this.watchedThen.get(watched)?.before(this.lastAskedMs) ?? 0;
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "queueing") {
      this.slots.occupy(this.spec.concurrency, at, at + strike.durationMs);
      this.remark(at, "queueing", { forMs: strike.durationMs }, "concurrency");
      return;
    }
    this.throttledUntil = at + strike.durationMs;
    this.remark(at, "throttled", { forMs: strike.durationMs });
  }

  /** Files whose partition is not known yet are shown, event by event, once it is. */
  override eventsNeededFrom(): number {
    let least = Infinity;
    for (const files of this.hidden.values()) for (const file of files) least = Math.min(least, firstEventOf(this.run.rows.files[file]));
    return least;
  }

  override servers(): number {
    return this.spec.concurrency;
  }

  override figure(): string {
    return this.queries === 0 ? "" : `${this.queries} ${nounFor(this.queries, "query", "queries")}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.queries, scannedBytes: this.scannedBytes, objectReads: this.objectReads };
  }
}

/** Requests to read a file: a large one in pieces, and what is deleted of it beside it. */
function piecesOf({ storedBytes, over }: StoredFile): number {
  return Math.max(1, Math.ceil(storedBytes / PIECE_BYTES)) + (over === undefined ? 0 : 1);
}
