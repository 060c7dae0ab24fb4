import { assert, BrokenInvariant } from "../../base/assert.ts";
import { Uint16Tail, Uint8Tail } from "../kernel/tails.ts";

/** Ways a copy of a record can end, worst last: a record's fate is the worst of its copies' ends, of several equally bad the first code. */
export const END_CLASSES = ["open", "delivered", "deduplicated", "filtered", "expired", "dropped"] as const;
export type EndClass = (typeof END_CLASSES)[number];

type EndCode = { readonly kind: EndClass; readonly node: string; readonly reason: string };

export type LedgerTotals = {
  readonly produced: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly deduplicated: number;
  readonly inFlight: number;
  readonly expired: number;
  readonly dropped: { readonly [node: string]: { readonly [reason: string]: number } };
  readonly redelivered: number;
};

/** Stands for so many copies or more, which are counted apart: nearly every record has a few. */
const MANY = 255;
/** Codes are kept in two bytes. */
const MOST_CODES = 2 ** 16;

/**
 * The conservation ledger (E20). Every produced record has copies: one when produced, more where the drawing forks.
 * A record is in flight while a copy is open; when the last copy ends, the record settles with the worst end of its
 * copies, so that a record lost on one branch never counts as delivered; one lost on several is counted at the first part of them.
 */
export class Ledger {
  redelivered = 0;
  produced = 0;
  /** Copies that ended without having been open, and the end of the first of them: the books are wrong. */
  overdrawn = 0;
  overdrawnBy: EndCode | null = null;
  /** Of records from `base` on; those before have ended for good. */
  private readonly fate = new Uint16Tail();
  private readonly open = new Uint8Tail();
  /** Copies of records that have MANY. */
  private readonly many = new Map<number, number>();
  private base = 0;
  /** No record before it has an open copy. */
  private settledTo = 0;
  private readonly codes: EndCode[] = [{ kind: "open", node: "", reason: "" }];
  /**
   * By code; the larger one holds. Of ends of one class the code registered first does, whichever is reported first: parts report
   * a window each, so the order of reports depends on how time is cut (E3).
   */
  private ranks = new Int32Array(256);
  private readonly settled: number[] = [0];
  private settledCount = 0;
  private copies = 0;

  /** Registers an end; the same (class, node, reason) gives the same code. */
  code(kind: EndClass, node = "", reason = ""): number {
    const found = this.codes.findIndex((c) => c.kind === kind && c.node === node && c.reason === reason);
    if (found >= 0) return found;
    const code = this.codes.length;
    assert(code < MOST_CODES, `more than ${MOST_CODES} ways to end a record`);
    if (code === this.ranks.length) {
      const ranks = new Int32Array(2 * code);
      ranks.set(this.ranks);
      this.ranks = ranks;
    }
    this.ranks[code] = END_CLASSES.indexOf(kind) * MOST_CODES - code;
    this.codes.push({ kind, node, reason });
    this.settled.push(0);
    return code;
  }

  /** A new record; rows come in order 0, 1, 2 … */
  produce(row: number): void {
    if (row !== this.produced) throw new BrokenInvariant(`record ${row} produced out of order`);
    this.produced++;
    this.copies++;
    this.fate.push(0);
    this.open.push(1);
  }

  /** As `produce` for `count` records from `row` on. */
  produceMany(row: number, count: number): void {
    if (row !== this.produced) throw new BrokenInvariant(`record ${row} produced out of order`);
    this.produced += count;
    this.copies += count;
    this.fate.pushSame(0, count);
    this.open.pushSame(1, count);
  }

  /** The drawing forks: `extra` more copies of this record travel on. */
  fork(row: number, extra: number): void {
    this.copies += extra;
    const place = row - this.base;
    const count = this.open.data[place] + extra;
    if (count < MANY) this.open.data[place] = count;
    else this.raise(row, extra);
  }

  /** As `fork` for the first `count` of these rows. */
  forkMany(rows: Int32Array, count: number, extra: number): void {
    const { base } = this;
    const { data } = this.open;
    this.copies += count * extra;
    for (let i = 0; i < count; i++) {
      const copies = data[rows[i] - base] + extra;
      if (copies < MANY) data[rows[i] - base] = copies;
      else this.raise(rows[i], extra);
    }
  }

  /** A record that has, or comes to have, as many copies as are counted apart. */
  private raise(row: number, extra: number): void {
    const place = row - this.base;
    this.many.set(row, (this.many.get(row) ?? this.open.data[place]) + extra);
    this.open.data[place] = MANY;
  }

  /** Copies that cease to exist without an end, as the record they stand for is elsewhere (a rolled-back transaction). */
  retract(row: number, copies: number): void {
    this.lower(row, copies, 0);
  }

  /** One copy ends. */
  end(row: number, code: number): void {
    const place = row - this.base;
    const count = this.open.data[place];
    if (this.ranks[code] > this.ranks[this.fate.data[place]]) this.fate.data[place] = code;
    if (count === 0 || count === MANY) {
      this.lower(row, 1, code);
      return;
    }
    this.copies--;
    this.open.data[place] = count - 1;
    if (count === 1) this.settle(row);
  }

  /** So many copies of a record are open no longer; `code` says how they ended. */
  private lower(row: number, by: number, code: number): void {
    const place = row - this.base;
    const count = this.many.get(row) ?? this.open.data[place];
    if (count < by) {
      this.overdrawn += by - count;
      this.overdrawnBy ??= this.codes[code];
      return;
    }
    const left = count - by;
    this.copies -= by;
    if (left >= MANY) this.many.set(row, left);
    else {
      this.many.delete(row);
      this.open.data[place] = left;
    }
    if (left === 0) this.settle(row);
  }

  private settle(row: number): void {
    this.settled[this.fate.data[row - this.base]]++;
    this.settledCount++;
  }

  /** A copy comes back to life: it will be delivered again (replay after a restart, a retry). */
  reopen(row: number): void {
    this.carryOn(row);
    this.redelivered++;
  }

  /** The same record is sent once more: another copy beside those that live or have ended. */
  repeat(row: number): void {
    this.reopen(row);
  }

  /** A job has read a record where it is stored and carries a copy on; the stored one stays. */
  carryOn(row: number): void {
    if (this.open.data[row - this.base] === 0) this.unsettle(row);
    this.fork(row, 1);
  }

  private unsettle(row: number): void {
    this.settled[this.fate.data[row - this.base]]--;
    this.settledCount--;
    if (row < this.settledTo) this.settledTo = row;
  }

  /** The end a record has so far: an index for `describe`. */
  fateOf(row: number): number {
    return this.fate.data[row - this.base];
  }

  isOpen(row: number): boolean {
    return this.open.data[row - this.base] > 0;
  }

  /** Ways to end, by code. */
  get ends(): readonly EndCode[] {
    return this.codes;
  }

  describe(code: number): EndCode {
    return this.codes[code];
  }

  /** Copies that are open according to the ledger; must equal what the parts physically hold. */
  openCopies(): number {
    return this.copies;
  }

  /** The first record with an open copy, one past the last when there is none. */
  firstOpen(): number {
    const { base, produced } = this;
    const { data } = this.open;
    while (this.settledTo < produced && data[this.settledTo - base] === 0) this.settledTo++;
    return this.settledTo;
  }

  /** Records before this one have ended, and nobody opens one again or asks how it ended. */
  letGo(before: number): void {
    assert(before <= this.firstOpen(), `record ${this.settledTo} is let go of, and a copy of it is open`);
    this.base = before;
    this.fate.letGo(before);
    this.open.letGo(before);
  }

  totals(): LedgerTotals {
    const by: Record<EndClass, number> = { open: 0, delivered: 0, deduplicated: 0, filtered: 0, expired: 0, dropped: 0 };
    const dropped: Record<string, Record<string, number>> = {};
    this.codes.forEach((code, index) => {
      const count = this.settled[index];
      by[code.kind] += count;
      if (code.kind !== "dropped" || count === 0) return;
      dropped[code.node] ??= {};
      dropped[code.node][code.reason] = count;
    });
    return {
      produced: this.produced,
      delivered: by.delivered,
      filtered: by.filtered,
      deduplicated: by.deduplicated,
      inFlight: this.produced - this.settledCount + by.open,
      expired: by.expired,
      dropped,
      redelivered: this.redelivered,
    };
  }
}
