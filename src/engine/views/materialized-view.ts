import { Histogram } from "../../base/histogram.ts";
import { nounFor } from "../../base/counted-noun.ts";
import type { Step } from "../operators/steps.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Groups, Question } from "../queried/question-answers.ts";
import { groupsOf } from "../queried/question-answers.ts";
import type { Answered } from "../queried/questions.ts";
import type { Askers, QueryTarget } from "../queried/query-target.ts";
import type { Ran, Reads, TableWatcher, ViewBase, ViewUpkeep } from "../queried/view-base.ts";
import { VIEW_BASE } from "../queried/view-base.ts";
import { SHOWS, VisibleRows } from "../queried/visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";
import { ZoneMaps } from "../queried/zone-maps.ts";
import type { Scan, TableLayout } from "../queried/zone-maps.ts";
import type { Attempts, Completed } from "../tasks/attempts.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { Attempt } from "../tasks/job.ts";
import { InTurn } from "../tasks/in-turn.ts";
import type { ViewRemarks } from "./remarks.ts";
import { ViewRows } from "./view-rows.ts";
import type { TableChange, ViewHolds } from "./view-rows.ts";

export type ViewSpec = {
  readonly holds: ViewHolds;
  /** Share of the bytes of its table's columns that its own take. */
  readonly columnShare: number;
  /** When it is refreshed: as its warehouse does by itself, after each load, by the clock, or when somebody tells it to. */
  readonly refresh: "by-default" | "on-load" | "every" | "told";
  readonly everyMs: number;
  /** How the sessions are found that figures count. */
  readonly sessionSteps: readonly Step[];
};

/** Rows and bytes that are read beside the view; `full`: they are all of the table, and why. */
type Newer = { readonly rows: number; readonly bytes: number; readonly full: TableChange["full"] };

const NOTHING_NEWER: Newer = { rows: 0, bytes: 0, full: null };

/** A refresh under way: what it reads, null where nothing has changed, what is shown at its end, and whether it will fail. */
type Refresh = { readonly attempt: Attempt; readonly reads: Newer | null; readonly change: TableChange | null; readonly fails: boolean };

/**
 * A query whose rows are kept: made of the tables of a warehouse, refreshed by itself, by the clock or as a task, and asked in their
 * place. Refreshes and answers take slots of the warehouse. Between two refreshes whoever asks is shown the table as it was when the
 * last one began; a warehouse that adds newer rows reads those from the table with every query. In `source` (rows of a
 * warehouse), out `rows`; told by `start`, tells `done`.
 */
export class MaterializedView extends Part<ViewRemarks> implements QueryTarget, TableWatcher, ViewBase {
  readonly visible: VisibleRows;
  readonly keepsVersions = false;
  /** How old the newest event was that an answer could show, ms. */
  readonly answerAges = new Histogram();
  refreshes = 0;
  fullRefreshes = 0;
  /** Read by refreshes. */
  refreshRows = 0;
  private readonly base: ViewBase;
  private readonly spec: ViewSpec;
  private readonly rows: ViewRows;
  private readonly zones: ZoneMaps;
  private readonly turns: InTurn<Refresh>;
  private readonly said = new Set<keyof ViewRemarks>();
  /** What of the table is shown and no refresh has taken in: every query reads it. */
  private newer = NOTHING_NEWER;
  private readonly watchers: TableWatcher[] = [];
  private nextAt: number;
  /** When a refresh is due because the table has changed. */
  private dueAt = Infinity;
  private lastBeganAt = -Infinity;
  private failsUntil = -Infinity;
  private done = false;
  private queries = 0;

  constructor(id: string, run: RunContext, base: ViewBase, spec: ViewSpec) {
    super(id, run);
    this.base = base;
    this.spec = spec;
    this.visible = new VisibleRows(id, run);
    this.rows = new ViewRows(run, this.visible, { store: id, ...spec });
    this.zones = new ZoneMaps(run, this.visible, base.layout);
    this.nextAt = spec.refresh === "every" ? spec.everyMs : Infinity;
    this.turns = new InTurn(id, {
      start: (attempt, at) => this.start(attempt, at),
      complete: (refresh) => this.complete(refresh),
    });
    base.watch(this);
    this.tell(SHOWS, this);
    this.tell(VIEW_BASE, this);
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
  }

  /** Its slots are those of its warehouse, so who asks one of them asks in one order with who asks the other. */
  get askers(): Askers | null {
    return this.base.askers;
  }

  set askers(askers: Askers | null) {
    this.base.askers = askers;
  }

  get attempts(): Attempts {
    return this.turns.attempts;
  }

  private get running(): Refresh | null {
    return this.turns.going;
  }

  advance(): void {}

  override nextWorkMs(): number {
    return Infinity;
  }

  // ---- Refreshes ---------------------------------------------------------------------------------------------
  /** From a change of the table to a refresh, at least so long after the last; null: a change begins none. */
  private get followsMs(): number | null {
    if (this.spec.refresh === "on-load") return 0;
    return this.spec.refresh === "by-default" ? this.base.upkeep.refreshesEveryMs : null;
  }

  committed(at: number): void {
    if (this.base.upkeep.addsNewerRows) this.addNewer(at);
    const { followsMs } = this;
    if (followsMs === null) return;
    this.dueAt = Math.min(this.dueAt, Math.max(at, this.lastBeganAt + followsMs));
    this.beginDue(at);
  }

  private beginDue(at: number): void {
    if (this.dueAt > at || this.running !== null) return;
    this.dueAt = Infinity;
    this.attempts.begin(at, { fromMs: at, toMs: at }, "by-itself");
  }

  /** Shown at once, and read from the table with every query until a refresh has taken it in. */
  private addNewer(at: number): void {
    const change = this.rows.changeTo(this.base.visible.batches);
    if (change === null) return;
    this.show(change, at);
    const { rows, bytes } = this.newer;
    const read = this.changeReads(change);
    this.newer = change.full === null ? { ...this.newer, rows: rows + read.rows, bytes: bytes + read.bytes } : read;
  }

  private show(change: TableChange, at: number): void {
    for (const { refs } of change.added) for (const ref of refs) this.meter.arrived(this.bytesOf(ref));
    this.rows.show(change, at);
    for (const watcher of this.watchers) watcher.committed(at);
  }

  override nextChangeMs(): number {
    if (this.done) return Infinity;
    return Math.min(this.attempts.nextEndMs(), this.nextAt, this.running === null ? this.dueAt : Infinity);
  }

  override change(at: number): void {
    this.attempts.settle(at);
    if (this.nextAt <= at) {
      this.nextAt += this.spec.everyMs;
      if (this.running === null) this.attempts.begin(at, { fromMs: at, toMs: at }, "by-itself");
      else this.tellOnce(at, "refresh-skipped", { everyMs: this.spec.everyMs }, "everyMs");
    }
    this.beginDue(at);
  }

  /** Sees its table as it is in the instant in which it begins. */
  private start(attempt: Attempt, at: number): Refresh {
    this.lastBeganAt = at;
    const { base, newer } = this;
    const change = base.upkeep.addsNewerRows ? null : this.rows.changeTo(base.visible.batches);
    const reads = change !== null ? this.changeReads(change) : newer.rows > 0 ? newer : null;
    const fails = at < this.failsUntil;
    const refresh: Refresh = { attempt, reads, change, fails };
    // With nothing new it ends at once, as it does where it fails.
    if (reads === null || fails) {
      attempt.endsAtMs = at;
      return refresh;
    }
    attempt.endsAtMs = base.statement(at, { rowsAsBusiest: reads.rows, bytes: reads.bytes, blocks: 0, movedBytes: 0 }).doneAt;
    this.refreshRows += reads.rows;
    if (reads.full !== null) {
      this.fullRefreshes++;
      this.tellOnce(at, "full-refresh", { rows: reads.rows, why: reads.full });
    }
    return refresh;
  }

  private changeReads({ rows, storedBytes, rawBytes, full }: TableChange): Newer {
    return { rows, bytes: (this.base.layout.counts === "raw" ? rawBytes : storedBytes) * this.spec.columnShare, full };
  }

  private complete({ attempt, change, reads, fails }: Refresh): Completed {
    const at = attempt.endsAtMs;
    if (fails) {
      this.tellOnce(at, "refresh-failed", {});
      return { failed: true, line: "the refresh failed: the view shows what the last one brought" };
    }
    this.refreshes++;
    if (change !== null) this.show(change, at);
    else if (reads !== null) this.newer = { rows: this.newer.rows - reads.rows, bytes: this.newer.bytes - reads.bytes, full: null };
    const how = reads === null ? "nothing to do" : `${reads.full === null ? "incrementally" : "fully"}, ${reads.rows} rows read`;
    return { failed: false, line: `view refreshed: ${how}` };
  }

  /** The warehouse went away, and the transaction of a refresh with it: its own begins again, a task has failed. */
  lost(at: number): void {
    for (const watcher of this.watchers) watcher.lost(at);
    const { running } = this;
    if (running === null || running.attempt.endsAtMs <= at) return;
    if (!this.attempts.isByItself(running.attempt))
      return this.attempts.breakOff(running.attempt, at, "the connection was lost: the refresh was rolled back");
    this.turns.restart(running, at);
  }

  private tellOnce<C extends keyof ViewRemarks>(at: number, code: C, facts: ViewRemarks[C], setting?: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.remark(at, code, facts, setting);
  }

  // ---- Queries -----------------------------------------------------------------------------------------------
  query(at: number): { readonly doneAt: number } {
    const { base, newer } = this;
    if (this.spec.refresh === "by-default" && base.upkeep.refreshesEveryMs === null) this.tellOnce(at, "never-refreshed", {}, "refresh");
    const { rowsAsBusiest, bytes, blocks, movedBytes } = base.look(this.zones, at);
    const reads = { rowsAsBusiest: rowsAsBusiest + newer.rows, bytes: bytes + newer.bytes, blocks, movedBytes };
    const { doneAt, waitMs, serviceMs } = base.statement(at, reads);
    this.noteAnswer(at, waitMs, serviceMs);
    return { doneAt };
  }

  private noteAnswer(at: number, waitMs: number, serviceMs: number): void {
    if (at >= this.run.warmupMs && this.visible.rows > 0) this.answerAges.add(Math.max(0, at - this.visible.newestEventAt));
    this.meter.served(at, waitMs, serviceMs);
    this.meter.departures++;
    this.queries++;
  }

  /** Answered from the view where it holds what is asked for, and from its table otherwise. */
  ask(at: number, question: Question, wantsGroups: boolean): Answered {
    if (!this.rows.answers(question)) return this.base.ask(at, question, wantsGroups);
    const { reads, user } = this.readsOf(this.zones, question, at, this.spec.holds === "columns" ? this.spec.columnShare : 0);
    // Of figures it reads every column there is.
    const bytes = reads.bytes + this.newer.bytes;
    const { doneAt, waitMs, serviceMs } = this.base.statement(at, {
      ...reads,
      rowsAsBusiest: reads.rowsAsBusiest + this.newer.rows,
      bytes,
    });
    this.noteAnswer(at, waitMs, serviceMs);
    return { doneAt, bytes, blocks: reads.blocks, groups: wantsGroups ? this.groupsFor(question, at, user) : null };
  }

  private groupsFor(question: Question, at: number, user: number): Groups {
    if (this.spec.holds === "columns") return groupsOf(this.run, this.visible.batches, question, at, user);
    return this.rows.groupsOf(question, at);
  }

  readsOf(zones: ZoneMaps, question: Question, at: number, ofColumns: number): { readonly reads: Scan; readonly user: number } {
    return this.base.readsOf(zones, question, at, ofColumns);
  }

  answered(watched: WatchedColumn): number {
    return this.base.answered(watched);
  }

  // ---- Views of it: they see it as it is, up to date or not ----------------------------------------------------
  get layout(): TableLayout {
    return this.base.layout;
  }

  get upkeep(): ViewUpkeep {
    return this.base.upkeep;
  }

  get columnShare(): number {
    return 1;
  }

  look(zones: ZoneMaps, at: number): Scan {
    return this.base.look(zones, at);
  }

  statement(at: number, reads: Reads): Ran {
    return this.base.statement(at, reads);
  }

  watch(watcher: TableWatcher): void {
    this.watchers.push(watcher);
  }

  /** Its own bytes and those of views that are made of it. */
  get storedBytes(): number {
    return this.watchers.reduce((sum, { storedBytes }) => sum + storedBytes, this.visible.bytes);
  }

  override strike(strike: Strike, at: number): void {
    this.failsUntil = Math.max(this.failsUntil, at + strike.durationMs);
  }

  /** Rows of its tables are looked at in every refresh to come. */
  override eventsNeededFrom(): number {
    return 0;
  }

  /** Over when nothing is under way and, where it refreshes itself, it has what its tables will ever show. */
  override finish(): boolean {
    if (this.attempts.open.length > 0) return false;
    const refreshesItself = this.spec.refresh === "every" || this.followsMs !== null;
    const isBehind = this.newer.rows > 0 || this.rows.changeTo(this.base.visible.batches) !== null;
    this.done = !refreshesItself || !isBehind;
    return this.done;
  }

  override figure(): string {
    const { refreshes } = this;
    const age = this.answerAges.quantile(0.5);
    const told = `${refreshes} ${nounFor(refreshes, "refresh", "refreshes")}`;
    return age === null ? told : `${told} · rows ${Math.round(age / 1000)} s old`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), queries: this.queries, storedBytes: this.storedBytes };
  }
}
