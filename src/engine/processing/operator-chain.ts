import type { Block } from "./block.ts";
import { Selection } from "./block.ts";
import type { BlockEffects } from "./block-effects.ts";
import { OperatorHistory } from "./operator-history.ts";
import type { TimeSource } from "./operator-history.ts";
import { PASS } from "./collector.ts";
import type { Collector, Verdict } from "./collector.ts";
import type { Operator } from "./operator.ts";

/** An operator of the chain and what a record costs there. */
export type ChainLink = {
  readonly operator: Operator;
  /** CPU time of one core for each record. */
  readonly costMs: number;
  /** Cleans records before any operator looks at their time; such links come first. */
  readonly cleans: boolean;
  /** How many rows of its state a record that passes changes. */
  readonly stateUpdates: number;
};

/**
 * Runs the operators of a task, whoever the task belongs to: row by row, or a block at a time, which gives the same. It keeps the
 * history that a restore goes back in.
 */
export class OperatorChain {
  readonly operators: readonly Operator[];
  readonly history: OperatorHistory;
  /** Links before this one clean. */
  readonly timedFrom: number;
  /** By the number of links that looked at a record: CPU time, from what every record costs on. */
  readonly costMs: Float64Array;
  /** By the number of links that a record passed: changes of state. */
  readonly stateUpdates: Float64Array;
  /** How many links looked at the last row of `processRow`. */
  reached = 0;
  /** How often the operators want the clock's timer, in ms; Infinity where none does. */
  readonly timerMs: number;
  private readonly selection: Selection;

  constructor(links: readonly ChainLink[], options: { baseCostMs: number; timeSource: TimeSource; blockRows: number; rowsLetGo: number }) {
    this.operators = links.map((link) => link.operator);
    this.history = new OperatorHistory(this.operators, options.timeSource, options.rowsLetGo);
    const timed = links.findIndex((link) => !link.cleans);
    this.timedFrom = timed < 0 ? links.length : timed;
    this.costMs = runningSums(
      options.baseCostMs,
      links.map((link) => link.costMs),
    );
    this.stateUpdates = runningSums(
      0,
      links.map((link) => link.stateUpdates),
    );
    this.timerMs = Math.min(Infinity, ...this.operators.map((operator) => operator.timerMs ?? Infinity));
    this.selection = new Selection(options.blockRows);
  }

  /** Runs one row through links from .. to - 1; what the history is told of it is up to the caller. */
  processRow(row: number, watermarkMs: number, out: Collector, from: number, to: number): Verdict {
    const { operators } = this;
    for (let link = from; link < to; link++) {
      const verdict = operators[link].process(row, watermarkMs, out);
      if (verdict === PASS) continue;
      this.reached = link + 1;
      return verdict;
    }
    this.reached = to;
    return PASS;
  }

  /** Runs a block through all links, one after the other; event time stands still meanwhile. The answer holds until the next block. */
  processBlock(block: Block, watermarkMs: number, out: BlockEffects): Selection {
    const { operators, selection } = this;
    selection.start(block.from, block.to);
    for (let link = 0; link < operators.length && selection.count > 0; link++) {
      const operator = operators[link];
      selection.next();
      if (operator.processBlock === undefined) processByRow(operator, block, selection, watermarkMs, out);
      else operator.processBlock(block, selection, watermarkMs, out);
    }
    selection.finish();
    this.history.processedMany(block.rows, block.from, block.to);
    return selection;
  }

  onWatermark(watermarkMs: number, out: Collector): void {
    this.history.watermark(watermarkMs);
    for (const operator of this.operators) operator.onWatermark(watermarkMs, out);
  }

  onTimer(at: number, out: Collector): void {
    this.history.timer(at);
    for (const operator of this.operators) operator.onTimer?.(at, out);
  }

  /** No operator has anything to do at the next timer. */
  get timersAreQuiet(): boolean {
    for (const operator of this.operators) if (operator.onTimer !== undefined && operator.timerIsQuiet !== true) return false;
    return true;
  }

  passTimers(count: number): void {
    this.history.timersPassed(count);
    for (const operator of this.operators) operator.passTimers?.(count);
  }

  stateBytes(): number {
    return this.operators.reduce((sum, operator) => sum + operator.stateBytes(), 0);
  }
}

function processByRow(operator: Operator, { rows }: Block, selection: Selection, watermarkMs: number, out: BlockEffects): void {
  const { places, count } = selection;
  let kept = 0;
  for (let s = 0; s < count; s++) {
    const place = places[s];
    out.place = place;
    const verdict = operator.process(rows[place], watermarkMs, out);
    if (verdict === PASS) places[kept++] = place;
    else selection.end(place, verdict);
  }
  selection.count = kept;
}

/** first, first + each[0], … in this order: rounding is that of adding link by link. */
function runningSums(first: number, each: readonly number[]): Float64Array {
  const sums = new Float64Array(each.length + 1);
  sums[0] = first;
  each.forEach((value, i) => (sums[i + 1] = sums[i] + value));
  return sums;
}
