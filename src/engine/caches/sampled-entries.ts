import type { RandomStream } from "../../base/rng.ts";
import { Float64List, Int32List } from "../kernel/number-lists.ts";
import { KeyMap } from "../kernel/key-map.ts";
import type { CachedEntries } from "./cached-entries.ts";
import { NO_PLACE } from "./cached-entries.ts";
import { EvictionPool } from "./eviction-pool.ts";
import { ExpiryCycle } from "./expiry-cycle.ts";
import { decayedCount, minuteOf, MOST_COUNT, NEW_COUNT, raisedCount } from "./use-counter.ts";

/** maxmemory-policy: of which keys one goes when there is no room, and which. */
export type MaxmemoryPolicy =
  | "noeviction"
  | "allkeys-lru"
  | "allkeys-lfu"
  | "allkeys-random"
  | "volatile-lru"
  | "volatile-lfu"
  | "volatile-random"
  | "volatile-ttl";

export type SampledSpec = {
  /** Infinity: no limit. */
  readonly maxBytes: number;
  readonly policy: MaxmemoryPolicy;
  /** maxmemory-samples: keys looked at for each one that goes. */
  readonly samples: number;
  /** What an entry takes for a value of so many bytes, and what the table of so many entries takes beside them. */
  readonly entryBytes: (valueBytes: number) => number;
  readonly tableBytes: (entries: number) => number;
  /** Of the empty server. */
  readonly emptyBytes: number;
  /** An entry of the run stands for so many. */
  readonly entriesPerRow: number;
};

/** LRU_CLOCK_RESOLUTION. */
const CLOCK_STEP_MS = 1000;

/**
 * What Redis and Valkey hold, in memory counted in bytes. Before a write that finds more than `maxBytes` in use, keys go by the policy:
 * a few are sampled, and the best of those and of earlier samples goes. The clock of a key has steps of a second, so that a cache that
 * turns over within one knows nothing of the order and is no better than one that lets any key go.
 */
export class SampledEntries implements CachedEntries {
  evicted = 0;
  swept = 0;
  private readonly spec: SampledSpec;
  private readonly random: RandomStream;
  private readonly chooses: "none" | "lru" | "lfu" | "random" | "ttl";
  private readonly onlyExpiring: boolean;
  private places: KeyMap;
  /** By place; places are dense, and the last entry takes the place of one that goes. */
  private readonly keys = new Float64List();
  private readonly refs = new Int32List();
  private readonly bytes = new Float64List();
  private readonly expiresAt = new Float64List();
  private readonly putAt = new Float64List();
  /** Second of the last use; or its minute, and the count. */
  private readonly usedAt = new Int32List();
  private readonly count = new Int32List();
  /** Places of entries that expire, and where in this list each place stands. */
  private readonly expiring = new Int32List();
  private readonly expiringIndex = new Int32List();
  private readonly pool = new EvictionPool();
  private readonly cycle = new ExpiryCycle();
  private entryBytes = 0;

  constructor(spec: SampledSpec, random: RandomStream) {
    this.spec = spec;
    this.random = random;
    const [of, by] = spec.policy === "noeviction" ? ["", "none"] : spec.policy.split("-");
    this.chooses = by as "lru";
    this.onlyExpiring = of === "volatile";
    this.places = new KeyMap();
  }

  get size(): number {
    return this.keys.length;
  }

  get usedBytes(): number {
    const { emptyBytes, entriesPerRow, tableBytes } = this.spec;
    return emptyBytes + entriesPerRow * this.entryBytes + tableBytes(entriesPerRow * this.size);
  }

  get nextSweepAt(): number {
    return this.cycle.nextAt;
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

  expiryAt(place: number): number {
    return this.expiresAt.data[place];
  }

  use(place: number, at: number): void {
    if (this.chooses !== "lfu") {
      this.usedAt.data[place] = Math.floor(at / CLOCK_STEP_MS);
      return;
    }
    const decayed = decayedCount(this.count.data[place], this.usedAt.data[place], at);
    this.count.data[place] = raisedCount(decayed, this.random);
    this.usedAt.data[place] = minuteOf(at);
  }

  put(key: number, ref: number, valueBytes: number, at: number, expiresAt: number): boolean {
    if (!this.makeRoom(at)) return false;
    const known = this.places.get(key);
    const count = known === NO_PLACE ? NEW_COUNT : this.count.data[known];
    if (known !== NO_PLACE) this.remove(known);
    const place = this.keys.length;
    const bytes = this.spec.entryBytes(valueBytes);
    this.entryBytes += bytes;
    this.keys.push(key);
    this.refs.push(ref);
    this.bytes.push(bytes);
    this.expiresAt.push(expiresAt);
    this.putAt.push(at);
    this.usedAt.push(this.chooses === "lfu" ? minuteOf(at) : Math.floor(at / CLOCK_STEP_MS));
    this.count.push(count);
    this.expiringIndex.push(NO_PLACE);
    this.places.set(key, place);
    if (expiresAt !== Infinity) {
      this.expiringIndex.data[place] = this.expiring.length;
      this.expiring.push(place);
      this.cycle.added(at, expiresAt);
    }
    return true;
  }

  private makeRoom(at: number): boolean {
    while (this.usedBytes > this.spec.maxBytes) {
      const victim = this.victim(at);
      if (victim === NO_PLACE) return false;
      this.remove(victim);
      this.evicted++;
    }
    return true;
  }

  /** The place of an entry that is to go, NO_PLACE where the policy lets none go. */
  private victim(at: number): number {
    const among = this.onlyExpiring ? this.expiring.length : this.size;
    if (this.chooses === "none" || among === 0) return NO_PLACE;
    if (this.chooses === "random") return this.anyPlace(among);
    for (;;) {
      for (let n = 0; n < this.spec.samples; n++) {
        const place = this.anyPlace(among);
        this.pool.offer(this.keys.data[place], this.rank(place, at));
      }
      for (let key = this.pool.takeBest(); key !== undefined; key = this.pool.takeBest()) {
        const place = this.places.get(key);
        if (place !== NO_PLACE) return place;
      }
    }
  }

  private anyPlace(among: number): number {
    const index = this.random.nextBelow(among);
    return this.onlyExpiring ? this.expiring.data[index] : index;
  }

  /** How much rather than others it should go. */
  private rank(place: number, at: number): number {
    if (this.chooses === "lru") return Math.floor(at / CLOCK_STEP_MS) - this.usedAt.data[place];
    if (this.chooses === "ttl") return -this.expiresAt.data[place];
    return MOST_COUNT - decayedCount(this.count.data[place], this.usedAt.data[place], at);
  }

  delete(key: number): void {
    const place = this.places.get(key);
    if (place !== NO_PLACE) this.remove(place);
  }

  private remove(place: number): void {
    const { keys, expiring, expiringIndex } = this;
    this.entryBytes -= this.bytes.data[place];
    this.places.delete(keys.data[place]);
    const index = expiringIndex.data[place];
    if (index !== NO_PLACE) {
      const other = expiring.data[expiring.length - 1];
      expiring.data[index] = other;
      expiringIndex.data[other] = index;
      expiring.length--;
    }
    const last = keys.length - 1;
    if (place !== last) this.move(last, place);
    for (const list of [keys, this.refs, this.bytes, this.expiresAt, this.putAt, this.usedAt, this.count, expiringIndex])
      list.length = last;
  }

  private move(from: number, to: number): void {
    for (const { data } of [this.keys, this.bytes, this.expiresAt, this.putAt]) data[to] = data[from];
    for (const { data } of [this.refs, this.usedAt, this.count, this.expiringIndex]) data[to] = data[from];
    this.places.set(this.keys.data[to], to);
    const index = this.expiringIndex.data[to];
    if (index !== NO_PLACE) this.expiring.data[index] = to;
  }

  sweep(at: number): void {
    const { expiring, expiresAt } = this;
    const keys = {
      get count() {
        return expiring.length;
      },
      expiresAt: (index: number) => expiresAt.data[expiring.data[index]],
      remove: (index: number) => this.remove(expiring.data[index]),
    };
    this.swept += this.cycle.run(at, keys);
  }

  deletePutAfter(at: number): number {
    const { data, length } = this.putAt;
    const late: number[] = [];
    for (let place = 0; place < length; place++) if (data[place] > at) late.push(this.keys.data[place]);
    for (const key of late) this.delete(key);
    return late.length;
  }

  clear(): void {
    this.places = new KeyMap();
    const lists = [
      this.keys,
      this.refs,
      this.bytes,
      this.expiresAt,
      this.putAt,
      this.usedAt,
      this.count,
      this.expiringIndex,
      this.expiring,
    ];
    for (const list of lists) list.length = 0;
    this.pool.clear();
    this.cycle.clear();
    this.entryBytes = 0;
  }
}
