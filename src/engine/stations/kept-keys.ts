/** Which keys a cache holds, and which goes when there is no room: every policy behind the same two questions. */
export type KeptKeys = {
  /** True when the key is held; to a policy that counts as a use. */
  use(key: number): boolean;
  /** Takes in a key that is not held; another goes when there is no room. */
  add(key: number): void;
  clear(): void;
};

export type EvictionPolicy = "lru" | "clock" | "sieve";

export function createKeptKeys(policy: EvictionPolicy, capacity: number): KeptKeys {
  if (policy === "clock") return new ClockKeys(capacity);
  return policy === "sieve" ? new SieveKeys(capacity) : new LruKeys(capacity);
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
