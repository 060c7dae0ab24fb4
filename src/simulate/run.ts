import { assert } from "../base/assert.ts";
import type { Finding } from "../base/finding.ts";
import type { Result } from "../base/result.ts";
import { fail, ok } from "../base/result.ts";
import type { Design } from "../design/types.ts";
import { Simulation } from "../engine/kernel/simulation.ts";
import type { EventTrace } from "../engine/rows/event-trace.ts";
import { Part } from "../engine/part/part.ts";
import { SEGMENT_ROWS } from "../engine/rows/columns.ts";
import type { PlannedStrike, TrafficOrder } from "../engine/sources/phone-traffic.ts";
import { MADE_AHEAD } from "../engine/sources/traffic-ahead.ts";
import type { MadeAhead, TrafficAhead } from "../engine/sources/traffic-ahead.ts";
import { DoneEvents } from "./done-events.ts";
import type { Scenario } from "../scenario/types.ts";
import { checkCopies } from "./compile/check-copies.ts";
import { compileDesign, refusesRun } from "./compile/compile-design.ts";
import { buildMachine, runTimes } from "./compile/build-machine.ts";
import type { Machine } from "./compile/build-machine.ts";
import { judgeGoal } from "./judge/measure-goals.ts";
import { displacedIncidents, scheduledFaults } from "./watch/incidents.ts";
import { Observer } from "./watch/observe.ts";
import { balancedLedger, buildResult } from "./close-books.ts";
import { attachProbes } from "./watch/probes.ts";
import type { NodeMeter } from "../engine/books/node-meter.ts";
import { capAt, DEFAULT_LIMITS, LimitWatch } from "./limits.ts";
import type { Cap, MetLimit, RunLimits } from "./limits.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { RunTable } from "../result/run-table.ts";
import type { FaultSpec, RunIncident, RunSnapshot } from "../result/snapshot.ts";
import { remarkText } from "./why/remark-words.ts";
import type { RunResult } from "../result/result.ts";
import { ServedLists } from "./lists/served-lists.ts";
import { faultProblems, missedFaults } from "./watch/check-faults.ts";
import { strike, struckBy } from "./watch/strikes.ts";
import { runTable, tableNames, tablesDrawn } from "./tables/tables.ts";
import { traceFindings, traceGapMs } from "./compile/trace-findings.ts";
import { BatchAnswer } from "./judge/truth.ts";
import type { GroundTruth } from "./judge/truth.ts";
import { WorkedLists } from "./lists/worked-lists.ts";

export type RunInput = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly faults: readonly FaultSpec[];
  /** A file that is replayed instead of the workload. */
  readonly events?: EventTrace;
  /** What the run may use before it ends with what it has (E23); `DEFAULT_LIMITS` unless given. */
  readonly limits?: Partial<RunLimits>;
  /** Asked between windows, by whoever has a clock: why the run must end now, null while it may go on. */
  readonly mustEnd?: () => MetLimit | null;
  /** False: nobody will ask for tables of this run, so it keeps no rows for them. True unless given. */
  readonly tables?: boolean;
  /** How many rows must be done with before a log or a wire lets go of them, at least; 4,096 unless given. Results do not depend on it. */
  readonly rowsLetGo?: number;
  /** How many rows are processed together, at most; 2,048 unless given. Results do not depend on it (E17). */
  readonly blockRows?: number;
  /** Length of a window; chosen by record count unless given. Results must not depend on it (E3). */
  readonly windowMs?: number;
  /** Parts are advanced in every window, of the usual length, whether or not they have work: for tests, which find no difference (E12). */
  readonly asksEveryPart?: boolean;
};

/** Samples per run: the resolution of every chart. */
const SAMPLES = 450;
/** Records a window should hold (facts/kernel.md 2.4: overhead below 3 % from 1,000). */
const RECORDS_PER_WINDOW = 1000;
/** However many records a second there are, limits are looked at before a window can hold too many. */
const MIN_WINDOW_MS = 0.01;
const MAX_WINDOW_MS = 60_000;
/** Looking for events that are done with takes a pass over what logs and operators hold: once a segment, of 16 times as many rows as feeds let go of. */
const EVENTS_PER_ROW_LET_GO = SEGMENT_ROWS / 4096;
/** A few pages of memory; less would be moved about more often than it is worth. */
const ROWS_LET_GO = 4096;
/** Of a block, what operators look at for each row fits a second-level cache. */
const BLOCK_ROWS = 2048;
const DEFAULT_GAP_MS = 1_800_000;

/**
 * One run, step by step: `step` simulates a window, `snapshot` tells what is to be seen, `result` closes the books. Pure: no
 * clock, no threads; whoever drives it decides when to pause, and measures wall time.
 */
export class Run {
  readonly machine: Machine;
  readonly observer: Observer;
  readonly simulation: Simulation<Part>;
  /** What stands on the lists that were made, for those who look. */
  readonly lists: ServedLists;
  private readonly worked: WorkedLists;
  /** Set when the run has met a limit. */
  cap: Cap | null = null;
  private readonly limits: LimitWatch;
  private readonly meters: readonly NodeMeter[];
  /** Parts with tasks that commit. */
  private readonly committing: readonly Part[];
  private readonly input: RunInput;
  private readonly findings: readonly Finding[];
  private readonly injected: RunIncident[] = [];
  /** Set when the run will not go on (cancelled). */
  stopped = false;
  private closed: { result: RunResult } | null = null;
  private truth: GroundTruth | null = null;
  /** Null where nobody has sessions to be judged. */
  private readonly batch: BatchAnswer | null;
  /** Null where no single source makes all events, or its traffic cannot be made apart. */
  private readonly source: MadeAhead | null;
  private readonly strikesOfSource: readonly PlannedStrike[];
  /** Null where tables may be asked for. */
  private readonly done: DoneEvents | null;

  constructor(input: RunInput, machine: Machine, findings: readonly Finding[]) {
    this.input = input;
    this.limits = new LimitWatch({ ...DEFAULT_LIMITS, ...input.limits });
    this.meters = [...machine.nodes.values()].map(({ meter }) => meter);
    this.committing = [...machine.nodes.values()].filter((part) => part.taskCommits !== Part.prototype.taskCommits);
    this.machine = machine;
    this.findings = findings;
    attachProbes(machine);
    this.lists = new ServedLists(machine.run);
    this.worked = new WorkedLists(this.lists);
    this.observer = new Observer(machine);
    this.observer.describeWires(input.design.system.wires.map((drawn) => ({ id: drawn.id, from: drawn.from.part, to: drawn.to.part })));
    const { run } = machine;
    const gapMs = judgedGapMs(input, machine);
    this.batch = gapMs === null ? null : new BatchAnswer(machine, gapMs);
    this.done = keepsEvents(input, machine) ? null : new DoneEvents(machine, this.batch, eventsBetweenLooks(input));
    const scheduled = scheduledFaults(input, machine);
    this.injected.push(...scheduled.incidents);
    const single = run.rows.events.origins.isSingle ? [...machine.nodes.values()].find((node) => MADE_AHEAD.of(node) !== null) : undefined;
    this.source = MADE_AHEAD.of(single);
    this.strikesOfSource = scheduled.strikes.filter(({ id }) => id === single?.id);
    this.simulation = new Simulation(machine.stages, {
      windowMs: windowMs(input, machine),
      asksEveryPart: input.asksEveryPart ?? false,
      sampleMs: Math.max(1, run.durationMs / SAMPLES),
      durationMs: run.durationMs,
      endMs: run.endMs,
      schedule: scheduled.schedule,
    });
  }

  get over(): boolean {
    return this.simulation.over || this.cap !== null;
  }

  get records(): number {
    return this.machine.run.ledger.produced;
  }

  get recordHops(): number {
    let hops = 0;
    for (const meter of this.meters) hops += meter.arrivals;
    return hops;
  }

  /** What another thread can make ahead for this run: the traffic of its only source; null: there is nothing like it. */
  trafficOrder(): TrafficOrder | null {
    return this.source?.order(this.strikesOfSource) ?? null;
  }

  /** Takes the traffic that was ordered from there, from the beginning; null: makes it here from now on. Results do not depend on it (E11b). */
  followTraffic(ahead: TrafficAhead | null): void {
    this.source?.follow(ahead, this.strikesOfSource);
  }

  /** Whether a window can be simulated without making what another thread is about to have made. */
  get ready(): boolean {
    return this.source?.isReady(this.simulation.now + this.simulation.windowMs) ?? true;
  }

  private get taskCommits(): number {
    let commits = 0;
    for (const part of this.committing) commits += part.taskCommits();
    return commits;
  }

  /** One window, not beyond `limit`. */
  step(limit = Infinity): void {
    const isSample = this.simulation.step(limit);
    this.batch?.takeComplete();
    this.done?.look(this.simulation.now);
    if (isSample) this.observer.sample(this.simulation.now);
    this.keepLimits(isSample);
  }

  private keepLimits(isSample: boolean): void {
    const { limits, simulation } = this;
    const { calls, asked } = this.machine.run.desk;
    const met = limits.past(this.recordHops, this.taskCommits, calls.made + asked, isSample) ?? this.input.mustEnd?.();
    if (met) this.cap = capAt(met, simulation.now, this.machine.run.endMs);
  }

  /** Strikes at the present instant. */
  inject(fault: FaultSpec): boolean {
    const at = this.simulation.now;
    const { wires } = this.input.design.system;
    const drawn = { parts: this.machine.parts, wires };
    if (faultProblems({ ...fault, atMs: at }, drawn, Infinity).length > 0) return false;
    for (const struck of struckBy(fault, drawn)) {
      strike(struck, fault, this.machine, wires, at);
      this.injected.push({ atMs: at, label: struck.declared.label, kind: "pressed", part: struck.id });
    }
    return true;
  }

  snapshot(wallMs: number): RunSnapshot {
    const { machine, simulation, observer } = this;
    if (this.over) observer.closeBooks();
    const atMs = simulation.now;
    const ledger = balancedLedger(machine);
    const measured = {
      machine,
      scenario: this.input.scenario,
      atMs,
      ledger,
      peakPerSecond: observer.peakPerSecond,
      quality: null,
      recommendation: null,
      cost: null,
      incidents: this.injected,
    };
    return {
      simulatedMs: atMs,
      totalMs: machine.run.endMs,
      wallMs,
      records: this.records,
      nodes: observer.nodeSamples(atMs),
      wires: observer.wireSamples(),
      goals: (this.input.scenario?.goals ?? []).map((goal) => {
        const { id, actual, pass } = judgeGoal(goal, measured);
        return { id, actual, pass };
      }),
      ledger,
      log: this.log,
      series: observer.takeSeries(),
    };
  }

  get log(): readonly RunIncident[] {
    const remarks = [...this.machine.nodes].flatMap(([part, node]) =>
      node.remarks.map(
        (remark): RunIncident => ({ atMs: remark.atMs, label: remarkText(this.machine, part, remark), kind: "change", part }),
      ),
    );
    return [...this.injected, ...this.observer.incidents, ...remarks].sort((a, b) => a.atMs - b.atMs);
  }

  /** The books, closed: judged against the batch answer. Calling it again gives the same. */
  result(wallMs: number): RunResult {
    if (this.closed !== null) return this.closed.result;
    const { machine, input } = this;
    // A cancelled run is not judged: its books close at once.
    const truth = !this.stopped && machine.run.ledger.produced > 0 ? (this.batch?.answer() ?? null) : null;
    const result = buildResult({
      machine,
      design: input.design,
      scenario: input.scenario,
      seed: input.seed,
      atMs: this.simulation.now,
      peakPerSecond: this.observer.peakPerSecond,
      cap: this.cap,
      recordHops: this.recordHops,
      wallMs,
      incidents: this.injected,
      findings: this.simulation.over ? [...this.findings, ...missedFaults(input.faults, this.simulation.now)] : this.findings,
      truth,
    });
    // A run that goes on is judged anew each time; its books are closed only when nothing more can happen.
    if (this.over || this.stopped) this.closed = { result };
    this.truth = truth;
    return result;
  }

  /** Tables of the run; all of them when no names are given. */
  tables(names?: readonly string[]): readonly RunTable[] {
    assert(this.input.tables !== false, "a run that was told to keep no rows for tables is asked for one");
    const result = this.result(0);
    const { machine, observer, truth, worked } = this;
    const drawn = tablesDrawn(this.input.design, machine);
    const source = { machine, observer, truth, result, worked, drawn };
    return (names ?? tableNames(drawn)).map((name) => runTable(name, source)).filter((table) => table !== null);
  }
}

/** The gap between sessions the run is judged by. Only users have sessions: those of the scenario, or those of a file; null: there are none. */
function judgedGapMs({ scenario }: RunInput, { run, parts }: Machine): number | null {
  const workload = scenario?.workload;
  if (workload?.generator === "app-users" || workload?.generator === "services") return workload.session.gapMs;
  return run.trace === null ? null : traceGapMs(parts, DEFAULT_GAP_MS);
}

/** Whether the tables that may be asked for, or the counts of those that are drawn, need more of events than how many there were. */
function keepsEvents({ tables, design }: RunInput, { run }: Machine): boolean {
  return tables !== false || design.schema.tables.some(({ part }) => part !== undefined && run.readsEventsOf(part));
}

const eventsBetweenLooks = ({ rowsLetGo }: RunInput): number => Math.min(SEGMENT_ROWS, (rowsLetGo ?? ROWS_LET_GO) * EVENTS_PER_ROW_LET_GO);

/** Windows as asked for, or by record count; never longer than the shortest way back in the design (E4), nor than parts bear (E23). */
function windowMs(input: RunInput, machine: Machine): number {
  let shortest = input.windowMs ?? windowByRecords(input, machine);
  for (const node of machine.nodes.values())
    shortest = Math.min(shortest, node.feedbackDelayMs(), Math.max(MIN_WINDOW_MS, node.longestWindowMs()));
  return shortest;
}

function windowByRecords(input: RunInput, machine: Machine): number {
  const { run } = machine;
  if (run.trace !== null) return windowOf((run.trace.rows * 1000) / (run.durationMs - run.startMs));
  const sources = machine.parts.filter(({ kind }) => kind.family === "source");
  const own = sources.reduce((sum, { props }) => sum + (typeof props.ratePerSecond === "number" ? props.ratePerSecond : 0), 0);
  const workload = input.scenario?.workload;
  const perSecond =
    own + (workload === undefined || workload.generator === "none" ? 0 : workload.sessionsPerSecond * workload.session.meanEvents);
  return windowOf(perSecond);
}

function windowOf(perSecond: number): number {
  if (perSecond <= 0) return MAX_WINDOW_MS;
  return Math.min(MAX_WINDOW_MS, Math.max(MIN_WINDOW_MS, (RECORDS_PER_WINDOW * 1000) / perSecond));
}

type Asked = Pick<RunInput, "design" | "scenario" | "faults" | "events">;

/** A design compiled, and why it cannot run with these faults: what is wrong with itself first. */
function compiled({ design, scenario, faults, events: file }: Asked) {
  const events = file ?? null;
  const checked = compileDesign(design, scenario, events);
  const refusing = checked.findings.filter(refusesRun);
  if (refusing.length > 0) return { ...checked, refusing };
  const { durationMs, drainMs } = runTimes(design, scenario, events);
  const drawn = { parts: checked.parts, wires: design.system.wires };
  return { ...checked, refusing: faults.flatMap((fault) => faultProblems(fault, drawn, durationMs + drainMs)) };
}

/** Why a run cannot begin, without building one; nothing where it can, but for copies beyond count. */
export function whyRefused(asked: Asked): readonly Finding[] {
  return compiled(asked).refusing;
}

/** Compiles a design into a run, or says why it cannot be one. */
export function createRun(input: RunInput): Result<Run, readonly Finding[]> {
  const { findings, parts, order, refusing } = compiled(input);
  if (refusing.length > 0) return fail(refusing);
  const machine = buildMachine(input.design, input.scenario, input.seed, parts, order, input.events ?? null, {
    tables: input.tables ?? true,
    rowsLetGo: input.rowsLetGo ?? ROWS_LET_GO,
    blockRows: input.blockRows ?? BLOCK_ROWS,
  });
  const copies = checkCopies(input.design, machine);
  if (copies.length > 0) return fail(copies);
  const displaced = displacedIncidents(input.scenario?.incidents ?? [], { parts, wires: input.design.system.wires });
  return ok(new Run(input, machine, [...findings, ...displaced, ...traceFindings(input.events, statedMs(input))]));
}

/** How long the scenario or the design says a run lasts; null: neither says. */
function statedMs({ scenario, design }: RunInput): number | null {
  if (scenario !== null && scenario.workload.generator !== "none") return scenario.workload.durationMs;
  return design.workload?.durationMs ?? null;
}

/** A whole run at once, for the command line and for tests. */
export function runDesign(input: RunInput): { readonly outcome: RunOutcome; tables(names?: readonly string[]): readonly RunTable[] } {
  const created = createRun(input);
  if (!created.ok) return { outcome: { status: "refused", findings: created.error }, tables: () => [] };
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  return { outcome: ended(run, result), tables: (names) => run.tables(names) };
}

/** How a run that was not cancelled ended. */
export function ended({ cap }: Run, result: RunResult): RunOutcome {
  return cap === null ? { status: "finished", result } : { status: "capped", result, cap: cap.text, limit: cap.limit };
}
