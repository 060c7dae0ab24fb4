import { Float64List, Int32List } from "../kernel/number-lists.ts";
import { KeyMap } from "../kernel/key-map.ts";

/** No version: nothing stands under a key. */
const NONE = -1;
/** The row of a version that took a row out. */
const DELETED = -1;
/** Of a version that is none of a row. */
const NO_KEY = -1;

/** What one copy has of the changes, in their order: when each was applied there. */
export class AppliedChanges {
  private readonly appliedAt = new Float64List();

  /** The next change is there at `at`, not before the one that came before it. Answers when. */
  append(at: number): number {
    const { appliedAt } = this;
    const last = appliedAt.length === 0 ? -Infinity : appliedAt.data[appliedAt.length - 1];
    const applied = Math.max(last, at);
    appliedAt.push(applied);
    return applied;
  }

  /** How many of the changes are there at `at`. */
  countAt(at: number): number {
    const { data, length } = this.appliedAt;
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data[middle] <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  timeOf(change: number): number {
    return this.appliedAt.data[change];
  }

  has(change: number, at: number): boolean {
    return this.appliedAt.data[change] <= at;
  }

  /** Nothing is applied from `at` until `until`: what was on its way comes then. */
  pause(at: number, until: number): void {
    const { data, length } = this.appliedAt;
    for (let change = this.countAt(at); change < length; change++) data[change] = Math.max(data[change], until);
  }

  /** Changes from number `count` on never happened. */
  cutTo(count: number): void {
    this.appliedAt.length = count;
  }
}

/**
 * Rows by key, with every version a key has had in the order of commit: a copy that lags shows the newest version that has reached
 * it. Version numbers count commits; the stock comes first and is everywhere.
 */
export class RowVersions {
  private readonly newest: KeyMap;
  private readonly rows = new Int32List();
  private readonly keys = new Float64List();
  /** The version of the same key before it, NONE for the first. */
  private readonly before = new Int32List();
  private stock = 0;

  constructor(expected: number) {
    this.newest = new KeyMap(expected);
  }

  /** A row that stands there before anything happens. */
  lay(key: number, row: number): void {
    this.append(key, row);
    this.stock++;
  }

  /** Every key that has a row, in the order of their newest versions. */
  keysHeld(): number[] {
    const held: number[] = [];
    for (let version = 0; version < this.rows.length; version++) {
      const key = this.keys.data[version];
      if (this.rows.data[version] >= 0 && this.newest.get(key) === version) held.push(key);
    }
    return held;
  }

  private append(key: number, row: number): void {
    this.before.push(this.newest.get(key));
    this.newest.set(key, this.rows.length);
    this.keys.push(key);
    this.rows.push(row);
  }

  /** Changes committed in the run. */
  get changes(): number {
    return this.rows.length - this.stock;
  }

  /** The row under a key, -1 = none. */
  rowAt(key: number): number {
    const version = this.newest.get(key);
    return version === NONE ? NONE : this.rows.data[version];
  }

  /** The row under a key as a copy shows it at `at`. */
  rowOn(copy: AppliedChanges, key: number, at: number): number {
    let version = this.newest.get(key);
    while (version >= this.stock && !copy.has(version - this.stock, at)) version = this.before.data[version];
    return version === NONE ? NONE : this.rows.data[version];
  }

  /** A change of something else than a row by its key takes its place among the commits. */
  mark(): void {
    this.before.push(NONE);
    this.keys.push(NO_KEY);
    this.rows.push(NONE);
  }

  put(key: number, row: number): void {
    this.append(key, row);
  }

  remove(key: number): void {
    this.append(key, DELETED);
  }

  /** Changes from number `count` on never happened; answers how many there were. */
  cutTo(count: number): number {
    const lost = this.changes - count;
    for (let version = this.rows.length - 1; version >= this.stock + count; version--) {
      const [key, before] = [this.keys.data[version], this.before.data[version]];
      if (key === NO_KEY) continue;
      if (before === NONE) this.newest.delete(key);
      else this.newest.set(key, before);
    }
    const length = this.stock + count;
    for (const list of [this.rows, this.keys, this.before]) list.length = length;
    return lost;
  }
}
