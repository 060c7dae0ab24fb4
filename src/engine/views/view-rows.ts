import { chainOf } from "../operators/steps.ts";
import type { Step } from "../operators/steps.ts";
import type { Collector } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import type { Groups, Question } from "../queried/question-answers.ts";
import { firstOf } from "../queried/question-answers.ts";
import type { VisibleRows } from "../queried/visible-rows.ts";
import { columnsOf } from "../rows/row-kind.ts";
import { AGGREGATE, EVENT, rowOf } from "../rows/rows.ts";

/** columns: some columns of every row. hourly-figures: the counts of the workload, by hour and its dimensions. */
export type ViewHolds = "columns" | "hourly-figures";

/** What changed of a table since a view was made of it, and what a statement reads that takes it in. */
export type TableChange = {
  /** What the table shows, all of which the view will stand for. */
  readonly batches: readonly RowBatch[];
  readonly added: readonly RowBatch[];
  readonly gone: readonly RowBatch[];
  /** Every row is looked at again; null: those that came and went are enough. */
  readonly full: "users" | "sessions" | "deleted" | null;
  readonly rows: number;
  /** Of all columns. */
  readonly storedBytes: number;
  readonly rawBytes: number;
};

/** Bytes a figure takes, as a number of a column that is not compressed: at most what a warehouse stores. */
const FIGURE_BYTES = 8;
/** Figures are of whole hours that are over and under way alike: nothing is too late for them. */
const BEYOND_MS = 2 * 86_400_000;

/** The rows of a view, made from the rows of its table as they really are there. */
export class ViewRows {
  private readonly run: RunContext;
  private readonly visible: VisibleRows;
  private readonly store: string;
  private readonly holds: ViewHolds;
  private readonly columnShare: number;
  private readonly sessionSteps: readonly Step[];
  /** What of the table it stands for, and with columns what it shows in its place. */
  private taken = new Map<RowBatch, RowBatch | null>();
  /** Figures by hour, the counts behind them, and the number of what counts them. */
  private readonly hours = new Map<number, RowBatch>();
  private counts: Operator | null = null;
  private readonly task: number;

  constructor(
    run: RunContext,
    visible: VisibleRows,
    { store, holds, columnShare, sessionSteps }: { store: string; holds: ViewHolds; columnShare: number; sessionSteps: readonly Step[] },
  ) {
    this.run = run;
    this.visible = visible;
    this.store = store;
    this.holds = holds;
    this.columnShare = columnShare;
    this.sessionSteps = sessionSteps;
    this.task = holds === "hourly-figures" ? run.nextTask() : 0;
  }

  /** What has changed of a table that shows these batches; null where nothing has. */
  changeTo(batches: readonly RowBatch[]): TableChange | null {
    const now = batches.filter((batch) => this.takes(batch));
    const there = new Set(now);
    const added = now.filter((batch) => !this.taken.has(batch));
    const gone = [...this.taken.keys()].filter((batch) => !there.has(batch));
    if (added.length === 0 && gone.length === 0) return null;
    const full = this.fullBecause(gone.length > 0);
    const read = full === null ? [...added, ...gone] : now;
    const sum = (of: (batch: RowBatch) => number): number => read.reduce((total, batch) => total + of(batch), 0);
    return {
      ...{ batches: now, added, gone, full, rows: sum(({ rows }) => rows) },
      ...{ storedBytes: sum(({ storedBytes }) => storedBytes), rawBytes: sum(({ rawBytes }) => rawBytes) },
    };
  }

  private takes({ stream }: RowBatch): boolean {
    return this.holds === "columns" || stream === EVENT;
  }

  /** Counts and sums follow from what came; users and sessions that were counted before do not, nor does what was deleted from a count. */
  private fullBecause(isDeleted: boolean): TableChange["full"] {
    if (this.holds === "columns") return null;
    const { hourly } = this.run.dimensions;
    if (hourly.some(({ counts }) => counts === "sessions")) return "sessions";
    if (hourly.some(({ counts }) => counts === "users")) return "users";
    return isDeleted ? "deleted" : null;
  }

  /** From here on the view shows its table as it was when this change was looked at. */
  show(change: TableChange, at: number): void {
    if (this.holds === "columns") this.showColumns(change, at);
    else this.showFigures(change, at);
  }

  private showColumns({ added, gone }: TableChange, at: number): void {
    const { taken, visible, columnShare } = this;
    for (const batch of gone) {
      const shown = taken.get(batch);
      if (shown !== undefined && shown !== null) visible.hideBatch(shown, at);
      taken.delete(batch);
    }
    for (const batch of added) {
      const { stream, refs, rows } = batch;
      const shown = { stream, refs, rows, storedBytes: batch.storedBytes * columnShare, rawBytes: batch.rawBytes * columnShare };
      taken.set(batch, shown);
      visible.showBatch(shown, at);
    }
  }

  private showFigures({ batches, added, gone, full }: TableChange, at: number): void {
    const recorder = this.run.recorder(this.store);
    const { happenedAt } = this.run.rows.events;
    for (const batch of gone) {
      for (const ref of batch.refs) recorder.hidden(rowOf(ref));
      this.taken.delete(batch);
    }
    for (const batch of added) {
      for (const ref of batch.refs) recorder.visible(rowOf(ref), happenedAt.at(rowOf(ref)), at);
      this.taken.set(batch, null);
    }
    const made = this.count(full === null ? added : batches, full !== null);
    for (const [hour, batch] of this.hours) if (full !== null || made.has(hour)) this.visible.hideBatch(batch, at);
    if (full !== null) this.hours.clear();
    for (const [hour, refs] of made) {
      const batch = this.figuresOf(refs);
      this.hours.set(hour, batch);
      this.visible.showBatch(batch, at);
    }
  }

  private figuresOf(refs: readonly number[]): RowBatch {
    const kind = this.run.rows.kinds[AGGREGATE];
    const bytes = refs.length * columnsOf(kind, this.run.dimensions).length * FIGURE_BYTES;
    return { stream: AGGREGATE, refs: Int32Array.from(refs), rows: refs.length, storedBytes: bytes, rawBytes: bytes };
  }

  /** Counts the events of these batches, beside those before or alone; answers the rows of the hours that changed. */
  private count(batches: readonly RowBatch[], isAnew: boolean): Map<number, number[]> {
    const { run } = this;
    const steps = this.sessionSteps;
    const chain =
      isAnew || this.counts === null
        ? chainOf(run, [...(this.countsSessions ? steps : []), FIGURES], this.task).map(({ operator }) => operator)
        : [this.counts];
    const { hour } = run.rows.aggregates;
    const made = new Map<number, number[]>();
    const out: Collector = {
      emit: (port, _key, ref) => {
        if (port !== "aggregates") return;
        const of = hour.at(rowOf(ref));
        const refs = made.get(of);
        if (refs === undefined) made.set(of, [ref]);
        else refs.push(ref);
      },
      spend: () => {},
    };
    const { eventTime } = run.rows.events;
    const rows = new Int32Array(batches.reduce((sum, { refs }) => sum + refs.length, 0));
    let end = 0;
    for (const { refs } of batches) for (let i = 0; i < refs.length; i++) rows[end++] = rowOf(refs[i]);
    if (chain.length > 1) rows.sort((a, b) => eventTime.at(a) - eventTime.at(b) || a - b);
    let newestMs = 0;
    for (const row of rows) {
      for (const operator of chain) operator.process(row, -Infinity, out);
      newestMs = Math.max(newestMs, eventTime.at(row));
    }
    for (const operator of chain) operator.onWatermark(newestMs + BEYOND_MS, out);
    for (const operator of chain) operator.onTimer?.(newestMs + BEYOND_MS, out);
    this.counts = chain[chain.length - 1];
    return made;
  }

  /** Figures answer how many events there are by a dimension, of whole hours; columns whatever counts by them. */
  answers({ asks, column }: Question): boolean {
    if (this.holds === "columns") return asks !== "all" && asks !== "user";
    return (asks === "group" || asks === "top") && this.placeOf(column) >= 0 && this.countOfEvents >= 0;
  }

  private placeOf(column: string | null): number {
    return this.run.dimensions.dimensions.findIndex((dimension) => dimension.column === column);
  }

  private get countOfEvents(): number {
    return this.run.dimensions.hourly.findIndex(({ counts }) => counts === "events");
  }

  /** The answer of figures: an hour that has begun before the hours asked for, and ends among them, counts whole. */
  groupsOf(question: Question, at: number): Groups {
    const { hourMs, rows } = this.run;
    const { hour, dimensions, measures } = rows.aggregates;
    const [codes, figures] = [dimensions[this.placeOf(question.column)], measures[this.countOfEvents]];
    const since = question.hours === null ? -Infinity : Math.floor((at - question.hours * hourMs) / hourMs);
    const counts = new Map<number, number>();
    for (const { refs } of this.hours.values())
      for (const ref of refs) {
        const row = rowOf(ref);
        if (hour.at(row) >= since) counts.set(codes.at(row), (counts.get(codes.at(row)) ?? 0) + figures.at(row));
      }
    return { counts: firstOf(counts, question), user: -1 };
  }

  private get countsSessions(): boolean {
    return this.run.dimensions.hourly.some(({ counts }) => counts === "sessions");
  }
}

const FIGURES: Step = {
  op: "aggregate",
  settings: { cube: false, emitMs: Infinity, allowedLatenessMs: Infinity, refusesLate: false },
  costMs: 0,
};
