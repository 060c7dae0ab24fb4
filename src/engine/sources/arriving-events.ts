import type { EventRows } from "../rows/event-rows.ts";

/** What becomes of an event at the edge of its phone: it is sent; no answer came, and it is not sent again; the phone's buffer was full. */
export const SENT = 0;
export const NOT_SENT_AGAIN = 1;
export const OVERFLOWED = 2;

/** Events side by side by column, before they are rows, in order of time. */
export type ArrivingColumns = {
  readonly happenedAt: Float64Array;
  readonly eventTime: Float64Array;
  /** When it reaches, or was to reach, the edge. */
  readonly sentAt: Float64Array;
  readonly eventIds: Int32Array;
  readonly users: Int32Array;
  readonly types: Uint8Array;
  /** SENT, or how it is lost. */
  readonly fates: Uint8Array;
  /** Codes of the workload's dimensions, in their order. */
  readonly dimensions: readonly Uint8Array[];
};

/**
 * Events that reach the edge together: written column by column, as one piece of each, they become rows at a fraction of the time
 * of a call for each value.
 */
export class ArrivingEvents implements ArrivingColumns {
  count = 0;
  /** How many of them are lost. */
  lost = 0;
  happenedAt = new Float64Array(256);
  eventTime = new Float64Array(256);
  sentAt = new Float64Array(256);
  eventIds = new Int32Array(256);
  users = new Int32Array(256);
  types = new Uint8Array(256);
  fates = new Uint8Array(256);
  /** A draw per event: whether it is answered. */
  answers = new Float64Array(256);
  readonly dimensions: Uint8Array[];
  /** Events there is room for. */
  private room = 256;

  constructor(dimensions: number) {
    this.dimensions = Array.from({ length: dimensions }, () => new Uint8Array(this.room));
  }

  clear(): void {
    this.count = 0;
    this.lost = 0;
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
    this.fates = grown(this.fates, new Uint8Array(room));
    this.answers = grown(this.answers, new Float64Array(room));
    this.dimensions.forEach((codes, d) => (this.dimensions[d] = grown(codes, new Uint8Array(room))));
  }

  /** The columns of those there are, in arrays of their own. */
  copied(): ArrivingColumns {
    const { count } = this;
    return {
      happenedAt: this.happenedAt.slice(0, count),
      eventTime: this.eventTime.slice(0, count),
      sentAt: this.sentAt.slice(0, count),
      eventIds: this.eventIds.slice(0, count),
      users: this.users.slice(0, count),
      types: this.types.slice(0, count),
      fates: this.fates.slice(0, count),
      dimensions: this.dimensions.map((codes) => codes.slice(0, count)),
    };
  }
}

/** Those from place `from` to `to` - 1 become rows of `source`, `bytes` each, in this order; answers with the number of the first. */
export function becomeRows(from: number, to: number, of: ArrivingColumns, events: EventRows, bytes: number, source: number): number {
  const count = to - from;
  const first = events.addMany(count, source);
  events.happenedAt.write(first, of.happenedAt, count, from);
  events.eventTime.write(first, of.eventTime, count, from);
  events.sentAt.write(first, of.sentAt, count, from);
  events.eventId.write(first, of.eventIds, count, from);
  events.user.write(first, of.users, count, from);
  events.type.write(first, of.types, count, from);
  events.bytes.fill(first, bytes, count);
  for (let d = 0; d < of.dimensions.length; d++) events.dimensions[d].write(first, of.dimensions[d], count, from);
  return first;
}

function grown<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
