const END = -1;
const STRIDE = 4;
const FIRST_CAPACITY = 1 << 12;
/** Types fit below the user, which is -1 where the field is missing. */
const TYPES = 16;

/**
 * Events that phones still hold, each phone's newest first: four numbers an event, side by side. They become rows when they
 * are sent, so that rows lie in the order in which everything after them reads.
 */
export class DeviceEvents {
  held = 0;
  /** When it happened, the phone's stamp, (user + 1) x 16 + type, the event before it on the phone. */
  private data = new Float64Array(FIRST_CAPACITY * STRIDE);
  private used = 0;
  private firstFree = END;

  /** Keeps an event on a phone whose newest one is `previous`; returns its number. */
  keep(previous: number, happenedAt: number, eventTime: number, user: number, type: number): number {
    const event = this.place();
    const at = event * STRIDE;
    this.data[at] = happenedAt;
    this.data[at + 1] = eventTime;
    this.data[at + 2] = (user + 1) * TYPES + type;
    this.data[at + 3] = previous;
    this.held++;
    return event;
  }

  private place(): number {
    if (this.firstFree !== END) {
      const event = this.firstFree;
      this.firstFree = this.data[event * STRIDE + 3];
      return event;
    }
    if ((this.used + 1) * STRIDE > this.data.length) {
      const grown = new Float64Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    return this.used++;
  }

  happenedAt(event: number): number {
    return this.data[event * STRIDE];
  }
  eventTime(event: number): number {
    return this.data[event * STRIDE + 1];
  }
  user(event: number): number {
    return Math.floor(this.data[event * STRIDE + 2] / TYPES) - 1;
  }
  type(event: number): number {
    return this.data[event * STRIDE + 2] % TYPES;
  }
  /** The event before it on the same phone, -1 when it is the first. */
  previous(event: number): number {
    return this.data[event * STRIDE + 3];
  }

  /** The event has left its phone; its place is used again. */
  release(event: number): void {
    this.data[event * STRIDE + 3] = this.firstFree;
    this.firstFree = event;
    this.held--;
  }
}
