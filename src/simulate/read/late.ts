import type { RunContext } from "../../engine/part/run-context.ts";
import { EventRows } from "../../engine/rows/event-rows.ts";

/** Copies of the events some part turned away as late: they explain what a table lacks. */
export class LateEvents {
  private readonly run: RunContext;
  /** Those of rows that were let go of. */
  private readonly kept: EventRows;
  private from = 0;

  constructor(run: RunContext) {
    this.run = run;
    this.kept = new EventRows(run.dimensions.dimensions.length);
  }

  /** Rows before this one have ended for good and are about to be let go of. */
  keepTo(before: number): void {
    copyLate(this.run, this.from, before, this.kept);
    this.from = before;
  }

  /** All there are so far. */
  all(): EventRows {
    const { run, kept } = this;
    const all = new EventRows(run.dimensions.dimensions.length);
    for (let row = 0; row < kept.length; row++) all.copy(kept, row);
    copyLate(run, this.from, run.rows.events.length, all);
    return all;
  }
}

function copyLate({ ledger, rows }: RunContext, from: number, to: number, into: EventRows): void {
  const isLate = ledger.ends.map(({ reason }) => reason === "late");
  if (isLate.includes(true)) for (let row = from; row < to; row++) if (isLate[ledger.fateOf(row)]) into.copy(rows.events, row);
}
