import { describe, expect, test } from "vitest";
import { shortLinks } from "../support/short-links.ts";
import type { ShortLinks } from "../support/short-links.ts";

const READS_ONLY = { read: 1, insert: 0, write: 0, delete: 0 };
/** A service that is no bottleneck, and clients that ask once: what is counted is what the store is asked. */
const ROOMY = { threads: 2000, storeTimeoutMs: null };
const ONCE = { retries: 0, timeoutMs: 30_000 };

describe("a cache that begins anew, empty", () => {
  const restart = [{ fault: "restart", part: "cache", atMs: 30_000, durationMs: 1000 }];
  const requests = {
    ...{ mix: READS_ONLY, stock: 40, popularity: { s: 1.2, q: 0 }, unknownShare: 0, fresh: { share: 0, meanAgeMs: 1000 } },
    expiring: { share: 0, meanMs: 1000 },
  };
  /** Reads of the store that a restart brings: those of the same run without it left out. */
  const brought = (app: object, leases: boolean): number => {
    const run = (faults: typeof restart): ShortLinks =>
      shortLinks(
        {
          clients: ONCE,
          app: { ...ROOMY, ...app },
          cache: { kind: "memcached", settings: { leases } },
          db: { replicas: 0, cores: 192, connections: 2000, readTime: { constant: 200 } },
        },
        { requests, faults, perSecond: 400 },
      );
    return run(restart).storeReads - run([]).storeReads;
  };

  test("lets everybody who follows a link at once through to the store; with leases one for each link, of which there are 40", () => {
    const [stampede, leased] = [brought({}, false), brought({ onMiss: "lease" }, true)];
    // 400 readers a second for the 200 ms that the first read takes, and for as long as seldom links come for the first time.
    expect(stampede).toBeGreaterThan(70);
    expect(leased).toBeLessThanOrEqual(40);
    expect(leased).toBeGreaterThan(20);
    expect(stampede).toBeGreaterThan(2 * leased);
  });
});

test("killing the key service wastes what it had in memory, a batch at most, and repeats no key", () => {
  const crashes = [20_000, 40_000].map((atMs) => ({ fault: "crash", part: "keys", atMs, durationMs: 5000 }));
  for (const hasStandby of [true, false]) {
    const app = { keys: "key-service", keyBlock: 5, keyTaken: "overwrite" };
    const { items, wastedKeys } = shortLinks({ app, keys: { batch: 500, hasStandby } }, { faults: crashes, perSecond: 200 });
    expect(wastedKeys).toBeGreaterThan(0);
    expect(wastedKeys).toBeLessThanOrEqual(crashes.length * 500);
    // Whoever looks at nothing when storing would take another's place.
    expect([items.repeatedKeys, items.wrong, items.lost]).toEqual([0, 0, 0]);
  }
});

describe("the primary of a shard is lost", () => {
  const faults = [{ fault: "crash", part: "db", atMs: 30_000, durationMs: 25_000, index: 0 }];
  const LAGS = { shards: 2, replicas: 1, failoverMs: 5000, lagMedianMs: 1000, lagP99Ms: 3000 };
  const sharded = (db: object, struck: boolean): ShortLinks =>
    shortLinks(
      { clients: { retries: 0 }, db: { ...LAGS, ...db } },
      { store: "sharded-postgres", perSecond: 100, faults: struck ? faults : [] },
    );

  test("there is a gap of the fail-over for its half, and what its replica had not got is lost; where commits wait, nothing is", () => {
    const [calm, struck] = [sharded({}, false), sharded({}, true)];
    expect([calm.refused, calm.items.lost]).toEqual([0, 0]);
    // Half of a hundred requests a second for five seconds.
    expect(struck.refused).toBeGreaterThan(150);
    expect(struck.refused).toBeLessThan(400);
    // Some twenty changes a second, half of them there, of the last one to three seconds.
    expect(struck.items.lost).toBeGreaterThan(3);
    expect(struck.items.lost).toBeLessThan(60);
    const waits = sharded({ waitsForReplica: true, lagMedianMs: 20, lagP99Ms: 60 }, true);
    expect(waits.items.lost).toBe(0);
    expect(waits.refused).toBeGreaterThan(100);
  });

  test("reads of replicas show how far those are behind, and no more than that", () => {
    const [primary, replica] = [sharded({}, false), sharded({ readsFrom: "replicas" }, false)];
    expect([primary.items.missing, primary.items.stale]).toEqual([0, 0]);
    expect(replica.items.missing + replica.items.stale).toBeGreaterThan(30);
  });
});
