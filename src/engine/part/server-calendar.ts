import { BrokenInvariant } from "../../base/assert.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RowBlock } from "../rows/row-block.ts";
import type { RowQueue } from "../rows/row-queue.ts";

const NONE = -1;
/** Stretches of time for each server, so that the next to be free mostly has one for itself. */
const STRETCHES_PER_SERVER = 64;
const LEAST_STRETCHES = 1024;
const BITS = 32;
/** Of so many rows, one that ends beyond all stretches is no reason to make them longer. */
const FEW_FAR = 16;
/** Rows pass by so many others of their stretch, on average, before shorter stretches pay. */
const FEW_STEPS = 0.5;
/** How long stretches are is looked at after so many rows. */
const TUNED_EVERY = 1024;
/** Shorter ones would be numbered beyond what is exact, and part nothing that is not at one instant. */
const MOST_PER_MS = 2 ** 20;

/**
 * Many servers, in a calendar of the instants they become free: short stretches of time in a ring, each with the few that become free
 * in it, in order. Taking the next and putting a row in touches a place or two, where a tournament replays a match for each doubling of
 * the servers. What ends beyond the ring waits in a list of its own, in order. How long a stretch is follows the services and changes
 * nothing but speed; rows that leave at one instant leave in the order they came.
 */
export class ServerCalendar {
  held = 0;
  private readonly count: number;
  private readonly mask: number;
  /** By stretch, the first server of it; and a bit for each stretch that has one. */
  private readonly first: Int32Array;
  private readonly bits: Int32Array;
  /** By server: when it is free, the row it serves, and the next of its stretch. */
  private readonly freeAt: Float64Array;
  private readonly serving: Int32Array;
  private readonly next: Int32Array;
  /** Servers that serve nothing, the last of them at idle[idleCount - 1]; they are free from `idleFrom` on. */
  private readonly idle: Int32Array;
  private idleCount: number;
  private idleFrom = -Infinity;
  /** The first of those beyond the ring. */
  private far = NONE;
  /** Stretches per ms, a power of two. */
  private perMs = 1;
  /** Number of the stretch of the earliest, or of one before it. */
  private current = 0;
  /** Number of the last stretch of the ring that has had anybody. */
  private latest = 0;
  /** Since the last look at how long stretches are: rows, those they passed by, and those that ended beyond the ring. */
  private rows = 0;
  private steps = 0;
  private farther = 0;

  constructor(count: number) {
    let stretches = LEAST_STRETCHES;
    while (stretches < STRETCHES_PER_SERVER * count) stretches *= 2;
    this.count = count;
    this.mask = stretches - 1;
    this.first = new Int32Array(stretches).fill(NONE);
    this.bits = new Int32Array(stretches / BITS);
    this.freeAt = new Float64Array(count);
    this.serving = new Int32Array(count);
    this.next = new Int32Array(count);
    this.idle = Int32Array.from({ length: count }, (_, server) => server);
    this.idleCount = count;
  }

  earliest(): number {
    if (this.idleCount > 0) return this.idleFrom;
    return this.freeAt[this.earliestServer()];
  }

  take(departure: number, ref: number, leaving: RowQueue): void {
    let server: number;
    if (this.idleCount > 0) {
      server = this.idle[--this.idleCount];
      this.held++;
    } else {
      server = this.removeEarliest();
      leaving.push(this.freeAt[server], this.serving[server]);
    }
    this.insert(server, departure, ref);
    this.tune(1);
  }

  serve(block: RowBlock, services: Float64Array, downUntil: number, starts: Float64Array, leaving: RowQueue): void {
    const { freeAt, serving, idle, idleFrom } = this;
    const { times, refs, from } = block;
    const rows = block.length;
    leaving.reserve(rows);
    const { times: leavingAt, refs: leavingRefs } = leaving;
    let { tail } = leaving;
    for (let i = 0; i < rows; i++) {
      const at = times[from + i];
      let server: number;
      let front = idleFrom;
      if (this.idleCount > 0) {
        server = idle[--this.idleCount];
        this.held++;
      } else {
        server = this.removeEarliest();
        front = freeAt[server];
        leavingAt[tail] = front;
        leavingRefs[tail++] = serving[server];
      }
      const free = front > downUntil ? front : downUntil;
      const start = free > at ? free : at;
      starts[i] = start;
      this.insert(server, start + services[i], refs[from + i]);
    }
    leaving.tail = tail;
    this.tune(rows);
  }

  /** A server takes a row until `departure`; it is counted as held already. */
  private insert(server: number, departure: number, ref: number): void {
    this.freeAt[server] = departure;
    this.serving[server] = ref;
    const stretch = Math.floor(departure * this.perMs);
    if (this.held === 1) this.current = this.latest = stretch;
    else if (stretch < this.current) {
      // Where somebody was idle, a row may end before all others do.
      if (this.latest - stretch > this.mask) this.relay(this.perMs, stretch);
      this.current = stretch;
    }
    this.place(server, stretch);
  }

  private place(server: number, stretch: number): void {
    if (stretch - this.current > this.mask) {
      this.farther++;
      this.far = this.linked(server, this.far);
      return;
    }
    if (stretch > this.latest) this.latest = stretch;
    const { first } = this;
    const place = stretch & this.mask;
    const head = first[place];
    if (head === NONE) {
      this.next[server] = NONE;
      first[place] = server;
      this.bits[place >>> 5] |= 1 << (place & 31);
    } else first[place] = this.linked(server, head);
  }

  /** Puts a server into a list in order of time, behind those of the same instant; the first of the list. */
  private linked(server: number, head: number): number {
    const { freeAt, next } = this;
    const at = freeAt[server];
    if (head === NONE || freeAt[head] > at) {
      next[server] = head;
      return server;
    }
    let before = head;
    let after = next[before];
    while (after !== NONE && freeAt[after] <= at) {
      this.steps++;
      before = after;
      after = next[before];
    }
    next[before] = server;
    next[server] = after;
    return head;
  }

  /** The place of the first stretch that has somebody; NONE: all there are lie beyond the ring. */
  private firstPlace(): number {
    const { bits } = this;
    const from = this.current & this.mask;
    let word = from >>> 5;
    let set = bits[word] & (-1 << (from & 31));
    for (let left = bits.length; set === 0; left--) {
      if (left === 0) return NONE;
      word = word + 1 === bits.length ? 0 : word + 1;
      set = bits[word];
    }
    return word * BITS + 31 - Math.clz32(set & -set);
  }

  private earliestServer(): number {
    const place = this.firstPlace();
    return place === NONE ? this.far : this.first[place];
  }

  /** Somebody is served: takes out who is free first. */
  private removeEarliest(): number {
    const { first, next } = this;
    const place = this.firstPlace();
    let server: number;
    if (place === NONE) {
      server = this.far;
      this.far = next[server];
    } else {
      server = first[place];
      first[place] = next[server];
      if (next[server] === NONE) this.bits[place >>> 5] &= ~(1 << (place & 31));
    }
    this.current = Math.floor(this.freeAt[server] * this.perMs);
    if (this.far !== NONE) this.bringIn();
    return server;
  }

  /** Time has gone on: those beyond the ring that lie in it by now come in, before anybody of the same instant is put there. */
  private bringIn(): void {
    for (let server = this.far; server !== NONE; server = this.far) {
      const stretch = Math.floor(this.freeAt[server] * this.perMs);
      if (stretch - this.current > this.mask) return;
      this.far = this.next[server];
      this.place(server, stretch);
    }
  }

  /** Longer stretches where many rows end beyond the ring, shorter ones where they crowd in a few. */
  private tune(rows: number): void {
    this.rows += rows;
    if (this.rows < TUNED_EVERY || this.held === 0) return;
    let { perMs } = this;
    if (this.farther * FEW_FAR > this.rows) perMs /= 4;
    else if (this.steps > this.rows * FEW_STEPS) perMs = Math.min(MOST_PER_MS, 2 * perMs);
    if (perMs !== this.perMs) this.relay(perMs, Math.floor(this.freeAt[this.earliestServer()] * perMs));
    this.rows = 0;
    this.steps = 0;
    this.farther = 0;
  }

  /** All that are in the calendar find their places anew, in their order; none lies before stretch `current`. */
  private relay(perMs: number, current: number): void {
    const servers: number[] = [];
    while (this.earliestServer() !== NONE) servers.push(this.removeEarliest());
    this.perMs = perMs;
    this.current = this.latest = current;
    for (const server of servers) this.place(server, Math.floor(this.freeAt[server] * perMs));
  }

  flush(until: number, leaving: RowQueue): void {
    while (this.held > 0 && this.freeAt[this.earliestServer()] < until) {
      const server = this.removeEarliest();
      leaving.push(this.freeAt[server], this.serving[server]);
      this.held--;
      this.idle[this.idleCount++] = server;
    }
  }

  clear(until: number, lose: (ref: number) => void): number {
    const lost = this.held;
    for (const server of this.busy()) lose(this.serving[server]);
    while (this.held > 0) {
      this.idle[this.idleCount++] = this.removeEarliest();
      this.held--;
    }
    if (this.idleCount !== this.count) throw new BrokenInvariant("a server is neither idle nor busy after a crash");
    this.idleFrom = until;
    return lost;
  }

  heldEvents(): number {
    let held = 0;
    for (const server of this.busy()) if (kindOf(this.serving[server]) === EVENT) held++;
    return held;
  }

  /** Servers that serve a row, by number. */
  private busy(): number[] {
    const isIdle = new Uint8Array(this.count);
    for (let i = 0; i < this.idleCount; i++) isIdle[this.idle[i]] = 1;
    return Array.from(isIdle.keys()).filter((server) => isIdle[server] === 0);
  }
}
