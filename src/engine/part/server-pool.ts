import { ServerCalendar } from "./server-calendar.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RowBlock } from "../rows/row-block.ts";
import type { RowQueue } from "../rows/row-queue.ts";

/**
 * The servers of a FIFO station by the times they become free, each carrying the row it serves. As the earliest free time
 * never falls, rows leave in time order and need no sort (facts/kernel.md 2.3).
 */
export interface ServerPool {
  /** When the next server becomes free. */
  earliest(): number;
  /** The earliest server takes a row until `departure`; the row it served before leaves. */
  take(departure: number, ref: number, leaving: RowQueue): void;
  /** Serves a block of rows, none before `downUntil`; writes when each began. */
  serve(block: RowBlock, services: Float64Array, downUntil: number, starts: Float64Array, leaving: RowQueue): void;
  /** Lets everything leave that is done before `until`. */
  flush(until: number, leaving: RowQueue): void;
  /** A crash: rows in service are lost and servers stay away until `until`. Returns how many were lost. */
  clear(until: number, lose: (ref: number) => void): number;
  /** Rows in service. */
  readonly held: number;
  heldEvents(): number;
}

/** Beyond so many servers a calendar costs less than finding a row's place among them, unless rows end in the order they begin. */
const MOST_IN_A_RING = 8;

/** `constantService`: every row takes equally long, so rows end in the order they begin. */
export function createServers(count: number, constantService: boolean): ServerPool {
  if (count === 1) return new SingleServer();
  return constantService || count <= MOST_IN_A_RING ? new ServerRing(count) : new ServerCalendar(count);
}

/** One server: each row leaves when it is done, so it goes to those that leave as soon as that is known (Lindley). */
class SingleServer implements ServerPool {
  readonly held = 0;
  private freeAt = -Infinity;

  earliest(): number {
    return this.freeAt;
  }

  take(departure: number, ref: number, leaving: RowQueue): void {
    this.freeAt = departure;
    leaving.push(departure, ref);
  }

  serve(block: RowBlock, services: Float64Array, downUntil: number, starts: Float64Array, leaving: RowQueue): void {
    const { times, from } = block;
    const count = block.length;
    const departures = leaving.extend(block.refs, from, block.to);
    const shift = leaving.tail - count;
    let free = this.freeAt > downUntil ? this.freeAt : downUntil;
    for (let i = 0; i < count; i++) {
      const at = times[from + i];
      const start = free > at ? free : at;
      starts[i] = start;
      free = start + services[i];
      departures[shift + i] = free;
    }
    if (count > 0) this.freeAt = free;
  }

  flush(): void {}

  clear(until: number): number {
    this.freeAt = until;
    return 0;
  }

  heldEvents(): number {
    return 0;
  }
}

/**
 * Servers in order of the times they become free, in a ring: the earliest goes from the front, and a row finds its place from
 * the back. Idle servers come first.
 */
class ServerRing implements ServerPool {
  private readonly freeAt: Float64Array;
  private readonly serving: Int32Array;
  private readonly mask: number;
  private readonly count: number;
  private head = 0;
  private idle: number;

  constructor(count: number) {
    let size = 2;
    while (size < count) size *= 2;
    this.freeAt = new Float64Array(size).fill(-Infinity);
    this.serving = new Int32Array(size);
    this.mask = size - 1;
    this.count = count;
    this.idle = count;
  }

  get held(): number {
    return this.count - this.idle;
  }

  earliest(): number {
    return this.freeAt[this.head];
  }

  take(departure: number, ref: number, leaving: RowQueue): void {
    const { freeAt, serving, mask, head } = this;
    if (this.idle > 0) this.idle--;
    else leaving.push(freeAt[head], serving[head]);
    let place = (head + this.count) & mask;
    this.head = (head + 1) & mask;
    while (place !== this.head) {
      const before = (place - 1) & mask;
      if (freeAt[before] <= departure) break;
      freeAt[place] = freeAt[before];
      serving[place] = serving[before];
      place = before;
    }
    freeAt[place] = departure;
    serving[place] = ref;
  }

  serve(block: RowBlock, services: Float64Array, downUntil: number, starts: Float64Array, leaving: RowQueue): void {
    const { freeAt, serving, mask, count } = this;
    const { times, refs, from } = block;
    const rows = block.length;
    leaving.reserve(rows);
    const { times: leavingAt, refs: leavingRefs } = leaving;
    let { head, idle } = this;
    let { tail } = leaving;
    for (let i = 0; i < rows; i++) {
      const at = times[from + i];
      const front = freeAt[head];
      const free = front > downUntil ? front : downUntil;
      const start = free > at ? free : at;
      starts[i] = start;
      if (idle > 0) idle--;
      else {
        leavingAt[tail] = front;
        leavingRefs[tail++] = serving[head];
      }
      const departure = start + services[i];
      let place = (head + count) & mask;
      head = (head + 1) & mask;
      while (place !== head) {
        const before = (place - 1) & mask;
        const other = freeAt[before];
        if (other <= departure) break;
        freeAt[place] = other;
        serving[place] = serving[before];
        place = before;
      }
      freeAt[place] = departure;
      serving[place] = refs[from + i];
    }
    this.head = head;
    this.idle = idle;
    leaving.tail = tail;
  }

  flush(until: number, leaving: RowQueue): void {
    const { freeAt, serving, mask } = this;
    for (; this.idle < this.count; this.idle++) {
      const at = (this.head + this.idle) & mask;
      if (freeAt[at] >= until) return;
      leaving.push(freeAt[at], serving[at]);
    }
  }

  clear(until: number, lose: (ref: number) => void): number {
    const lost = this.held;
    for (let i = this.idle; i < this.count; i++) lose(this.serving[(this.head + i) & this.mask]);
    this.freeAt.fill(until);
    this.idle = this.count;
    return lost;
  }

  heldEvents(): number {
    let held = 0;
    for (let i = this.idle; i < this.count; i++) if (kindOf(this.serving[(this.head + i) & this.mask]) === EVENT) held++;
    return held;
  }
}
