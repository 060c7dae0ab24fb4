/** hz 10: the cycle comes so often, looks at so many keys that expire at a time, and goes on while more than so many of them had expired. */
const EVERY_MS = 100;
const KEYS_A_LOOK = 20;
const ACCEPTED_STALE = 0.1;
/**
 * A cycle takes at most a quarter of the time until the next. 100,000 keys that expire at once are gone after 1.1 s, eleven cycles of
 * 25 ms: some 9,000 a cycle (facts/engines-2026-11.md R4).
 */
const MOST_A_CYCLE = 9000;
const RESCAN_MS = 1000;

/** What the cycle goes over: keys with an expiry, in any order that holds while none comes or goes. */
export type Expiring = {
  readonly count: number;
  expiresAt(index: number): number;
  /** Takes it out; the last one takes its index. */
  remove(index: number): void;
};

/**
 * The cycle by which Redis finds keys that have expired and that nobody asks for. It looks at twenty of those that expire, and goes on
 * at once while more than a tenth of them had expired: so many that expire together go within a second, and a few among many stay.
 */
export class ExpiryCycle {
  nextAt = Infinity;
  private cursor = 0;
  /** No key expires before that. */
  private soonest = Infinity;
  private rescannedAt = -Infinity;

  /** A key that expires was put in at `at`. */
  added(at: number, expiresAt: number): void {
    this.soonest = Math.min(this.soonest, expiresAt);
    this.plan(at);
  }

  private plan(at: number): void {
    const from = Math.max(at, this.soonest);
    this.nextAt = from === Infinity ? Infinity : EVERY_MS * (Math.floor(from / EVERY_MS) + 1);
  }

  /** One cycle; answers how many keys had expired. */
  run(at: number, keys: Expiring): number {
    let [looked, found] = [0, 0];
    for (let expired = KEYS_A_LOOK; expired > ACCEPTED_STALE * KEYS_A_LOOK && looked < MOST_A_CYCLE && keys.count > 0; ) {
      expired = 0;
      const most = Math.min(KEYS_A_LOOK, keys.count);
      for (let n = 0; n < most; n++) {
        if (this.cursor >= keys.count) this.cursor = 0;
        looked++;
        if (keys.expiresAt(this.cursor) <= at) {
          keys.remove(this.cursor);
          expired++;
        } else this.cursor++;
      }
      found += expired;
    }
    if (found === 0 && at - this.rescannedAt >= RESCAN_MS) this.rescan(at, keys);
    if (keys.count === 0) this.soonest = Infinity;
    this.plan(at);
    return found;
  }

  /** Nothing had expired among those it looked at: when the next one does says when to look again. */
  private rescan(at: number, keys: Expiring): void {
    this.rescannedAt = at;
    this.soonest = Infinity;
    for (let index = 0; index < keys.count; index++) this.soonest = Math.min(this.soonest, keys.expiresAt(index));
  }

  clear(): void {
    this.soonest = this.nextAt = Infinity;
    this.cursor = 0;
  }
}
