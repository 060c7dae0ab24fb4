import type { RandomStream } from "../../base/rng.ts";
import type { CachedEntries } from "../caches/cached-entries.ts";
import { NO_PLACE } from "../caches/cached-entries.ts";
import { SampledEntries } from "../caches/sampled-entries.ts";
import type { MaxmemoryPolicy } from "../caches/sampled-entries.ts";
import { SegmentedEntries } from "../caches/segmented-entries.ts";
import { classOf, itemBytes, itemsAPage } from "../caches/slab-classes.ts";

/** Which keys a cache holds, and which goes when there is no room: every policy behind the same two questions. */
export type KeptKeys = {
  /** True when the key is held; to a policy that counts as a use. */
  use(key: number, at: number): boolean;
  /** Takes in a key that is not held; another goes when there is no room. */
  add(key: number, at: number): void;
  clear(): void;
};

export type EvictionPolicy = "lru" | "clock" | "sieve" | "sampled-lru" | "lfu" | "random" | "segmented";

export function createKeptKeys(policy: EvictionPolicy, capacity: number, random: () => RandomStream): KeptKeys {
  switch (policy) {
    case "clock":
      return new ClockKeys(capacity);
    case "sieve":
      return new SieveKeys(capacity);
    case "sampled-lru":
      return new EntryKeys(sampled("allkeys-lru", capacity, random()));
    case "lfu":
      return new EntryKeys(sampled("allkeys-lfu", capacity, random()));
    case "random":
      return new EntryKeys(sampled("allkeys-random", capacity, random()));
    case "segmented":
      return new EntryKeys(segmented(capacity));
    case "lru":
      return new LruKeys(capacity);
  }
}

/** Room for so many keys, each of which takes one of it: a key goes when all is taken. */
function sampled(policy: MaxmemoryPolicy, capacity: number, random: RandomStream): SampledEntries {
  const counted = { entryBytes: () => 1, tableBytes: () => 0, emptyBytes: 0, entriesPerRow: 1 };
  return new SampledEntries({ maxBytes: capacity - 1, policy, samples: 5, ...counted }, random);
}

/** One page of one class, of which each key takes as large a part as makes room for so many. */
function segmented(capacity: number): SegmentedEntries {
  const [keyBytes, valueBytes] = [16, ANY_BYTES];
  const itemsInPage = itemsAPage(classOf(itemBytes(keyBytes, valueBytes)));
  return new SegmentedEntries({ maxBytes: 1, keyBytes, entriesPerRow: itemsInPage / (capacity + 0.5) });
}

/** Values are all alike here, so any size does. */
const ANY_BYTES = 1000;

/** Keys as the entries of a cache server: what goes is what goes there. */
class EntryKeys implements KeptKeys {
  private readonly entries: CachedEntries;

  constructor(entries: CachedEntries) {
    this.entries = entries;
  }

  use(key: number, at: number): boolean {
    const place = this.entries.find(key);
    if (place === NO_PLACE) return false;
    this.entries.use(place, at);
    return true;
  }

  add(key: number, at: number): void {
    this.entries.put(key, 0, ANY_BYTES, at, Infinity);
  }

  clear(): void {
    this.entries.clear();
  }
}

/** The key used longest ago goes. */
class LruKeys implements KeptKeys {
  private readonly capacity: number;
  /** Insertion order of a Map is the order of use: oldest first. */
  private readonly used = new Map<number, true>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  use(key: number): boolean {
    if (!this.used.delete(key)) return false;
    this.used.set(key, true);
    return true;
  }

  add(key: number): void {
    if (this.used.size >= this.capacity) this.used.delete(this.used.keys().next().value as number);
    this.used.set(key, true);
  }

  clear(): void {
    this.used.clear();
  }
}

/** A hand goes round: a key that was used since it last came by is spared once, the first that was not goes. */
class ClockKeys implements KeptKeys {
  private readonly capacity: number;
  private readonly slots = new Map<number, number>();
  private readonly keys: number[] = [];
  private readonly used: boolean[] = [];
  private hand = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  use(key: number): boolean {
    const slot = this.slots.get(key);
    if (slot === undefined) return false;
    this.used[slot] = true;
    return true;
  }

  add(key: number): void {
    const slot = this.keys.length < this.capacity ? this.keys.length : this.freeSlot();
    this.keys[slot] = key;
    this.used[slot] = false;
    this.slots.set(key, slot);
  }

  private freeSlot(): number {
    while (this.used[this.hand]) {
      this.used[this.hand] = false;
      this.hand = (this.hand + 1) % this.capacity;
    }
    const slot = this.hand;
    this.hand = (this.hand + 1) % this.capacity;
    this.slots.delete(this.keys[slot]);
    return slot;
  }

  clear(): void {
    this.slots.clear();
    this.keys.length = 0;
    this.used.length = 0;
    this.hand = 0;
  }
}

const NONE = -1;

/**
 * SIEVE (Zhang et al., NSDI 2024): a queue in the order of arrival and a hand that goes from old to new. It spares keys that were
 * used since it last came by, where they are, and takes the first that was not; so new keys prove themselves before old ones go.
 */
class SieveKeys implements KeptKeys {
  private readonly capacity: number;
  private readonly slots = new Map<number, number>();
  private readonly keys: number[] = [];
  private readonly used: boolean[] = [];
  /** Neighbours in the queue, by slot. */
  private readonly newer: number[] = [];
  private readonly older: number[] = [];
  private newest = NONE;
  private oldest = NONE;
  private hand = NONE;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  use(key: number): boolean {
    const slot = this.slots.get(key);
    if (slot === undefined) return false;
    this.used[slot] = true;
    return true;
  }

  add(key: number): void {
    const slot = this.keys.length < this.capacity ? this.keys.length : this.freeSlot();
    this.keys[slot] = key;
    this.used[slot] = false;
    this.slots.set(key, slot);
    this.newer[slot] = NONE;
    this.older[slot] = this.newest;
    if (this.newest === NONE) this.oldest = slot;
    else this.newer[this.newest] = slot;
    this.newest = slot;
  }

  private freeSlot(): number {
    let slot = this.hand === NONE ? this.oldest : this.hand;
    while (this.used[slot]) {
      this.used[slot] = false;
      slot = this.newer[slot] === NONE ? this.oldest : this.newer[slot];
    }
    this.hand = this.newer[slot];
    this.unlink(slot);
    this.slots.delete(this.keys[slot]);
    return slot;
  }

  private unlink(slot: number): void {
    const { newer, older } = this;
    if (newer[slot] === NONE) this.newest = older[slot];
    else older[newer[slot]] = older[slot];
    if (older[slot] === NONE) this.oldest = newer[slot];
    else newer[older[slot]] = newer[slot];
  }

  clear(): void {
    this.slots.clear();
    this.keys.length = 0;
    this.used.length = 0;
    this.newest = NONE;
    this.oldest = NONE;
    this.hand = NONE;
  }
}
