import type { EventRows } from "../rows/event-rows.ts";
import { DedupSet } from "./dedup-set.ts";
import { DUPLICATE, PASS } from "../processing/operator.ts";
import type { Operator, Verdict } from "../processing/operator.ts";

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

  onWatermark(): void {}

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
