import type { EventRows } from "../rows/event-rows.ts";
import { FILTERED, PASS } from "../processing/operator.ts";
import type { Operator, Verdict } from "../processing/operator.ts";

/** Refuses records without a user, and event times too far ahead of their arrival (a phone with a wrong clock). */
export class Validate implements Operator {
  private readonly events: EventRows;
  private readonly maxAheadMs: number;

  constructor(events: EventRows, maxAheadMs: number) {
    this.events = events;
    this.maxAheadMs = maxAheadMs;
  }

  process(row: number): Verdict {
    const { events } = this;
    if (events.user.at(row) < 0) return FILTERED;
    return events.eventTime.at(row) - events.sentAt.at(row) > this.maxAheadMs ? FILTERED : PASS;
  }

  onWatermark(): void {}
  stateBytes(): number {
    return 0;
  }
  snapshot(): unknown {
    return null;
  }
  restore(): void {}
}
