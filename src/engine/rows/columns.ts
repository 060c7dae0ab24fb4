import { BrokenInvariant } from "../../base/assert.ts";
import { packed } from "./packed-segments.ts";
import type { PackedSegment } from "./packed-segments.ts";

/**
 * Columns that grow by segments: a value never moves once it stands, so growing copies nothing, and a segment that is written
 * to no more can be packed by itself. One class per element type: a call site that meets one class only is compiled into it. The index of a row splits into
 * its segment (upper bits) and its place there; what reads a run of rows takes `segment(row)` once, which holds the rows from
 * row - row % SEGMENT_ROWS on.
 */
const SEGMENT_BITS = 16;
/** Rows of one segment. */
export const SEGMENT_ROWS = 1 << SEGMENT_BITS;
/** `row & IN_SEGMENT` is the place of a row in its segment. */
export const IN_SEGMENT = SEGMENT_ROWS - 1;

/** What stands in the place of a segment's array once it is packed. */
const NO_FLOATS = new Float64Array(0);
const NO_WHOLES = new Int32Array(0);
const NO_CODES = new Uint8Array(0);

/** What stands in a row that is let go of; no column has them. */
const NO_WHOLE = -(2 ** 31);
const NO_CODE = 255;

/** An array of no length takes any write and keeps none, so that the value would be gone without a word. */
function writtenWhenPacked(row: number): BrokenInvariant {
  return new BrokenInvariant(`row ${row} is written to, and its segment is packed`);
}

/** Stands for a segment that was let go of. */
const GONE: PackedSegment = {
  sizeBytes: 0,
  at: (place) => {
    throw new BrokenInvariant(`a row is read, the ${place}th of its segment, that was let go of`);
  },
};

/** Numbers, mostly instants in ms. */
export class Float64Column {
  private readonly segments: Float64Array[] = [];
  /** By segment, those that are packed; their arrays are empty. */
  private readonly packs: PackedSegment[] = [];

  at(row: number): number {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    return values.length === 0 ? this.unpacked(row) : values[row & IN_SEGMENT]!;
  }

  private unpacked(row: number): number {
    return this.packs[row >>> SEGMENT_BITS]!.at(row & IN_SEGMENT);
  }

  set(row: number, value: number): void {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    if (values.length === 0) throw writtenWhenPacked(row);
    values[row & IN_SEGMENT] = value;
  }

  /** values[from .. from + count - 1] become those of rows first, first + 1 …; they are there already. */
  write(first: number, values: Float64Array, count: number, from = 0): void {
    for (let done = 0; done < count; ) {
      const row = first + done;
      const segment = this.segments[row >>> SEGMENT_BITS]!;
      if (segment.length === 0) throw writtenWhenPacked(row);
      const part = Math.min(count - done, SEGMENT_ROWS - (row & IN_SEGMENT));
      // A loop: for few values a view of them would cost more than they do.
      for (let i = 0, place = row & IN_SEGMENT; i < part; i++) segment[place + i] = values[from + done + i]!;
      done += part;
    }
  }

  /** The values of rows[from .. to - 1], into the same places of `into`; rows near each other mostly lie in one segment. */
  read(rows: Int32Array, from: number, to: number, into: Float64Array): void {
    let number = -1;
    let values: Float64Array = NO_FLOATS;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (row >>> SEGMENT_BITS !== number) {
        number = row >>> SEGMENT_BITS;
        values = this.segments[number]!;
      }
      into[i] = values.length === 0 ? this.unpacked(row) : values[row & IN_SEGMENT]!;
    }
  }

  /** The values of the segment `row` lies in: a copy where it is packed. */
  segment(row: number): Float64Array {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    if (values.length > 0) return values;
    const copy = new Float64Array(SEGMENT_ROWS);
    const pack = this.packs[row >>> SEGMENT_BITS]!;
    for (let place = 0; place < SEGMENT_ROWS; place++) copy[place] = pack.at(place);
    return copy;
  }

  /** The first `length` values side by side, for who looks at all of them again and again. */
  flat(length: number): Float64Array {
    const values = new Float64Array(length);
    for (let row = 0; row < length; row += SEGMENT_ROWS) {
      const segment = this.segment(row);
      values.set(length - row < SEGMENT_ROWS ? segment.subarray(0, length - row) : segment, row);
    }
    return values;
  }

  /** Room for one more segment of rows; they read 0. */
  grow(): void {
    this.segments.push(new Float64Array(SEGMENT_ROWS));
  }

  /** Nobody reads rows of this segment any more. */
  letGo(segment: number): void {
    this.packs[segment] = GONE;
    this.segments[segment] = NO_FLOATS;
  }

  /** Nobody reads rows from .. to - 1 of one segment any more: whoever does is told by what stands there. */
  blank(from: number, to: number): void {
    this.segments[from >>> SEGMENT_BITS]!.fill(Number.NaN, from & IN_SEGMENT, (from & IN_SEGMENT) + to - from);
  }

  /** Rows of this segment are only read from now on. Answers whether it takes less room for that. */
  pack(segment: number): boolean {
    const pack = packed(this.segments[segment]!);
    if (pack === null) return false;
    this.packs[segment] = pack;
    this.segments[segment] = NO_FLOATS;
    return true;
  }
}

/** Whole numbers from -2^31 to 2^31 - 1: ids, users, bytes. */
export class Int32Column {
  private readonly segments: Int32Array[] = [];
  /** By segment, those that are packed; their arrays are empty. */
  private readonly packs: PackedSegment[] = [];

  at(row: number): number {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    return values.length === 0 ? this.unpacked(row) : values[row & IN_SEGMENT]!;
  }

  private unpacked(row: number): number {
    return this.packs[row >>> SEGMENT_BITS]!.at(row & IN_SEGMENT);
  }

  set(row: number, value: number): void {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    if (values.length === 0) throw writtenWhenPacked(row);
    values[row & IN_SEGMENT] = value;
  }

  /** values[from .. from + count - 1] become those of rows first, first + 1 …; they are there already. */
  write(first: number, values: Int32Array, count: number, from = 0): void {
    for (let done = 0; done < count; ) {
      const row = first + done;
      const segment = this.segments[row >>> SEGMENT_BITS]!;
      if (segment.length === 0) throw writtenWhenPacked(row);
      const part = Math.min(count - done, SEGMENT_ROWS - (row & IN_SEGMENT));
      // A loop: for few values a view of them would cost more than they do.
      for (let i = 0, place = row & IN_SEGMENT; i < part; i++) segment[place + i] = values[from + done + i]!;
      done += part;
    }
  }

  /** As `write` of one value again and again. */
  fill(first: number, value: number, count: number): void {
    for (let done = 0; done < count; ) {
      const row = first + done;
      const segment = this.segments[row >>> SEGMENT_BITS]!;
      if (segment.length === 0) throw writtenWhenPacked(row);
      const part = Math.min(count - done, SEGMENT_ROWS - (row & IN_SEGMENT));
      segment.fill(value, row & IN_SEGMENT, (row & IN_SEGMENT) + part);
      done += part;
    }
  }

  /** The values of rows[from .. to - 1], into the same places of `into`; rows near each other mostly lie in one segment. */
  read(rows: Int32Array, from: number, to: number, into: Int32Array): void {
    let number = -1;
    let values: Int32Array = NO_WHOLES;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (row >>> SEGMENT_BITS !== number) {
        number = row >>> SEGMENT_BITS;
        values = this.segments[number]!;
      }
      into[i] = values.length === 0 ? this.unpacked(row) : values[row & IN_SEGMENT]!;
    }
  }

  /** The values of the segment `row` lies in: a copy where it is packed. */
  segment(row: number): Int32Array {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    if (values.length > 0) return values;
    const copy = new Int32Array(SEGMENT_ROWS);
    const pack = this.packs[row >>> SEGMENT_BITS]!;
    for (let place = 0; place < SEGMENT_ROWS; place++) copy[place] = pack.at(place);
    return copy;
  }

  /** The first `length` values side by side, for who looks at all of them again and again. */
  flat(length: number): Int32Array {
    const values = new Int32Array(length);
    for (let row = 0; row < length; row += SEGMENT_ROWS) {
      const segment = this.segment(row);
      values.set(length - row < SEGMENT_ROWS ? segment.subarray(0, length - row) : segment, row);
    }
    return values;
  }

  /** Room for one more segment of rows; they read 0. */
  grow(): void {
    this.segments.push(new Int32Array(SEGMENT_ROWS));
  }

  /** Nobody reads rows of this segment any more. */
  letGo(segment: number): void {
    this.packs[segment] = GONE;
    this.segments[segment] = NO_WHOLES;
  }

  /** Nobody reads rows from .. to - 1 of one segment any more: whoever does is told by what stands there. */
  blank(from: number, to: number): void {
    this.segments[from >>> SEGMENT_BITS]!.fill(NO_WHOLE, from & IN_SEGMENT, (from & IN_SEGMENT) + to - from);
  }

  /** Rows of this segment are only read from now on. Answers whether it takes less room for that. */
  pack(segment: number): boolean {
    const pack = packed(this.segments[segment]!);
    if (pack === null) return false;
    this.packs[segment] = pack;
    this.segments[segment] = NO_WHOLES;
    return true;
  }
}

/** Codes from 0 to 255. */
export class Uint8Column {
  private readonly segments: Uint8Array[] = [];
  /** By segment, those that are packed; their arrays are empty. */
  private readonly packs: PackedSegment[] = [];

  at(row: number): number {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    return values.length === 0 ? this.unpacked(row) : values[row & IN_SEGMENT]!;
  }

  private unpacked(row: number): number {
    return this.packs[row >>> SEGMENT_BITS]!.at(row & IN_SEGMENT);
  }

  set(row: number, value: number): void {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    if (values.length === 0) throw writtenWhenPacked(row);
    values[row & IN_SEGMENT] = value;
  }

  /** values[from .. from + count - 1] become those of rows first, first + 1 …; they are there already. */
  write(first: number, values: Uint8Array, count: number, from = 0): void {
    for (let done = 0; done < count; ) {
      const row = first + done;
      const segment = this.segments[row >>> SEGMENT_BITS]!;
      if (segment.length === 0) throw writtenWhenPacked(row);
      const part = Math.min(count - done, SEGMENT_ROWS - (row & IN_SEGMENT));
      // A loop: for few values a view of them would cost more than they do.
      for (let i = 0, place = row & IN_SEGMENT; i < part; i++) segment[place + i] = values[from + done + i]!;
      done += part;
    }
  }

  /** The values of rows[from .. to - 1], into the same places of `into`; rows near each other mostly lie in one segment. */
  read(rows: Int32Array, from: number, to: number, into: Uint8Array): void {
    let number = -1;
    let values: Uint8Array = NO_CODES;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (row >>> SEGMENT_BITS !== number) {
        number = row >>> SEGMENT_BITS;
        values = this.segments[number]!;
      }
      into[i] = values.length === 0 ? this.unpacked(row) : values[row & IN_SEGMENT]!;
    }
  }

  /** The values of the segment `row` lies in: a copy where it is packed. */
  segment(row: number): Uint8Array {
    const values = this.segments[row >>> SEGMENT_BITS]!;
    if (values.length > 0) return values;
    const copy = new Uint8Array(SEGMENT_ROWS);
    const pack = this.packs[row >>> SEGMENT_BITS]!;
    for (let place = 0; place < SEGMENT_ROWS; place++) copy[place] = pack.at(place);
    return copy;
  }

  /** The first `length` values side by side, for who looks at all of them again and again. */
  flat(length: number): Uint8Array {
    const values = new Uint8Array(length);
    for (let row = 0; row < length; row += SEGMENT_ROWS) {
      const segment = this.segment(row);
      values.set(length - row < SEGMENT_ROWS ? segment.subarray(0, length - row) : segment, row);
    }
    return values;
  }

  /** Room for one more segment of rows; they read 0. */
  grow(): void {
    this.segments.push(new Uint8Array(SEGMENT_ROWS));
  }

  /** Nobody reads rows of this segment any more. */
  letGo(segment: number): void {
    this.packs[segment] = GONE;
    this.segments[segment] = NO_CODES;
  }

  /** Nobody reads rows from .. to - 1 of one segment any more: whoever does is told by what stands there. */
  blank(from: number, to: number): void {
    this.segments[from >>> SEGMENT_BITS]!.fill(NO_CODE, from & IN_SEGMENT, (from & IN_SEGMENT) + to - from);
  }

  /** Rows of this segment are only read from now on. Answers whether it takes less room for that. */
  pack(segment: number): boolean {
    const pack = packed(this.segments[segment]!);
    if (pack === null) return false;
    this.packs[segment] = pack;
    this.segments[segment] = NO_CODES;
    return true;
  }
}
