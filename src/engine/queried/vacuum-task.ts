import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Attempts, Completed } from "../tasks/attempts.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { Attempt } from "../tasks/job.ts";
import { InTurn } from "../tasks/in-turn.ts";
import type { VacuumDoes } from "./lying-rows.ts";
import type { VacuumTaskRemarks } from "./remarks.ts";
import type { Vacuumed, Vacuuming } from "./table-upkeep.ts";
import type { TableWatcher } from "./view-base.ts";

export type VacuumSpec = {
  readonly does: VacuumDoes;
  readonly sortsBelowShare: number;
  /** By its own clock; null: only when it is told to. */
  readonly everyMs: number | null;
};

type Going = { readonly attempt: Attempt; readonly vacuuming: Vacuuming | null; readonly fails: boolean };

/**
 * VACUUM as a task: has a table's deleted rows make room and puts its rows in order, on a slot of its warehouse; one at a time. In
 * `table` (rows of a warehouse); told by `start`, tells `done`.
 */
export class VacuumTask extends Part<VacuumTaskRemarks> implements TableWatcher {
  readonly storedBytes = 0;
  /** Rows that were read and written again, and rows that made room, all runs together. */
  rewrittenRows = 0;
  freedRows = 0;
  private readonly table: Vacuumed | null;
  private readonly spec: VacuumSpec;
  private readonly turns: InTurn<Going>;
  private nextAt: number;
  private failsUntil = -Infinity;
  private isTold = false;

  /** `table`: null where nothing lies there that a VACUUM could help. */
  constructor(id: string, run: RunContext, table: Vacuumed | null, spec: VacuumSpec) {
    super(id, run);
    this.table = table;
    this.spec = spec;
    this.nextAt = spec.everyMs ?? Infinity;
    this.turns = new InTurn(id, {
      start: (attempt, at) => this.start(attempt, at),
      complete: (going) => this.complete(going),
    });
    table?.watch(this);
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
  }

  get attempts(): Attempts {
    return this.turns.attempts;
  }

  advance(): void {}

  override nextWorkMs(): number {
    return Infinity;
  }

  override nextChangeMs(): number {
    return Math.min(this.attempts.nextEndMs(), this.nextAt);
  }

  override change(at: number): void {
    this.attempts.settle(at);
    if (this.nextAt > at) return;
    this.nextAt += this.spec.everyMs ?? Infinity;
    if (this.turns.going === null) this.attempts.begin(at, { fromMs: at, toMs: at }, "by-itself");
  }

  private start(attempt: Attempt, at: number): Going {
    const { table, spec } = this;
    const fails = at < this.failsUntil;
    const vacuuming = fails || table === null ? null : table.vacuum(at, spec.does, spec.sortsBelowShare);
    attempt.endsAtMs = vacuuming?.doneAt ?? at;
    if (table === null && !this.isTold) {
      this.isTold = true;
      this.remark(at, "nothing-to-vacuum", {});
    }
    return { attempt, vacuuming, fails };
  }

  private complete({ attempt, vacuuming, fails }: Going): Completed {
    vacuuming?.carryOut();
    if (fails) {
      this.remark(attempt.endsAtMs, "vacuum-failed", {});
      return { failed: true, line: "permission denied: only the owner of a table can vacuum it" };
    }
    if (vacuuming === null) return { failed: false, line: "VACUUM: nothing to do" };
    this.rewrittenRows += vacuuming.rows;
    this.freedRows += vacuuming.deadRows;
    const sorted = vacuuming.sorts ? ", sorted" : "";
    return { failed: false, line: `VACUUM: ${vacuuming.rows} rows written again, ${vacuuming.deadRows} deleted ones freed${sorted}` };
  }

  committed(): void {}

  /** What was not merged yet is lost, and whoever wants it begins again. */
  lost(at: number): void {
    const { going } = this.turns;
    if (going !== null && going.attempt.endsAtMs > at)
      this.attempts.breakOff(going.attempt, at, "the connection was lost: the VACUUM has to be begun again");
  }

  override strike(strike: Strike, at: number): void {
    this.failsUntil = Math.max(this.failsUntil, at + strike.durationMs);
  }

  /** It holds no events. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override finish(): boolean {
    this.nextAt = Infinity;
    return this.attempts.open.length === 0;
  }

  override figure(): string {
    const { succeeded } = this.attempts;
    return succeeded === 0 ? "" : `${succeeded} runs, ${this.freedRows.toLocaleString("en-US")} rows freed`;
  }
}
