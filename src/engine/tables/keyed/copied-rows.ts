import { Float64List, Int32List } from "../../kernel/number-lists.ts";
import { KeyMap } from "../../kernel/key-map.ts";

/** No version. */
export const NONE = -1;
/** The row of a version that took a row out. */
export const DELETED = -1;

/**
 * Rows by key on several copies without a leader. Each change is a version with a time of its own, and every copy has it once it has
 * arrived there, or never: a copy shows the newest version that has arrived, whatever the order of arrival, which is what "last
 * write wins" means. Versions are numbered in the order of their times. What stands there before the run is on every copy.
 */
export class CopiedRows {
  private readonly copies: number;
  private readonly newest: KeyMap;
  private readonly rows = new Int32List();
  /** The version of the same key before it. */
  private readonly before = new Int32List();
  /** Of every version that is none of the stock: when it was on copy 0, on copy 1 and so on. */
  private readonly arrivals = new Float64List();
  private stock = 0;

  constructor(copies: number, expected: number) {
    this.copies = copies;
    this.newest = new KeyMap(expected);
  }

  lay(key: number, row: number): void {
    this.append(key, row);
    this.stock++;
  }

  /** A change that no copy has yet; answers its version. */
  put(key: number, row: number): number {
    for (let copy = 0; copy < this.copies; copy++) this.arrivals.push(Infinity);
    return this.append(key, row);
  }

  private append(key: number, row: number): number {
    const version = this.rows.length;
    this.before.push(this.newest.get(key));
    this.newest.set(key, version);
    this.rows.push(row);
    return version;
  }

  /** The copy has the version from `at` on, or from earlier if it had it before. */
  arrives(version: number, copy: number, at: number): void {
    if (version < this.stock) return;
    const place = (version - this.stock) * this.copies + copy;
    if (at < this.arrivals.data[place]) this.arrivals.data[place] = at;
  }

  /** The newest version of a key on a copy at `at`, NONE where it never had one. */
  versionOn(copy: number, key: number, at: number): number {
    let version = this.newest.get(key);
    while (version >= this.stock && this.arrivals.data[(version - this.stock) * this.copies + copy] > at)
      version = this.before.data[version];
    return version;
  }

  /** The newest version of a key that any copy has or will have, NONE: it never had one. */
  versionOf(key: number): number {
    let version = this.newest.get(key);
    while (version >= this.stock && !this.isAnywhere(version)) version = this.before.data[version];
    return version;
  }

  private isAnywhere(version: number): boolean {
    const from = (version - this.stock) * this.copies;
    for (let place = from; place < from + this.copies; place++) if (this.arrivals.data[place] < Infinity) return true;
    return false;
  }

  /** The row of a version, -1 where it took one out and where there is none. */
  rowOf(version: number): number {
    return version === NONE ? NONE : this.rows.data[version];
  }
}
