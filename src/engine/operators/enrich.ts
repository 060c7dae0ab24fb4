import type { EventRows } from "../rows/event-rows.ts";
import { PASS } from "../processing/collector.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";

/** Asks an outside service about each record's user. The answer adds nothing a run looks at; the waiting is the task's. */
export class Enrich implements Operator {
  private readonly events: EventRows;
  private readonly costMs: number;

  constructor(events: EventRows, costMs: number) {
    this.events = events;
    this.costMs = costMs;
  }

  process(row: number, _watermarkMs: number, out: Collector): Verdict {
    out.spend(this.costMs);
    out.lookUp?.(this.events.user.at(row));
    return PASS;
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
