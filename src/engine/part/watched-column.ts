import { StepHistory } from "../kernel/step-history.ts";
import type { Dimensions } from "../rows/dimensions.ts";
import { columnsOf } from "../rows/row-kind.ts";
import { EVENT, hourOfRow, kindOf, rowOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import type { RowBatch } from "../rows/kinds/file.ts";

/** What of a batch carries a value: how many rows, their times in order, and how many of each user; the latter two when asked. */
type Values = { readonly rows: number; times?: Float64Array; ofUser?: Map<number, number> };

/** Of a run, what its rows are read by. */
type RowsOfRun = { readonly rows: Rows; readonly dimensions: Dimensions; readonly hourMs: number };

/** Ids below 0 stand for nothing: an event that lacks its user has none. */
const IDS: readonly string[] = ["user", "item", "event-id"];

/**
 * Rows of one kind that a store shows and that have a value in one column, counted as they come and go: what a query is answered
 * with of personal data. Only columns that somebody marked are watched.
 */
export class WatchedColumn {
  readonly kind: number;
  readonly column: string;
  private readonly run: RowsOfRun;
  private readonly hasValue: (row: number) => boolean;
  private readonly history = new StepHistory();
  private readonly batches = new Map<RowBatch, Values>();
  private rows = 0;

  constructor(run: RowsOfRun, kind: number, column: string) {
    this.run = run;
    this.kind = kind;
    this.column = column;
    const found = columnsOf(run.rows.kinds[kind], run.dimensions).find(({ name }) => name === column);
    const read = found !== undefined && "read" in found && IDS.includes(found.holds) ? found.read : null;
    this.hasValue = read === null ? () => true : (row) => read(run.rows, row) >= 0;
  }

  /** Rows with a value that a query at `at` is answered with when it asks for everything; times must not fall. */
  rowsAt(at: number): number {
    return this.history.before(at);
  }

  /** A row that came without a file. */
  came(ref: number, at: number): void {
    if (kindOf(ref) !== this.kind || !this.hasValue(rowOf(ref))) return;
    this.rows++;
    this.history.record(at, this.rows);
  }

  batchCame(batch: RowBatch, at: number): void {
    if (batch.stream !== this.kind) return;
    let rows = 0;
    for (const ref of batch.refs) if (this.hasValue(rowOf(ref))) rows++;
    this.batches.set(batch, { rows });
    this.rows += rows;
    this.history.record(at, this.rows);
  }

  batchWent(batch: RowBatch, at: number): void {
    const values = this.batches.get(batch);
    if (values === undefined) return;
    this.batches.delete(batch);
    this.rows -= values.rows;
    this.history.record(at, this.rows);
  }

  /** Rows with a value in this batch, which is shown. */
  rowsIn(batch: RowBatch): number {
    return this.batches.get(batch)?.rows ?? 0;
  }

  /** Rows with a value whose time lies in [fromMs, untilMs]. */
  rowsBetween(fromMs: number, untilMs: number): number {
    let rows = 0;
    for (const [batch, values] of this.batches) {
      const times = (values.times ??= this.timesOf(batch));
      rows += firstAbove(times, untilMs) - firstAbove(times, fromMs, true);
    }
    return rows;
  }

  /** Rows with a value that are about this user. */
  rowsAbout(user: number): number {
    let rows = 0;
    for (const [batch, values] of this.batches) rows += (values.ofUser ??= this.usersOf(batch)).get(user) ?? 0;
    return rows;
  }

  private valued(batch: RowBatch): Int32Array {
    return batch.refs.filter((ref) => this.hasValue(rowOf(ref)));
  }

  private timesOf(batch: RowBatch): Float64Array {
    const { rows, hourMs } = this.run;
    const timeOf = (ref: number): number =>
      this.kind === EVENT ? rows.events.eventTime.at(rowOf(ref)) : hourOfRow(rows, ref, hourMs) * hourMs;
    return Float64Array.from(this.valued(batch), timeOf).sort();
  }

  private usersOf(batch: RowBatch): Map<number, number> {
    const { rows } = this.run;
    const found = new Map<number, number>();
    for (const ref of this.valued(batch)) {
      const user = rows.kinds[this.kind].userOf(rows, rowOf(ref));
      found.set(user, (found.get(user) ?? 0) + 1);
    }
    return found;
  }
}

/** The place of the first of sorted times that is above `ms`, or is not below it. */
function firstAbove(times: Float64Array, ms: number, orAt = false): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (orAt ? times[middle] < ms : times[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
