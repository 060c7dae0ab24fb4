import { Spell } from "../part/spells.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowInput } from "../rows/row-input.ts";

/** Takes everything at once and times it: the end of a textbook queue. */
export class Sink extends Part {
  private readonly input: RowInput;
  private readonly delivered: number;
  private readonly spell = new Spell();

  constructor(id: string, run: RunContext, input: RowInput) {
    super(id, run);
    this.input = input;
    this.delivered = run.ledger.code("delivered");
  }

  advance(until: number): void {
    if (until <= this.spell.awayUntil) return;
    const recorder = this.run.recorder(this.id);
    const happenedAt = this.run.rows.events.happenedAt;
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      this.meter.arrived(this.bytesOf(ref));
      this.meter.departures++;
      if (kindOf(ref) !== EVENT) continue;
      recorder.visible(ref, happenedAt.at(ref), Math.max(time, this.spell.awayUntil));
      this.run.ledger.end(ref, this.delivered);
    }
  }

  override nextWorkMs(): number {
    return Math.max(this.input.peekTime(), this.spell.awayUntil);
  }

  /** Out of reach: what is sent waits where it is, and all of it arrives when the sink is back. */
  override strike(strike: Strike, at: number): void {
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  /** Its events have ended. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override finish(): boolean {
    return this.input.empty;
  }
}
