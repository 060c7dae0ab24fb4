import { windowStart } from "../rows/aligned-windows.ts";
import { Float64List, Int32List } from "../kernel/number-lists.ts";

/** Aligned windows of event time. Windows end at whole multiples of `stepMs`, of which `sizeMs` is one. */
export type WindowShape = {
  /**
   * tumbling: one after the other, step = size. hopping: each `sizeMs` long, a new one every `stepMs`.
   * cumulative: all begin with their period of `sizeMs` and end every `stepMs` later in it.
   */
  readonly kind: "tumbling" | "hopping" | "cumulative";
  readonly sizeMs: number;
  readonly stepMs: number;
};

/** End of the last window that holds the pane. */
export function lastEnd(shape: WindowShape, paneStart: number): number {
  return shape.kind === "cumulative" ? windowStart(paneStart, shape.sizeMs) + shape.sizeMs : paneStart + shape.sizeMs;
}

/** Start of the window that ends at `end`. */
export function startOf(shape: WindowShape, end: number): number {
  return shape.kind === "cumulative" ? windowStart(end - shape.stepMs, shape.sizeMs) : end - shape.sizeMs;
}

const EMPTY = -1;
const FIRST_TABLE = 64;

/**
 * Counts of one pane (the longest stretch of time that windows share whole) by key, in the order keys were first seen.
 * An event is counted once, in its pane, however many windows it is in; a window's result is the sum of its panes.
 */
export class Pane {
  newestAt = -Infinity;
  readonly start: number;
  keys = new Int32List(32);
  events = new Float64List(32);
  bytes = new Float64List(32);
  /** A bit per user and key, where users are to be told apart. */
  readonly seen: Uint32Array[] = [];
  private table = new Int32Array(FIRST_TABLE).fill(EMPTY);

  constructor(start: number) {
    this.start = start;
  }

  /** Place of the key, or -1. */
  find(key: number): number {
    const { table } = this;
    const mask = table.length - 1;
    for (let at = Math.imul(key, 0x9e3779b1) & mask; table[at] !== EMPTY; at = (at + 1) & mask)
      if (this.keys.data[table[at]] === key) return table[at];
    return -1;
  }

  /** Adds to the key's counts; answers its place. */
  add(key: number, events: number, bytes: number): number {
    let slot = this.find(key);
    if (slot < 0) slot = this.open(key);
    this.events.data[slot] += events;
    this.bytes.data[slot] += bytes;
    return slot;
  }

  private open(key: number): number {
    const slot = this.keys.length;
    this.keys.push(key);
    this.events.push(0);
    this.bytes.push(0);
    if (slot * 2 >= this.table.length) this.rehash(this.table.length * 2);
    else this.place(key, slot);
    return slot;
  }

  private rehash(length: number): void {
    this.table = new Int32Array(length).fill(EMPTY);
    for (let slot = 0; slot < this.keys.length; slot++) this.place(this.keys.data[slot], slot);
  }

  private place(key: number, slot: number): void {
    const { table } = this;
    const mask = table.length - 1;
    let at = Math.imul(key, 0x9e3779b1) & mask;
    while (table[at] !== EMPTY) at = (at + 1) & mask;
    table[at] = slot;
  }

  /** Marks the user as seen under the key's place. */
  see(slot: number, user: number, words: number): void {
    this.bits(slot, words)[user >>> 5] |= 1 << (user & 31);
  }

  hasSeen(key: number, user: number): boolean {
    const slot = this.find(key);
    const bits = slot < 0 ? undefined : this.seen[slot];
    return bits !== undefined && (bits[user >>> 5] & (1 << (user & 31))) !== 0;
  }

  private bits(slot: number, words: number): Uint32Array {
    return (this.seen[slot] ??= new Uint32Array(words));
  }

  /** Takes the counts of another pane in. */
  absorb(other: Pane): void {
    for (let slot = 0; slot < other.keys.length; slot++) this.absorbSlot(other, slot);
  }

  /** Takes in what another pane has of one key, users included. */
  absorbSlot(other: Pane, from: number): void {
    if (other.newestAt > this.newestAt) this.newestAt = other.newestAt;
    const to = this.add(other.keys.data[from], other.events.data[from], other.bytes.data[from]);
    const bits = other.seen[from];
    if (bits === undefined) return;
    const mine = this.bits(to, bits.length);
    for (let w = 0; w < bits.length; w++) mine[w] |= bits[w];
  }

  usersAt(slot: number): number {
    let count = 0;
    for (const word of this.seen[slot] ?? []) count += ones(word);
    return count;
  }

  copy(): Pane {
    const copy = new Pane(this.start);
    copy.newestAt = this.newestAt;
    for (let slot = 0; slot < this.keys.length; slot++) {
      copy.keys.push(this.keys.data[slot]);
      copy.events.push(this.events.data[slot]);
      copy.bytes.push(this.bytes.data[slot]);
      if (this.seen[slot] !== undefined) copy.seen[slot] = this.seen[slot].slice();
    }
    copy.table = this.table.slice();
    return copy;
  }

  get stateBytes(): number {
    return this.keys.length * BYTES_PER_CELL + this.seen.reduce((sum, bits) => sum + bits.byteLength, 0);
  }
}

/** Key, pane, two counts and a timer of one cell in a state backend. */
const BYTES_PER_CELL = 64;

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
