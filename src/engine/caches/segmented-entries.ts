import { Float64List, Int32List } from "../kernel/number-lists.ts";
import { KeyMap } from "../kernel/key-map.ts";
import type { CachedEntries } from "./cached-entries.ts";
import { NO_PLACE } from "./cached-entries.ts";
import { CHUNK_BYTES, classOf, itemBytes, itemsAPage, pagesIn, SlabPages } from "./slab-classes.ts";

export type SegmentedSpec = {
  /** Memory for items (-m). */
  readonly maxBytes: number;
  readonly keyBytes: number;
  /** An entry of the run stands for so many items. */
  readonly entriesPerRow: number;
};

const [HOT, WARM, COLD] = [0, 1, 2];
const SEGMENTS = 3;
/** Of the items of a class: hot_lru_pct and warm_lru_pct. */
const HOT_SHARE = 0.2;
const WARM_SHARE = 0.4;
/** Against the age of the coldest item: hot_max_factor and warm_max_factor. */
const HOT_AGE = 0.2;
const WARM_AGE = 2;
const SECOND_MS = 1000;
/** Items looked at in a segment at a time. */
const MOST_MOVES = 500;
const [NEVER_USED, USED_ONCE, ACTIVE] = [0, 1, 2];

/**
 * What memcached holds: items in chunks of slab classes, each class with its own order of use in three segments. A new item is hot; what
 * is used again there or in the cold goes on to the warm, what is not goes cold, and the coldest makes room. An item that is asked for
 * once more stays where it is: only the second use moves it. A class that has no chunk left and no page to get takes one of its own items.
 */
export class SegmentedEntries implements CachedEntries {
  evicted = 0;
  readonly swept = 0;
  readonly nextSweepAt = Infinity;
  private readonly spec: SegmentedSpec;
  private readonly pages: SlabPages;
  private places = new KeyMap();
  private readonly free: number[] = [];
  private readonly keys = new Float64List();
  private readonly refs = new Int32List();
  private readonly expiresAt = new Float64List();
  private readonly putAt = new Float64List();
  private readonly usedAt = new Float64List();
  private readonly uses = new Int32List();
  /** Segment of a class an item is in: class * 3 + segment; and its neighbours there. */
  private readonly list = new Int32List();
  private readonly older = new Int32List();
  private readonly newer = new Int32List();
  private readonly oldest = new Int32Array(CHUNK_BYTES.length * SEGMENTS).fill(NO_PLACE);
  private readonly newest = new Int32Array(CHUNK_BYTES.length * SEGMENTS).fill(NO_PLACE);
  private readonly counts = new Int32Array(CHUNK_BYTES.length * SEGMENTS);

  constructor(spec: SegmentedSpec) {
    this.spec = spec;
    this.pages = new SlabPages(pagesIn(spec.maxBytes));
  }

  get size(): number {
    return this.places.size;
  }

  /** Chunks that are taken. */
  get usedBytes(): number {
    let bytes = 0;
    for (let each = 0; each < CHUNK_BYTES.length; each++) bytes += this.itemsOf(each) * CHUNK_BYTES[each];
    return bytes * this.spec.entriesPerRow;
  }

  private itemsOf(slabClass: number): number {
    const at = slabClass * SEGMENTS;
    return this.counts[at] + this.counts[at + 1] + this.counts[at + 2];
  }

  find(key: number): number {
    return this.places.get(key);
  }

  refAt(place: number): number {
    return this.refs.data[place];
  }

  isValid(place: number, at: number): boolean {
    return this.expiresAt.data[place] > at;
  }

  use(place: number, at: number): void {
    const uses = this.uses.data;
    if (uses[place] === NEVER_USED) {
      uses[place] = USED_ONCE;
      return;
    }
    if (uses[place] === ACTIVE) return;
    this.usedAt.data[place] = at;
    const list = this.list.data[place];
    if (list % SEGMENTS !== COLD) uses[place] = ACTIVE;
    else this.moveTo(place, list - COLD + WARM);
  }

  put(key: number, ref: number, valueBytes: number, at: number, expiresAt: number): boolean {
    const slabClass = classOf(itemBytes(this.spec.keyBytes, valueBytes));
    if (slabClass < 0) return false;
    this.delete(key);
    if (!this.makeRoom(slabClass, at)) return false;
    const place = this.free.pop() ?? this.grown();
    this.keys.data[place] = key;
    this.refs.data[place] = ref;
    this.expiresAt.data[place] = expiresAt;
    this.putAt.data[place] = this.usedAt.data[place] = at;
    this.uses.data[place] = NEVER_USED;
    this.places.set(key, place);
    this.link(place, slabClass * SEGMENTS + HOT);
    this.settle(slabClass, at);
    return true;
  }

  private grown(): number {
    for (const list of [this.keys, this.refs, this.expiresAt, this.putAt, this.usedAt, this.uses, this.list, this.older, this.newer])
      list.push(0);
    return this.keys.length - 1;
  }

  /** Entries for which a class has chunks. */
  private roomOf(slabClass: number): number {
    return Math.floor((this.pages.pages[slabClass] * itemsAPage(slabClass)) / this.spec.entriesPerRow);
  }

  private makeRoom(slabClass: number, at: number): boolean {
    const { pages } = this;
    while (this.itemsOf(slabClass) >= this.roomOf(slabClass)) {
      if (pages.take(slabClass)) continue;
      const helper = pages.helperOf(slabClass, at, (each) => this.ageOf(each, at));
      if (helper >= 0) {
        pages.move(helper, slabClass);
        while (this.itemsOf(helper) > this.roomOf(helper)) this.evictFrom(helper);
        continue;
      }
      if (!this.evictFrom(slabClass)) return false;
    }
    return true;
  }

  /** How long ago the item of a class that would go first was used. */
  private ageOf(slabClass: number, at: number): number {
    const place = this.oldest[slabClass * SEGMENTS + COLD];
    return place === NO_PLACE ? -1 : at - this.usedAt.data[place];
  }

  private evictFrom(slabClass: number): boolean {
    for (const segment of [COLD, HOT, WARM]) {
      const place = this.oldest[slabClass * SEGMENTS + segment];
      if (place === NO_PLACE) continue;
      this.delete(this.keys.data[place]);
      this.evicted++;
      return true;
    }
    return false;
  }

  /**
   * Hot and warm give away what is beyond their share or older than a part of the age of the coldest, from their old end; what was used
   * again there goes to the new end of the warm. Ages are of whole seconds: a class that turns over within one keeps nothing warm for longer.
   */
  private settle(slabClass: number, at: number): void {
    const second = Math.floor(at / SECOND_MS);
    const coldest = this.oldest[slabClass * SEGMENTS + COLD];
    const coldAge = coldest === NO_PLACE ? Infinity : second - Math.floor(this.usedAt.data[coldest] / SECOND_MS);
    const items = this.itemsOf(slabClass);
    this.thin(slabClass * SEGMENTS + HOT, items * HOT_SHARE, second - Math.floor(coldAge * HOT_AGE));
    this.thin(slabClass * SEGMENTS + WARM, items * WARM_SHARE, second - Math.floor(coldAge * WARM_AGE));
  }

  /** Takes from the old end of a segment until it holds at most `most` and nothing that was last used before second `since`. */
  private thin(list: number, most: number, since: number): void {
    const segment = list % SEGMENTS;
    const { oldest, counts, uses, usedAt } = this;
    for (let moves = 0; moves < MOST_MOVES && counts[list] > 0; moves++) {
      const place = oldest[list];
      if (uses.data[place] === ACTIVE) this.moveTo(place, list - segment + WARM);
      else if (counts[list] > most || usedAt.data[place] / SECOND_MS < since) this.moveTo(place, list - segment + COLD);
      else return;
    }
  }

  /** To the new end of a segment; having been used again counts once. */
  private moveTo(place: number, list: number): void {
    this.unlink(place);
    if (this.uses.data[place] === ACTIVE) this.uses.data[place] = USED_ONCE;
    this.link(place, list);
  }

  delete(key: number): void {
    const place = this.places.get(key);
    if (place === NO_PLACE) return;
    this.places.delete(key);
    this.unlink(place);
    this.free.push(place);
  }

  private link(place: number, list: number): void {
    const { newest, oldest } = this;
    this.list.data[place] = list;
    this.older.data[place] = newest[list];
    this.newer.data[place] = NO_PLACE;
    if (newest[list] === NO_PLACE) oldest[list] = place;
    else this.newer.data[newest[list]] = place;
    newest[list] = place;
    this.counts[list]++;
  }

  private unlink(place: number): void {
    const list = this.list.data[place];
    const [older, newer] = [this.older.data[place], this.newer.data[place]];
    if (older === NO_PLACE) this.oldest[list] = newer;
    else this.newer.data[older] = newer;
    if (newer === NO_PLACE) this.newest[list] = older;
    else this.older.data[newer] = older;
    this.counts[list]--;
  }

  sweep(): void {}

  deletePutAfter(at: number): number {
    const late: number[] = [];
    for (const first of this.oldest)
      for (let place = first; place !== NO_PLACE; place = this.newer.data[place])
        if (this.putAt.data[place] > at) late.push(this.keys.data[place]);
    for (const key of late) this.delete(key);
    return late.length;
  }

  clear(): void {
    this.places = new KeyMap();
    const lists = [this.keys, this.refs, this.expiresAt, this.putAt, this.usedAt, this.uses, this.list, this.older, this.newer];
    for (const list of lists) list.length = 0;
    this.free.length = 0;
    this.oldest.fill(NO_PLACE);
    this.newest.fill(NO_PLACE);
    this.counts.fill(0);
    this.pages.clear();
  }
}
