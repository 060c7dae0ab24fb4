const CELLS = 512;
const UNITS_PER_MS = 1024;

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
    this.fromUnits = Math.round(fromMs * UNITS_PER_MS);
    this.cellUnits = Math.max(1, Math.ceil(((untilMs - fromMs) * UNITS_PER_MS) / CELLS));
  }

  /** Something waited from one instant to a later one, both after the start. */
  waited(fromMs: number, untilMs: number): void {
    this.count(Math.round(fromMs * UNITS_PER_MS) - this.fromUnits, 1);
    this.count(Math.round(untilMs * UNITS_PER_MS) - this.fromUnits, -1);
  }

  private count(units: number, sign: 1 | -1): void {
    const cell = Math.min(CELLS - 1, Math.floor(units / this.cellUnits));
    this.change[cell] += sign;
    this.offsets[cell] -= sign * (units - cell * this.cellUnits);
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
