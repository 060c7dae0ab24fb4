import { Float64List, Int32List } from "../kernel/number-lists.ts";
import { KeyMap } from "../kernel/key-map.ts";

import type { CachedEntries } from "./cached-entries.ts";

const NONE = -1;

/**
 * Rows by key, of which the one used longest ago goes when there is no room: in flat arrays, as a cache holds many and touches one with
 * each lookup. Places are numbers that `find` gives and that hold until the entry goes.
 */
export class RecentEntries implements CachedEntries {
  evicted = 0;
  readonly swept = 0;
  /** Room is counted in entries here. */
  readonly usedBytes = 0;
  readonly nextSweepAt = Infinity;
  private readonly capacity: number;
  private places = new KeyMap();
  private readonly keys = new Float64List();
  private readonly refs = new Int32List();
  private readonly expiresAt = new Float64List();
  private readonly putAt = new Float64List();
  /** Neighbours in the order of use. */
  private readonly older = new Int32List();
  private readonly newer = new Int32List();
  private readonly free: number[] = [];
  private oldest = NONE;
  private newest = NONE;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.places.size;
  }

  /** Place of the entry of a key, -1 where there is none; no use of it. */
  find(key: number): number {
    return this.places.get(key);
  }

  refAt(place: number): number {
    return this.refs.data[place];
  }

  isValid(place: number, at: number): boolean {
    return this.expiresAt.data[place] > at;
  }

  /** It is the one used last. */
  use(place: number): void {
    if (place === this.newest) return;
    this.unlink(place);
    this.link(place);
  }

  /** In place of the key's entry, or of the one used longest ago. */
  put(key: number, ref: number, _valueBytes: number, at: number, expiresAt: number): boolean {
    this.delete(key);
    if (this.size >= this.capacity) {
      this.delete(this.keys.data[this.oldest]);
      this.evicted++;
    }
    const place = this.free.pop() ?? this.grown();
    this.keys.data[place] = key;
    this.refs.data[place] = ref;
    this.putAt.data[place] = at;
    this.expiresAt.data[place] = expiresAt;
    this.places.set(key, place);
    this.link(place);
    return true;
  }

  sweep(): void {}

  private grown(): number {
    for (const list of [this.keys, this.refs, this.putAt, this.expiresAt, this.older, this.newer]) list.push(0);
    return this.keys.length - 1;
  }

  delete(key: number): void {
    const place = this.places.get(key);
    if (place === NONE) return;
    this.places.delete(key);
    this.unlink(place);
    this.free.push(place);
  }

  /** Those put in later than `at` go; answers how many. */
  deletePutAfter(at: number): number {
    const keys: number[] = [];
    for (let place = this.oldest; place !== NONE; place = this.newer.data[place])
      if (this.putAt.data[place] > at) keys.push(this.keys.data[place]);
    for (const key of keys) this.delete(key);
    return keys.length;
  }

  clear(): void {
    this.places = new KeyMap();
    for (const list of [this.keys, this.refs, this.putAt, this.expiresAt, this.older, this.newer]) list.length = 0;
    this.free.length = 0;
    this.oldest = this.newest = NONE;
  }

  private link(place: number): void {
    this.older.data[place] = this.newest;
    this.newer.data[place] = NONE;
    if (this.newest === NONE) this.oldest = place;
    else this.newer.data[this.newest] = place;
    this.newest = place;
  }

  private unlink(place: number): void {
    const [older, newer] = [this.older.data[place], this.newer.data[place]];
    if (older === NONE) this.oldest = newer;
    else this.newer.data[older] = newer;
    if (newer === NONE) this.newest = older;
    else this.older.data[newer] = older;
  }
}
