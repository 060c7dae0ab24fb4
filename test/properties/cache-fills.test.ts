import { describe, expect, test } from "vitest";
import { constant } from "../../src/base/sampler.ts";
import { createStream } from "../../src/base/rng.ts";
import { SampledEntries } from "../../src/engine/caches/sampled-entries.ts";
import { HOLDS_ITEMS } from "../../src/engine/tables/row-store.ts";
import { itemRun, sums } from "../support/item-run.ts";
import type { ItemParts, ItemRun } from "../support/item-run.ts";

const lostOf = ({ clients, store }: ItemRun): number => clients.items.countLost((key) => HOLDS_ITEMS.of(store)?.rowAt(key) ?? -1, 1e9);

/** 200 calls for one key within 2 ms, of which the store knows the row after 200 ms (facts/engines-2026-11.md R7). */
function rush(app: NonNullable<ItemParts["app"]>, cache: NonNullable<ItemParts["cache"]> = {}): ItemRun {
  const clients = { stock: 1, mix: { read: 1, insert: 0, write: 0, delete: 0 }, fresh: { share: 0, meanAgeMs: 1 } };
  const made = itemRun(
    {
      clients: { ...clients, sessionsPerSecond: 100_000 },
      app: { ...app, work: constant(0) },
      cache: { reply: constant(0.5), commandMs: 0.001, ...cache },
      store: { read: constant(200) },
    },
    { durationMs: 2, windowMs: 10 },
  );
  const { asked, answered } = sums(made);
  expect(asked).toBeGreaterThan(150);
  expect(answered).toBe(asked);
  return made;
}

describe("row R7: many misses of one key (Q32)", () => {
  test("each asks the store, unless one of an instance asks for all", () => {
    const each = rush({});
    expect(each.store.meter.arrivals).toBe(sums(each).asked);
    expect(rush({ onMiss: "once", instances: 1 }).store.meter.arrivals).toBe(1);
    expect(rush({ onMiss: "once", instances: 4 }).store.meter.arrivals).toBe(4);
  });

  test("a lock lets one through, a second look keeps late ones out, and a lock shorter than the work lets several through", () => {
    expect(rush({ onMiss: "lock-checked" }).store.meter.arrivals).toBe(1);
    // Those who looked before the fill and ask for the lock after it: none here, one or two where they come over time.
    expect(rush({ onMiss: "lock" }).store.meter.arrivals).toBeLessThanOrEqual(2);
    expect(rush({ onMiss: "lock-checked" }, { claimMs: 60 }).store.meter.arrivals).toBeGreaterThan(1);
  });

  test("a lease lets one through, and who waits is answered from the cache soon after", () => {
    const made = rush({ onMiss: "lease" }, { givesLeases: true });
    expect(made.store.meter.arrivals).toBe(1);
    // Fifty ms between looks: all are answered by the fifth.
    expect(made.run.desk.endpoints[0].responses.whole.max).toBeLessThan(260);
  });

  test("a key that nobody has ends its lock or lease: who comes next does not wait for it", () => {
    for (const onMiss of ["lock", "lock-checked", "lease"] as const) {
      const made = itemRun({
        clients: { mix: { read: 1, insert: 0, write: 0, delete: 0 }, unknownShare: 1 },
        app: { onMiss },
        cache: { givesLeases: onMiss === "lease" },
      });
      expect([sums(made).answered, sums(made).notFound]).toEqual([0, sums(made).asked]);
      expect(made.run.desk.endpoints[0].responses.whole.max).toBeLessThan(20);
    }
  });
});

describe("acknowledged by the cache (Q33)", () => {
  const changes = { mix: { read: 0.5, insert: 0.1, write: 0.4, delete: 0 }, stock: 200 };
  const back = { storesIn: "cache", writeBackMs: 2000 } as const;

  test("without a failure all of it gets to the store, several changes of a key as one", () => {
    const made = itemRun({ clients: changes, app: back, cache: { capacityItems: 1e6 } });
    expect([lostOf(made), made.app.writeBack?.lost]).toEqual([0, 0]);
    expect(made.clients.items.verdicts.stale).toBe(0);
    const { changed } = made.clients.items;
    expect(made.app.writeBack?.brought).toBeLessThan(changed);
    expect(made.store.meter.arrivals).toBeLessThan(changed);
    // It is done when the cache has it: no statement, no flush.
    const through = itemRun({ clients: changes, cache: { capacityItems: 1e6 } });
    expect(made.run.desk.endpoints[0].responses.whole.mean).toBeLessThan(through.run.desk.endpoints[0].responses.whole.mean ?? 0);
  });

  test("what the cache loses before that is lost, and older versions come back", () => {
    const strikes = [{ atMs: 10_000, part: "cache", fault: "restart", durationMs: 1 }] as const;
    const made = itemRun({ clients: changes, app: back, cache: { capacityItems: 1e6 } }, { strikes });
    expect(made.app.writeBack?.lost).toBeGreaterThan(20);
    expect(lostOf(made)).toBeGreaterThan(20);
    expect(made.clients.items.verdicts.stale).toBeGreaterThan(0);
    const through = itemRun({ clients: changes, app: { fillsOnWrite: true }, cache: { capacityItems: 1e6 } }, { strikes });
    expect(lostOf(through)).toBe(0);
  });

  test("a cache that is full and lets none go refuses, and the client hears of it", () => {
    const holds = (): SampledEntries =>
      new SampledEntries(
        { maxBytes: 49, policy: "noeviction", samples: 5, entryBytes: () => 1, tableBytes: () => 0, emptyBytes: 0, entriesPerRow: 1 },
        createStream(1, "none"),
      );
    const made = itemRun({ clients: changes, app: back, cache: { holds } });
    expect(sums(made).refused["out of memory"]).toBeGreaterThan(100);
    expect(made.cache?.noRoom).toBeGreaterThan(100);
    expect(lostOf(made)).toBe(0);
  });
});
