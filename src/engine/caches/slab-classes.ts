/** Bytes of a page, the smallest chunk, the factor from one to the next, what chunks are a multiple of, and what an item may take. */
const PAGE_BYTES = 1_048_576;
const SMALLEST_CHUNK = 96;
const FACTOR = 1.25;
const ALIGNED_TO = 8;
const LARGEST_ITEM = PAGE_BYTES / 2;

/** Header of an item with its CAS number, and what ends its key and its value (memcached 1.6). */
const ITEM_HEADER = 48 + 8;
const ENDS = 3;

export function itemBytes(keyBytes: number, valueBytes: number): number {
  return ITEM_HEADER + keyBytes + valueBytes + ENDS;
}

/** Chunk sizes of memcached's slab classes, ascending: an item takes a whole chunk of the smallest class it fits into. */
export const CHUNK_BYTES: readonly number[] = chunkSizes();

function chunkSizes(): number[] {
  const sizes: number[] = [];
  for (let size = SMALLEST_CHUNK; size < LARGEST_ITEM / FACTOR; ) {
    const aligned = Math.ceil(size / ALIGNED_TO) * ALIGNED_TO;
    sizes.push(aligned);
    size = aligned * FACTOR;
  }
  return [...sizes, LARGEST_ITEM];
}

/** Number of the class an item goes to, -1 when it is too large. */
export function classOf(bytes: number): number {
  return CHUNK_BYTES.findIndex((chunk) => chunk >= bytes);
}

/** Items that a page of a class holds. */
export function itemsAPage(slabClass: number): number {
  return Math.floor(PAGE_BYTES / CHUNK_BYTES[slabClass]);
}

/** Pages in so much memory. */
export function pagesIn(bytes: number): number {
  return Math.max(1, Math.floor(bytes / PAGE_BYTES));
}

/** A class gives from more pages than this; of whose oldest item is so much older than that of the one in need (ratio 0.8). */
const KEEPS_PAGES = 2;
const MUCH_OLDER = 0.8;
/** About 25 s passed until the first page moved, and then one a second (facts/engines-2026-11.md R6). */
const WINDOW_LOOKS = 25;
const MISSED_LOOKS = 5;

/**
 * Pages of memory that classes of items have: each is given to a class when that needs one, and goes from class to class once all are
 * given. The mover looks every second; when a class has thrown out young items through a whole window of looks while another's oldest
 * is much older, a page a second moves (slab_automove 1).
 */
export class SlabPages {
  free: number;
  readonly pages = new Int32Array(CHUNK_BYTES.length);
  private lookedAt = -1;
  private looks = 0;

  private readonly limit: number;

  constructor(pages: number) {
    this.limit = this.free = pages;
  }

  /** A page for a class: a free one, or one beyond the limit where it has none at all. False: none is left. */
  take(slabClass: number): boolean {
    if (this.free > 0) this.free--;
    else if (this.pages[slabClass] > 0) return false;
    this.pages[slabClass]++;
    return true;
  }

  /**
   * A class that throws out items looks for help; answers the class that gives it a page, -1 for none. `ageOf` is how long ago the
   * oldest item of a class was used, ms, -1 where it has none.
   */
  helperOf(slabClass: number, at: number, ageOf: (slabClass: number) => number): number {
    const second = Math.floor(at / 1000);
    if (second === this.lookedAt) return -1;
    this.looks = second - this.lookedAt <= MISSED_LOOKS ? this.looks + 1 : 0;
    this.lookedAt = second;
    const own = ageOf(slabClass);
    let [helper, oldest] = [-1, own / MUCH_OLDER];
    for (let other = 0; other < CHUNK_BYTES.length; other++) {
      if (other === slabClass || this.pages[other] <= KEEPS_PAGES) continue;
      const age = ageOf(other);
      if (age > oldest) [helper, oldest] = [other, age];
    }
    if (helper < 0) this.looks = 0;
    return this.looks < WINDOW_LOOKS ? -1 : helper;
  }

  move(from: number, to: number): void {
    this.pages[from]--;
    this.pages[to]++;
  }

  clear(): void {
    this.free = this.limit;
    this.pages.fill(0);
    this.looks = 0;
  }
}
