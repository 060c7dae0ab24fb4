import type { EventTrace } from "../rows/event-trace.ts";
import { Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { TraceSourceRemarks } from "./remarks.ts";

/**
 * Replays the events of a file: each enters at its arrival time, with the event time it carries, in the order of arrival. Row
 * n of the run is row n of the trace, so that tables find the names behind the codes. True time is not known
 * of a file; `happenedTime` stands for it, and what is measured as latency begins there.
 */
export class TraceSource extends Part<TraceSourceRemarks> {
  private readonly source: number;
  private readonly out: OutPort;
  private readonly trace: EventTrace;
  /** Bytes of a record where the file has none of its own. */
  private readonly recordBytes: number;
  private next = 0;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[], trace: EventTrace, recordBytes: number) {
    super(id, run);
    this.source = run.rows.events.origins.open();
    this.out = new OutPort(this, run, outputs);
    this.trace = trace;
    this.recordBytes = recordBytes;
  }

  advance(until: number): void {
    const { trace, run } = this;
    const { events } = run.rows;
    const { epochMs } = run;
    for (; this.next < trace.rows; this.next++) {
      const i = this.next;
      const at = trace.arrivalTime[i] - epochMs;
      if (at >= until) return;
      const row = events.add(this.source);
      const eventTime = trace.eventTime[i] - epochMs;
      const bytes = trace.bytes[i] === 0 ? this.recordBytes : trace.bytes[i];
      events.happenedAt.set(row, trace.happenedTime[i] - epochMs);
      events.eventTime.set(row, eventTime);
      events.sentAt.set(row, at);
      events.eventId.set(row, trace.eventId[i]);
      events.user.set(row, trace.user[i]);
      events.item.set(row, trace.item[i]);
      events.bytes.set(row, bytes);
      events.type.set(row, trace.type[i]);
      for (let d = 0; d < trace.dimensions.length; d++) events.dimensions[d].set(row, trace.dimensions[d].codes[i]);
      run.ledger.produce(row);
      this.meter.arrived(bytes);
      this.out.emit(at, row);
    }
  }

  override nextWorkMs(): number {
    return this.next < this.trace.rows ? this.trace.arrivalTime[this.next] - this.run.epochMs : Infinity;
  }

  /** A file is replayed as it is; what a fault would do to invented users has nothing to act on. */
  override strike(strike: Strike, at: number): void {
    this.remark(at, "trace-fault", { fault: strike.fault, file: this.trace.name });
  }

  /** Rows are made of the file. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override finish(): boolean {
    return this.next >= this.trace.rows;
  }
}
