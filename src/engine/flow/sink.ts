import { FlowNode } from "./node.ts";
import { EVENT, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";
import type { RowInput } from "./row-input.ts";

/** Takes everything at once and times it: the end of a textbook queue. */
export class Sink extends FlowNode {
  private readonly input: RowInput;
  private readonly delivered: number;

  constructor(id: string, run: RunContext, input: RowInput) {
    super(id, run);
    this.input = input;
    this.delivered = run.ledger.code("delivered");
  }

  advance(until: number): void {
    const recorder = this.run.recorder(this.id);
    const happenedAt = this.run.rows.events.happenedAt;
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      this.meter.arrived(this.bytesOf(ref));
      this.meter.departures++;
      if (streamOf(ref) !== EVENT) continue;
      recorder.visible(ref, happenedAt.data[ref], time);
      this.run.ledger.end(ref, this.delivered);
    }
  }

  override finish(): boolean {
    return this.input.empty;
  }
}
