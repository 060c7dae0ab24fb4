import { KeyShuffle } from "../../base/key-shuffle.ts";
import { NOTHING } from "../calls/calls.ts";
import { Float64List, Int32List } from "../kernel/number-lists.ts";
import { KeyMap } from "../kernel/key-map.ts";
import type { ItemRows } from "../rows/item-rows.ts";
import { ITEM, kindOf, rowOf } from "../rows/rows.ts";

/** Nobody knows of a thing under this key; what its owner deleted, and knows to be gone. */
export const NONE = -1;
export const GONE = -2;
/** Keys of seven letters or digits. */
const USUAL_KEYS = 62 ** 7;

/** What a reply to a read was worth, held against what its client had to expect. */
export const VERDICTS = ["right", "rightly none", "wrong", "missing", "stale", "expired"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What stood there before a run begins. */
export type Stock = {
  /** The run carries this share of the requests of the whole service. */
  readonly share: number;
  /** Things that are stored already, one row each. */
  readonly items: number;
  /** A stored thing of the run stands for so many: the keys that can be given are as many times fewer, so as many of them are taken. */
  readonly itemsPerRow: number;
  readonly users: number;
  readonly bytes: (row: number) => number;
  /** Who made each, and how long before the run; where nobody says, owners are dealt out and all were made a moment before. */
  readonly owner?: (row: number) => number;
  readonly ageMs?: (row: number) => number;
};

/**
 * What clients of a run may rely on: which thing was acknowledged under which key, and what of it was kept. Whoever reads says
 * when it asked and which row it had to get; a reply is right, or wrong in one of the ways of `VERDICTS`. Stores and caches know
 * nothing of this book, so nothing in it can make an answer better than it is.
 */
export class ItemBook {
  readonly rows: ItemRows;
  /** Replies to reads, by verdict. */
  readonly verdicts: { readonly [each in Verdict]: number } = Object.fromEntries(VERDICTS.map((each) => [each, 0])) as never;
  /** Keys acknowledged to somebody while they were acknowledged to somebody else. */
  repeatedKeys = 0;
  /** Bytes of what clients sent to be stored, each thing once however often it was tried, and of what was acknowledged. */
  sentBytes = 0;
  acknowledgedBytes = 0;
  /** Endpoints by which reads and changes come, by number; and how many of each were asked. */
  readonly endpoints: { read: readonly number[]; change: readonly number[] } = { read: [], change: [] };
  readonly wanted = { read: 0, change: 0 };
  /** Changes whose client was told that they are made. */
  changed = 0;
  /** Rows that were acknowledged in the run, in the order their clients heard of it, and when that was. */
  readonly acknowledged = new Int32List();
  readonly acknowledgedAt = new Float64List();
  private readonly stock: Stock;
  /** The row acknowledged last under a key. */
  private readonly newest: KeyMap;
  /** Rows whose owner wants them gone, those whose owner was told that they are, and those that a newer version stands for. */
  private readonly leaving = new Set<number>();
  private readonly gone = new Set<number>();
  private readonly replaced = new Set<number>();
  private givenKeys = 0;
  private stockKey: ((content: number, salt: number) => number) | null = null;
  private order: KeyShuffle | null = null;
  private contents: number;

  constructor(rows: ItemRows, stock: Stock) {
    this.rows = rows;
    this.stock = stock;
    this.contents = stock.items;
    this.newest = new KeyMap(stock.items);
  }

  /** So many keys can be given: said by whoever makes them, before the run begins; the most that anybody says. */
  giveKeysOf(count: number): void {
    this.givenKeys = Math.max(count, this.givenKeys);
  }

  /** What was stored before has its key as new things get theirs, where that follows from what they hold: said before the run begins. */
  stockKeysFrom(keyOf: (content: number, salt: number) => number): void {
    this.stockKey = keyOf;
  }

  /** Keys that can be given in the terms of the run: its share of them, and one for as many as a row stands for. */
  get keyCount(): number {
    return Math.max(2 * this.stock.items + 2, Math.floor(((this.givenKeys || USUAL_KEYS) * this.stock.share) / this.stock.itemsPerRow));
  }

  /** Of the whole service. */
  get share(): number {
    return this.stock.share;
  }

  /** A thing of the run stands for so many. */
  get itemsPerRow(): number {
    return this.stock.itemsPerRow;
  }

  /** Every key once, as if by chance; the first `stockItems` stand for what is stored already. */
  get keys(): KeyShuffle {
    return (this.order ??= new KeyShuffle(this.keyCount));
  }

  /** Rows 0 .. so many - 1 were stored before the run. */
  get stockItems(): number {
    return this.stock.items;
  }

  /** Writes the rows that were stored before the run, once; whoever stores or reads them calls it first. */
  layStock(): void {
    const { rows, stock, newest } = this;
    if (rows.length >= stock.items) return;
    for (let row = 0; row < stock.items; row++) {
      const key = this.keyOfStock(row);
      // Owners in an order that has nothing to do with how often a thing is read.
      const dealt = (Math.imul(row, 0x9e3779b1) >>> 0) % stock.users;
      const [owner, madeAt] = [stock.owner?.(row) ?? dealt, -(stock.ageMs?.(row) ?? 1)];
      rows.add({ key, content: row, owner, bytes: stock.bytes(row), madeAt, expiresAt: Infinity });
      newest.set(key, row);
    }
  }

  private keyOfStock(row: number): number {
    if (this.stockKey === null) return this.keys.at(row);
    let salt = 0;
    while (this.newest.get(this.stockKey(row, salt)) !== NONE) salt++;
    return this.stockKey(row, salt);
  }

  /** The row acknowledged last under a key; NONE: nobody was told of one. */
  newestUnder(key: number): number {
    return this.newest.get(key);
  }

  /** Number of something nobody had stored before. */
  newContent(): number {
    return this.contents++;
  }

  /** The number of what somebody wrote: the same for the same words, and for the address of something that is stored. */
  contentOf(text: string): number {
    const before = this.rows.contentWritten(text);
    if (before >= 0) return before;
    const number = Number(/\d+$/.exec(text)?.[0] ?? NONE);
    if (number >= 0 && number < this.contents && this.rows.textOf(number) === text) return number;
    const content = this.newContent();
    this.rows.write(content, text);
    return content;
  }

  get contentCount(): number {
    return this.contents;
  }

  /** The newest version its owner was told of. */
  private current(row: number): number {
    const { rows } = this;
    const newest = this.newest.get(rows.key.data[row]);
    return newest !== NONE && rows.owner.data[newest] === rows.owner.data[row] ? newest : row;
  }

  /** What whoever follows this row's link has to get: the newest version its owner was told of; GONE where it was deleted. */
  expected(row: number): number {
    const current = this.current(row);
    return this.gone.has(current) || this.replaced.has(current) ? GONE : current;
  }

  /** The row of the newest thing acknowledged no later than `at`; NONE before the first. */
  newestAcknowledgedBy(at: number): number {
    const { data, length } = this.acknowledgedAt;
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data[middle] <= at) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? NONE : this.acknowledged.data[low - 1];
  }

  /** A client was told at `at` that its thing is stored, by the row that stands in the store. */
  heard(row: number, at: number): void {
    const { rows, newest } = this;
    const key = rows.key.data[row];
    const before = newest.get(key);
    if (before !== NONE && before !== row) {
      const isFree = this.leaving.has(before) || rows.expiresAt.data[before] <= at;
      if (rows.owner.data[before] === rows.owner.data[row]) this.replaced.add(before);
      else if (!isFree) this.repeatedKeys++;
    }
    newest.set(key, row);
    this.acknowledgedBytes += rows.bytes.data[row];
    this.acknowledged.push(row);
    this.acknowledgedAt.push(at);
  }

  /** The owner of `row` asks for it to be deleted: from here on it may be gone. */
  asksToDelete(row: number): void {
    this.leaving.add(this.current(row));
  }

  /** The owner was told that it is. */
  heardDeleted(row: number): void {
    this.gone.add(this.current(row));
  }

  /**
   * Judges the reply to a read: `expected` is the row the client had to get when it asked at `askedAt`, GONE for one that was deleted,
   * NONE for a key it had made up; `answer` is the reference it got at `at`.
   */
  judge(key: number, expected: number, askedAt: number, answer: number, at: number): Verdict {
    const verdict = this.worthOf(key, expected, askedAt, answer, at);
    (this.verdicts as Record<Verdict, number>)[verdict]++;
    return verdict;
  }

  /** The same, counted nowhere. */
  worthOf(key: number, expected: number, askedAt: number, answer: number, at: number): Verdict {
    const { rows } = this;
    if (answer === NOTHING) {
      const gone = expected < 0 || rows.expiresAt.data[expected] <= at || this.leaving.has(this.current(expected));
      return gone ? "rightly none" : "missing";
    }
    if (kindOf(answer) !== ITEM) return "wrong";
    const row = rowOf(answer);
    // What was deleted may have made room for another's.
    if (expected === GONE) return this.newest.get(key) === row && !this.leaving.has(row) ? "right" : "stale";
    if (expected === NONE) return rows.key.data[row] === key ? "right" : "wrong";
    if (rows.expiresAt.data[row] <= askedAt) return "expired";
    if (rows.content.data[row] === rows.content.data[expected]) return "right";
    if (rows.key.data[row] !== key || rows.owner.data[row] !== rows.owner.data[expected]) return "wrong";
    return row < expected ? "stale" : "right";
  }

  /**
   * Things that were acknowledged and are in no store: `holds` answers the row that stands under a key, or -1. What has been
   * deleted or has expired by `at` may be gone.
   */
  countLost(holds: (key: number) => number, at: number): number {
    let lost = 0;
    for (let row = 0; row < this.stock.items && row < this.rows.length; row++) if (this.isLost(row, holds, at)) lost++;
    const { data, length } = this.acknowledged;
    for (let i = 0; i < length; i++) if (this.isLost(data[i], holds, at)) lost++;
    return lost;
  }

  private isLost(row: number, holds: (key: number) => number, at: number): boolean {
    const { rows } = this;
    const current = this.current(row);
    if (row !== current || this.replaced.has(row) || this.leaving.has(row) || rows.expiresAt.data[row] <= at) return false;
    const held = holds(rows.key.data[row]);
    if (held === row) return false;
    if (held === NONE || rows.owner.data[held] !== rows.owner.data[row]) return true;
    // A change that its owner was not told of may have happened.
    return held < row && rows.content.data[held] !== rows.content.data[row];
  }
}
