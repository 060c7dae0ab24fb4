import { createServers } from "./server-pool.ts";
import type { ServerPool } from "./server-pool.ts";
import { RowQueue } from "../rows/row-queue.ts";

const NO_ROW = 0;
/** Beyond so many slots, when all are busy, a tournament costs less than finding an end its place among the others. */
const MOST_IN_ORDER = 64;

/** Query slots: FIFO with c servers, of which only matters when each is free. */
export class QuerySlots {
  private readonly pool: Ends;

  constructor(slots: number) {
    this.pool = slots <= MOST_IN_ORDER ? new EndsInOrder(slots) : new EndsOfServers(slots);
  }

  /** Somebody else holds this many slots from `at` on. */
  occupy(slots: number, at: number, until: number): void {
    for (let slot = 0; slot < slots; slot++) this.run(at, until - at);
  }

  /** As `run` for the first `count` of `times`, which do not fall; answers in `doneAt`, which may be the array of services. */
  runMany(times: Float64Array, services: Float64Array, count: number, doneAt: Float64Array): void {
    this.pool.takeMany(times, services, count, doneAt);
  }

  /** When the next slot is free, or has been since. */
  get earliest(): number {
    return this.pool.earliest();
  }

  run(at: number, serviceMs: number): { doneAt: number; waitMs: number } {
    const start = Math.max(at, this.pool.earliest());
    const doneAt = start + serviceMs;
    this.pool.take(doneAt);
    return { doneAt, waitMs: start - at };
  }
}

/** When each slot is free. */
type Ends = {
  earliest(): number;
  /** The slot that is free first is taken until `end`. */
  take(end: number): void;
  takeMany(times: Float64Array, services: Float64Array, count: number, doneAt: Float64Array): void;
};

/** Ends in rising order in a ring: the first goes from the front, a new one finds its place from the back, where it mostly stays. */
class EndsInOrder implements Ends {
  private readonly ends: Float64Array;
  private readonly mask: number;
  private readonly count: number;
  private head = 0;

  constructor(slots: number) {
    let size = 2;
    while (size < slots) size *= 2;
    this.ends = new Float64Array(size).fill(-Infinity);
    this.mask = size - 1;
    this.count = slots;
  }

  earliest(): number {
    return this.ends[this.head];
  }

  take(end: number): void {
    const { ends, mask } = this;
    let place = (this.head + this.count) & mask;
    this.head = (this.head + 1) & mask;
    for (; place !== this.head; place = (place - 1) & mask) {
      const before = ends[(place - 1) & mask];
      if (before <= end) break;
      ends[place] = before;
    }
    ends[place] = end;
  }

  takeMany(times: Float64Array, services: Float64Array, count: number, doneAt: Float64Array): void {
    const { ends, mask, count: slots } = this;
    let { head } = this;
    for (let i = 0; i < count; i++) {
      const at = times[i];
      const free = ends[head];
      const end = (free > at ? free : at) + services[i];
      doneAt[i] = end;
      let place = (head + slots) & mask;
      head = (head + 1) & mask;
      for (; place !== head; place = (place - 1) & mask) {
        const before = ends[(place - 1) & mask];
        if (before <= end) break;
        ends[place] = before;
      }
      ends[place] = end;
    }
    this.head = head;
  }
}

/** Very many slots are servers of a station that serve no row. */
class EndsOfServers implements Ends {
  private readonly pool: ServerPool;
  private readonly answered = new RowQueue("queries");

  constructor(slots: number) {
    this.pool = createServers(slots, false);
  }

  earliest(): number {
    return this.pool.earliest();
  }

  take(end: number): void {
    this.pool.take(end, NO_ROW, this.answered);
    this.answered.takeTo(this.answered.tail);
  }

  takeMany(times: Float64Array, services: Float64Array, count: number, doneAt: Float64Array): void {
    for (let i = 0; i < count; i++) {
      const end = Math.max(times[i], this.pool.earliest()) + services[i];
      this.take(end);
      doneAt[i] = end;
    }
  }
}
