import { JOIN, refOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { KeyedRows } from "../rows/keyed-rows.ts";
import type { KeyedRowsState } from "../rows/keyed-rows.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import type { Facet } from "../part/facet.ts";
import { PAIRS } from "../processing/pairing.ts";
import type { Pairing } from "../processing/pairing.ts";

export type IntervalJoinSpec = {
  /** Codes of the event types that are paired. */
  readonly left: number;
  readonly right: number;
  /** The right event may come before the left one by this much, or after it by that much, both included. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** CPU time of one core for an event of either type. */
  readonly costMs: number;
  /** No operator behind this one deals with time, so it is the one that turns late records away. */
  readonly refusesLate: boolean;
};

type State = { readonly left: KeyedRowsState; readonly right: KeyedRowsState };

/**
 * Pairs events of two types that belong to the same user and item and lie close in event time. Either may come first: each
 * waits in state until the watermark says that no partner can come any more, and a pair leaves as soon as it is whole.
 * Rules of Flink's interval join: an event behind the watermark is late and pairs with nothing.
 */
export class IntervalJoin implements Operator {
  readonly spec: IntervalJoinSpec;
  /** Rows that came too late to be paired. */
  readonly late = new Set<number>();
  private readonly rows: Rows;
  private readonly left = new KeyedRows();
  private readonly right = new KeyedRows();

  constructor(rows: Rows, spec: IntervalJoinSpec) {
    this.rows = rows;
    this.spec = spec;
  }

  told(facet: Facet<unknown>): Pairing | undefined {
    if (facet !== PAIRS) return undefined;
    const { left, right, beforeMs, afterMs, refusesLate } = this.spec;
    return { left, right, rule: { is: "near", beforeMs, afterMs }, refusesLate, late: this.late };
  }

  process(row: number, watermarkMs: number, out: Collector): Verdict {
    const { spec } = this;
    const { events } = this.rows;
    const type = events.type.at(row);
    if (type !== spec.left && type !== spec.right) return PASS;
    out.spend(spec.costMs);
    const at = events.eventTime.at(row);
    if (at < watermarkMs) {
      if (out.silent !== true) this.late.add(row);
      return spec.refusesLate ? LATE : PASS;
    }
    // An event of a type that is paired with itself is both: it looks for partners on either side, never itself.
    if (type === spec.left) this.pair(row, out);
    if (type === spec.right) this.pairBack(row, out);
    if (type === spec.left) this.left.add(events.user.at(row), row, at + spec.afterMs);
    if (type === spec.right) this.right.add(events.user.at(row), row, at + spec.beforeMs);
    return PASS;
  }

  private pair(left: number, out: Collector): void {
    this.right.each(this.rows.events.user.at(left), (right) => this.emitIfNear(left, right, out));
  }

  private pairBack(right: number, out: Collector): void {
    this.left.each(this.rows.events.user.at(right), (left) => this.emitIfNear(left, right, out));
  }

  private emitIfNear(left: number, right: number, out: Collector): void {
    const { events, joins } = this.rows;
    const delayMs = events.eventTime.at(right) - events.eventTime.at(left);
    if (out.silent === true || delayMs < -this.spec.beforeMs || delayMs > this.spec.afterMs) return;
    if (events.item.at(left) !== events.item.at(right)) return;
    joins.left.push(left);
    joins.right.push(right);
    out.emit("joins", events.user.at(left), refOf(JOIN, joins.length - 1));
  }

  onWatermark(watermarkMs: number): void {
    this.left.expire(watermarkMs, this.userOf);
    this.right.expire(watermarkMs, this.userOf);
  }

  private readonly userOf = (row: number): number => this.rows.events.user.at(row);

  stateBytes(): number {
    return (this.left.size + this.right.size) * BYTES_PER_EVENT;
  }

  snapshot(): State {
    return { left: this.left.snapshot(), right: this.right.snapshot() };
  }

  restore(snapshot: unknown): void {
    const { left, right } = snapshot as State;
    this.left.restore(left);
    this.right.restore(right);
  }
}

/** An event held until its partner may have come: key, time, a small payload and a timer. */
const BYTES_PER_EVENT = 150;
