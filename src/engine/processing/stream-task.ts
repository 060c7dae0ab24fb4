import type { ChainLink } from "./reader-lane.ts";
import { OperatorHistory } from "./operator-history.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Collector, Operator, Verdict } from "./operator.ts";

/** A link of a task's chain, with how many rows of its state a record changes. */
export type TaskLink = ChainLink & {
  /** Cleans records before any operator looks at their time. */
  readonly cleans?: boolean;
  readonly stateUpdates?: number;
};

const NO_SOURCE = { snapshot: () => null, restore: () => {} };

/**
 * The work on the same partition of every topic: its own chain, state and clock. The clock is the largest event time that
 * got past the cleaning, over all keys; it moves with the record that brings it.
 */
export class StreamTask {
  readonly partitions: readonly number[];
  readonly history: OperatorHistory;
  /** State at the last commit, as a place in the history. */
  committedMark = 0;
  streamTimeMs = -Infinity;
  /** Of the record just processed. */
  costMs = 0;
  stateUpdates = 0;
  private readonly links: readonly TaskLink[];
  private readonly run: RunContext;

  constructor(run: RunContext, partitions: readonly number[], links: readonly TaskLink[]) {
    this.run = run;
    this.partitions = partitions;
    this.links = links;
    this.history = new OperatorHistory(
      links.map((link) => link.operator),
      NO_SOURCE,
    );
  }

  /** What the links run, without what only sets their clock. */
  get operators(): Operator[] {
    return this.links.map(({ operator }) => operator.inner ?? operator);
  }

  get timerMs(): number {
    return Math.min(Infinity, ...this.links.map(({ operator }) => operator.timerMs ?? Infinity));
  }

  process(row: number, out: Collector): Verdict {
    this.costMs = 0;
    this.stateUpdates = 0;
    let verdict: Verdict = 0;
    let isTimed = false;
    for (const link of this.links) {
      if (!isTimed && link.cleans !== true) {
        this.advanceTo(this.run.rows.events.eventTime.at(row), out);
        isTimed = true;
      }
      this.costMs += link.costMs;
      verdict = link.operator.process(row, this.streamTimeMs, out);
      if (verdict !== 0) break;
      this.stateUpdates += link.stateUpdates ?? 0;
    }
    this.history.processed(row);
    return verdict;
  }

  advanceTo(streamTimeMs: number, out: Collector): void {
    if (streamTimeMs <= this.streamTimeMs) return;
    this.streamTimeMs = streamTimeMs;
    this.history.watermark(streamTimeMs);
    for (const { operator } of this.links) operator.onWatermark(streamTimeMs, out);
  }

  fireTimers(at: number, out: Collector): void {
    this.history.timer(at);
    for (const { operator } of this.links) operator.onTimer?.(at, out);
  }

  /** What is committed is the present, or an earlier place in the history. */
  commit(upTo: number | null): void {
    const now = this.history.mark();
    this.committedMark = upTo ?? now;
    this.history.forget(this.committedMark);
  }

  /** Back to a place in the history. */
  restore(mark: number): void {
    this.streamTimeMs = this.history.restore(mark);
  }

  stateBytes(): number {
    return this.links.reduce((sum, { operator }) => sum + operator.stateBytes(), 0);
  }
}
