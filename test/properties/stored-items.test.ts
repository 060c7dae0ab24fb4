import { describe, expect, test } from "vitest";
import { ONE_ATTEMPT } from "../../src/engine/calls/call-policy.ts";
import { constant, exponential } from "../../src/base/sampler.ts";
import { NO_ENDPOINT } from "../../src/engine/calls/calls.ts";
import type { Call } from "../../src/engine/calls/calls.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { ITEM, refOf } from "../../src/engine/rows/rows.ts";
import { HOLDS_ITEMS, RowStore } from "../../src/engine/tables/row-store.ts";
import type { RowStoreSpec } from "../../src/engine/tables/row-group.ts";
import { callRun, finish } from "../support/call-run.ts";
import { CLIENTS, itemRun, STORE, sums } from "../support/item-run.ts";
import type { ItemParts, ItemRun } from "../support/item-run.ts";

const readsOnly = { mix: { read: 1, insert: 0, write: 0, delete: 0 }, fresh: { share: 0, meanAgeMs: 1 } };
const createsOnly = { mix: { read: 0, insert: 1, write: 0, delete: 0 } };

const lostOf = ({ clients, store }: ItemRun): number => clients.items.countLost((key) => HOLDS_ITEMS.of(store)?.rowAt(key) ?? -1, 1e9);

/** What holds of every run: each request ended once, nothing is under way, and every reply to a read was judged. */
function balanced(made: ItemRun): ItemRun {
  const { asked, answered, notFound, refused } = sums(made);
  expect(asked).toBe(answered + notFound + Object.values(refused).reduce((sum, count) => sum + count, 0));
  const { calls } = made.run.desk;
  expect([calls.open, calls.made]).toEqual([0, calls.answered + calls.refused]);
  expect([made.app.finish(), made.store.finish(), made.clients.finish()]).toEqual([true, true, true]);
  return made;
}

/** When so many updates of one key that come at once are acknowledged, by a store of its own. */
function oneKey(store: Partial<RowStoreSpec>, updates: number): number[] {
  const run = callRun(1, 1000);
  const items = run.desk.openItems(run.rows.items, { items: 1, share: 1, itemsPerRow: 1, users: 1, bytes: () => 1 });
  items.layStock();
  const wire = new RowQueue("to store");
  const heard: number[] = [];
  const part = new RowStore("store", run, { calls: [wire] }, { ...STORE, ...store });
  const holder = { returned: (call: Call, at: number) => (heard.push(at), run.desk.calls.release(call)) };
  for (let n = 0; n < updates; n++) {
    const row = refOf(ITEM, items.rows.addUnder(items.rows.key.data[0], 0));
    const key = items.rows.key.data[0];
    const spec = { parent: null, key, op: "write", endpoint: NO_ENDPOINT, row, bytes: 1, deadlineAt: Infinity } as const;
    run.desk.calls.send(wire, 0, run.desk.calls.make(holder, spec, 0).ref);
  }
  finish(run, [part]);
  return heard;
}

const meanOf = ({ run }: ItemRun): number => run.desk.endpoints[0].responses.whole.mean ?? NaN;

describe("a program asks step by step (Q10)", () => {
  test("a read is own work and the store's; with a cache a hit is the cache's alone", () => {
    const plain = balanced(itemRun({ clients: readsOnly }));
    expect(meanOf(plain)).toBeCloseTo(1 + 1, 9);
    const cached = balanced(itemRun({ clients: readsOnly, cache: { capacityItems: 1e6 } }));
    const { hits, misses } = cached.cache ?? { hits: 0, misses: 0 };
    expect(hits + misses).toBe(sums(cached).answered);
    expect(cached.store.meter.arrivals).toBe(misses);
    // Every lookup takes the command and the way there and back, a miss a millisecond more at the store; some wait for the one thread.
    expect(meanOf(cached)).toBeGreaterThanOrEqual(1 + 0.41 + misses / (hits + misses) - 1e-9);
    expect(meanOf(cached)).toBeLessThan(1 + 0.42 + misses / (hits + misses));
  });

  test("a new thing is own work, a statement, and a flush; those that come during one share the next", () => {
    const rare = balanced(itemRun({ clients: { ...createsOnly, sessionsPerSecond: 0.5 }, store: { flush: constant(4) } }));
    expect(meanOf(rare)).toBeCloseTo(1 + 2 + 4, 9);
    // A thousand a second at 4 ms a flush would need four logs; shared, none waits longer than two flushes.
    const many = balanced(itemRun({ clients: { ...createsOnly, sessionsPerSecond: 1000 } }, { durationMs: 4000 }));
    expect(meanOf(many)).toBeGreaterThan(1 + 2 + 4);
    expect(meanOf(many)).toBeLessThan(1 + 2 + 8);
    expect(lostOf(many)).toBe(0);
  });

  test("who changes a key has it until the flush: updates of one key are served one a flush, whatever the connections", () => {
    const changes = { mix: { read: 0, insert: 0, write: 1, delete: 0 }, sessionsPerSecond: 400, stock: 10_000 };
    const store = { flush: constant(10), write: constant(0) };
    const spread = balanced(itemRun({ clients: changes, app: { work: constant(0) }, store }, { durationMs: 5000 }));
    expect(meanOf(spread)).toBeLessThan(20);
    expect(lostOf(spread)).toBe(0);
    const hot = oneKey(store, 50);
    expect(hot).toEqual(Array.from({ length: 50 }, (_, n) => 10 * (n + 1)));
  });
});

describe("answers are held against what was acknowledged (Q11)", () => {
  /** Room for four times the keys that will be taken. */
  const few = { keyCount: 8000 };

  test("other keys are tried while one is taken: every answer is right, and nothing is lost", () => {
    const made = balanced(itemRun({ app: few }));
    const { right, ...others } = made.clients.items.verdicts;
    expect(right).toBeGreaterThan(1500);
    expect(Object.values(others)).toEqual([0, 0, 0, 0, 0]);
    expect(made.store.conflicts).toBeGreaterThan(10);
    expect([made.clients.items.repeatedKeys, lostOf(made)]).toEqual([0, 0]);
  });

  test("keys that nobody looks up overwrite what others stored: wrong answers, lost things, repeated keys", () => {
    const made = balanced(itemRun({ app: { ...few, taken: "overwrite" } }));
    const { verdicts, repeatedKeys } = made.clients.items;
    // 200 new things, each with the chance of an eighth or more to hit one of a thousand.
    expect(repeatedKeys).toBeGreaterThan(15);
    expect(repeatedKeys).toBeLessThan(60);
    expect(lostOf(made)).toBe(repeatedKeys);
    expect(verdicts.wrong).toBeGreaterThan(0);
  });

  test("the hash of a URL alone gives one key to all who shorten it; asked to be new, the second gets an error, or one of its own", () => {
    const repeating = { clients: { repeatedShare: 0.5, mix: { read: 0.5, insert: 0.5, write: 0, delete: 0 } } };
    const of = (taken: "error" | "existing" | "retry"): ItemRun => balanced(itemRun({ ...repeating, app: { keys: "hash", taken } }));
    const existing = of("existing").clients.items;
    expect(existing.repeatedKeys).toBeGreaterThan(20);
    expect(existing.verdicts.wrong).toBe(0);
    expect(sums(of("error")).refused["key taken"]).toBeGreaterThan(20);
    const retried = of("retry");
    expect([retried.clients.items.repeatedKeys, sums(retried).refused]).toEqual([0, {}]);
  });

  test("what has expired is given to nobody, unless nobody looks", () => {
    const clients = { expiring: { share: 1, meanMs: 200 }, fresh: { share: 0.9, meanAgeMs: 500 } };
    const looked = balanced(itemRun({ clients })).clients.items.verdicts;
    expect([looked.expired, looked.missing]).toEqual([0, 0]);
    expect(looked["rightly none"]).toBeGreaterThan(100);
    expect(balanced(itemRun({ clients, app: { checksExpiry: false } })).clients.items.verdicts.expired).toBeGreaterThan(100);
  });

  test("changes are told to the cache: hardly anybody gets what was there before; where reads come from a replica, the cache keeps it", () => {
    const clients = { stock: 50, mix: { read: 0.8, insert: 0, write: 0.15, delete: 0.05 }, sessionsPerSecond: 200 };
    const staleShare = (store: Partial<RowStoreSpec>): number => {
      const { right, stale, wrong, missing, ...others } = balanced(itemRun({ clients, cache: {}, store }, { durationMs: 10_000 })).clients
        .items.verdicts;
      expect([wrong, others.expired]).toEqual([0, 0]);
      return (stale + missing) / (right + stale + missing + others["rightly none"]);
    };
    expect(staleShare({})).toBeLessThan(0.01);
    expect(staleShare({ replicas: 1, readsFrom: "replicas", replicaLag: constant(400) })).toBeGreaterThan(0.05);
  });
});

describe("a replica shows what has reached it (Q12)", () => {
  test("a link followed sooner than the lag is missing there, and never on the primary", () => {
    // Read after an exponential age of 50 ms from its acknowledgement, work of 1 + 1 ms; visible 100 ms after that: missing with chance 1 - exp(-98/50).
    const clients = { fresh: { share: 0.5, meanAgeMs: 50 }, mix: { read: 0.5, insert: 0.5, write: 0, delete: 0 }, sessionsPerSecond: 200 };
    const store = { replicas: 2, replicaLag: constant(100) };
    const primary = balanced(itemRun({ clients, store }));
    expect(primary.clients.items.verdicts.missing).toBe(0);
    const behind = balanced(itemRun({ clients, store: { ...store, readsFrom: "replicas" } })).clients.items.verdicts;
    const fresh = (behind.right + behind.missing) / 2;
    expect(behind.missing / fresh).toBeGreaterThan(0.8);
    expect(behind.wrong + behind.stale).toBe(0);
  });

  const dies = [{ atMs: 10_003, part: "store", fault: "crash", durationMs: 8000, index: 0 }] as const;
  const busy = { clients: { ...createsOnly, sessionsPerSecond: 500 }, app: { threads: 1e6 } };

  test("when the primary dies, what had not reached the replica is gone though it was acknowledged; waiting for a replica loses nothing", () => {
    const store = { replicas: 1, replicaLag: constant(200) };
    const made = balanced(itemRun({ ...busy, store }, { strikes: dies }));
    // 500 a second for 200 ms.
    expect(made.store.vanished).toBeGreaterThan(70);
    expect(made.store.vanished).toBeLessThan(130);
    expect(lostOf(made)).toBe(made.store.vanished);
    const { refused } = sums(made);
    expect(refused["store down"]).toBeGreaterThan(0.9 * 5 * 500);
    const safe = balanced(itemRun({ ...busy, store: { ...store, waitsForReplica: true } }, { strikes: dies }));
    expect(lostOf(safe)).toBe(0);
    expect(meanOf(safe)).toBeGreaterThan(200);
  });

  test("without a replica the primary comes back with all that was acknowledged", () => {
    const made = balanced(itemRun(busy, { strikes: dies }));
    expect([lostOf(made), made.store.vanished]).toEqual([0, 0]);
    expect(sums(made).refused["store down"]).toBeGreaterThan(0.9 * 8 * 500);
  });
});

describe("a key service gives each key once (Q13)", () => {
  const parts: ItemParts = { clients: { ...createsOnly, sessionsPerSecond: 200 }, app: { keys: "given" }, keys: {} };
  const dies = [{ atMs: 10_003, part: "keys", fault: "crash", durationMs: 3000 }] as const;

  test("a crash wastes at most a batch and repeats no key, and a standby shortens the outage", () => {
    const alone = balanced(itemRun(parts, { strikes: dies }));
    expect(alone.keys?.wasted).toBeGreaterThan(0);
    expect(alone.keys?.wasted).toBeLessThanOrEqual(100);
    expect([alone.keys?.repeated, alone.clients.items.repeatedKeys, alone.store.conflicts]).toEqual([0, 0, 0]);
    const { refused } = sums(alone);
    expect(refused["key service down"]).toBeGreaterThan(0.9 * 3 * 200);
    const stands = balanced(itemRun({ ...parts, keys: { standbyAfterMs: 200 } }, { strikes: dies }));
    expect(sums(stands).refused["key service down"] ?? 0).toBeLessThan(100);
    // A block of a minute rides over three seconds.
    const blocks = balanced(itemRun({ ...parts, app: { ...parts.app, keyBlock: 12_000 } }, { strikes: dies }));
    expect(sums(blocks).refused).toEqual({});
  });

  test("keys that are marked only after they were given are given again", () => {
    const after = balanced(itemRun({ ...parts, keys: { marks: "after" } }, { strikes: dies }));
    expect(after.keys?.repeated).toBeGreaterThan(0);
    expect(after.keys?.repeated).toBeLessThanOrEqual(100);
    expect(after.store.conflicts).toBe(after.keys?.repeated);
    const unchecked = balanced(
      itemRun({ ...parts, app: { ...parts.app, taken: "overwrite" }, keys: { marks: "after" } }, { strikes: dies }),
    );
    expect(unchecked.clients.items.repeatedKeys).toBe(unchecked.keys?.repeated);
  });

  test("a process that dies loses its block, and nothing else", () => {
    const strikes = [{ atMs: 10_003, part: "app", fault: "crash", durationMs: 1000 }] as const;
    const made = balanced(itemRun(parts, { strikes }));
    expect([made.keys?.repeated, made.clients.items.repeatedKeys, lostOf(made)]).toEqual([0, 0, 0]);
    expect(made.app.remarks.map(({ code }) => code)).toEqual(["instances-lost"]);
    expect(sums(made).refused["service down"]).toBeGreaterThan(150);
  });
});

test("cores of a store are those of M/M/c, and threads that wait for it those of a line before them (Q12)", () => {
  const [perSecond, cores, readMs] = [300, 2, 5];
  const clients = { ...readsOnly, sessionsPerSecond: perSecond };
  const store = { cores, read: exponential(readMs) };
  const means = Array.from({ length: 8 }, (_, i) =>
    meanOf(itemRun({ clients, store, app: { work: constant(0) } }, { seed: i + 1, durationMs: 15_000 })),
  );
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  const error = Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (means.length * (means.length - 1)));
  // Erlang C for two servers: P(wait) = 2 rho^2 / (1 + rho).
  const rho = (perSecond * readMs) / 1000 / cores;
  const theory = readMs + ((2 * rho * rho) / (1 + rho)) * (readMs / (cores * (1 - rho)));
  // The 99 % bound of Student's t with seven degrees of freedom.
  expect(Math.abs(mean - theory)).toBeLessThan(3.5 * error);
});

test("windows change nothing: books, verdicts and what is stored are equal to the bit (E3)", () => {
  const parts: ItemParts = {
    clients: {
      ...CLIENTS,
      roundTrip: exponential(40),
      newConnections: { share: 0.3, roundTrips: 2, lookup: constant(5) },
      mix: { read: 0.8, insert: 0.15, write: 0.03, delete: 0.02 },
      policy: { ...ONE_ATTEMPT, timeoutMs: 30, retries: 2, hedgeAfterMs: 10, hedges: 1 },
    },
    app: { keys: "given", instances: 3, threads: 2, work: exponential(2) },
    store: {
      ...STORE,
      cores: 1,
      read: exponential(3),
      write: exponential(4),
      replicas: 2,
      readsFrom: "replicas",
      replicaLag: exponential(30),
    },
    cache: { ttlMs: 3000 },
    keys: { marks: "after" },
  };
  const strikes = [
    { atMs: 5000.5, part: "keys", fault: "crash", durationMs: 800 },
    { atMs: 8000.25, part: "store", fault: "crash", durationMs: 9000, index: 0 },
    { atMs: 12_000, part: "app", fault: "crash", durationMs: 700, index: 1 },
    { atMs: 14_000, part: "cache", fault: "crash", durationMs: 900 },
  ] as const;
  const told = (windowMs: number): string => {
    const made = balanced(itemRun(parts, { windowMs, strikes }));
    const { verdicts, repeatedKeys, rows } = made.clients.items;
    const { length } = rows;
    const stored = [...rows.key.data.subarray(0, length)].map((key) => HOLDS_ITEMS.of(made.store)?.rowAt(key));
    return JSON.stringify([sums(made), meanOf(made), verdicts, repeatedKeys, lostOf(made), stored, made.store.usage(), made.keys?.wasted]);
  };
  const whole = told(1000);
  for (const windowMs of [7.3, 333, 5000]) expect(told(windowMs)).toBe(whole);
});
