import type { Sampler } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import { FileWriter } from "../files/file-writer.ts";
import type { Compression } from "../files/file-writer.ts";
import { COMMITS } from "../files/table-log.ts";
import { chainOf } from "../operators/steps.ts";
import { WindowedCounts } from "../operators/windowed-counts.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { OPERATES } from "../processing/operator-host.ts";
import type { Operator } from "../processing/operator.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { firstEventOf } from "../rows/kinds/file.ts";
import { EVENT, FILE, kindOf, rowOf } from "../rows/rows.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Attempt } from "../tasks/job.ts";
import { JOB, REFUSED, STARTS } from "../tasks/job.ts";
import { planOf } from "./job-plan.ts";
import type { JobPlan, KeptDimension, PlanSpec } from "./job-plan.ts";
import { mergedDrafts } from "./merged-drafts.ts";
import { bookRefused, repeatedRowsOf } from "./plan-books.ts";
import { UserDimension } from "./user-dimension.ts";
import type { DimensionSpec } from "./user-dimension.ts";
import { LandedFiles } from "../tasks/landed-files.ts";
import type { Reading } from "../tasks/landed-files.ts";
import { executorsOf, failingSpells, readyMs, slowSpells } from "./spark/machines.ts";
import type { ClusterSpec, Trouble } from "./spark/machines.ts";
import { OutputCommitter } from "./output-committer.ts";
import type { CommitRules, Output, Outputs, WriteMode } from "./output-committer.ts";
import { troubleOf } from "./job-troubles.ts";
import type { BatchJobRemarks } from "./remarks.ts";
import { RunRemarks } from "./run-remarks.ts";
import type { TellsOfJob } from "./run-remarks.ts";
import { scheduleOf } from "./spark/task-schedule.ts";
import type { Schedule, Speculation } from "./spark/task-schedule.ts";

export type BatchJobSpec = {
  /** By its own clock; null: only when it is told to. */
  readonly everyMs: number | null;
  readonly reads: Reading;
  readonly lookbackHours: number;
  /** merge: the partitions that are written are read first, and rows whose key the run does not have stay. */
  readonly writes: WriteMode | "merge";
  readonly commit: CommitRules;
  readonly compression: Compression;
  readonly plan: PlanSpec;
  /** null: it keeps none. */
  readonly dimension: DimensionSpec | null;
  readonly cluster: ClusterSpec;
  /** From the start of a run until its first machine is there, and until what it reads has been restored where that lies in an archive. */
  readonly startUp: Sampler;
  readonly restoredAfterMs: (files: readonly number[], at: number) => number;
  /** From a machine that is gone without a word until somebody notices. */
  readonly noticeMs: number;
  /** From the commit until whoever began the run hears that it is done: by then readers find what it wrote. */
  readonly closingMs: number;
  /** Runs that may be under way together, each with its share of the machines; further ones are refused, or wait for their turn. */
  readonly concurrentRuns: number;
  readonly beyond: "refused" | "queued";
  readonly maxTaskFailures: number;
  readonly speculation: Speculation | null;
  /** A run is billed for at least this long. */
  readonly leastBilledMs: number;
};

/** A run that has its machines, or waits for them. */
type Going = {
  readonly attempt: Attempt;
  readonly startedMs: number;
  readonly startUpMs: number;
  readonly files: readonly number[];
  readonly plan: JobPlan;
  readonly outputs: Outputs;
  readyMs: number;
  schedule: Schedule;
  /** It has deleted what it will overwrite; it has committed, at `commitMs`: Infinity when it will fail. */
  hasDeleted: boolean;
  hasCommitted: boolean;
  commitMs: number;
  /** The table did not take its commit: why. */
  refused: string | null;
  /** Files that become visible with their tasks, the next one first. */
  byTask: { readonly output: Output; readonly atMs: number }[];
};

type Act = { readonly atMs: number; readonly apply: (at: number) => void };

const UNPLANNED: Schedule = { endMs: Infinity, failed: false, doneMs: [], runs: 0, lostRuns: 0, failedRuns: 0, speculated: 0 };

/**
 * A job over files: a run takes what had landed when it began, does its steps on the real rows, and writes what they gave. When it is
 * done follows from how Spark would cut, shuffle and schedule the work, so that what befalls its machines meanwhile moves its end.
 */
export class BatchJob extends Part<BatchJobRemarks> {
  readonly attempts: Attempts;
  /** For who judges what its windows counted: of no run in particular. */
  readonly operators: readonly Operator[];
  private readonly spec: BatchJobSpec;
  private readonly input: RowQueueReader;
  private readonly random: RandomStream;
  private readonly writer: FileWriter;
  private readonly committer: OutputCommitter;
  private readonly landed: LandedFiles;
  private readonly dimension: KeptDimension | null;
  private readonly codes: { readonly filtered: number; readonly duplicate: number };
  private readonly going: Going[] = [];
  private readonly queue: Attempt[] = [];
  private readonly refused = new Set<Attempt>();
  private readonly runRemarks: RunRemarks;
  /** Files that a run which ended well has taken, and beginnings of intervals whose last run has failed. */
  private readonly readWell = new Set<number>();
  private readonly leftFailed = new Set<number>();
  /** Second copies of events, under the same id, that its runs let pass. */
  repeatedRows = 0;
  /** The longest that the first stage of a run had to wait for one task while the others' slots had nothing to do, ms. */
  aloneMs = 0;
  private troubles: Trouble[] = [];
  private nextAt: number;
  private leastWritten = Infinity;
  private billedMs = 0;
  private clusterMs = 0;

  private readonly says: TellsOfJob = (at, code, facts, setting) => this.remark(at, code, facts, setting);

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: BatchJobSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.random = run.randomStream(id, "start");
    this.writer = new FileWriter(this, run, outputs, spec.compression, true);
    this.committer = new OutputCommitter(this.writer, spec.commit, spec.writes === "merge" ? "overwrite-partitions" : spec.writes);
    this.landed = new LandedFiles(run.rows.files, spec.reads);
    const appends = spec.writes === "append";
    const keeps = appends ? "append" : "upsert";
    this.runRemarks = new RunRemarks(
      { reads: spec.reads, appends, commits: spec.commit.commits, hourly: run.dimensions.hourly },
      this.says,
    );
    this.dimension = spec.dimension === null ? null : { table: new UserDimension(run, spec.dimension), writes: keeps };
    this.codes = {
      filtered: run.ledger.code("filtered", id, "failed validation"),
      duplicate: run.ledger.code("deduplicated", id, "seen before"),
    };
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => this.breakOff(attempt, at),
    });
    this.operators = chainOf(run, spec.plan.steps, 0)
      .map(({ operator }) => operator)
      .filter((operator) => operator instanceof WindowedCounts);
    this.nextAt = spec.everyMs ?? Infinity;
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
    this.tell(OPERATES, this);
    this.tell(COMMITS, this.committer);
  }

  // ---- Files that land ---------------------------------------------------------------------------------------
  advance(until: number): void {
    const { input } = this;
    while (input.next(until)) {
      if (kindOf(input.ref) !== FILE) continue;
      const file = rowOf(input.ref);
      const { stream, refs, replaces } = this.run.rows.files[file];
      for (const old of replaces ?? []) this.landed.remove(old, file);
      if (stream === EVENT && refs.length > 0) this.landed.add(file);
    }
    this.act(until, false);
  }

  override nextWorkMs(): number {
    return Math.min(this.input.peekTime(), this.nextAct()?.atMs ?? Infinity);
  }

  // ---- What runs do before they end --------------------------------------------------------------------------
  private act(until: number, inclusive: boolean): void {
    for (let next = this.nextAct(); next !== null && (next.atMs < until || (inclusive && next.atMs === until)); next = this.nextAct())
      next.apply(next.atMs);
  }

  /** What the runs under way do next by themselves: delete what they overwrite, show the files of a task that is done, commit. */
  private nextAct(): Act | null {
    let next: Act | null = null;
    for (const going of this.going) {
      const act = this.actOf(going);
      if (act !== null && (next === null || act.atMs < next.atMs)) next = act;
    }
    return next;
  }

  private actOf(going: Going): Act | null {
    if (this.committer.deletesFirst && !going.hasDeleted) return { atMs: going.readyMs, apply: (at) => this.deleteOld(going, at) };
    const [first] = going.byTask;
    if (first !== undefined) return { atMs: first.atMs, apply: (at) => this.publishFirst(going, at) };
    return going.hasCommitted || going.commitMs === Infinity ? null : { atMs: going.commitMs, apply: (at) => this.commit(going, at) };
  }

  private publishFirst(going: Going, at: number): void {
    const first = going.byTask.shift();
    if (first !== undefined) this.committer.publish(going.outputs, first.output, at);
  }

  private commit(going: Going, at: number): void {
    if (this.committer.renews) this.runRemarks.overwriting(at, this.committer.folders(going.outputs), going.plan);
    const end = this.committer.commit(going.outputs, at);
    if (end.how === "again") {
      going.commitMs = end.atMs;
      going.attempt.endsAtMs = end.atMs + this.spec.closingMs;
      return;
    }
    going.hasCommitted = true;
    if (end.how === "refused") {
      going.refused = end.error;
      going.attempt.endsAtMs = at;
      this.remark(at, "commit-refused", { error: end.error.split(":")[0], behind: end.behind, by: end.by }, "reads");
      return;
    }
    if (this.committer.sharesFolder) for (const other of this.going) if (other !== going) this.publishDone(other, at);
    bookRefused(this.run, going.plan, this.codes);
    this.keepDimension(going.plan, at);
    this.runRemarks.committed(at, going.plan);
  }

  private keepDimension({ dimension: made }: JobPlan, at: number): void {
    if (this.dimension === null || made === null) return;
    const users = this.dimension.table.commit(made, this.dimension.writes);
    if (users > 0) this.runRemarks.once(at, "versions-twice", { users }, "writes");
  }

  private deleteOld(going: Going, at: number): void {
    going.hasDeleted = true;
    this.runRemarks.overwriting(at, this.committer.folders(going.outputs), going.plan);
    this.committer.deleteAll(going.outputs, at);
  }

  // ---- Runs --------------------------------------------------------------------------------------------------
  override nextChangeMs(): number {
    let next = Math.min(this.nextAt, this.attempts.nextEndMs());
    // Others write into the table, too: who commits does so at its exact instant, and a window ends there.
    if (this.committer.writesTable)
      for (const { commitMs, hasCommitted } of this.going) if (!hasCommitted && commitMs < next) next = commitMs;
    return next;
  }

  override change(at: number): void {
    this.act(at, true);
    this.attempts.settle(at);
    const { everyMs } = this.spec;
    if (everyMs === null || this.nextAt > at) return;
    const dueMs = this.nextAt;
    this.nextAt += everyMs;
    // After the end of production the clock goes on for what has landed and not been read.
    if (at <= this.run.durationMs || this.landed.waiting > 0)
      this.attempts.begin(at, { fromMs: dueMs - everyMs, toMs: dueMs }, "by-itself");
  }

  private begin(attempt: Attempt): void {
    const { concurrentRuns, beyond } = this.spec;
    if (this.going.length < concurrentRuns) return this.start(attempt, attempt.beganAtMs);
    if (beyond === "queued") return void this.queue.push(attempt);
    this.refused.add(attempt);
    attempt.endsAtMs = attempt.beganAtMs;
    this.runRemarks.once(attempt.beganAtMs, "start-refused", { underWay: this.going.length }, "concurrentRuns");
  }

  private start(attempt: Attempt, at: number): void {
    const { spec, run } = this;
    const files = this.landed.take(attempt.interval, run.hourMs, spec.lookbackHours);
    const slots = this.cluster.executors * spec.cluster.slotsEach;
    const made = planOf(run, files, slots, run.nextTask(), spec.plan, (ref) => this.bytesOf(ref), this.dimension);
    const plan = spec.writes === "merge" ? mergedDrafts(run, made, spec.plan.costs, (draft) => this.committer.lyingFor(draft)) : made;
    this.meter.arrivedMany(plan.rowsRead, plan.bytesRead);
    this.aloneMs = Math.max(this.aloneMs, plan.aloneMs);
    const startUpMs = Math.max(spec.startUp.sample(this.random), spec.restoredAfterMs(files, at));
    const outputs = this.committer.open(plan.drafts, at);
    const going: Going = {
      ...{ attempt, startedMs: at, startUpMs, files, plan, outputs },
      ...{ readyMs: at, schedule: UNPLANNED, hasDeleted: false, hasCommitted: false, commitMs: Infinity, refused: null, byTask: [] },
    };
    this.going.push(going);
    this.schedule(going);
    this.runRemarks.reading(at, { files, spilledBytes: plan.spilledBytes }, attempt.interval, this.readWell);
  }

  private get cluster(): ClusterSpec {
    const { cluster, concurrentRuns } = this.spec;
    return { ...cluster, executors: Math.max(1, Math.floor(cluster.executors / concurrentRuns)) };
  }

  /** Plans a run from its beginning with all that is known now: what was known before gives what has happened. */
  private schedule(going: Going): void {
    const { spec, troubles, committer } = this;
    const { plan, attempt, outputs } = going;
    going.readyMs = readyMs(going.startedMs, going.startUpMs, troubles);
    const executors = executorsOf(this.cluster, going.readyMs, troubles);
    going.schedule = scheduleOf({
      stages: plan.stages,
      beginMs: going.readyMs,
      executors,
      slow: slowSpells(executors, troubles),
      failing: failingSpells(troubles),
      maxTaskFailures: spec.maxTaskFailures,
      speculation: spec.speculation,
    });
    const { endMs, failed, doneMs } = going.schedule;
    if (outputs.tries > 0 || going.refused !== null) return;
    going.commitMs = failed ? Infinity : endMs + committer.commitMs(plan.drafts.length);
    attempt.endsAtMs = failed ? endMs : going.commitMs + spec.closingMs;
    if (!committer.byTask) return;
    const unwritten = outputs.files.filter(({ written, draft }) => !written && doneMs[draft.stage][draft.task] < Infinity);
    going.byTask = unwritten.map((output) => ({ output, atMs: doneMs[output.draft.stage][output.draft.task] }));
    going.byTask.sort((a, b) => a.atMs - b.atMs);
  }

  private complete(attempt: Attempt): { readonly failed: boolean; readonly line: string } {
    if (this.refused.delete(attempt)) return { failed: true, line: REFUSED };
    const going = this.end(attempt, attempt.endsAtMs);
    if (going === null) return { failed: true, line: "never began" };
    const at = attempt.endsAtMs;
    const { plan, schedule, files, refused } = going;
    if (refused !== null) {
      this.leftFailed.add(attempt.interval.fromMs);
      this.startQueued(at);
      return { failed: true, line: refused };
    }
    if (schedule.failed) {
      this.tellFailed(going, at, "task");
      this.startQueued(at);
      return { failed: true, line: `a Spark task failed ${this.spec.maxTaskFailures} times, the most that are allowed` };
    }
    this.landed.commit(files);
    this.leftFailed.delete(attempt.interval.fromMs);
    for (const file of files) this.readWell.add(file);
    this.repeatedRows += repeatedRowsOf(this.run, plan);
    this.startQueued(at);
    const tasks = plan.stages.reduce((sum, { length }) => sum + length, 0);
    return {
      failed: false,
      line: `${files.length} files read by ${plan.stages[0].length} of ${tasks} Spark tasks, ${plan.drafts.length} written`,
    };
  }

  private breakOff(attempt: Attempt, at: number): void {
    const waiting = this.queue.indexOf(attempt);
    if (waiting >= 0) this.queue.splice(waiting, 1);
    const going = this.end(attempt, at);
    if (going !== null) this.tellFailed(going, at, "broken-off");
    this.startQueued(at);
  }

  /** A run is over, however: its machines are given back. */
  private end(attempt: Attempt, at: number): Going | null {
    const place = this.going.findIndex((each) => each.attempt === attempt);
    if (place < 0) return null;
    const [going] = this.going.splice(place, 1);
    const workedMs = Math.max(0, at - going.readyMs);
    this.billedMs += Math.max(this.spec.leastBilledMs, workedMs);
    this.clusterMs += Math.max(this.spec.leastBilledMs, at - going.startedMs);
    this.meter.served(attempt.beganAtMs, going.startedMs - attempt.beganAtMs, at - going.startedMs);
    for (const { written, draft } of going.outputs.files)
      if (written && draft.stream === EVENT) for (const ref of draft.refs) if (ref < this.leastWritten) this.leastWritten = ref;
    return going;
  }

  private startQueued(at: number): void {
    const next = this.going.length < this.spec.concurrentRuns ? this.queue.shift() : undefined;
    if (next !== undefined) this.start(next, at);
  }

  /** Another job's commit moves what finished tasks of this one had left in the folder they share. */
  private publishDone({ outputs, schedule }: Going, at: number): void {
    for (const output of outputs.files)
      if (schedule.doneMs[output.draft.stage][output.draft.task] <= at) this.committer.publish(outputs, output, at);
  }

  // ---- Faults ------------------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const began = this.going.reduce((least, { startedMs }) => Math.min(least, startedMs), at);
    const { noticeMs, maxTaskFailures: mostFailures } = this.spec;
    const trouble = troubleOf(strike, at, { executors: this.cluster.executors, noticeMs, mostFailures }, this.says);
    this.troubles = [...this.troubles.filter(({ untilMs }) => untilMs > began), trouble];
    for (const going of this.going) this.schedule(going);
  }

  // ---- What became of its input ------------------------------------------------------------------------------
  /** Files that lie where it reads and were in no run that ended well, by number. */
  get unreadFiles(): readonly number[] {
    return this.landed.beside(this.readWell);
  }

  /** Intervals whose last run has failed: nobody began it again. */
  get intervalsLeftFailed(): number {
    return this.leftFailed.size;
  }

  private tellFailed({ outputs, attempt, schedule: { doneMs } }: Going, at: number, because: "task" | "broken-off"): void {
    this.committer.abandon(outputs, at, ({ stage, task }) => doneMs[stage][task] <= at);
    this.runRemarks.failed(at, outputs, because);
    this.leftFailed.add(attempt.interval.fromMs);
  }

  // ---- End of input, figures ---------------------------------------------------------------------------------
  override finish(): boolean {
    if (this.attempts.open.length > 0) return false;
    if (this.nextAt < Infinity && this.landed.waiting > 0) return false;
    this.nextAt = Infinity;
    return true;
  }

  /** What it may read again, what runs under way have read and will write; and where it overwrites, what it has written. */
  override eventsNeededFrom(): number {
    const { files } = this.run.rows;
    let least = Math.min(this.landed.neededFrom, this.spec.writes === "append" ? Infinity : this.leastWritten);
    for (const going of this.going) for (const file of going.files) least = Math.min(least, firstEventOf(files[file]));
    return least;
  }

  override servers(): number {
    return this.spec.concurrentRuns;
  }

  override queueLength(): number {
    return this.landed.waiting;
  }

  override figure(): string {
    const { succeeded, failed } = this.attempts;
    return succeeded + failed === 0 ? "first run to come" : `${succeeded} runs${failed === 0 ? "" : `, ${failed} failed`}`;
  }

  override usage(): Record<string, number> {
    const hours = { billedHours: this.billedMs / 3_600_000, clusterHours: this.clusterMs / 3_600_000 };
    return { ...super.usage(), ...hours, turns: this.attempts.succeeded + this.attempts.failed, files: this.writer.filesWritten };
  }
}
