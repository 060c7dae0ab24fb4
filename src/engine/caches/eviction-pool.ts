/** Candidates that are kept from one eviction to the next (EVPOOL_SIZE of Redis 7). */
const POOL_SIZE = 16;

/**
 * The best candidates seen so far, the better the further up: Redis samples a few keys for each eviction and keeps those worth
 * keeping, which brings a sample of five near to the key that was really used longest ago. What it holds may have gone meanwhile.
 */
export class EvictionPool {
  private readonly keys: number[] = [];
  private readonly ranks: number[] = [];

  /** A key that was sampled, and how much rather than others it should go; one that is worse than all of a full pool is forgotten. */
  offer(key: number, rank: number): void {
    const { keys, ranks } = this;
    let at = 0;
    while (at < ranks.length && ranks[at] < rank) at++;
    if (ranks.length === POOL_SIZE) {
      if (at === 0) return;
      keys.shift();
      ranks.shift();
      at--;
    }
    keys.splice(at, 0, key);
    ranks.splice(at, 0, rank);
  }

  /** Takes out the best one; undefined when none is there. */
  takeBest(): number | undefined {
    this.ranks.pop();
    return this.keys.pop();
  }

  clear(): void {
    this.keys.length = this.ranks.length = 0;
  }
}
