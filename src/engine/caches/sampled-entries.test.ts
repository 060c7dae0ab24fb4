import { describe, expect, test } from "vitest";
import { zipfSampler } from "../../base/alias-table.ts";
import { createStream } from "../../base/rng.ts";
import type { CachedEntries } from "./cached-entries.ts";
import { REDIS_MEMORY, VALKEY_MEMORY } from "./entry-bytes.ts";
import { SampledEntries } from "./sampled-entries.ts";
import type { MaxmemoryPolicy, SampledSpec } from "./sampled-entries.ts";

const PLAIN: SampledSpec = {
  maxBytes: 99,
  policy: "allkeys-lru",
  samples: 5,
  entryBytes: () => 1,
  tableBytes: () => 0,
  emptyBytes: 0,
  entriesPerRow: 1,
};
const entriesOf = (spec: Partial<SampledSpec>): SampledEntries => new SampledEntries({ ...PLAIN, ...spec }, createStream(1, "entries"));

/** Keys that fit until a write is refused. */
function filled(spec: Partial<SampledSpec>, valueBytes: number): number {
  const entries = entriesOf({ ...spec, policy: "noeviction" });
  let key = 0;
  while (entries.put(key, 0, valueBytes, 0, Infinity)) key++;
  return entries.size;
}

describe("memory is counted in bytes (Q30)", () => {
  const [redis, valkey] = [REDIS_MEMORY, VALKEY_MEMORY].map((server) => ({
    ...server,
    entryBytes: (value: number) => server.entryBytes(16, value),
  }));

  test("row R1: as many keys fit into 10 MB as fitted into Redis and Valkey, within 1.5 %", () => {
    for (const [server, valueBytes, ran] of [
      [redis, 100, 46_550],
      [redis, 500, 15_761],
      [valkey, 100, 58_140],
      [valkey, 500, 16_073],
    ] as const)
      expect(Math.abs(filled({ ...server, maxBytes: 10 * 1_048_576 }, valueBytes) / ran - 1)).toBeLessThan(0.015);
  });

  test("row R3: noeviction and a volatile policy without keys that expire refuse; what is there stays, and room that is made is used", () => {
    for (const policy of ["noeviction", "volatile-lru", "volatile-ttl"] as const) {
      const entries = entriesOf({ policy });
      for (let key = 0; key < 100; key++) expect(entries.put(key, key, 1, 0, Infinity)).toBe(true);
      expect([entries.put(100, 100, 1, 0, Infinity), entries.size, entries.find(0) >= 0]).toEqual([false, 100, true]);
      entries.delete(7);
      expect([entries.put(100, 100, 1, 0, Infinity), entries.evicted]).toEqual([true, 0]);
    }
  });

  test("volatile policies let only keys go that expire, the soonest first by volatile-ttl", () => {
    const entries = entriesOf({ policy: "volatile-ttl", samples: 64 });
    for (let key = 0; key < 100; key++) entries.put(key, key, 1, 0, key % 10 === 0 ? 1e6 - key : Infinity);
    for (let key = 100; key < 105; key++) entries.put(key, key, 1, 0, Infinity);
    expect([90, 80, 70, 60, 50].map((key) => entries.find(key))).toEqual([-1, -1, -1, -1, -1]);
    expect(entries.size).toBe(100);
  });
});

test("holds what a Map holds, whatever comes and goes (Q30)", () => {
  const random = createStream(5, "plain");
  const entries = entriesOf({ maxBytes: 1e9, entryBytes: (value) => value });
  const plain = new Map<number, { ref: number; bytes: number; putAt: number; expiresAt: number }>();
  for (let at = 0; at < 20_000; at += 7) {
    const [key, does] = [random.nextBelow(200), random.nextBelow(100)];
    const [bytes, expiresAt] = [random.nextBelow(50), random.nextBelow(2) === 0 ? Infinity : at + random.nextBelow(3000)];
    if (does < 60) {
      entries.put(key, at, bytes, at, expiresAt);
      plain.set(key, { ref: at, bytes, putAt: at, expiresAt });
    } else if (does < 90) {
      entries.delete(key);
      plain.delete(key);
    } else if (does < 92) {
      entries.deletePutAfter(at - 20);
      for (const [each, { putAt }] of plain) if (putAt > at - 20) plain.delete(each);
    } else if (entries.nextSweepAt <= at) {
      entries.sweep(at);
      for (const [each, { expiresAt: ends }] of plain) if (ends <= at && entries.find(each) < 0) plain.delete(each);
    }
    expect(entries.size).toBe(plain.size);
    const place = entries.find(key);
    expect(place < 0 ? undefined : [entries.refAt(place), entries.isValid(place, at)]).toEqual(
      plain.has(key) ? [plain.get(key)?.ref, (plain.get(key)?.expiresAt ?? 0) > at] : undefined,
    );
    expect(entries.usedBytes).toBe([...plain.values()].reduce((sum, each) => sum + each.bytes, 0));
  }
  expect(entries.swept).toBeGreaterThan(50);
});

const ZIPF = zipfSampler(20_000, 0.9, 0);

/** Share of lookups that found their key, in %, once the cache is full: looked up, and put in where it was missing. */
function hitShare(entries: CachedEntries, perSecond: number, lookups = 200_000): number {
  const random = createStream(1, "lookups");
  let hits = 0;
  for (let n = 0; n < 2 * lookups; n++) {
    const [at, key] = [(n * 1000) / perSecond, ZIPF.sample(random)];
    const place = entries.find(key);
    if (place < 0) entries.put(key, 0, 1, at, Infinity);
    else {
      entries.use(place, at);
      if (n >= lookups) hits++;
    }
  }
  return (100 * hits) / lookups;
}

test("row R8: a cache that turns over within a second of the clock is no better than random; at leisure it is near to true LRU (Q30)", () => {
  const maxBytes = 499;
  const of = (policy: MaxmemoryPolicy, perSecond: number): number => hitShare(entriesOf({ maxBytes, policy }), perSecond);
  const [random, fast, slow] = [of("allkeys-random", 100_000), of("allkeys-lru", 100_000), of("allkeys-lru", 50)];
  expect(Math.abs(fast - random)).toBeLessThan(0.7);
  expect(slow).toBeGreaterThan(fast + 1.5);
  expect(of("allkeys-lfu", 100_000)).toBeGreaterThan(slow + 4);
});

test("row R4: what expires together is gone within some cycles; a twentieth of the keys that expire stays for long (Q30)", () => {
  const swept = (keys: number, expired: number, forMs: number): number => {
    const entries = entriesOf({ maxBytes: Infinity });
    const random = createStream(2, "which");
    for (let key = 0; key < keys; key++) entries.put(key, 0, 1, 0, random.nextUniform() < expired / keys ? 1000 : 1e9);
    while (entries.nextSweepAt <= 1000 + forMs) entries.sweep(entries.nextSweepAt);
    return entries.swept;
  };
  expect(swept(100_000, 100_000, 340)).toBeGreaterThan(25_000);
  expect(swept(100_000, 100_000, 1300)).toBe(100_000);
  // About ten a second: ten cycles of twenty keys of which a twentieth had expired.
  expect(swept(500_000, 25_000, 10_000)).toBeGreaterThan(50);
  expect(swept(500_000, 25_000, 10_000)).toBeLessThan(200);
});
