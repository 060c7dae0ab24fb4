import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Completed } from "../tasks/attempts.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { Attempt } from "../tasks/job.ts";
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
  readonly attempts: Attempts;
  readonly storedBytes = 0;
  /** Rows that were read and written again, and rows that made room, all runs together. */
  rewrittenRows = 0;
  freedRows = 0;
  private readonly table: Vacuumed | null;
  private readonly spec: VacuumSpec;
  private readonly queue: Attempt[] = [];
  private going: Going | null = null;
  private nextAt: number;
  private failsUntil = -Infinity;
  private isTold = false;

  /** `table`: null where nothing lies there that a VACUUM could help. */
  constructor(id: string, run: RunContext, table: Vacuumed | null, spec: VacuumSpec) {
    super(id, run);
    this.table = table;
    this.spec = spec;
    this.nextAt = spec.everyMs ?? Infinity;
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => this.breakOff(attempt, at),
    });
    table?.watch(this);
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
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
    if (this.going === null) this.attempts.begin(at, { fromMs: at, toMs: at }, "by-itself");
  }

  private begin(attempt: Attempt): void {
    if (this.going === null) this.start(attempt, attempt.beganAtMs);
    else this.queue.push(attempt);
  }

  private start(attempt: Attempt, at: number): void {
    const { table, spec } = this;
    const fails = at < this.failsUntil;
    const vacuuming = fails || table === null ? null : table.vacuum(at, spec.does, spec.sortsBelowShare);
    this.going = { attempt, vacuuming, fails };
    attempt.endsAtMs = vacuuming?.doneAt ?? at;
    if (table !== null || this.isTold) return;
    this.isTold = true;
    this.remark(at, "nothing-to-vacuum", {});
  }

  private complete(attempt: Attempt): Completed {
    const { vacuuming = null, fails = false } = this.going ?? {};
    this.going = null;
    vacuuming?.carryOut();
    this.startQueued(attempt.endsAtMs);
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

  private startQueued(at: number): void {
    const next = this.queue.shift();
    if (next !== undefined) this.start(next, at);
  }

  private breakOff(attempt: Attempt, at: number): void {
    const waiting = this.queue.indexOf(attempt);
    if (waiting >= 0) this.queue.splice(waiting, 1);
    if (this.going?.attempt !== attempt) return;
    this.going = null;
    this.startQueued(at);
  }

  committed(): void {}

  /** What was not merged yet is lost, and whoever wants it begins again. */
  lost(at: number): void {
    if (this.going !== null && this.going.attempt.endsAtMs > at)
      this.attempts.breakOff(this.going.attempt, at, "the connection was lost: the VACUUM has to be begun again");
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
