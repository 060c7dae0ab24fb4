import type { RowBatch } from "../rows/kinds/file.ts";
import type { VisibleRows } from "./visible-rows.ts";

/** Batches whose rows lie in one order, cut into blocks together. */
export type SortedRun = readonly RowBatch[];

/** delete: rows that were deleted make room. sort: rows that came after the last time are put in order with the others. full: both. */
export type VacuumDoes = "full" | "sort" | "delete";

/** What a VACUUM does, as the table was when it began. */
export type VacuumPlan = {
  readonly does: VacuumDoes;
  readonly sorts: boolean;
  /** What lay there, and what of it is shown. */
  readonly lying: ReadonlySet<RowBatch>;
  readonly live: readonly RowBatch[];
  /** Runs it reads and writes again. */
  readonly runs: readonly SortedRun[];
  readonly deadRows: number;
};

/**
 * The rows of a table as they lie in its blocks: those that were deleted lie there until a VACUUM, and each load is a run of its own
 * beside the sorted ones. Told of every change of what is shown, before and after.
 */
export class LyingRows {
  version = 0;
  private readonly visible: VisibleRows;
  private live: readonly RowBatch[] = [];
  private seen = -1;
  /** Batches as they were written, each whole until it is vacuumed. */
  private lying = new Set<RowBatch>();
  /** Of a batch that lost rows, the one as it was written. */
  private writtenAs = new WeakMap<RowBatch, RowBatch>();
  /** What has been sorted together. */
  private sorted: SortedRun = [];
  private summed = { version: -1, deadRows: 0, deadBytes: 0 };

  constructor(visible: VisibleRows) {
    this.visible = visible;
  }

  /** Takes note of what is shown now. */
  look(): void {
    if (this.seen === this.visible.version) return;
    this.seen = this.visible.version;
    this.version++;
    this.live = [...this.visible.batches];
    for (const batch of this.live) this.lying.add(this.rootOf(batch));
  }

  private rootOf(batch: RowBatch): RowBatch {
    let root = this.writtenAs.get(batch);
    if (root !== undefined) return root;
    const before = this.visible.trimmedOf(batch);
    root = before === undefined ? batch : this.rootOf(before);
    this.writtenAs.set(batch, root);
    return root;
  }

  /** What a query looks through. */
  get runs(): readonly SortedRun[] {
    this.look();
    const sorted = new Set(this.sorted);
    const others = [...this.lying].filter((batch) => !sorted.has(batch)).map((batch) => [batch]);
    return this.sorted.length === 0 ? others : [this.sorted, ...others];
  }

  /** Rows that lie there and are shown no longer. */
  get deadRows(): number {
    return this.sums().deadRows;
  }

  get deadBytes(): number {
    return this.sums().deadBytes;
  }

  private sums(): { readonly version: number; readonly deadRows: number; readonly deadBytes: number } {
    this.look();
    if (this.summed.version === this.version) return this.summed;
    let [deadRows, deadBytes] = [0, 0];
    for (const { rows, storedBytes } of this.lying) [deadRows, deadBytes] = [deadRows + rows, deadBytes + storedBytes];
    for (const { rows, storedBytes } of this.live) [deadRows, deadBytes] = [deadRows - rows, deadBytes - storedBytes];
    return (this.summed = { version: this.version, deadRows, deadBytes: Math.max(0, deadBytes) });
  }

  /** Of these rows, those that are shown no longer and lie there, and their share of the bytes of what lies there. */
  deadOf(isAbout: (ref: number) => boolean): { readonly rows: number; readonly bytes: number } {
    this.look();
    let [rows, bytes] = [0, 0];
    const count = (batch: RowBatch, sign: 1 | -1): void => {
      const found = batch.refs.filter(isAbout).length;
      rows += sign * found;
      if (found > 0) bytes += (sign * batch.storedBytes * found) / batch.rows;
    };
    for (const batch of this.lying) count(batch, 1);
    for (const batch of this.live) count(batch, -1);
    return { rows, bytes: Math.max(0, bytes) };
  }

  /** Share of the rows that lie in the sorted run; 1 for none. */
  get sortedShare(): number {
    this.look();
    const sum = (batches: Iterable<RowBatch>): number => [...batches].reduce((rows, batch) => rows + batch.rows, 0);
    const all = sum(this.lying);
    return all === 0 ? 1 : sum(this.sorted) / all;
  }

  /**
   * What a VACUUM would do now; null: nothing. It sorts where less than this share of the rows is sorted; `overlaps` tells whether rows
   * that came belong among those that are sorted.
   */
  plan(does: VacuumDoes, sortsBelowShare: number, overlaps: (run: SortedRun, sorted: SortedRun) => boolean): VacuumPlan | null {
    const runs = this.runs;
    const live = new Set(this.live);
    const sorts = does !== "delete" && this.sortedShare < sortsBelowShare;
    const isDead = (run: SortedRun): boolean => run.some((batch) => !live.has(batch));
    const touched = runs.filter((run) => {
      if (does !== "sort" && isDead(run)) return true;
      if (!sorts) return false;
      return run !== this.sorted || runs.some((other) => other !== run && overlaps(other, run));
    });
    if (touched.length === 0) return null;
    return { does, sorts, lying: new Set(this.lying), live: this.live, runs: touched, deadRows: does === "sort" ? 0 : this.deadRows };
  }

  /** The VACUUM has ended: what came and what was deleted after it began is as it was. */
  carryOut({ does, sorts, lying, live }: VacuumPlan): void {
    this.look();
    this.version++;
    if (does === "sort") {
      this.sorted = [...lying];
      return;
    }
    const wasSorted = new Set(this.sorted);
    const ofSorted = live.filter((batch) => wasSorted.has(this.rootOf(batch)));
    this.sorted = sorts ? live : ofSorted;
    this.lying = new Set([...live, ...[...this.lying].filter((batch) => !lying.has(batch))]);
    this.writtenAs = new WeakMap(live.map((batch) => [batch, batch]));
    for (const batch of this.live) this.lying.add(this.rootOf(batch));
  }
}
