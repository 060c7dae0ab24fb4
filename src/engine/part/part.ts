import { must } from "../../base/assert.ts";
import { NodeMeter } from "../books/node-meter.ts";
import { EVENT, kindOf, rowOf } from "../rows/rows.ts";
import type { Facet } from "./facet.ts";
import type { FactsByCode, NoFacts, Remark } from "./remark.ts";
import type { RowBlock } from "../rows/row-block.ts";
import type { ArrayBytes, RunContext } from "./run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";

/** Nobody reads more, and a run that lasts would keep them all. */
const MOST_REMARKS = 200;

/** A fault as it reaches a part. `amount` is there where the fault has one: what it is unless given is declared by the kind. */
export type Strike = { readonly fault: string; readonly durationMs: number; readonly amount?: number; readonly index?: number };

/** How strong a fault is that has an amount. */
export function amountOf({ fault, amount }: Strike): number {
  return must(amount, `${fault} came without its amount`);
}

/**
 * What a part becomes in a run. The contract:
 * - `advance(until)` consumes every input earlier than `until` and emits output in time order, also beyond `until`
 *   where the wire then holds it; the result never depends on how time was cut into windows (E3).
 * - A part names in `nextWorkMs` the earliest instant at which `advance` has anything to do, as things stand once everything upstream
 *   has been advanced. A window that ends before it calls `rest` instead, and nobody can tell the difference (E12).
 * - A part that will change by itself (a restart, a checkpoint, a leader election) names the instant in `nextChangeMs`;
 *   the run cuts the window there and calls `change` (E5). What concerns nobody else until later it does within `advance`, at its
 *   exact instant, and names it only when a window ends there (E5b).
 * - `finish(at)` is called, again and again in time, once everything upstream has ended and no input waits; it emits
 *   what only the end of input releases and answers true when nothing more will come.
 *
 * `R` are the remarks it can make. It gives facts; a kind that builds it brings the words, and the compiler asks for each of them.
 */
export abstract class Part<R extends FactsByCode = NoFacts> {
  /** Only for types: nothing is there in a run. */
  declare protected readonly remarkFacts: R;
  readonly meter: NodeMeter;
  readonly remarks: Remark[] = [];
  readonly id: string;
  protected readonly run: RunContext;
  private readonly arrayBytes: ArrayBytes;
  private readonly facets = new Map<Facet<unknown>, unknown>();

  constructor(id: string, run: RunContext) {
    this.id = id;
    this.run = run;
    this.arrayBytes = run.arrayBytes(id);
    this.meter = new NodeMeter(run.warmupMs, run.durationMs, run.steady);
  }

  abstract advance(until: number): void;

  /** The earliest instant at which there is something to do, Infinity when something must come first. A part that does not tell is always asked. */
  nextWorkMs(): number {
    return -Infinity;
  }

  /** A window without work has passed: clocks that tick without being heard go on. */
  rest(_until: number): void {}

  /** What this part tells of itself under `facet`; undefined where it says nothing. Ask by `facet.of(part)`. */
  told(facet: Facet<unknown>): unknown {
    return this.facets.get(facet);
  }

  /** Said once, when the part is built; the value may be the part itself. */
  protected tell<T>(facet: Facet<T>, value: T): void {
    this.facets.set(facet, value);
  }

  nextChangeMs(): number {
    return Infinity;
  }

  change(_at: number): void {}

  /** How long what this part learns from further down takes to it; no window is longer (E4). Infinity: it learns nothing. */
  feedbackDelayMs(): number {
    return Infinity;
  }

  /** How long a window may be (ms), for limits are looked at between windows: what a part does by itself there stays within bounds (E23). */
  longestWindowMs(): number {
    return Infinity;
  }

  /** How often a single task has taken part in a checkpoint or a commit so far: what parts of many tasks do by the clock though nothing comes (E23). */
  taskCommits(): number {
    return 0;
  }

  /** A fault that a part does not know is refused by `check`, so this never sees one. */
  strike(_strike: Strike, _at: number): void {}

  finish(_at: number): boolean {
    return true;
  }

  /** How many copies of a record leave by a wire, at most, when so many come by each wire. */
  copiesOf(coming: readonly number[]): number {
    return coming.reduce((sum, copies) => sum + copies, 0);
  }

  /** Event copies this part physically holds (queues, buffers, uncommitted files), wires excluded. */
  heldEvents(): number {
    return 0;
  }

  /**
   * The lowest event row this part may look at again, beside those of which the ledger calls a copy open: when nobody will ask for
   * tables, events before it are let go of. A part that does not tell keeps them all.
   */
  eventsNeededFrom(_now: number): number {
    return 0;
  }

  /** When this source made its last record, if it has stopped before the end of production; else Infinity. */
  stoppedMs(): number {
    return Infinity;
  }

  /** Parallel servers, for utilisation; null where the notion has no meaning. */
  servers(): number | null {
    return null;
  }

  /** Those there are right now, where their number changes. */
  serversAt(_at: number): number | null {
    return this.servers();
  }

  /** Instances that are up right now, where their number can change; null where it does not. */
  instancesUp(_at: number): number | null {
    return null;
  }

  /** Records waiting right now. */
  queueLength(_at: number): number {
    return 0;
  }

  isDown(_at: number): boolean {
    return false;
  }

  /** One short live figure in words. */
  figure(_at: number): string {
    return "";
  }

  /** What the bill multiplies: totals over the run. */
  usage(): Record<string, number> {
    return { records: this.meter.arrivals, bytesIn: this.meter.bytesIn, bytesOut: this.meter.bytesOut };
  }

  /** Bytes of a row as this part counts them. */
  bytesOf(ref: number): number {
    const { rows } = this.run;
    if (kindOf(ref) === EVENT) return rows.events.bytes.at(ref);
    const { id, bytes } = rows.kinds[kindOf(ref)];
    if (typeof bytes === "number") return bytes;
    const { fixed, entry } = this.arrayBytes[id];
    return fixed + bytes.entries(rows, rowOf(ref)) * entry;
  }

  /** Rows this part keeps for what travels as one: a row that holds an array may lie there as a row for each entry. */
  protected rowsKeptFor(ref: number): number {
    const { rows } = this.run;
    const { id, bytes } = rows.kinds[kindOf(ref)];
    return typeof bytes !== "number" && this.arrayBytes[id].rows === "perEntry" ? bytes.entries(rows, rowOf(ref)) : 1;
  }

  protected bytesOfBlock({ refs, from, to }: RowBlock): number {
    const { bytes } = this.run.rows.events;
    let sum = 0;
    for (let i = from; i < to; i++) sum += kindOf(refs[i]) === EVENT ? bytes.at(refs[i]) : this.bytesOf(refs[i]);
    return sum;
  }

  /** `setting` is what to change, by its name or the beginning of it, where one setting would have helped. */
  protected remark<C extends keyof R & string>(atMs: number, code: C, facts: R[C], setting?: string): void {
    if (this.remarks.length < MOST_REMARKS) this.remarks.push({ atMs, code, facts, ...(setting === undefined ? {} : { setting }) });
  }
}

/** An out-port: every wire gets each row; a row that forks has that many copies. Without a wire the row ends here. */
export class OutPort {
  private readonly wires: readonly RowQueue[];
  private readonly run: RunContext;
  private readonly node: Part;
  private readonly deliveredCode: number;

  constructor(node: Part, run: RunContext, wires: readonly RowQueue[]) {
    this.node = node;
    this.run = run;
    this.wires = wires;
    this.deliveredCode = run.ledger.code("delivered");
  }

  get wired(): boolean {
    return this.wires.length > 0;
  }

  emit(time: number, ref: number): void {
    this.node.meter.departures++;
    const wires = this.wires;
    const isEvent = kindOf(ref) === EVENT;
    if (wires.length === 0) {
      if (isEvent) {
        this.run.recorder(this.node.id).visible(ref, this.run.rows.events.happenedAt.at(ref), time);
        this.run.ledger.end(rowOf(ref), this.deliveredCode);
      }
      return;
    }
    if (isEvent && wires.length > 1) this.run.ledger.fork(ref, wires.length - 1);
    for (let w = 0; w < wires.length; w++) wires[w].push(time, ref);
  }

  /** Rows from .. to - 1, all at one time, as by `emit` one by one. */
  emitTogether(time: number, refs: Int32Array, from: number, to: number): void {
    const { wires } = this;
    if (wires.length === 0) {
      for (let i = from; i < to; i++) this.emit(time, refs[i]);
      return;
    }
    this.node.meter.departures += to - from;
    this.forkMany(refs, from, to);
    for (let w = 0; w < wires.length; w++) wires[w].pushTogether(time, refs, from, to);
  }

  /** Rows from .. to - 1, as by `emit` one by one. */
  emitMany(times: Float64Array, refs: Int32Array, from: number, to: number): void {
    const { wires } = this;
    if (wires.length === 0) {
      for (let i = from; i < to; i++) this.emit(times[i], refs[i]);
      return;
    }
    this.node.meter.departures += to - from;
    this.forkMany(refs, from, to);
    for (let w = 0; w < wires.length; w++) wires[w].pushMany(times, refs, from, to);
  }

  private forkMany(refs: Int32Array, from: number, to: number): void {
    const extra = this.wires.length - 1;
    if (extra > 0) for (let i = from; i < to; i++) if (kindOf(refs[i]) === EVENT) this.run.ledger.fork(refs[i], extra);
  }
}
