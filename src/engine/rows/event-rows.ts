import { RowOrigins } from "./row-origins.ts";
import { Float64Column, Int32Column, SEGMENT_ROWS, Uint8Column } from "./columns.ts";

/** Complete segments that stay as they were written: what is under way is mostly there, and read without a detour. */
const OPEN_SEGMENTS = 4;

/** Item of an event that is about none. */
export const NO_ITEM = -1;

/** All event records of a run, by column; rows never change once written. All columns have the same segments. */
export class EventRows {
  length = 0;
  /** When it truly happened, in ms of simulated time. */
  readonly happenedAt = new Float64Column();
  /** What the device stamped: true time plus the device's clock offset. */
  readonly eventTime = new Float64Column();
  /** When it reached, or was to reach, the edge. */
  readonly sentAt = new Float64Column();
  readonly eventId = new Int32Column();
  /** -1: the field is missing. */
  readonly user = new Int32Column();
  readonly item = new Int32Column();
  readonly bytes = new Int32Column();
  readonly type = new Uint8Column();
  /** Codes of the workload's dimensions, in their order. */
  readonly dimensions: readonly Uint8Column[];
  /** Whose rows they are: a source opens itself here before it adds any. */
  readonly origins = new RowOrigins();
  private room = 0;
  /** Segments before this one are packed. */
  private packedSegments = 0;
  /** Rows before this one are let go of. */
  private gone = 0;

  constructor(dimensions = 0) {
    this.dimensions = Array.from({ length: dimensions }, () => new Uint8Column());
  }

  /** A new row of a source with zeros in every column; returns its number. */
  add(source = 0): number {
    if (this.length === this.room) this.grow();
    this.origins.note(source, this.length, 1);
    return this.length++;
  }

  /** As `add` for several rows; returns the number of the first. */
  addMany(count: number, source = 0): number {
    const first = this.length;
    this.origins.note(source, first, count);
    while (first + count > this.room) this.grow();
    this.length = first + count;
    return first;
  }

  /** Rows that were not let go of. */
  get kept(): number {
    return this.length - this.gone;
  }

  /** Nobody looks at rows before this one any more, all of which were complete: their segments are freed. */
  letGo(before: number): void {
    const { gone } = this;
    for (let segment = Math.floor(gone / SEGMENT_ROWS); segment < Math.floor(before / SEGMENT_ROWS); segment++)
      for (const column of this.columns) column.letGo(segment);
    const from = Math.max(gone, before - (before % SEGMENT_ROWS));
    if (from < before) for (const column of this.columns) column.blank(from, before);
    this.gone = before;
    this.packedSegments = Math.max(this.packedSegments, Math.floor(before / SEGMENT_ROWS));
  }

  /** A row like one of another table of events. */
  copy(from: EventRows, row: number): void {
    const copied = this.add();
    const theirs = from.columns;
    this.columns.forEach((column, c) => column.set(copied, theirs[c]!.at(row)));
  }

  private get columns(): readonly (Float64Column | Int32Column | Uint8Column)[] {
    const { happenedAt, eventTime, sentAt, eventId, user, item, bytes, type, dimensions } = this;
    return [happenedAt, eventTime, sentAt, eventId, user, item, bytes, type, ...dimensions];
  }

  /** Rows are written as soon as they are added: those added before are complete, and all but the newest segments of them are packed. */
  private grow(): void {
    for (const column of this.columns) column.grow();
    this.room += SEGMENT_ROWS;
    for (const end = Math.floor(this.length / SEGMENT_ROWS) - OPEN_SEGMENTS; this.packedSegments < end; this.packedSegments++)
      for (const column of this.columns) column.pack(this.packedSegments);
  }
}
