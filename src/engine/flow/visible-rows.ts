import { Float64List, Int32List } from "../kernel/grow.ts";
import { AGGREGATE, EVENT, rowOf, SESSION, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";

/** The rows a store shows to queries, in the order they became visible. Events are counted and timed, not listed. */
export class VisibleRows {
  readonly sessions = new Int32List();
  readonly sessionsAt = new Float64List();
  readonly aggregates = new Int32List();
  readonly aggregatesAt = new Float64List();
  events = 0;
  bytes = 0;
  newestEventAt = -Infinity;
  private readonly run: RunContext;
  private readonly store: string;

  constructor(store: string, run: RunContext) {
    this.store = store;
    this.run = run;
  }

  show(ref: number, at: number, bytes: number): void {
    this.bytes += bytes;
    const stream = streamOf(ref);
    const row = rowOf(ref);
    const { rows } = this.run;
    if (stream === EVENT) {
      this.events++;
      const happenedAt = rows.events.happenedAt.data[row];
      if (happenedAt > this.newestEventAt) this.newestEventAt = happenedAt;
      this.run.recorder(this.store).visible(row, happenedAt, at);
    } else if (stream === SESSION) {
      this.sessions.push(row);
      this.sessionsAt.push(at);
    } else if (stream === AGGREGATE) {
      this.aggregates.push(row);
      this.aggregatesAt.push(at);
      this.newestEventAt = Math.max(this.newestEventAt, rows.aggregates.newestAt.data[row]);
    }
  }

  get rows(): number {
    return this.events + this.sessions.length + this.aggregates.length;
  }
}
