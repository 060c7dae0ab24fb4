import { FILE, kindOf, rowOf } from "../engine/rows/rows.ts";
import { firstEventOf } from "../engine/rows/kinds/file.ts";
import type { Machine } from "./compile/build-machine.ts";
import type { BatchAnswer } from "./judge/truth.ts";

const NO_ROWS = new Int32Array(0);

/**
 * Lets go of events that everybody is done with (SPEC M3), in a run of which nobody will ask for tables: no copy of them is open, no
 * part says it may look at one again, and the batch answer has taken them.
 */
export class DoneEvents {
  private readonly machine: Machine;
  private readonly batch: BatchAnswer | null;
  /** So many events must have been made since the last look before another one pays. */
  private readonly every: number;
  private lookedAt = 0;
  private gone = 0;
  /** Files before this one hold no rows any more. */
  private emptiedFiles = 0;

  constructor(machine: Machine, batch: BatchAnswer | null, every: number) {
    this.machine = machine;
    this.batch = batch;
    this.every = every;
  }

  /** Between windows, at `now`. */
  look(now: number): void {
    const { events } = this.machine.run.rows;
    if (events.length - this.lookedAt < this.every) return;
    this.lookedAt = events.length;
    const before = Math.min(this.machine.run.ledger.firstOpen(), this.neededFrom(now));
    const done = before - (before % this.every);
    if (done > this.gone) this.letGo(done);
  }

  private neededFrom(now: number): number {
    const { nodes, wires, run } = this.machine;
    let from = Infinity;
    for (const node of nodes.values()) from = Math.min(from, node.eventsNeededFrom(now));
    // Files that lie in a store already are told of on a wire: whoever hears of one may look into it.
    for (const { notices, refs, head, tail } of wires)
      for (let i = head; notices && i < tail; i++)
        if (kindOf(refs[i]) === FILE) from = Math.min(from, firstEventOf(run.rows.files[rowOf(refs[i])]));
    return from;
  }

  private letGo(before: number): void {
    const { rows, ledger } = this.machine.run;
    this.batch?.letGo(before);
    rows.events.letGo(before);
    ledger.letGo(before);
    this.gone = before;
    for (; this.emptiedFiles < rows.files.length; this.emptiedFiles++) {
      const file = rows.files[this.emptiedFiles];
      if (file.stream !== 0) continue;
      if (file.refs.some((ref) => ref >= before)) break;
      file.refs = NO_ROWS;
    }
  }
}
