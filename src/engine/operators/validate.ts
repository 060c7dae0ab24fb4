import type { EventRows } from "../rows/event-rows.ts";
import { FILTERED, PASS } from "../processing/collector.ts";
import type { Block, Selection } from "../processing/block.ts";
import type { Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";

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

  processBlock({ rows, users, eventTimes }: Block, selection: Selection): void {
    const { places, count } = selection;
    const { sentAt } = this.events;
    const { maxAheadMs } = this;
    let kept = 0;
    for (let s = 0; s < count; s++) {
      const place = places[s];
      if (users[place] < 0 || eventTimes[place] - sentAt.at(rows[place]) > maxAheadMs) selection.end(place, FILTERED);
      else places[kept++] = place;
    }
    selection.count = kept;
  }

  onWatermark(): void {}
  eventsNeededFrom(): number {
    return Infinity;
  }

  stateBytes(): number {
    return 0;
  }
  snapshot(): unknown {
    return null;
  }
  restore(): void {}
}
