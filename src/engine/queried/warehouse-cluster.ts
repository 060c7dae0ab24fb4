import { nounFor } from "../../base/counted-noun.ts";
import { Spell } from "../part/spells.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { Askers, QueryTarget } from "./query-target.ts";
import { isDeletion } from "../rows/kinds/file.ts";
import { FILE, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { SHOWS, VisibleRows } from "./visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import { Attempts } from "../tasks/attempts.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { Attempt } from "../tasks/job.ts";
import { LandedFiles } from "../tasks/landed-files.ts";
import { LoadedRows } from "./loaded-rows.ts";
import type { LoadOutcome } from "./loaded-rows.ts";
import type { WarehouseRemarks } from "./remarks.ts";
import { ComputeSessions } from "./compute-sessions.ts";
import { DailyPauses } from "./daily-pauses.ts";
import { ScaledSlots } from "./scaled-slots.ts";
import { groupsOf } from "./question-answers.ts";
import type { Question } from "./question-answers.ts";
import type { Answered } from "./questions.ts";
import { ColumnShares } from "./column-shares.ts";
import { KeptByPlace, KEEPS } from "../part/kept-rows.ts";
import type { KeptRows } from "../part/kept-rows.ts";
import { LyingRows } from "./lying-rows.ts";
import type { VacuumDoes } from "./lying-rows.ts";
import { OwnVacuum, VACUUMED } from "./table-upkeep.ts";
import type { Vacuumed, Vacuuming } from "./table-upkeep.ts";
import { VIEW_BASE } from "./view-base.ts";
import type { Ran, Reads, TableWatcher, ViewBase, ViewUpkeep } from "./view-base.ts";
import { moveMs } from "./warehouse-spec.ts";
import type { WarehouseSpec } from "./warehouse-spec.ts";
import { ZoneMaps } from "./zone-maps.ts";
import type { QueryShape, Scan, TableLayout } from "./zone-maps.ts";

const HOUR_MS = 3_600_000;

/** A load under way: the files it took, and how long it takes from its beginning. */
type Load = { readonly attempt: Attempt; readonly files: readonly number[]; readonly lastsMs: number };

/** With files for less than this share of what slices could read in the time, it is told. */
const BUSY_SHARE = 0.5;
/** A load that would be this much shorter with busy slices is worth a word. */
const TELL_IDLE_MS = 1000;

/**
 * A warehouse loaded from files (facts/storage.md 3.1), by its own clock or as a task of somebody who orders tasks: one load at a
 * time, its files dealt out to slices, a commit at the end, and then all of its rows are there at once. Queries wait for one of few
 * slots and slow down with the rows. In files of an object store, out `rows`; told by `start`, tells `done`.
 */
export class WarehouseCluster extends Part<WarehouseRemarks> implements QueryTarget, ViewBase, Vacuumed {
  readonly visible: VisibleRows;
  readonly keepsVersions = false;
  readonly attempts: Attempts;
  askers: Askers | null = null;
  loads = 0;
  private readonly data: RowQueueReader;
  private readonly spec: WarehouseSpec;
  private readonly slots: ScaledSlots;
  private readonly zones: ZoneMaps;
  /** Null where deleted rows are gone at once and every load lies by itself. */
  private readonly lying: LyingRows | null;
  private readonly ownVacuum: OwnVacuum | null;
  private readonly compute: ComputeSessions | null;
  private readonly pauses: DailyPauses | null;
  private readonly users: RandomStream;
  private readonly commits: RandomStream;
  private readonly spreads: RandomStream;
  private readonly landed: LandedFiles;
  readonly table: LoadedRows;
  private readonly columns: ColumnShares;
  /** What loads did to the table, all of them together. */
  readonly did: { -readonly [count in keyof LoadOutcome]: number } = {
    ...{ inserted: 0, matched: 0, deleted: 0, repeated: 0, outdated: 0, lost: 0 },
  };
  /** Files that a load which committed has taken; beginnings of intervals whose last load has failed. */
  private readonly loadedWell = new Set<number>();
  private readonly leftFailed = new Set<number>();
  private readonly said = new Set<keyof WarehouseRemarks>();
  private readonly watchers: TableWatcher[] = [];
  private running: Load | null = null;
  private readonly queue: Attempt[] = [];
  /** Begun while there was nobody to connect to. */
  private readonly refused = new Set<Attempt>();
  private nextAt: number;
  private readonly spell = new Spell();
  private deafUntil = -Infinity;
  private now = 0;
  private queries = 0;
  /** What the last query looked at: when it was asked, and for whom where it asks for one user. */
  private asked: { readonly looksAt: QueryShape["looksAt"]; readonly hours: number; readonly atMs: number; readonly user: number };
  private filesRead = 0;
  private scannedBytes = 0;
  private scannedBlocks = 0;
  private movedBytes = 0;
  /** Ends of the queries that were asked, of which those that still run break off with a node. */
  private readonly ends: number[] = [];

  constructor(id: string, run: RunContext, data: readonly RowQueue[], spec: WarehouseSpec) {
    super(id, run);
    this.spec = spec;
    this.asked = { ...spec.shape, atMs: 0, user: -1 };
    this.data = new RowQueueReader(data);
    this.visible = new VisibleRows(id, run);
    this.table = new LoadedRows(run, this.visible, spec.loads);
    this.columns = new ColumnShares(this.visible, spec.columnBytes);
    this.landed = new LandedFiles(run.rows.files, spec.reads);
    this.slots = new ScaledSlots(spec.slots, spec.scaling);
    this.lying = spec.vacuum === "not-needed" ? null : new LyingRows(this.visible);
    this.ownVacuum = this.lying === null || spec.vacuum !== "own" ? null : new OwnVacuum(this, this.lying);
    this.zones = new ZoneMaps(run, this.visible, spec.layout, this.lying);
    this.compute = spec.suspends === null ? null : new ComputeSessions(spec.suspends, run.randomStream(id, "resumes"), run.durationMs);
    this.pauses = spec.pauses === null ? null : new DailyPauses(spec.pauses, run);
    this.users = run.randomStream(id, "users");
    this.commits = run.randomStream(id, "commits");
    this.spreads = run.randomStream(id, "queries");
    this.nextAt = spec.loadEveryMs ?? Infinity;
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => this.breakOff(attempt, at),
    });
    this.tell(SHOWS, this);
    this.tell(VIEW_BASE, this);
    if (this.lying !== null) this.tell(VACUUMED, this);
    this.tell(KEEPS, this);
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
  }

  // ---- Files that land ---------------------------------------------------------------------------------------
  advance(until: number): void {
    this.now = until;
    const { data } = this;
    while (data.next(until)) {
      if (kindOf(data.ref) !== FILE) continue;
      const file = rowOf(data.ref);
      const stored = this.run.rows.files[file];
      // COPY lists the prefix: what another file has taken the place of, or what was deleted, is not there any more.
      for (const old of stored.replaces ?? []) this.landed.remove(old, file);
      if (!isDeletion(stored)) this.landed.add(file);
      else this.table.deleted(stored.replaces ?? []);
    }
  }

  override rest(until: number): void {
    this.now = until;
  }

  override nextWorkMs(): number {
    return this.data.peekTime();
  }

  // ---- Loads -------------------------------------------------------------------------------------------------
  /** A load sees what has landed at its instant, and whoever waits for its end sees that at its instant. */
  override nextChangeMs(): number {
    return Math.min(this.attempts.nextEndMs(), this.nextStartMs, this.pauses?.nextMs ?? Infinity, this.ownVacuum?.nextMs ?? Infinity);
  }

  /** When its own clock begins a load: one that took longer than its turn holds the next one up. */
  private get nextStartMs(): number {
    return this.running === null && this.queue.length === 0 ? Math.max(this.nextAt, this.spell.awayUntil) : Infinity;
  }

  override change(at: number): void {
    this.attempts.settle(at);
    const pausedMs = this.pauses?.begin(at) ?? 0;
    if (pausedMs > 0) this.goAway(at, pausedMs, "paused");
    this.ownVacuum?.change(at, this.spell.isAway(at) || this.running !== null || this.ends.some((end) => end > at));
    const { loadEveryMs, reads } = this.spec;
    if (loadEveryMs === null || this.nextStartMs > at) return;
    const dueMs = this.nextAt;
    this.nextAt += Math.max(1, Math.floor((at - dueMs) / loadEveryMs) + 1) * loadEveryMs;
    if (this.landed.waiting > 0 || (reads !== "new-files" && at <= this.run.durationMs))
      this.attempts.begin(at, { fromMs: dueMs - loadEveryMs, toMs: dueMs }, "by-itself");
  }

  /** Whoever connects while the cluster is away hears so at once; what comes by a wire from another task waits for it. */
  private begin(attempt: Attempt): void {
    const at = attempt.beganAtMs;
    if (this.spell.isAway(at) && !this.attempts.isByItself(attempt)) {
      this.refused.add(attempt);
      attempt.endsAtMs = at;
    } else if (this.running !== null) this.queue.push(attempt);
    else this.start(attempt, Math.max(at, this.spell.awayUntil));
  }

  /** One load at a time holds the lock of the table; it takes what lies there when it begins. */
  private start(attempt: Attempt, from: number): void {
    const { spec, run } = this;
    const at = this.compute?.wake(from) ?? from;
    const files = this.landed.take(attempt.interval, run.hourMs, spec.lookbackHours);
    const readMs = this.readMs(files, at);
    const statementMs = readMs + this.stagingMs(files) + spec.commitMs.sample(this.commits);
    const lastsMs = files.length === 0 ? 0 : statementMs * this.slowedAt(at);
    this.running = { attempt, files, lastsMs };
    attempt.endsAtMs = at + lastsMs;
    this.compute?.work(attempt.endsAtMs);
    this.filesRead += files.length;
    if (files.length === 0 && spec.reads === "interval")
      this.tellOnce(at, "nothing-landed", { isPoint: attempt.interval.fromMs === attempt.interval.toMs }, "reads");
  }

  /** Each file goes to the slice with least to do: one file is a serial load, however many slices there are. */
  private readMs(files: readonly number[], at: number): number {
    const { slices, bytesPerSecondPerSlice } = this.spec;
    const bytes = new Float64Array(Math.min(slices, files.length));
    const sizes = files.map((file) => this.run.rows.files[file].rawBytes).sort((a, b) => b - a);
    for (const size of sizes) {
      let least = 0;
      for (let slice = 1; slice < bytes.length; slice++) if (bytes[slice] < bytes[least]) least = slice;
      bytes[least] += size;
    }
    const msOf = (each: number): number => (each * 1000) / bytesPerSecondPerSlice;
    const readMs = msOf(bytes.reduce((most, load) => Math.max(most, load), 0));
    const evenMs = msOf(bytes.reduce((sum, load) => sum + load, 0) / slices);
    if (evenMs < readMs * BUSY_SHARE && readMs - evenMs >= TELL_IDLE_MS)
      this.tellOnce(at, "slices-idle", { files: files.length, slices, readMs, evenMs });
    return readMs;
  }

  /** After COPY into a staging table one statement looks at every row that is staged and at the rows of the table it may meet. */
  private stagingMs(files: readonly number[]): number {
    const { loads, fixedMs, rowsPerSecond } = this.spec;
    if (loads === "append") return 0;
    if (loads === "replace" && !files.some((file) => (this.run.rows.files[file].replaces ?? []).length > 0)) return 0;
    const staged = files.reduce((sum, file) => sum + this.run.rows.files[file].rows, 0);
    const met = loads === "merge" ? this.visible.rows : loads === "truncate" ? 0 : this.table.rowsBeside(files);
    return fixedMs + ((staged + met) * 1000) / rowsPerSecond;
  }

  private complete(attempt: Attempt): { readonly failed: boolean; readonly line: string } {
    const at = attempt.endsAtMs;
    if (this.refused.delete(attempt)) {
      this.leftFailed.add(attempt.interval.fromMs);
      return { failed: true, line: "no connection: the cluster does not answer" };
    }
    const files = this.running?.files ?? [];
    const did = this.commit(files, at);
    this.running = null;
    if (at < this.deafUntil && !this.attempts.isByItself(attempt)) {
      this.startQueued(at);
      this.leftFailed.add(attempt.interval.fromMs);
      this.remark(at, "reply-lost", { rows: did.inserted, idempotent: this.spec.loads !== "append" }, "loads");
      return { failed: true, line: "connection reset before the server had answered" };
    }
    // Whoever keeps the list of what was loaded writes it when the answer is there.
    this.landed.commit(files);
    this.leftFailed.delete(attempt.interval.fromMs);
    // One that waited takes what is left: the list is written by now.
    this.startQueued(at);
    const matched = did.matched === 0 ? "" : `, ${did.matched} there already`;
    return { failed: false, line: `${files.length} files loaded, ${did.inserted} rows inserted${matched}, ${did.deleted} deleted` };
  }

  private commit(files: readonly number[], at: number): LoadOutcome {
    if (files.length > 0) this.loads++;
    for (const file of files) {
      for (const ref of this.run.rows.files[file].refs) this.meter.arrived(this.bytesOf(ref));
      this.loadedWell.add(file);
    }
    this.lying?.look();
    const did = this.table.load(files, at);
    this.lying?.look();
    for (const count of Object.keys(did) as (keyof LoadOutcome)[]) this.did[count] += did[count];
    if (did.repeated > 0) this.tellOnce(at, "loaded-again", { rows: did.repeated }, "loads");
    if (did.lost > 0) this.tellOnce(at, "deleted-more", { rows: did.lost }, "loads");
    if (files.length > 0) this.ownVacuum?.committed(at);
    if (files.length > 0) for (const watcher of this.watchers) watcher.committed(at);
    return did;
  }

  private startQueued(at: number): void {
    const next = this.queue.shift();
    if (next !== undefined) this.start(next, Math.max(at, this.spell.awayUntil));
  }

  /** The session is gone, and its transaction with it: nothing was committed. */
  private breakOff(attempt: Attempt, at: number): void {
    const waiting = this.queue.indexOf(attempt);
    if (waiting >= 0) this.queue.splice(waiting, 1);
    this.refused.delete(attempt);
    this.leftFailed.add(attempt.interval.fromMs);
    if (this.running?.attempt !== attempt) return;
    this.running = null;
    this.startQueued(at);
  }

  private tellOnce<C extends keyof WarehouseRemarks>(at: number, code: C, facts: WarehouseRemarks[C], setting?: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.remark(at, code, facts, setting);
  }

  // ---- What became of its input ------------------------------------------------------------------------------
  /** Files that lie there and that no load has committed, by number. */
  get unreadFiles(): readonly number[] {
    return this.landed.beside(this.loadedWell);
  }

  /** Intervals whose last load has failed: nobody began it again. */
  get intervalsLeftFailed(): number {
    return this.leftFailed.size;
  }

  // ---- Queries -----------------------------------------------------------------------------------------------
  private slowedAt(at: number): number {
    return this.spell.slowness(at);
  }

  query(at: number): { readonly doneAt: number } {
    return this.statement(at, this.scan(at));
  }

  statement(at: number, { rowsAsBusiest, bytes, blocks, movedBytes }: Reads): Ran {
    const { fixedMs, rowsPerSecond, spread, leastScannedBytes } = this.spec;
    const awakeAt = Math.max(at, this.spell.awayUntil);
    const startAt = this.compute?.wake(awakeAt) ?? awakeAt;
    const workMs = (rowsAsBusiest * 1000) / rowsPerSecond + moveMs(movedBytes, this.spec);
    const serviceMs = (fixedMs + workMs) * spread.sample(this.spreads) * this.slowedAt(startAt);
    const { doneAt, waitMs: slotMs } = this.slots.run(startAt, serviceMs);
    this.compute?.work(doneAt);
    const waitMs = startAt - at + slotMs;
    this.meter.served(at, waitMs, serviceMs);
    this.queries++;
    this.scannedBytes += Math.max(leastScannedBytes, bytes);
    this.scannedBlocks += blocks;
    this.movedBytes += movedBytes;
    this.meter.departures++;
    while (this.ends.length > 0 && this.ends[0] <= at) this.ends.shift();
    this.ends.push(doneAt);
    return { doneAt, waitMs, serviceMs };
  }

  ask(at: number, question: Question, wantsGroups: boolean): Answered {
    const { reads, user } = this.readsOf(this.zones, question, at, 1);
    const { doneAt } = this.statement(at, reads);
    const groups = wantsGroups ? groupsOf(this.run, this.visible.batches, question, at, user) : null;
    return { doneAt, bytes: Math.max(this.spec.leastScannedBytes, reads.bytes), blocks: reads.blocks, groups };
  }

  readsOf(zones: ZoneMaps, question: Question, at: number, ofColumns: number): { readonly reads: Scan; readonly user: number } {
    const { asks, hours } = question;
    const user = asks === "user" ? this.users.nextBelow(Math.max(1, this.run.dimensions.users)) : -1;
    const narrows = user >= 0 ? "one-user" : hours === null ? "everything" : "last-hours";
    const looksAt = this.spec.prunes.includes(narrows) ? narrows : "everything";
    this.asked = { looksAt: narrows, hours: hours ?? 0, atMs: at, user };
    const columnShare = Math.min(1, this.columns.shareOf(question) / ofColumns);
    return { reads: zones.scan({ looksAt, hours: hours ?? 0, columnShare, joinsUsers: asks === "join" }, at, user), user };
  }

  /** A query that looks at everything needs no map, unless it matters where rows lie. */
  private scan(at: number): Reads {
    const { shape, layout } = this.spec;
    this.asked = { ...shape, atMs: at, user: -1 };
    const deadRows = this.lying?.deadRows ?? 0;
    if (this.ownVacuum === null && deadRows > this.visible.rows)
      this.tellOnce(at, "dead-rows", { deadRows, rows: this.visible.rows }, "vacuum");
    if (this.lying === null && shape.looksAt === "everything" && layout.spreadBy === "even" && layout.counts === "stored") {
      const bytes = this.visible.bytes * shape.columnShare;
      const movedBytes = shape.joinsUsers ? (bytes * (layout.slices - 1)) / layout.slices : 0;
      return { rowsAsBusiest: this.visible.rowsAt(at), bytes, blocks: 0, movedBytes };
    }
    return this.zones.scan(shape, at, this.userAsked());
  }

  /** Another one each time, where queries ask for one. */
  private userAsked(): number {
    const user = this.spec.shape.looksAt === "one-user" ? this.users.nextBelow(Math.max(1, this.run.dimensions.users)) : -1;
    this.asked = { ...this.asked, user };
    return user;
  }

  // ---- Views of its tables -----------------------------------------------------------------------------------
  get layout(): TableLayout {
    return this.spec.layout;
  }

  get upkeep(): ViewUpkeep {
    return this.spec.upkeep;
  }

  get columnShare(): number {
    return this.spec.shape.columnShare;
  }

  look(zones: ZoneMaps, at: number): Scan {
    this.asked = { ...this.spec.shape, atMs: at, user: -1 };
    return zones.scan({ ...this.spec.shape, columnShare: 1 }, at, this.userAsked());
  }

  watch(watcher: TableWatcher): void {
    this.watchers.push(watcher);
  }

  private get storedBytes(): number {
    return this.watchers.reduce((sum, { storedBytes }) => sum + storedBytes, this.visible.bytes + (this.lying?.deadBytes ?? 0));
  }

  /** Each row it touches is read and written again, at the pace at which queries look at rows. */
  vacuum(at: number, does: VacuumDoes, sortsBelowShare: number): Vacuuming | null {
    const { lying, zones } = this;
    const below = this.spec.layout.sortedBy === "arrival" ? 0 : sortsBelowShare;
    const plan = lying?.plan(does, below, (run, sorted) => zones.overlaps(run, sorted)) ?? null;
    if (lying === null || plan === null) return null;
    let [rows, bytes] = [0, 0];
    for (const run of plan.runs) for (const batch of run) [rows, bytes] = [rows + batch.rows, bytes + batch.storedBytes];
    const { doneAt } = this.statement(at, { rowsAsBusiest: 2 * rows, bytes: 2 * bytes, blocks: 0, movedBytes: 0 });
    return { doneAt, rows, deadRows: plan.deadRows, sorts: plan.sorts, carryOut: () => lying.carryOut(plan) };
  }

  /** Rows that queries see, and deleted ones that lie in their blocks until a VACUUM. */
  keptOf(isAbout: (ref: number) => boolean): readonly KeptRows[] {
    const kept = new KeptByPlace();
    for (const { refs, rows, storedBytes } of this.visible.batches) kept.add("rows", refs.filter(isAbout).length, rows, storedBytes);
    const { rows, bytes } = this.lying?.deadOf(isAbout) ?? { rows: 0, bytes: 0 };
    kept.add("deleted rows", rows, rows, bytes);
    return kept.all();
  }

  answered(watched: WatchedColumn): number {
    const { looksAt, hours, atMs, user } = this.asked;
    if (looksAt === "everything") return watched.rowsAt(atMs);
    return looksAt === "one-user" ? watched.rowsAbout(user) : watched.rowsBetween(atMs - hours * this.run.hourMs, atMs);
  }

  override strike(strike: Strike, at: number): void {
    const until = at + strike.durationMs;
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), until);
      return;
    }
    if (strike.fault === "queueing") {
      this.slots.occupy(Math.max(at, this.spell.awayUntil), until);
      this.remark(at, "queueing", { forMs: strike.durationMs }, "slots");
      return;
    }
    if (strike.fault === "lost-reply") {
      this.deafUntil = Math.max(this.deafUntil, until);
      return;
    }
    this.goAway(at, strike.durationMs, strike.fault === "outage" ? "outage" : "node-lost");
  }

  /** What ran is rolled back. A load of its own clock, or of the task before it, begins anew; whoever keeps a record hears that it failed. */
  private goAway(at: number, durationMs: number, why: "outage" | "node-lost" | "paused"): void {
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    const brokenQueries = this.ends.filter((end) => end > at).length;
    const { running } = this;
    const loadsAgain = running !== null && this.attempts.isByItself(running.attempt);
    const facts = { downMs: durationMs, brokenQueries, loadsAgain };
    if (why === "paused") this.tellOnce(at, why, facts, "pauseAtMs");
    else this.remark(at, why, facts);
    this.ownVacuum?.lost(this.spell.awayUntil);
    for (const watcher of this.watchers) watcher.lost(at);
    if (running === null) return;
    if (loadsAgain) running.attempt.endsAtMs = this.spell.awayUntil + running.lastsMs;
    else this.attempts.breakOff(running.attempt, at, "the connection was lost: the transaction was rolled back");
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    if (!this.data.empty || this.attempts.open.length > 0) return false;
    if (this.nextAt < Infinity && this.landed.waiting > 0) return false;
    this.nextAt = Infinity;
    this.ownVacuum?.end();
    return true;
  }

  override servers(): number {
    return this.spec.slots;
  }

  override figure(): string {
    return this.loads === 0
      ? ""
      : `${this.loads} ${nounFor(this.loads, "load")}, ${this.visible.events.toLocaleString("en-US")} ${nounFor(this.visible.events, "event")}`;
  }

  override usage(): Record<string, number> {
    const { scannedBytes, scannedBlocks, movedBytes, compute, slots } = this;
    return {
      ...super.usage(),
      ...{ queries: this.queries, objectReads: this.filesRead, storedBytes: this.storedBytes },
      ...{ scannedBytes, scannedBlocks, movedBytes, scalingHours: slots.helpedMs / HOUR_MS },
      ...(this.pauses === null ? {} : { paidHours: this.pauses.paidMs(this.now) / HOUR_MS }),
      ...(compute === null ? {} : { awakeHours: compute.billedMs / HOUR_MS, wakes: compute.wakes }),
    };
  }
}
