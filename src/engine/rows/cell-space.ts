import type { EventRows } from "./event-rows.ts";
import type { EventColumns } from "./dimensions.ts";
import { ALL } from "./row-kind.ts";

/**
 * Numbers the cells of the hourly table: every combination of the dimensions' values and, in the cube, every one with ALL in places.
 * Of a cell there are `width` figures side by side, in the order of the measures.
 */
export class CellSpace {
  readonly finest: number;
  readonly width: number;
  /** Combinations with ALL in places, too. */
  readonly all: number;
  private readonly sizes: readonly number[];
  /** For each finest cell, the cells it counts in: itself and those with ALL; made when first rolled up. */
  private readonly countsIn = new Map<boolean, Int32Array>();

  constructor({ dimensions, hourly }: EventColumns) {
    this.sizes = dimensions.map(({ names }) => names.length);
    this.width = hourly.length;
    this.finest = this.sizes.reduce((product, size) => product * size, 1);
    this.all = this.sizes.reduce((product, size) => product * (size + 1), 1);
  }

  /** The finest cell an event belongs to. */
  cellOf({ dimensions }: EventRows, row: number): number {
    const { sizes } = this;
    let cell = 0;
    for (let d = 0; d < sizes.length; d++) cell = cell * sizes[d] + dimensions[d].at(row);
    return cell;
  }

  /** The code a finest cell has in a dimension. */
  codeOf(cell: number, dimension: number): number {
    const { sizes } = this;
    let rest = cell;
    for (let d = sizes.length - 1; d > dimension; d--) rest = Math.floor(rest / sizes[d]);
    return rest % sizes[dimension];
  }

  /** The number, below `all`, of a combination that may have ALL in places. */
  numberOf(dimensions: readonly { at(row: number): number }[], row: number): number {
    const { sizes } = this;
    let cell = 0;
    for (let d = 0; d < sizes.length; d++) cell = cell * (sizes[d] + 1) + Math.min(sizes[d], dimensions[d].at(row));
    return cell;
  }

  /** Rolls finest cells up: each adds to itself and, in the cube, to the combinations with ALL. What `each` is given is reused. */
  rollUp(finest: Float64Array, cube: boolean, each: (codes: Uint8Array, measures: Float64Array) => unknown): void {
    const { width } = this;
    const sums = new Float64Array(this.all * width);
    const targets = this.targets(cube);
    const perCell = targets.length / this.finest;
    for (let cell = 0, t = 0; cell < this.finest; cell++) {
      const from = cell * width;
      for (let end = t + perCell; t < end; t++) for (let m = 0; m < width; m++) sums[targets[t] * width + m] += finest[from + m];
    }
    const codes = new Uint8Array(this.sizes.length);
    for (let cell = 0; cell < this.all; cell++) {
      let m = cell * width;
      const end = m + width;
      while (m < end && sums[m] === 0) m++;
      // Most combinations are empty: only of the others a view is made.
      if (m === end) continue;
      let rest = cell;
      for (let d = this.sizes.length - 1; d >= 0; d--) {
        const code = rest % (this.sizes[d] + 1);
        codes[d] = code === this.sizes[d] ? ALL : code;
        rest = Math.floor(rest / (this.sizes[d] + 1));
      }
      each(codes, sums.subarray(end - width, end));
    }
  }

  private targets(cube: boolean): Int32Array {
    const known = this.countsIn.get(cube);
    if (known !== undefined) return known;
    const perCell = cube ? 1 << this.sizes.length : 1;
    const targets = new Int32Array(this.finest * perCell);
    for (let cell = 0; cell < this.finest; cell++)
      for (let withAll = 0; withAll < perCell; withAll++) targets[cell * perCell + withAll] = this.target(cell, withAll);
    this.countsIn.set(cube, targets);
    return targets;
  }

  /** The cell that has ALL in the dimensions whose bit is set, and what the finest cell has in the others. */
  private target(cell: number, withAll: number): number {
    let target = 0;
    let stride = 1;
    let rest = cell;
    for (let d = this.sizes.length - 1; d >= 0; d--) {
      const size = this.sizes[d];
      target += stride * ((withAll & (1 << d)) !== 0 ? size : rest % size);
      rest = Math.floor(rest / size);
      stride *= size + 1;
    }
    return target;
  }
}
