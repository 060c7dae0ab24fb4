/**
 * Which source made which rows of a table that several of them fill, in stretches of rows of one source. How sources take turns
 * depends on how a run is cut into windows; the how-manieth row of its source a row is does not.
 */
export class RowOrigins {
  private sources = 0;
  private readonly firstRows: number[] = [];
  private readonly sourceOf: number[] = [];
  /** How many rows its source had made before the stretch. */
  private readonly before: number[] = [];
  private readonly made: number[] = [];

  /** One source more, before the first row is made; its number. */
  open(): number {
    this.made.push(0);
    return this.sources++;
  }

  /** Whether one source makes all the rows. */
  get isSingle(): boolean {
    return this.sources === 1;
  }

  /** `count` rows from `row` on are of that source. Of a single source nothing has to be kept. */
  note(source: number, row: number, count: number): void {
    if (this.sources < 2) return;
    if (this.sourceOf.at(-1) !== source) {
      this.firstRows.push(row);
      this.sourceOf.push(source);
      this.before.push(this.made[source]);
    }
    this.made[source] += count;
  }

  /** A number of a row that no other row of the table has, whatever the windows of the run; of a single source the row's own. */
  idOf(row: number): number {
    if (this.sources < 2 || row < this.firstRows[0]) return row;
    let low = 0;
    let high = this.firstRows.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.firstRows[middle] <= row) low = middle;
      else high = middle;
    }
    return (this.before[low] + row - this.firstRows[low]) * this.sources + this.sourceOf[low];
  }
}
