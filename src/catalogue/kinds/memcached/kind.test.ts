import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import { memcached } from "./kind.ts";

test("a node is paid around the clock, and the headline says how large it is", () => {
  expect(billOf(memcached, {})["Node"]).toBeCloseTo(730 * 0.156, 6);
  expect(headlineOf(memcached, {})).toBe("64 MiB · segmented LRU");
  expect(headlineOf(memcached, { leases: true, memoryMib: 2048 })).toBe("2 GiB · with leases");
});

test("leases take reads off the store that is slow, and nobody gets another answer for it", () => {
  const of = (leases: boolean) =>
    shortLinks(
      {
        app: { onMiss: leases ? "lease" : "each" },
        cache: { kind: "memcached", settings: { leases } },
        db: { readTime: { constant: 200 }, cores: 64 },
      },
      {
        faults: [{ fault: "restart", part: "cache", atMs: 20_000, durationMs: 1000 }],
        perSecond: 250,
        requests: { popularity: { s: 1.4, q: 0 }, unknownShare: 0, fresh: { share: 0, meanAgeMs: 1 } },
      },
    );
  const [without, withLeases] = [of(false), of(true)];
  expect(withLeases.storeReads).toBeLessThan(0.97 * without.storeReads);
  for (const { items } of [without, withLeases]) expect([items.wrong, items.lost]).toEqual([0, 0]);
});
