import type { Sampler } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import { FileWriter } from "../files/file-writer.ts";
import type { Compression } from "../files/file-writer.ts";
import { OutputCommitter } from "../jobs/output-committer.ts";
import type { Outputs } from "../jobs/output-committer.ts";
import { executorsOf, readyMs, slowSpells } from "../jobs/spark/machines.ts";
import type { ClusterSpec, Trouble } from "../jobs/spark/machines.ts";
import type { SplitRules } from "../jobs/spark/splits.ts";
import { scheduleOf } from "../jobs/spark/task-schedule.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { firstEventOf } from "../rows/kinds/file.ts";
import { EVENT } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { Attempts } from "../tasks/attempts.ts";
import type { Completed } from "../tasks/attempts.ts";
import { JOB, STARTS } from "../tasks/job.ts";
import type { Attempt } from "../tasks/job.ts";
import type { Reading } from "../tasks/landed-files.ts";
import { CHECKS } from "./checks.ts";
import type { CheckedAttempt } from "./checks.ts";
import { CheckedStore } from "./checked-store.ts";
import type { Lot, Taken } from "./checked-store.ts";
import { columnNamed, columnNames } from "./columns.ts";
import type { CheckedColumn } from "./columns.ts";
import { inspect } from "./inspection.ts";
import type { Inspection, PartedRows, Treatment } from "./inspection.ts";
import { lineOf } from "./log-line.ts";
import type { QualityRemarks } from "./remarks.ts";
import { rowRuleCount } from "./row-checks.ts";
import { columnsNamedBy, NO_RULES } from "./rules.ts";
import type { QualityRules } from "./rules.ts";
import { stagesOf } from "./work.ts";
import type { CheckCosts } from "./work.ts";

export type QualityCheckSpec = Treatment & {
  readonly rules: QualityRules;
  readonly reading: Reading;
  readonly lookbackHours: number;
  readonly compression: Compression;
  readonly splits: Omit<SplitRules, "parallelism">;
  readonly costs: CheckCosts;
  readonly cluster: ClusterSpec;
  readonly startUp: Sampler;
  /** The driver's time to commit what it writes, and from there until whoever began it hears of the end. */
  readonly commitMs: number;
  readonly closingMs: number;
  readonly leastBilledMs: number;
};

type Wires = { readonly wires: readonly RowQueue[]; readonly parts: readonly Part[] };

/** Where it stands: the stores it reads, the ones it holds them against, and where rows that passed, or did not, are written. */
export type QualityPorts = {
  readonly in: Wires;
  readonly against: Wires;
  readonly passed: readonly RowQueue[];
  readonly quarantine: readonly RowQueue[];
};

type Going = Omit<Inspection, "passed" | "aside"> & {
  readonly attempt: Attempt;
  readonly startUpMs: number;
  readonly files: readonly number[];
  readonly otherFiles: readonly number[];
  readonly stages: readonly Float64Array[];
  /** It may not read, or its rules cannot be held against anything. */
  readonly denied: boolean;
  /** Rows that broke a rule and do not pass. */
  readonly setAside: readonly PartedRows[];
  readonly passed: Outputs | null;
  readonly aside: Outputs | null;
  readyMs: number;
  commitMs: number;
  hasCommitted: boolean;
};

const NOTHING: Taken = { lots: [], files: [] };

/**
 * A task that holds the rows in front of it against rules: an attempt takes what had landed when it began, as a batch job does, and
 * warns, sets rows aside or fails. It writes, where wires are, the rows that passed and those it sets aside; the stored ones stay.
 */
export class QualityCheck extends Part<QualityRemarks> {
  readonly attempts: Attempts;
  readonly checked: CheckedAttempt[] = [];
  private readonly spec: QualityCheckSpec;
  private readonly store: CheckedStore;
  private readonly other: CheckedStore | null;
  private readonly passed: OutputCommitter | null;
  private readonly quarantine: OutputCommitter | null;
  private readonly random: RandomStream;
  private readonly going: Going[] = [];
  private readonly unknownColumns: readonly string[];
  private readonly filteredCode: number;
  /** Rows of each interval that was looked at, by its beginning. */
  private readonly rowsOf = new Map<number, number>();
  /** Files that an attempt which ended well has taken, and beginnings of intervals whose last attempt has failed. */
  private readonly readWell = new Set<number>();
  private readonly leftFailed = new Set<number>();
  private readonly said = new Set<string>();
  private troubles: Trouble[] = [];
  private readonly access = new Spell();
  private billedMs = 0;
  private scannedBytes = 0;

  constructor(id: string, run: RunContext, ports: QualityPorts, spec: QualityCheckSpec) {
    super(id, run);
    this.spec = spec;
    const what = { stream: spec.rules.stream, reading: spec.reading, lookbackHours: spec.lookbackHours };
    this.store = new CheckedStore(run, ports.in, what);
    this.other = ports.against.wires.length === 0 ? null : new CheckedStore(run, ports.against, what);
    const mode = spec.reading === "new-files" ? "append" : "overwrite-partitions";
    const into = (wires: readonly RowQueue[]): OutputCommitter | null =>
      wires.length === 0
        ? null
        : new OutputCommitter(
            new FileWriter(this, run, wires, spec.compression, true),
            { commits: "atomic", sharesFolder: false, perFileMs: 0, onceMs: 0 },
            mode,
          );
    this.passed = into(ports.passed);
    this.quarantine = into(ports.quarantine);
    this.random = run.randomStream(id, "start");
    this.filteredCode = run.ledger.code("filtered", id, "failed a check");
    this.unknownColumns = columnsNamedBy(spec.rules).filter((name) => columnNamed(run, spec.rules.stream, name) === null);
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => {
        this.leftFailed.add(attempt.interval.fromMs);
        this.end(attempt, at);
      },
    });
    this.tell(JOB, this.attempts);
    this.tell(STARTS, this.attempts);
    this.tell(CHECKS, this);
  }

  advance(until: number): void {
    this.store.advance(until);
    this.other?.advance(until);
    this.commitDue(until, false);
  }

  override nextWorkMs(): number {
    const commits = this.going.reduce((next, { hasCommitted, commitMs }) => (hasCommitted ? next : Math.min(next, commitMs)), Infinity);
    return Math.min(this.store.nextWorkMs(), this.other?.nextWorkMs() ?? Infinity, commits);
  }

  override nextChangeMs(): number {
    return this.attempts.nextEndMs();
  }

  override change(at: number): void {
    this.commitDue(at, true);
    this.attempts.settle(at);
  }

  // ---- Attempts ----------------------------------------------------------------------------------------------
  private begin(attempt: Attempt): void {
    const { spec, run, other } = this;
    const startUpMs = spec.startUp.sample(this.random);
    const denied = this.access.isAway(attempt.beganAtMs) || this.unknownColumns.length > 0;
    if (this.unknownColumns.length > 0) {
      const there = columnNames(run, spec.rules.stream).length;
      this.tellOnce(attempt.beganAtMs, "no-such-column", "", { columns: this.unknownColumns, there }, "unique");
    }
    const found = denied ? NOTHING : this.store.take(attempt.interval);
    const against = denied || other === null ? NOTHING : other.take(attempt.interval);
    const lots = [...found.lots, ...against.lots];
    const rules = { ...spec, rowRules: rowRuleCount(spec.rules), keys: this.keys };
    const slots = spec.cluster.executors * spec.cluster.slotsEach;
    const stages = stagesOf(lots, slots, rules);
    const looked = this.look(attempt, found.lots, other === null ? null : against.lots);
    const going: Going = {
      ...{ attempt, startUpMs, files: found.files, otherFiles: against.files, stages, denied, ...looked, setAside: looked.aside },
      ...{ passed: this.open(this.passed, looked.passed, attempt), aside: this.open(this.quarantine, looked.aside, attempt) },
      ...{ readyMs: 0, commitMs: Infinity, hasCommitted: false },
    };
    this.going.push(going);
    const bytes = lots.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    this.scannedBytes += bytes;
    this.meter.arrivedMany(looked.rows, bytes);
    this.schedule(going);
  }

  /** Rules for which rows of a key must come together, and what their keys are made of. */
  private get keys(): readonly (readonly CheckedColumn[])[] {
    const { stream, unique, reconcile } = this.spec.rules;
    const compared = [...(unique.length > 0 ? [unique] : []), ...(reconcile?.of === "distinct" ? [[reconcile.column]] : [])];
    return compared.map((names) => names.map((name) => columnNamed(this.run, stream, name)).filter((column) => column !== null));
  }

  private look(attempt: Attempt, lots: readonly Lot[], against: readonly Lot[] | null): Inspection {
    const { run, spec } = this;
    const rules = this.unknownColumns.length > 0 ? NO_RULES : spec.rules;
    const before = [...this.rowsOf].filter(([fromMs]) => fromMs < attempt.interval.fromMs).sort(([a], [b]) => a - b);
    return inspect(
      run,
      { ...spec, rules: { ...rules, stream: spec.rules.stream } },
      {
        ...{ lots, against, atMs: attempt.beganAtMs, hours: this.store.wholeHoursOf(attempt.interval) },
        before: before.map(([, rows]) => rows),
      },
    );
  }

  private open(committer: OutputCommitter | null, parted: readonly PartedRows[], attempt: Attempt): Outputs | null {
    if (committer === null) return null;
    const { stream } = this.spec.rules;
    const drafts = parted.map(({ hour, refs }) => {
      const rawBytes = refs.reduce((sum, ref) => sum + this.bytesOf(ref), 0);
      return { stage: 0, task: 0, stream, hour, refs, rawBytes };
    });
    return committer.open(drafts, attempt.beganAtMs);
  }

  /** When it commits and ends, from all that is known now. */
  private schedule(going: Going): void {
    const { spec, troubles } = this;
    const { attempt, denied, ended } = going;
    going.readyMs = readyMs(attempt.beganAtMs, going.startUpMs, troubles);
    if (denied) {
      attempt.endsAtMs = going.readyMs;
      return;
    }
    const executors = executorsOf(spec.cluster, going.readyMs, troubles);
    const slow = slowSpells(executors, troubles);
    const plan = { stages: going.stages, beginMs: going.readyMs, executors, slow, failing: [], maxTaskFailures: 1, speculation: null };
    const { endMs } = scheduleOf(plan);
    going.commitMs = ended === "fail" ? Infinity : endMs + spec.commitMs;
    attempt.endsAtMs = endMs + spec.commitMs + spec.closingMs;
  }

  private commitDue(until: number, inclusive: boolean): void {
    for (;;) {
      const due = this.going.filter(
        ({ hasCommitted, commitMs }) => !hasCommitted && (commitMs < until || (inclusive && commitMs === until)),
      );
      const first = due.reduce<Going | null>((least, each) => (least === null || each.commitMs < least.commitMs ? each : least), null);
      if (first === null) return;
      this.commit(first, first.commitMs);
    }
  }

  private commit(going: Going, at: number): void {
    going.hasCommitted = true;
    if (going.passed !== null) this.passed?.commit(going.passed, at);
    if (going.aside !== null) this.quarantine?.commit(going.aside, at);
    // Rows that are set aside and kept nowhere end here, where what passed travels on.
    if (this.passed === null || this.quarantine !== null || this.spec.rules.stream !== EVENT) return;
    for (const { refs } of going.setAside)
      for (const row of refs) {
        this.run.ledger.carryOn(row);
        this.run.ledger.end(row, this.filteredCode);
      }
  }

  /** Files that lie where it reads and never came to its store of rows that passed, where it has one. */
  get unreadFiles(): readonly number[] {
    return this.passed === null ? [] : this.store.filesBeside(this.readWell);
  }

  /** Intervals whose last attempt has failed: nobody began it again. */
  get intervalsLeftFailed(): number {
    return this.leftFailed.size;
  }

  private complete(attempt: Attempt): Completed {
    const at = attempt.endsAtMs;
    this.leftFailed.add(attempt.interval.fromMs);
    const going = this.end(attempt, at);
    if (going === null) return { failed: true, line: "never began" };
    if (this.unknownColumns.length > 0)
      return {
        failed: true,
        forGood: true,
        inVain: true,
        line: `AnalysisException: no column ${this.unknownColumns.join(", ")} in these rows.`,
      };
    if (going.denied) return { failed: true, line: "AccessDenied: the files cannot be read." };
    const { outcomes, rows, badRows, ended, files, otherFiles } = going;
    this.rowsOf.set(attempt.interval.fromMs, rows);
    const quarantinedRows = this.quarantine === null || ended !== "quarantine" ? 0 : badRows;
    const { number, interval, beganAtMs } = attempt;
    const checked = { number, interval, beganMs: beganAtMs, endedMs: at, rows, badRows, quarantinedRows, ended, outcomes };
    this.checked.push(checked);
    this.tellMisses(checked, at);
    if (ended !== "fail") {
      this.leftFailed.delete(attempt.interval.fromMs);
      for (const file of files) this.readWell.add(file);
      this.store.commit(files);
      this.other?.commit(otherFiles);
    }
    return { failed: ended === "fail", line: lineOf(checked), checks: outcomes };
  }

  /** An attempt is over, however: its machines are given back. */
  private end(attempt: Attempt, at: number): Going | null {
    const place = this.going.findIndex((each) => each.attempt === attempt);
    if (place < 0) return null;
    const [going] = this.going.splice(place, 1);
    this.billedMs += Math.max(this.spec.leastBilledMs, at - Math.min(at, going.readyMs));
    this.meter.served(attempt.beganAtMs, Math.max(0, going.readyMs - attempt.beganAtMs), Math.max(0, at - going.readyMs));
    return going;
  }

  // ---- Faults ------------------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const { fault, durationMs } = strike;
    const during = { fromMs: at, untilMs: at + durationMs };
    if (fault === "access-lost") {
      this.access.stayAway(at, durationMs);
      this.remark(at, "access-lost", { forMs: durationMs });
      return;
    }
    if (fault === "late-start") {
      this.troubles.push({ what: "no-machines", ...during });
      this.remark(at, "late-start", { forMs: durationMs });
    } else {
      const factor = amountOf(strike);
      for (let executor = 0; executor < this.spec.cluster.executors; executor++)
        this.troubles.push({ what: "slow", executor, factor, ...during });
    }
    for (const going of this.going) if (!going.hasCommitted) this.schedule(going);
  }

  // ---- What it says ------------------------------------------------------------------------------------------
  private tellOnce<C extends keyof QualityRemarks>(at: number, code: C, on: string, facts: QualityRemarks[C], setting?: string): void {
    if (this.said.has(`${code} ${on}`)) return;
    this.said.add(`${code} ${on}`);
    this.remark(at, code, facts, setting);
  }

  private tellMisses({ outcomes, rows, ended }: CheckedAttempt, at: number): void {
    for (const { check, on, measured, least, most, verdict } of outcomes) {
      if (check === "reconciliation" && verdict === "unknown") this.tellOnce(at, "nothing-to-compare", "", { on }, "reconcile");
      if (verdict !== "missed") continue;
      const done = ended === "passed" ? "warn" : ended;
      if (check === "freshness" && measured === null) this.tellOnce(at, "found-nothing", "", { mostMs: most ?? 0, done }, "freshMs");
      else if (check === "freshness") this.tellOnce(at, "too-old", "", { ageMs: measured ?? 0, mostMs: most ?? 0, done }, "freshMs");
      else if (check === "volume") this.tellOnce(at, "too-few", "", { rows: measured ?? 0, least: least ?? 0, done }, "leastRows");
      else if (check === "anomaly") {
        const { intervals = 0 } = this.spec.rules.anomaly ?? {};
        this.tellOnce(at, "unusual", "", { rows: measured ?? 0, mean: ((least ?? 0) + (most ?? 0)) / 2, intervals, done }, "anomalyShare");
      } else if (check === "reconciliation")
        this.tellOnce(at, "differs", "", { on, here: measured ?? 0, there: ((least ?? 0) + (most ?? 0)) / 2, done }, "reconcile");
      else
        this.tellOnce(
          at,
          "rows-break-rule",
          `${check} ${on}`,
          { check, columns: on, rows: measured ?? 0, ofRows: rows, done },
          "onBadRows",
        );
    }
  }

  // ---- End of input, figures ---------------------------------------------------------------------------------
  override finish(): boolean {
    return this.attempts.open.length === 0;
  }

  override eventsNeededFrom(): number {
    const { files } = this.run.rows;
    let least = Math.min(this.store.neededFrom, this.other?.neededFrom ?? Infinity);
    for (const going of this.going)
      for (const file of [...going.files, ...going.otherFiles]) least = Math.min(least, firstEventOf(files[file]));
    return least;
  }

  override servers(): number {
    return 1;
  }

  override queueLength(): number {
    return this.store.waiting;
  }

  override figure(): string {
    const missed = this.checked.filter(({ ended }) => ended !== "passed").length;
    return this.checked.length === 0 ? "first check to come" : `${this.checked.length} checks, ${missed} with misses`;
  }

  override usage(): Record<string, number> {
    const { succeeded, failed } = this.attempts;
    return { ...super.usage(), billedHours: this.billedMs / 3_600_000, scannedBytes: this.scannedBytes, turns: succeeded + failed };
  }
}
