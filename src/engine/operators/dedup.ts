import type { EventRows } from "../rows/event-rows.ts";
import { DedupSet } from "./dedup-set.ts";
import { DUPLICATE, PASS } from "../processing/collector.ts";
import type { Block, Selection } from "../processing/block.ts";
import type { Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";

/** Lets each event id pass once within a time bound; ids are forgotten after it, so a later repeat would pass again. */
export class Dedup implements Operator {
  private readonly events: EventRows;
  private readonly seen: DedupSet;

  constructor(events: EventRows, ttlMs: number) {
    this.events = events;
    this.seen = new DedupSet(ttlMs);
  }

  process(row: number): Verdict {
    return this.seen.seen(this.events.eventId.at(row), this.events.sentAt.at(row)) ? DUPLICATE : PASS;
  }

  processBlock({ rows }: Block, selection: Selection): void {
    const { places, count } = selection;
    const { eventId, sentAt } = this.events;
    const { seen } = this;
    let kept = 0;
    for (let s = 0; s < count; s++) {
      const place = places[s];
      if (seen.seen(eventId.at(rows[place]), sentAt.at(rows[place]))) selection.end(place, DUPLICATE);
      else places[kept++] = place;
    }
    selection.count = kept;
  }

  onWatermark(): void {}

  eventsNeededFrom(): number {
    return Infinity;
  }

  stateBytes(): number {
    return this.seen.size * BYTES_PER_ID;
  }
  snapshot(): unknown {
    return this.seen.snapshot();
  }
  restore(snapshot: unknown): void {
    this.seen.restore(snapshot as ReturnType<DedupSet["snapshot"]>);
  }
}

/** An event id and its time in a state backend. */
const BYTES_PER_ID = 40;
