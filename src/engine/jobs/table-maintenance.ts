import { nounFor } from "../../base/counted-noun.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { FileWriter } from "../files/file-writer.ts";
import type { Compression } from "../files/file-writer.ts";
import { COMMITS } from "../files/table-log.ts";
import type { Commit, TableLog } from "../files/table-log.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { QuerySlots } from "../part/query-slots.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { userOfRow } from "../rows/rows.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Attempt } from "../tasks/job.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import { compactionOf, erasureOf } from "./maintenance-plan.ts";
import type { CompactionRules, MaintenancePlan, Rewrite } from "./maintenance-plan.ts";
import type { MaintenanceRemarks } from "./remarks.ts";

export type MaintenanceSpec = {
  /** By its own clock; null: only when it is told to. */
  readonly everyMs: number | null;
  readonly does: "compact" | "manifests" | "erase" | "expire" | "vacuum";
  readonly compaction: CompactionRules;
  readonly user: number;
  readonly deletes: "copy-on-write" | "merge-on-read";
  /** What is older is expired or deleted; null: as the format has it. */
  readonly olderThanMs: number | null;
  readonly startUp: Sampler;
  /** Tasks of a run at a time, each reading files and writing one. */
  readonly slots: number;
  readonly openFileMs: number;
  readonly writeFileMs: number;
  readonly bytesPerSecond: number;
  readonly compression: Compression;
  /** From reading the newest version to writing the next. */
  readonly commitMs: number;
  /** From the commit until whoever began the run hears that it is done: by then readers find what it wrote. */
  readonly closingMs: number;
  readonly leastBilledMs: number;
};

type Going = {
  readonly attempt: Attempt;
  readonly plan: MaintenancePlan;
  commitMs: number;
  tries: number;
  over: { readonly failed: boolean; readonly line: string } | null;
};

const HOUR_MS = 3_600_000;
/** Delta vacuums what was taken out 168 hours ago and Iceberg's procedures orphans of three days; snapshots expire after five days (recalled). */
const VACUUM_AFTER_MS = { delta: 168 * HOUR_MS, iceberg: 72 * HOUR_MS };
const EXPIRE_AFTER_MS = 120 * HOUR_MS;
/** A page of a listing (facts/streaming.md 3.1), of so many keys; as many keys go into one request to delete. */
const LIST_PAGE_MS = 100;
const KEYS_PER_PAGE = 1000;

/**
 * Looks after a table: merges its small files, names them in fewer manifests, leaves out the rows of a user, forgets old versions, deletes what no version needs. A run reads the
 * version that is there when it begins and commits as any writer does, so others that commit meanwhile get in its way, or it in theirs.
 */
export class TableMaintenance extends Part<MaintenanceRemarks> {
  readonly attempts: Attempts;
  private readonly spec: MaintenanceSpec;
  private readonly writer: FileWriter;
  private readonly random: RandomStream;
  private readonly going: Going[] = [];
  private readonly spell = new Spell();
  private table: TableLog | null = null;
  private failsUntil = -Infinity;
  private nextAt: number;
  private billedMs = 0;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[], spec: MaintenanceSpec) {
    super(id, run);
    this.spec = spec;
    this.writer = new FileWriter(this, run, outputs, spec.compression, true);
    this.random = run.randomStream(id, "start");
    this.nextAt = spec.everyMs ?? Infinity;
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => void this.end(attempt, at),
    });
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
    this.tell(COMMITS, this);
  }

  commitsTo(table: TableLog): void {
    this.table ??= table;
    table.isRewritten = true;
  }

  // ---- Runs --------------------------------------------------------------------------------------------------
  advance(): void {}

  override nextWorkMs(): number {
    return Infinity;
  }

  override nextChangeMs(): number {
    let next = Math.min(this.nextAt, this.attempts.nextEndMs());
    for (const { commitMs } of this.going) if (commitMs < next) next = commitMs;
    return next;
  }

  override change(at: number): void {
    for (const going of [...this.going]) if (going.commitMs <= at) this.commit(going, at);
    this.attempts.settle(at);
    const { everyMs } = this.spec;
    if (everyMs === null || this.nextAt > at) return;
    const dueMs = this.nextAt;
    this.nextAt += everyMs;
    if (at <= this.run.durationMs) this.attempts.begin(at, { fromMs: dueMs - everyMs, toMs: dueMs }, "by-itself");
  }

  private begin(attempt: Attempt): void {
    const at = attempt.beganAtMs;
    const plan = this.table === null ? null : this.planOf(this.table);
    if (plan === null) {
      attempt.endsAtMs = at;
      this.remark(at, "no-table", {});
      return;
    }
    const readyMs = at + this.spec.startUp.sample(this.random);
    const commitMs = readyMs + this.workMs(plan, readyMs) * this.spell.slowness(at) + this.spec.commitMs;
    this.going.push({ attempt, plan, commitMs, tries: 0, over: null });
    for (const file of plan.removes) this.meter.arrivedMany(this.run.rows.files[file].rows, this.run.rows.files[file].storedBytes);
    attempt.endsAtMs = Infinity;
  }

  private planOf(table: TableLog): MaintenancePlan {
    const { does, compaction, user, deletes } = this.spec;
    const { files } = this.run.rows;
    const isGone = (ref: number): boolean => userOfRow(this.run.rows, ref) === user;
    if (does === "compact") return compactionOf(table, files, compaction);
    if (does === "erase") return erasureOf(table, files, isGone, deletes);
    const partitions = new Set(does === "manifests" ? table.filesSince(table.version).keys() : []);
    return { basedOn: table.version, rewrites: [], removes: [], partitions, readBytes: 0, deletedRows: 0 };
  }

  /** Each file that is written is a task; a slot takes the next one when it is free. To vacuum is to list the bucket page by page. */
  private workMs({ rewrites }: MaintenancePlan, readyMs: number): number {
    const { spec, table } = this;
    if (spec.does === "manifests") {
      const manifests = table?.manifestCount ?? 0;
      if (table !== null) table.readRequests += manifests;
      return Math.ceil(manifests / spec.slots) * spec.openFileMs + spec.writeFileMs;
    }
    if (spec.does === "vacuum") return Math.ceil(Math.max(1, table?.objects.size ?? 0) / KEYS_PER_PAGE) * LIST_PAGE_MS;
    const slots = new QuerySlots(spec.slots);
    let doneAt = readyMs;
    for (const rewrite of rewrites) doneAt = Math.max(doneAt, slots.run(readyMs, this.taskMs(rewrite)).doneAt);
    if (table !== null) table.readRequests += rewrites.reduce((sum, { reads }) => sum + reads.length, 0);
    return doneAt - readyMs;
  }

  private taskMs({ reads, rawBytes, over }: Rewrite): number {
    const { openFileMs, writeFileMs, bytesPerSecond } = this.spec;
    const readBytes = reads.reduce((sum, file) => sum + this.run.rows.files[file].storedBytes, 0);
    const writtenBytes = over === undefined ? this.writer.ratioBytes(rawBytes) : 0;
    return reads.length * openFileMs + writeFileMs + ((readBytes + writtenBytes) * 1000) / bytesPerSecond;
  }

  // ---- Commits -----------------------------------------------------------------------------------------------
  private commit(going: Going, at: number): void {
    going.commitMs = Infinity;
    going.attempt.endsAtMs = at;
    const { table } = this;
    if (table === null) return;
    if (at < this.failsUntil) {
      this.abandon(going, table, at);
      going.over = { failed: true, line: "its machine was lost before it committed" };
      this.remark(at, "run-lost", { orphans: going.plan.rewrites.length });
      return;
    }
    const { does } = this.spec;
    if (does === "expire" || does === "vacuum")
      going.over = { failed: false, line: does === "expire" ? this.expire(table, at) : this.vacuum(table, at) };
    else this.commitRewrites(going, table, at);
  }

  private commitRewrites(going: Going, table: TableLog, at: number): void {
    const { plan } = going;
    const { does } = this.spec;
    if (does === "erase") table.erased.add(this.spec.user);
    if (does === "manifests" ? table.manifestCount === null : plan.rewrites.length === 0) {
      going.over = { failed: false, line: "nothing to do: 0 files added, 0 removed" };
      return;
    }
    const commit = this.commitOf(going);
    const verdict = table.verdict(commit, at);
    if (verdict.may === "retry") {
      going.tries++;
      going.commitMs = at + verdict.afterMs;
      going.attempt.endsAtMs = Infinity;
      return;
    }
    if (verdict.may === "not") {
      const { error, behind, by } = verdict.refusal;
      this.abandon(going, table, at);
      going.over = { failed: true, line: error };
      this.remark(at, "commit-refused", { error: error.split(":")[0], behind, by });
      return;
    }
    going.attempt.endsAtMs = at + this.spec.closingMs;
    if (does === "manifests") {
      going.over = { failed: false, line: this.rewriteManifests(table, commit, at) };
      return;
    }
    table.add(commit, this.write(going, at), plan.removes, at);
    going.over = { failed: false, line: this.lineOf(plan) };
  }

  /** Readers hear of the version by word of no file. */
  private rewriteManifests(table: TableLog, commit: Commit, at: number): string {
    const rewritten = table.rewriteManifests(commit, at);
    if (rewritten === null) return "nothing to do: the manifests are as few as they can be";
    this.writer.remove([], at);
    return `${rewritten.before} manifests rewritten to ${rewritten.after}`;
  }

  private commitOf({ plan: { basedOn, partitions, removes }, tries }: Going): Commit {
    const { does } = this.spec;
    const operation = does === "erase" ? "delete" : does === "manifests" ? "rewrite-manifests" : "compact";
    return { writer: this.id, operation, basedOn, partitions, removes, takesMs: this.spec.commitMs, tries };
  }

  private write({ plan, attempt }: Going, at: number): number[] {
    const added: number[] = [];
    const emptied: number[] = [];
    const isSame = this.spec.does === "compact";
    for (const { reads, ...rest } of plan.rewrites) {
      const content = { ...rest, openedAt: attempt.beganAtMs, closedAt: at, uploaded: true as const };
      if (rest.refs.length === 0) emptied.push(...reads);
      else added.push(this.writer.write({ ...content, replaces: reads, ...(isSame ? { sameRows: true as const } : {}) }, at));
    }
    if (emptied.length > 0) this.writer.remove(emptied, at);
    return added;
  }

  /** What it had written lies in the bucket, and in no version. */
  private abandon({ plan, attempt }: Going, table: TableLog, at: number): void {
    const orphans = plan.rewrites.filter(({ refs, over }) => refs.length > 0 && over === undefined);
    table.abandon(
      orphans.map(({ stream, hour, refs, rawBytes }) =>
        this.writer.make({ stream, hour, refs, rawBytes, openedAt: attempt.beganAtMs, closedAt: at }),
      ),
      at,
    );
  }

  private lineOf({ rewrites, removes, deletedRows }: MaintenancePlan): string {
    const files = `${removes.length} files removed, ${rewrites.filter(({ refs }) => refs.length > 0).length} added`;
    return this.spec.does === "erase" ? `${deletedRows} rows deleted: ${files}` : files;
  }

  private expire(table: TableLog, at: number): string {
    const expired = table.expire(at - (this.spec.olderThanMs ?? EXPIRE_AFTER_MS), at);
    return `${expired} versions expired, 0 files deleted`;
  }

  private vacuum(table: TableLog, at: number): string {
    const olderThanMs = this.spec.olderThanMs ?? VACUUM_AFTER_MS[table.format];
    const { files, bytes } = table.vacuum(at - olderThanMs, at);
    const { objects, bytes: keptBytes } = table.unneeded();
    if (objects > 0)
      this.remark(at, "kept-unneeded", { deleted: files, objects, bytes: keptBytes, hours: olderThanMs / HOUR_MS }, "olderThanHours");
    return `${files} files deleted, ${bytes} bytes`;
  }

  private complete(attempt: Attempt): { readonly failed: boolean; readonly line: string } {
    const over = this.end(attempt, attempt.endsAtMs)?.over;
    return over ?? { failed: true, line: "what it is wired to keeps no table" };
  }

  private end(attempt: Attempt, at: number): Going | null {
    const place = this.going.findIndex((each) => each.attempt === attempt);
    if (place < 0) return null;
    this.billedMs += Math.max(this.spec.leastBilledMs, at - attempt.beganAtMs);
    this.meter.served(attempt.beganAtMs, 0, at - attempt.beganAtMs);
    return this.going.splice(place, 1)[0];
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") this.spell.slow(amountOf(strike), at + strike.durationMs);
    else this.failsUntil = Math.max(this.failsUntil, at + strike.durationMs);
  }

  // ---- End of input, figures ---------------------------------------------------------------------------------
  override finish(): boolean {
    this.nextAt = Infinity;
    return this.attempts.open.length === 0;
  }

  override servers(): number {
    return 1;
  }

  override figure(): string {
    const { succeeded, failed } = this.attempts;
    const runs = succeeded + failed;
    return runs === 0 ? "first run to come" : `${runs} ${nounFor(runs, "run")}${failed === 0 ? "" : `, ${failed} failed`}`;
  }

  override usage(): Record<string, number> {
    const { succeeded, failed } = this.attempts;
    return { ...super.usage(), billedHours: this.billedMs / HOUR_MS, turns: succeeded + failed, files: this.writer.filesWritten };
  }
}
