import { JOIN, refOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import type { Facet } from "../part/facet.ts";
import { PAIRS } from "../processing/pairing.ts";
import type { Pairing } from "../processing/pairing.ts";
import { TimerHeap } from "../kernel/timer-heap.ts";
import type { TimerHeapState } from "../kernel/timer-heap.ts";

export type VersionedJoinSpec = {
  /** Code of the event type that changes the table: the table holds each user's newest event of this type. */
  readonly table: number;
  /** Code of the event type that is joined with the table. */
  readonly probe: number;
  /** event-time: the version that was valid when the event happened. arrival: whatever is there when it comes. */
  readonly clock: "event-time" | "arrival";
  /** CPU time of one core for an event of either type. */
  readonly costMs: number;
  readonly refusesLate: boolean;
};

type State = { readonly current: readonly (readonly [number, number])[]; readonly waiting: TimerHeapState };

/** Added to the id of a probe: at the same instant the table changes first. */
const PROBE = 2 ** 40;

/**
 * Joins each event with the row of a table that changes, as a stream-table join does. By event time, changes and events wait
 * until the watermark has passed them and are then taken in order of their time, so that an event meets the version that
 * was valid when it happened, whatever came first. By arrival nothing waits, and events out of order meet a wrong version.
 */
export class VersionedJoin implements Operator {
  readonly spec: VersionedJoinSpec;
  /** Rows that came after event time had passed them, and found the version of their time gone. */
  readonly late = new Set<number>();
  private readonly rows: Rows;
  private current = new Map<number, number>();
  private readonly waiting = new TimerHeap();

  constructor(rows: Rows, spec: VersionedJoinSpec) {
    this.rows = rows;
    this.spec = spec;
  }

  told(facet: Facet<unknown>): Pairing | undefined {
    if (facet !== PAIRS) return undefined;
    const { table: left, probe: right, refusesLate } = this.spec;
    return { left, right, rule: { is: "newest-before" }, refusesLate, late: this.late };
  }

  process(row: number, watermarkMs: number, out: Collector): Verdict {
    const { spec } = this;
    const { events } = this.rows;
    const type = events.type.at(row);
    if (type !== spec.table && type !== spec.probe) return PASS;
    out.spend(spec.costMs);
    const user = events.user.at(row);
    if (spec.clock === "arrival") {
      if (type === spec.probe) this.join(row, user, out);
      if (type === spec.table) this.current.set(user, row);
      return PASS;
    }
    const at = events.eventTime.at(row);
    const id = events.eventId.at(row);
    if (at <= watermarkMs && out.silent !== true) this.late.add(row);
    if (type === spec.table) this.waiting.push(at, user, id, row);
    if (type === spec.probe) {
      if (at <= watermarkMs && this.isGone(user, at)) return spec.refusesLate ? LATE : PASS;
      this.waiting.push(at, user, id + PROBE, row);
    }
    return PASS;
  }

  /** The table has moved past the version that was valid at `at`. */
  private isGone(user: number, at: number): boolean {
    const version = this.current.get(user);
    return version !== undefined && this.rows.events.eventTime.at(version) > at;
  }

  onWatermark(watermarkMs: number, out: Collector): void {
    const { waiting, current } = this;
    const { events } = this.rows;
    while (waiting.size > 0 && waiting.topTimeMs() <= watermarkMs) {
      const isProbe = waiting.topId() >= PROBE;
      const row = waiting.topSlot();
      waiting.pop();
      const user = events.user.at(row);
      if (isProbe) this.join(row, user, out);
      else if (!this.isGone(user, events.eventTime.at(row))) current.set(user, row);
    }
  }

  private join(probe: number, user: number, out: Collector): void {
    const version = this.current.get(user);
    if (version === undefined || out.silent === true) return;
    const { joins } = this.rows;
    joins.left.push(version);
    joins.right.push(probe);
    out.emit("joins", user, refOf(JOIN, joins.length - 1));
  }

  stateBytes(): number {
    return this.current.size * BYTES_PER_VERSION + this.waiting.size * BYTES_PER_WAITING;
  }

  snapshot(): State {
    return { current: [...this.current], waiting: this.waiting.snapshot() };
  }

  restore(snapshot: unknown): void {
    const { current, waiting } = snapshot as State;
    this.current = new Map(current);
    this.waiting.restore(waiting);
  }
}

/** A row of the table: key and a small payload. */
const BYTES_PER_VERSION = 120;
/** A row that waits for the watermark, with its timer. */
const BYTES_PER_WAITING = 150;
