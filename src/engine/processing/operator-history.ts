import { Float64List, Int32List } from "../kernel/number-lists.ts";
import type { Collector } from "./collector.ts";
import type { Operator } from "./operator.ts";

const WATERMARK = -1;
const TIMER = -2;
/** So many timers at which nothing was to be done. */
const QUIET_TIMERS = -3;
/**
 * A full copy of the state is taken at most this often, some 800,000 entries as runs mostly let go of rows; between copies the history
 * is replayed. A copy of a large state takes as long as replaying 200,000 entries, and most runs restore seldom or never.
 */
const ENTRIES_PER_ROW_LET_GO = 200;

type Copy = {
  readonly index: number;
  /** Values that belong to entries before `index`, from the beginning. */
  readonly valueIndex: number;
  readonly states: readonly unknown[];
  readonly watermarkMs: number;
  /** The lowest event row in these states. */
  readonly eventsFrom: number;
};

/** What makes the watermarks has a state of its own, remembered with each mark. */
export type TimeSource = { snapshot(): unknown; restore(state: unknown): void };

const SILENT: Collector = { silent: true, emit: () => {}, spend: () => {} };

/**
 * What a chain of operators has been through, so that its state at any checkpoint can be had again. State is a pure function
 * of the history; a checkpoint is therefore an index, and only after many entries a copy. A restore puts the
 * last copy before the checkpoint back and silently runs the history up to it: a checkpoint costs nothing until it is needed.
 */
export class OperatorHistory {
  private readonly operators: readonly Operator[];
  private readonly timeSource: TimeSource;
  /** Rows, and between them marks for watermarks and timers, whose values lie apart: nearly all entries are rows. */
  private entries = new Int32List(1 << 12);
  private values = new Float64List(1 << 12);
  /** Absolute index of `entries[0]` and `values[0]`. */
  private base = 0;
  private valueBase = 0;
  private copies: Copy[];
  private readonly sources = new Map<number, unknown>();
  private watermarkMs = -Infinity;
  private readonly entriesPerCopy: number;

  constructor(operators: readonly Operator[], timeSource: TimeSource, rowsLetGo: number) {
    this.operators = operators;
    this.entriesPerCopy = ENTRIES_PER_ROW_LET_GO * rowsLetGo;
    this.timeSource = timeSource;
    this.copies = [this.copy(0)];
    this.sources.set(0, timeSource.snapshot());
  }

  private copy(index: number): Copy {
    const valueIndex = this.valueBase + this.values.length;
    const states = this.operators.map((operator) => operator.snapshot());
    return { index, valueIndex, states, watermarkMs: this.watermarkMs, eventsFrom: this.eventsInState() };
  }

  private eventsInState(): number {
    return this.operators.reduce((least, operator) => Math.min(least, operator.eventsNeededFrom?.() ?? 0), Infinity);
  }

  /** The lowest event row that is in the operators' state, or would be looked at to have an earlier state again. */
  eventsNeededFrom(): number {
    const { data, length } = this.entries;
    let least = this.copies.reduce((from, { eventsFrom }) => Math.min(from, eventsFrom), this.eventsInState());
    for (let i = this.copies[0].index - this.base; i < length; i++) if (data[i] >= 0 && data[i] < least) least = data[i];
    return least;
  }

  processed(row: number): void {
    this.entries.push(row);
  }

  /** As `processed` for rows from .. to - 1. */
  processedMany(rows: Int32Array, from: number, to: number): void {
    this.entries.pushMany(rows, from, to);
  }

  watermark(watermarkMs: number): void {
    this.watermarkMs = watermarkMs;
    this.entries.push(WATERMARK);
    this.values.push(watermarkMs);
  }

  timer(at: number): void {
    this.entries.push(TIMER);
    this.values.push(at);
  }

  timersPassed(count: number): void {
    this.entries.push(QUIET_TIMERS);
    this.values.push(count);
  }

  /** One past the last entry: the present, as a place to come back to while no copy after it is needed. */
  get end(): number {
    return this.base + this.entries.length;
  }

  /** Remembers the present state under the number it returns. */
  mark(): number {
    const index = this.end;
    if (index - this.copies[this.copies.length - 1].index >= this.entriesPerCopy) this.copies.push(this.copy(index));
    this.sources.set(index, this.timeSource.snapshot());
    return index;
  }

  /** States before `mark` will not be asked for again. */
  forget(mark: number): void {
    for (const index of this.sources.keys()) if (index < mark) this.sources.delete(index);
    const keep = this.lastCopyBefore(mark);
    this.copies = this.copies.filter((copy) => copy.index >= keep.index);
    if (keep.index - this.base < this.entriesPerCopy) return;
    this.entries.dropFirst(keep.index - this.base);
    this.values.dropFirst(keep.valueIndex - this.valueBase);
    this.base = keep.index;
    this.valueBase = keep.valueIndex;
  }

  private lastCopyBefore(mark: number): Copy {
    let found = this.copies[0];
    for (const copy of this.copies) if (copy.index <= mark) found = copy;
    return found;
  }

  /** Puts the state of `mark` back and forgets what came after; returns the watermark of that moment. */
  restore(mark: number): number {
    const copy = this.lastCopyBefore(mark);
    this.operators.forEach((operator, i) => operator.restore(copy.states[i]));
    this.watermarkMs = copy.watermarkMs;
    let value = copy.valueIndex - this.valueBase;
    for (let i = copy.index - this.base; i < mark - this.base; i++) {
      const entry = this.entries.data[i];
      if (entry >= 0) this.replayRow(entry);
      else this.replayMoment(entry, this.values.data[value++]);
    }
    this.entries.length = mark - this.base;
    this.values.length = value;
    this.copies = this.copies.filter((kept) => kept.index <= mark);
    const sources = this.sources.get(mark);
    if (sources !== undefined) this.timeSource.restore(sources);
    return this.watermarkMs;
  }

  private replayMoment(entry: number, value: number): void {
    if (entry === WATERMARK) {
      this.watermarkMs = value;
      for (const operator of this.operators) operator.onWatermark(value, SILENT);
    } else if (entry === QUIET_TIMERS) for (const operator of this.operators) operator.passTimers?.(value);
    else for (const operator of this.operators) operator.onTimer?.(value, SILENT);
  }

  private replayRow(row: number): void {
    for (const operator of this.operators) if (operator.process(row, this.watermarkMs, SILENT) !== 0) break;
  }
}
