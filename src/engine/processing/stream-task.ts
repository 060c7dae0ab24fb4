import { OperatorChain } from "./operator-chain.ts";
import type { ChainLink } from "./operator-chain.ts";
import { PASS } from "./collector.ts";
import type { OperatorHistory } from "./operator-history.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Collector, Verdict } from "./collector.ts";
import type { Operator } from "./operator.ts";

const NO_SOURCE = { snapshot: () => null, restore: () => {} };

/**
 * The work on the same partition of every topic: its own chain, state and clock. The clock is the largest event time that
 * got past the cleaning, over all keys; it moves with the record that brings it.
 */
export class StreamTask {
  readonly partitions: readonly number[];
  /** State at the last commit, as a place in the history. */
  committedMark = 0;
  streamTimeMs = -Infinity;
  /** Of the record just processed. */
  costMs = 0;
  stateUpdates = 0;
  private readonly chain: OperatorChain;
  private readonly run: RunContext;

  constructor(run: RunContext, partitions: readonly number[], links: readonly ChainLink[]) {
    this.run = run;
    this.partitions = partitions;
    // The clock moves with nearly every record, so records are processed one by one.
    this.chain = new OperatorChain(links, { baseCostMs: 0, timeSource: NO_SOURCE, blockRows: 0, rowsLetGo: run.rowsLetGo });
  }

  get history(): OperatorHistory {
    return this.chain.history;
  }

  /** What the links run, without what only sets their clock. */
  get operators(): Operator[] {
    return this.chain.operators.map((operator) => operator.inner ?? operator);
  }

  get timerMs(): number {
    return this.chain.timerMs;
  }

  process(row: number, out: Collector): Verdict {
    const { chain } = this;
    const { timedFrom, operators } = chain;
    let verdict = chain.processRow(row, this.streamTimeMs, out, 0, timedFrom);
    if (verdict === PASS && timedFrom < operators.length) {
      this.advanceTo(this.run.rows.events.eventTime.at(row), out);
      verdict = chain.processRow(row, this.streamTimeMs, out, timedFrom, operators.length);
    }
    this.costMs = chain.costMs[chain.reached];
    this.stateUpdates = chain.stateUpdates[verdict === PASS ? chain.reached : chain.reached - 1];
    chain.history.processed(row);
    return verdict;
  }

  advanceTo(streamTimeMs: number, out: Collector): void {
    if (streamTimeMs <= this.streamTimeMs) return;
    this.streamTimeMs = streamTimeMs;
    this.chain.onWatermark(streamTimeMs, out);
  }

  fireTimers(at: number, out: Collector): void {
    this.chain.onTimer(at, out);
  }

  get timersAreQuiet(): boolean {
    return this.chain.timersAreQuiet;
  }

  passTimers(count: number): void {
    this.chain.passTimers(count);
  }

  /** What is committed is the present, or an earlier place in the history. */
  commit(upTo: number | null): void {
    const now = this.chain.history.mark();
    this.committedMark = upTo ?? now;
    this.chain.history.forget(this.committedMark);
  }

  /** Back to a place in the history. */
  restore(mark: number): void {
    this.streamTimeMs = this.chain.history.restore(mark);
  }

  stateBytes(): number {
    return this.chain.stateBytes();
  }
}
