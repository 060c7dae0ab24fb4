import { assert, BrokenInvariant } from "../../base/assert.ts";
import { Uint8List } from "../kernel/number-lists.ts";

/** Ways a copy of a record can end, worst last: a record's fate is the worst of its copies' ends. */
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

/**
 * The conservation ledger (E20). Every produced record has copies: one when produced, more where the drawing forks.
 * A record is in flight while a copy is open; when the last copy ends, the record settles with the worst end of its
 * copies, so that a record lost on one branch never counts as delivered.
 */
export class Ledger {
  redelivered = 0;
  produced = 0;
  private readonly fate = new Uint8List(1 << 16);
  private readonly open = new Uint8List(1 << 16);
  private readonly codes: EndCode[] = [{ kind: "open", node: "", reason: "" }];
  /** By code; the larger one holds. */
  private readonly ranks = new Uint8Array(256);
  private readonly settled: number[] = [0];
  private settledCount = 0;

  /** Registers an end; the same (class, node, reason) gives the same code. At most 255. */
  code(kind: EndClass, node = "", reason = ""): number {
    const found = this.codes.findIndex((c) => c.kind === kind && c.node === node && c.reason === reason);
    if (found >= 0) return found;
    assert(this.codes.length < 256, "more than 255 ways to end a record");
    this.ranks[this.codes.length] = END_CLASSES.indexOf(kind);
    this.codes.push({ kind, node, reason });
    this.settled.push(0);
    return this.codes.length - 1;
  }

  /** A new record; rows come in order 0, 1, 2 … */
  produce(row: number): void {
    if (row !== this.produced) throw new BrokenInvariant(`record ${row} produced out of order`);
    this.produced++;
    this.fate.push(0);
    this.open.push(1);
  }

  /** As `produce` for `count` records from `row` on. */
  produceMany(row: number, count: number): void {
    if (row !== this.produced) throw new BrokenInvariant(`record ${row} produced out of order`);
    this.produced += count;
    this.fate.pushSame(0, count);
    this.open.pushSame(1, count);
  }

  /** The drawing forks: `extra` more copies of this record travel on. */
  fork(row: number, extra: number): void {
    this.open.data[row] += extra;
  }

  /** As `fork` for the first `count` of these rows. */
  forkMany(rows: Int32Array, count: number, extra: number): void {
    const { data } = this.open;
    for (let i = 0; i < count; i++) data[rows[i]] += extra;
  }

  /** Copies that cease to exist without an end, as the record they stand for is elsewhere (a rolled-back transaction). */
  retract(row: number, copies: number): void {
    const left = (this.open.data[row] -= copies);
    if (left === 0) this.settle(row);
  }

  /** One copy ends. */
  end(row: number, code: number): void {
    const current = this.fate.data[row];
    if (this.ranks[code] > this.ranks[current]) this.fate.data[row] = code;
    const left = --this.open.data[row];
    if (left === 0) this.settle(row);
  }

  private settle(row: number): void {
    this.settled[this.fate.data[row]]++;
    this.settledCount++;
  }

  /** A copy comes back to life: it will be delivered again (replay after a restart, a retry). */
  reopen(row: number): void {
    if (this.open.data[row] === 0) {
      this.settled[this.fate.data[row]]--;
      this.settledCount--;
    }
    this.open.data[row]++;
    this.redelivered++;
  }

  /** The same record is sent once more: another copy beside those that live or have ended. */
  repeat(row: number): void {
    this.reopen(row);
  }

  /** The end a record has so far: an index for `describe`. */
  fateOf(row: number): number {
    return this.fate.data[row];
  }

  isOpen(row: number): boolean {
    return this.open.data[row] > 0;
  }

  hasCode(code: number): boolean {
    return code < this.codes.length;
  }

  describe(code: number): EndCode {
    return this.codes[code];
  }

  /** Copies that are open according to the ledger; must equal what the parts physically hold. */
  openCopies(): number {
    let sum = 0;
    for (let row = 0; row < this.produced; row++) sum += this.open.data[row];
    return sum;
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
