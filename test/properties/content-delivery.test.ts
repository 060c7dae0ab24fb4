import { describe, expect, test } from "vitest";
import { constant } from "../../src/base/sampler.ts";
import { Cdn } from "../../src/engine/requests/cdn.ts";
import type { CdnSpec } from "../../src/engine/requests/cdn.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { RequestClients } from "../../src/engine/sources/request-clients.ts";
import type { RequestClientsSpec } from "../../src/engine/sources/request-clients.ts";
import { RowStore } from "../../src/engine/tables/row-store.ts";
import { callRun, finish } from "../support/call-run.ts";
import { CLIENTS, STORE } from "../support/item-run.ts";

const CDN: CdnSpec = {
  ...{ edges: 2, edgeBytes: 1e9, regionalBytes: 1e9, maxAgeMs: 10_000, purgeMs: null, staleIfError: false },
  ...{ edge: constant(1), toRegional: constant(20), toOrigin: constant(60), itemsPerRow: 1 },
};

function delivered(
  spec: Partial<CdnSpec>,
  clientsOf: Partial<RequestClientsSpec> = {},
  strikes: readonly { at: "cdn" | "store"; fault: string; atMs: number; durationMs: number; index?: number }[] = [],
) {
  const run = callRun(3, 40_000);
  const [calls, toOrigin] = [new RowQueue("calls"), new RowQueue("to origin")];
  const mix = { read: 1, insert: 0, write: 0, delete: 0 };
  const clients = new RequestClients("clients", run, [calls], {
    ...{ ...CLIENTS, mix, stock: 200, fresh: { share: 0, meanAgeMs: 1 }, ...clientsOf },
  });
  const cdn = new Cdn("cdn", run, { requests: [calls], origin: [toOrigin] }, { ...CDN, ...spec });
  const store = new RowStore("store", run, { calls: [toOrigin] }, STORE);
  const parts = { cdn, store };
  const schedule = strikes.map(({ atMs, at, ...strike }) => ({ atMs, apply: () => parts[at].strike(strike, atMs) }));
  finish(run, [clients, cdn, store], 1000, schedule);
  const [book] = run.desk.endpoints;
  const refused = [...book.refused.values()].reduce((sum, count) => sum + count, 0);
  expect(book.asked).toBe(book.answered + book.notFound + refused);
  expect([cdn.finish(), run.desk.calls.open]).toEqual([true, 0]);
  return { cdn, store, refused, asked: book.asked, verdicts: clients.items.verdicts, responses: book.responses.whole, usage: cdn.usage() };
}

describe("caches near to clients (Q36)", () => {
  test("an edge, a region and the origin answer, each after its way; the origin sees each thing once an age", () => {
    const { cdn, store, asked, responses, usage } = delivered({});
    expect(cdn.hits + cdn.regionalHits + cdn.misses).toBe(asked);
    expect(store.meter.arrivals).toBe(cdn.misses);
    // Four ages of ten seconds, 200 things, and now and then two at once.
    expect(cdn.misses).toBeLessThan(4 * 200 * 1.1);
    expect(cdn.regionalHits).toBeGreaterThan(100);
    expect([responses.min, Math.round(responses.max ?? 0)]).toEqual([1, 1 + 20 + 60 + 1]);
    expect(usage.bytesOut).toBe(500 * asked);
    expect(delivered({ regionalBytes: null }).cdn.misses).toBeGreaterThan(1.5 * cdn.misses);
  });

  test("what is changed or deleted is old here until its age or its purge", () => {
    const changing = { mix: { read: 0.9, insert: 0, write: 0.05, delete: 0.05 } };
    const stale = (spec: Partial<CdnSpec>): number => delivered(spec, changing).verdicts.stale;
    const [long, short, purged, never] = [stale({}), stale({ maxAgeMs: 500 }), stale({ purgeMs: 200 }), stale({ maxAgeMs: 1 })];
    expect(long).toBeGreaterThan(100);
    expect(short).toBeLessThan(long / 3);
    expect(purged).toBeLessThan(long / 3);
    expect(purged).toBeGreaterThan(0);
    expect(never).toBe(0);
  });

  test("a lost edge sends its clients to the next; an origin that is down is not noticed where old answers are allowed", () => {
    const crash = [{ at: "cdn", fault: "crash", atMs: 10_000, durationMs: 10_000, index: 0 }] as const;
    expect(delivered({}, {}, crash).refused).toBe(0);
    expect(delivered({ edges: 1 }, {}, crash).refused).toBeGreaterThan(500);
    const down = [{ at: "store", fault: "crash", atMs: 15_000, durationMs: 20_000 }] as const;
    const [hard, soft] = [
      delivered({ maxAgeMs: 1000 }, {}, down).refused,
      delivered({ maxAgeMs: 1000, staleIfError: true }, {}, down).refused,
    ];
    expect(hard).toBeGreaterThan(500);
    expect(soft).toBeLessThan(hard / 10);
  });

  test("caches that are too small hit less", () => {
    const [large, small] = [delivered({ regionalBytes: null }).cdn, delivered({ regionalBytes: null, edgeBytes: 20 * 500 }).cdn];
    expect(small.hits).toBeLessThan(0.8 * large.hits);
  });
});
