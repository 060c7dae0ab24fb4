import { BrokenInvariant } from "../../base/assert.ts";
import { EVENT, kindOf } from "./rows.ts";

/** A wire between two parts: rows in flight, ordered by time. One writer, one reader. */
export class RowQueue {
  times = new Float64Array(1024);
  refs = new Int32Array(1024);
  head = 0;
  tail = 0;
  /** Rows that ever entered. */
  carried = 0;
  carriedBytes = 0;
  /** Files on it lie in a store already: it tells of them and carries no copy. */
  notices = false;
  /** A writer that works in transactions offers them; a reader that understands control references (a log) takes them. */
  transactions: "none" | "offered" | "taken" = "none";
  /** Its reader writes what each task hands over into files of its own: a reference in between says where that of the next one begins. */
  tellsTasks = false;
  private lastTime = -Infinity;
  private cutUntil = -Infinity;

  readonly id: string;
  readonly toPart: string;

  constructor(id: string, toPart = "") {
    this.id = id;
    this.toPart = toPart;
  }

  push(time: number, ref: number): void {
    if (time < this.lastTime) throw new BrokenInvariant(`wire ${this.id}: ${time} after ${this.lastTime}`);
    this.lastTime = time;
    if (this.tail === this.times.length) this.makeRoom(1);
    this.times[this.tail] = time;
    this.refs[this.tail++] = ref;
    this.carried++;
  }

  /** A reference that is no row: it travels in order with the rows and counts as none. */
  control(time: number, ref: number): void {
    this.push(time, ref);
    this.carried--;
  }

  /** Rows from .. to - 1, as by `push` one by one. */
  pushMany(times: Float64Array, refs: Int32Array, from: number, to: number): void {
    const added = to - from;
    if (this.tail + added > this.times.length) this.makeRoom(added);
    const ownTimes = this.times;
    const ownRefs = this.refs;
    const shift = this.tail - from;
    let last = this.lastTime;
    for (let i = from; i < to; i++) {
      const time = times[i];
      if (time < last) throw new BrokenInvariant(`wire ${this.id}: ${time} after ${last}`);
      last = time;
      ownTimes[shift + i] = time;
      ownRefs[shift + i] = refs[i];
    }
    this.lastTime = last;
    this.tail += added;
    this.carried += added;
  }

  /** Rows from .. to - 1, all at one time, as by `push` one by one. */
  pushTogether(time: number, refs: Int32Array, from: number, to: number): void {
    if (time < this.lastTime) throw new BrokenInvariant(`wire ${this.id}: ${time} after ${this.lastTime}`);
    if (from === to) return;
    this.lastTime = time;
    this.extend(refs, from, to).fill(time, this.tail - (to - from), this.tail);
  }

  /** Appends the rows `refs`, from .. to - 1, for a writer that fills their times in afterwards and knows that they do not fall. */
  extend(refs: Int32Array, from: number, to: number): Float64Array {
    const added = to - from;
    if (this.tail + added > this.times.length) this.makeRoom(added);
    const own = this.refs;
    const shift = this.tail - from;
    for (let i = from; i < to; i++) own[shift + i] = refs[i];
    this.tail += added;
    this.carried += added;
    return this.times;
  }

  /** Makes sure that `added` more rows fit without the arrays being replaced. */
  reserve(added: number): void {
    if (this.tail + added > this.times.length) this.makeRoom(added);
  }

  /** Index after the last row earlier than `until`. */
  endBefore(until: number): number {
    const { times } = this;
    let low = this.head;
    let high = this.tail;
    if (low === high || times[high - 1] < until) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < until) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Rows before index `end` have been taken; the reader may look at them until the next row is pushed. */
  takeTo(end: number): void {
    if (end === this.tail) this.head = this.tail = 0;
    else this.head = end;
  }

  /**
   * The link is cut: what is on it and what is sent meanwhile waits at the sender, and arrives when it is back. Writers put
   * the times they know; `hold` corrects them before the reader looks.
   */
  cut(until: number): void {
    this.cutUntil = Math.max(this.cutUntil, until);
    this.hold();
  }

  /** The link is cut until then; -Infinity where it never was. */
  get cutUntilMs(): number {
    return this.cutUntil;
  }

  hold(): void {
    const { times, tail, cutUntil } = this;
    if (cutUntil === -Infinity) return;
    for (let i = this.head; i < tail; i++) if (times[i] < cutUntil) times[i] = cutUntil;
  }

  private makeRoom(added: number): void {
    const used = this.tail - this.head;
    let size = this.times.length;
    while ((used + added - 1) * 2 > size) size *= 2;
    if (size > this.times.length) {
      const times = new Float64Array(size);
      const refs = new Int32Array(size);
      times.set(this.times.subarray(this.head, this.tail));
      refs.set(this.refs.subarray(this.head, this.tail));
      this.times = times;
      this.refs = refs;
    } else {
      this.times.copyWithin(0, this.head, this.tail);
      this.refs.copyWithin(0, this.head, this.tail);
    }
    this.head = 0;
    this.tail = used;
  }

  get waiting(): number {
    return this.tail - this.head;
  }

  /** Time of the first row, Infinity when there is none. */
  get nextMs(): number {
    return this.head < this.tail ? this.times[this.head] : Infinity;
  }

  /** Event copies on the wire, for the ledger's cross-check. */
  heldEvents(): number {
    let held = 0;
    for (let i = this.head; i < this.tail; i++) if (kindOf(this.refs[i]) === EVENT) held++;
    return held;
  }
}

/** Reads several wires as one, ordered by time; ties go to the earlier wire (E6). */
export class RowQueueReader {
  time = 0;
  ref = 0;
  /** Index of the wire the last row came from. */
  wire = 0;
  readonly wires: readonly RowQueue[];

  constructor(wires: readonly RowQueue[]) {
    this.wires = wires;
  }

  /** Moves to the next row earlier than `until`; false when there is none. */
  next(until: number): boolean {
    let best = -1;
    let bestTime = until;
    for (let w = 0; w < this.wires.length; w++) {
      const wire = this.wires[w];
      if (wire.head < wire.tail && wire.times[wire.head] < bestTime) {
        best = w;
        bestTime = wire.times[wire.head];
      }
    }
    if (best < 0) return false;
    const wire = this.wires[best];
    this.wire = best;
    this.time = bestTime;
    this.ref = wire.refs[wire.head++];
    if (wire.head === wire.tail) {
      wire.head = 0;
      wire.tail = 0;
    }
    return true;
  }

  /** Time of the next row, Infinity when there is none. */
  peekTime(): number {
    let best = Infinity;
    for (const wire of this.wires) if (wire.head < wire.tail && wire.times[wire.head] < best) best = wire.times[wire.head];
    return best;
  }

  get empty(): boolean {
    return this.wires.every((wire) => wire.head === wire.tail);
  }
}
