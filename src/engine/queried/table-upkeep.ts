import { Facet } from "../part/facet.ts";
import type { LyingRows, VacuumDoes } from "./lying-rows.ts";
import type { TableWatcher } from "./view-base.ts";

/** A VACUUM that has begun: when it ends, and what it does in that instant. */
export type Vacuuming = {
  readonly doneAt: number;
  /** Rows it reads and writes again, and those of them that make room. */
  readonly rows: number;
  readonly deadRows: number;
  readonly sorts: boolean;
  carryOut(): void;
};

/** A table whose deleted rows lie there, and whose loads lie side by side, until a VACUUM. */
export type Vacuumed = {
  /** Begins one on a slot; null: there is nothing to do. It sorts where less than this share of the rows is sorted. */
  vacuum(at: number, does: VacuumDoes, sortsBelowShare: number): Vacuuming | null;
  watch(watcher: TableWatcher): void;
};

export const VACUUMED = new Facet<Vacuumed>("vacuumed");

/** By default VACUUM leaves out the sort where more than 95 percent of the rows are sorted (Redshift Database Developer Guide, 2023-06). */
export const SORTS_BELOW_SHARE = 0.95;
/** How often a cluster looks whether it has time for a VACUUM of its own. Assumed. */
const LOOK_EVERY_MS = 60_000;

/** VACUUM by itself: when something is to be done and nobody is served, on a slot of its own. */
export class OwnVacuum {
  ran = 0;
  private readonly table: Vacuumed;
  private readonly lying: LyingRows;
  private running: Vacuuming | null = null;
  private lookAt = Infinity;
  private isOver = false;

  constructor(table: Vacuumed, lying: LyingRows) {
    this.table = table;
    this.lying = lying;
  }

  get nextMs(): number {
    return this.isOver ? Infinity : (this.running?.doneAt ?? this.lookAt);
  }

  /** The table has changed. */
  committed(at: number): void {
    if (this.running === null) this.lookAt = Math.min(this.lookAt, at);
  }

  /** What ran is lost, and begins anew when the machines are back. */
  lost(backAt: number): void {
    if (this.running === null) return;
    this.running = null;
    this.lookAt = backAt;
  }

  change(at: number, isBusy: boolean): void {
    if (this.nextMs > at) return;
    if (this.running !== null) {
      this.running.carryOut();
      this.running = null;
      this.ran++;
      this.lookAt = at;
    }
    if (isBusy) {
      this.lookAt = at + LOOK_EVERY_MS;
      return;
    }
    this.lookAt = Infinity;
    if (this.lying.deadRows === 0 && this.lying.sortedShare >= SORTS_BELOW_SHARE) return;
    this.running = this.table.vacuum(at, "full", SORTS_BELOW_SHARE);
  }

  /** Nothing more will come. */
  end(): void {
    this.isOver = true;
  }
}
