import type { EventRows } from "../rows/event-rows.ts";
import { DedupSet } from "./dedup-set.ts";
import type { DedupSnapshot } from "./dedup-set.ts";
import { DUPLICATE, LATE, PASS } from "../processing/collector.ts";
import type { Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";

/** Ids of events of one stretch of event time; it is forgotten as a whole. */
const STRETCH_MS = 60_000;

type State = readonly (readonly [number, DedupSnapshot])[];

/**
 * Lets each (event id, event time) pass once, by Spark's rules: an event behind the watermark is turned away first, whether
 * new or not; then the first of an id passes; ids are forgotten as the watermark passes them. No repeat gets through, and
 * state stays small, at the price of every event that is late.
 */
export class DedupByWatermark implements Operator {
  private readonly events: EventRows;
  private stretches = new Map<number, DedupSet>();

  constructor(events: EventRows) {
    this.events = events;
  }

  process(row: number, watermarkMs: number): Verdict {
    const at = this.events.eventTime.at(row);
    if (at <= watermarkMs) return LATE;
    const number = Math.floor(at / STRETCH_MS);
    let stretch = this.stretches.get(number);
    if (stretch === undefined) this.stretches.set(number, (stretch = new DedupSet(Infinity)));
    return stretch.seen(this.events.eventId.at(row), 0) ? DUPLICATE : PASS;
  }

  onWatermark(watermarkMs: number): void {
    for (const number of this.stretches.keys()) if ((number + 1) * STRETCH_MS - 1 <= watermarkMs) this.stretches.delete(number);
  }

  eventsNeededFrom(): number {
    return Infinity;
  }

  stateBytes(): number {
    let ids = 0;
    for (const stretch of this.stretches.values()) ids += stretch.size;
    return ids * BYTES_PER_ID;
  }

  snapshot(): State {
    return [...this.stretches].map(([number, stretch]) => [number, stretch.snapshot()] as const);
  }

  restore(snapshot: unknown): void {
    this.stretches = new Map(
      (snapshot as State).map(([number, saved]) => {
        const stretch = new DedupSet(Infinity);
        stretch.restore(saved);
        return [number, stretch];
      }),
    );
  }
}

/** An event id and its time in a state backend. */
const BYTES_PER_ID = 40;
