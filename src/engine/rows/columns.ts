/**
 * Columns that grow by segments: a value never moves once it stands, so growing copies nothing, and a segment can be let go of by
 * itself. One class per element type: a call site that meets one class only is compiled into it. The index of a row splits into
 * its segment (upper bits) and its place there; what reads a run of rows takes `segment(row)` once, which holds the rows from
 * row - row % SEGMENT_ROWS on.
 */
const SEGMENT_BITS = 16;
/** Rows of one segment. */
export const SEGMENT_ROWS = 1 << SEGMENT_BITS;
/** `row & IN_SEGMENT` is the place of a row in its segment. */
export const IN_SEGMENT = SEGMENT_ROWS - 1;

/** Numbers, mostly instants in ms. */
export class Float64Column {
  private readonly segments: Float64Array[] = [];

  at(row: number): number {
    return this.segments[row >>> SEGMENT_BITS][row & IN_SEGMENT];
  }

  set(row: number, value: number): void {
    this.segments[row >>> SEGMENT_BITS][row & IN_SEGMENT] = value;
  }

  /** The values of the segment `row` lies in. */
  segment(row: number): Float64Array {
    return this.segments[row >>> SEGMENT_BITS];
  }

  /** Room for one more segment of rows; they read 0. */
  grow(): void {
    this.segments.push(new Float64Array(SEGMENT_ROWS));
  }
}

/** Whole numbers from -2^31 to 2^31 - 1: ids, users, bytes. */
export class Int32Column {
  private readonly segments: Int32Array[] = [];

  at(row: number): number {
    return this.segments[row >>> SEGMENT_BITS][row & IN_SEGMENT];
  }

  set(row: number, value: number): void {
    this.segments[row >>> SEGMENT_BITS][row & IN_SEGMENT] = value;
  }

  /** The values of the segment `row` lies in. */
  segment(row: number): Int32Array {
    return this.segments[row >>> SEGMENT_BITS];
  }

  /** Room for one more segment of rows; they read 0. */
  grow(): void {
    this.segments.push(new Int32Array(SEGMENT_ROWS));
  }
}

/** Codes from 0 to 255. */
export class Uint8Column {
  private readonly segments: Uint8Array[] = [];

  at(row: number): number {
    return this.segments[row >>> SEGMENT_BITS][row & IN_SEGMENT];
  }

  set(row: number, value: number): void {
    this.segments[row >>> SEGMENT_BITS][row & IN_SEGMENT] = value;
  }

  /** The values of the segment `row` lies in. */
  segment(row: number): Uint8Array {
    return this.segments[row >>> SEGMENT_BITS];
  }

  /** Room for one more segment of rows; they read 0. */
  grow(): void {
    this.segments.push(new Uint8Array(SEGMENT_ROWS));
  }
}
