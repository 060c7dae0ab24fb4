import { UNITS_PER_MS, unitsOf } from "../../base/batched-histogram.ts";

const CELLS = 512;

/**
 * How many wait, over time: the instants at which waits begin and end, kept apart, swept over cells of equal length. In whole
 * units of 1/1024 ms, so that the order in which tasks report changes nothing. The area under the count is measured from
 * these instants alone; that it equals the sum of the waits is Little's law, and a test, not a definition.
 */
export class QueueArea {
  private readonly fromUnits: number;
  private readonly cellUnits: number;
  /** Begins less ends inside each cell. */
  private readonly change = new Int32Array(CELLS);
  /** Units from the cell's start, of ends less those of begins. */
  private readonly offsets = new Float64Array(CELLS);

  /** Cells divide `fromMs` to `untilMs`; later instants fall into the last one. */
  constructor(fromMs: number, untilMs: number) {
    this.fromUnits = unitsOf(fromMs);
    this.cellUnits = Math.max(1, Math.ceil(((untilMs - fromMs) * UNITS_PER_MS) / CELLS));
  }

  /** Records that came at times[from + i] waited waits[i], from `first` to count - 1; all came after the start. */
  waitedMany(times: Float64Array, from: number, waits: Float64Array, first: number, count: number): void {
    let i = first;
    while (i < count) {
      // As long as arrivals stay in one cell and begins in one cell, only numbers and sums change.
      const cameIn = this.cellOf(unitsOf(times[from + i]) - this.fromUnits);
      const begunIn = this.cellOf(unitsOf(times[from + i] + waits[i]) - this.fromUnits);
      const cameFrom = cameIn * this.cellUnits;
      const cameBefore = this.endOf(cameIn);
      const begunFrom = begunIn * this.cellUnits;
      const begunBefore = this.endOf(begunIn);
      let waited = 0;
      let cameUnits = 0;
      let begunUnits = 0;
      for (; i < count; i++) {
        const at = times[from + i];
        const came = unitsOf(at) - this.fromUnits;
        const begun = unitsOf(at + waits[i]) - this.fromUnits;
        if (came < cameFrom || came >= cameBefore || begun < begunFrom || begun >= begunBefore) break;
        if (waits[i] === 0) continue;
        waited++;
        cameUnits += came;
        begunUnits += begun;
      }
      this.keep(cameIn, begunIn, waited, cameUnits, begunUnits);
    }
  }

  /** As `waitedMany` for records in order of arrival that began in that order. */
  waitedInOrder(times: Float64Array, from: number, waits: Float64Array, first: number, count: number): void {
    if (!this.inOneCell(times, from, waits, first, count)) this.waitedMany(times, from, waits, first, count);
  }

  /**
   * Records in order of arrival, served in that order, begin in that order too: if the first and the last came in one cell, and
   * began in one, so did all between. A unit of margin keeps what rounding may do to a begin inside.
   */
  private inOneCell(times: Float64Array, from: number, waits: Float64Array, first: number, count: number): boolean {
    const { fromUnits } = this;
    const came = unitsOf(times[from + first]) - fromUnits;
    const lastCame = unitsOf(times[from + count - 1]) - fromUnits;
    const begun = unitsOf(times[from + first] + waits[first]) - fromUnits;
    const lastBegun = unitsOf(times[from + count - 1] + waits[count - 1]) - fromUnits;
    const cameIn = this.cellOf(came);
    const begunIn = this.cellOf(begun);
    if (came > lastCame || lastCame >= this.endOf(cameIn)) return false;
    if (begun <= begunIn * this.cellUnits || begun > lastBegun || lastBegun + 1 >= this.endOf(begunIn)) return false;
    let waited = 0;
    let cameUnits = 0;
    let begunUnits = 0;
    for (let i = first; i < count; i++) {
      const waitMs = waits[i];
      if (waitMs === 0) continue;
      const at = times[from + i];
      waited++;
      cameUnits += Math.floor(at * UNITS_PER_MS + 0.5);
      begunUnits += Math.floor((at + waitMs) * UNITS_PER_MS + 0.5);
    }
    this.keep(cameIn, begunIn, waited, cameUnits - waited * fromUnits, begunUnits - waited * fromUnits);
    return true;
  }

  /** So many who came in one cell and began in another, and the sums of these instants in units from the start. */
  private keep(cameIn: number, begunIn: number, waited: number, cameUnits: number, begunUnits: number): void {
    this.change[cameIn] += waited;
    this.offsets[cameIn] -= cameUnits - waited * cameIn * this.cellUnits;
    this.change[begunIn] -= waited;
    this.offsets[begunIn] += begunUnits - waited * begunIn * this.cellUnits;
  }

  private cellOf(units: number): number {
    return Math.min(CELLS - 1, Math.floor(units / this.cellUnits));
  }

  private endOf(cell: number): number {
    return cell === CELLS - 1 ? Infinity : (cell + 1) * this.cellUnits;
  }

  /** The area under the count of those who wait, in record-ms. */
  get recordMs(): number {
    let waiting = 0;
    let units = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      waiting += this.change[cell];
      units += waiting * this.cellUnits + this.offsets[cell];
    }
    return units / UNITS_PER_MS;
  }

  /** Instants between cells, and how many wait then. */
  boundaries(): { readonly atMs: number; readonly waiting: number }[] {
    let waiting = 0;
    return Array.from(this.change.subarray(0, CELLS - 1), (change, cell) => {
      waiting += change;
      return { atMs: (this.fromUnits + (cell + 1) * this.cellUnits) / UNITS_PER_MS, waiting };
    });
  }
}
