import type { EventRows } from "../rows/event-rows.ts";

/**
 * Events that reach the edge together, side by side by column, before they are rows: written column by column, as one piece of
 * each, they become rows at a fraction of the time of a call for each value.
 */
export class ArrivingEvents {
  count = 0;
  /** Events there is room for. */
  room = 256;
  happenedAt = new Float64Array(this.room);
  eventTime = new Float64Array(this.room);
  sentAt = new Float64Array(this.room);
  eventIds = new Int32Array(this.room);
  users = new Int32Array(this.room);
  types = new Uint8Array(this.room);
  /** A draw per event: whether it is answered. */
  answers = new Float64Array(this.room);
  /** Codes of the workload's dimensions, in their order. */
  readonly dimensions: Uint8Array[];

  constructor(dimensions: number) {
    this.dimensions = Array.from({ length: dimensions }, () => new Uint8Array(this.room));
  }

  reserve(count: number): void {
    if (count <= this.room) return;
    const room = Math.max(count, 2 * this.room);
    this.room = room;
    this.happenedAt = grown(this.happenedAt, new Float64Array(room));
    this.eventTime = grown(this.eventTime, new Float64Array(room));
    this.sentAt = grown(this.sentAt, new Float64Array(room));
    this.eventIds = grown(this.eventIds, new Int32Array(room));
    this.users = grown(this.users, new Int32Array(room));
    this.types = grown(this.types, new Uint8Array(room));
    this.answers = grown(this.answers, new Float64Array(room));
    this.dimensions.forEach((codes, d) => (this.dimensions[d] = grown(codes, new Uint8Array(room))));
  }

  /** All of them become rows of `source`, `bytes` each, in this order; then none is left here. */
  become(events: EventRows, bytes: number, source: number): void {
    const { count } = this;
    this.count = 0;
    if (count === 0) return;
    const first = events.addMany(count, source);
    events.happenedAt.write(first, this.happenedAt, count);
    events.eventTime.write(first, this.eventTime, count);
    events.sentAt.write(first, this.sentAt, count);
    events.eventId.write(first, this.eventIds, count);
    events.user.write(first, this.users, count);
    events.type.write(first, this.types, count);
    events.bytes.fill(first, bytes, count);
    for (let d = 0; d < this.dimensions.length; d++) events.dimensions[d].write(first, this.dimensions[d], count);
  }
}

function grown<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
