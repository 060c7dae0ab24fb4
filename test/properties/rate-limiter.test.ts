import { describe, expect, test } from "vitest";
import { constant } from "../../src/base/sampler.ts";
import { RateLimiter } from "../../src/engine/requests/rate-limiter.ts";
import type { RateLimiterSpec } from "../../src/engine/requests/rate-limiter.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { RequestClients } from "../../src/engine/sources/request-clients.ts";
import { RowStore } from "../../src/engine/tables/row-store.ts";
import { callRun, finish } from "../support/call-run.ts";
import { CLIENTS, STORE } from "../support/item-run.ts";

const LIMITER: RateLimiterSpec = {
  ...{ algorithm: "token-bucket", limit: 50, windowMs: 1000, burst: 50, limits: "everybody", instances: 4, counts: "shared" },
  ...{ syncMs: 1000, added: constant(0.1), asked: constant(0.4), whenBlind: "admit" },
};
const SECONDS = 60;

/** 200 readers a second before a limiter for a minute: what was let in, and what each client had answered. */
function limited(spec: Partial<RateLimiterSpec>, strikes: readonly { fault: string; atMs: number; durationMs: number }[] = []) {
  const run = callRun(3, SECONDS * 1000);
  const [calls, passed] = [new RowQueue("calls"), new RowQueue("passed")];
  const mix = { read: 1, insert: 0, write: 0, delete: 0 };
  const clients = new RequestClients("clients", run, [calls], {
    ...{ ...CLIENTS, mix, sessionsPerSecond: 200, fresh: { share: 0, meanAgeMs: 1 }, users: 20, activity: { s: 1.2, q: 0 } },
  });
  const limiter = new RateLimiter("limiter", run, { requests: [calls], targets: [passed] }, { ...LIMITER, ...spec });
  const store = new RowStore("store", run, { calls: [passed] }, STORE);
  const schedule = strikes.map(({ atMs, ...strike }) => ({ atMs, apply: () => limiter.strike(strike, atMs) }));
  finish(run, [clients, limiter, store], 1000, schedule);
  const [book] = run.desk.endpoints;
  const refused = Object.fromEntries(book.refused);
  expect(book.asked).toBe(book.answered + book.notFound + Object.values(refused).reduce((sum, count) => sum + count, 0));
  expect([limiter.finish(), run.desk.calls.open, store.meter.arrivals]).toEqual([true, 0, limiter.admitted]);
  const by = [...book.refusedAt.keys()].map((place) => run.desk.places[place]);
  return { asked: book.asked, refused, by, admitted: limiter.admitted, meanMs: book.responses.whole.mean ?? NaN };
}

describe("a gate before an API (Q35)", () => {
  test("with a shared counter the limit holds over all instances, the rest is refused by the limiter alone", () => {
    const made = limited({});
    expect(made.admitted).toBeGreaterThan(50 * SECONDS * 0.98);
    expect(made.admitted).toBeLessThanOrEqual(50 * SECONDS + 50);
    expect(made.refused).toEqual({ "too many requests": made.asked - made.admitted });
    expect(made.by).toEqual(["limiter"]);
    expect(made.meanMs).toBeCloseTo(0.5 + 1, 1);
  });

  test("instances that count apart let in as many times the limit; adding up now and then something between", () => {
    const shared = limited({}).admitted;
    const own = limited({ counts: "own", limit: 20, burst: 20 }).admitted;
    expect(own / (4 * 20 * SECONDS)).toBeGreaterThan(0.98);
    const [often, seldom] = [50, 600].map((syncMs) => limited({ algorithm: "fixed-window", counts: "synced", syncMs }).admitted);
    expect(often).toBeGreaterThan(1.01 * shared);
    expect(often).toBeLessThan(1.3 * shared);
    expect(seldom).toBeGreaterThan(1.5 * shared);
    expect(seldom).toBeLessThan(4 * shared);
    // What each knows by itself costs no time of another.
    expect(limited({ counts: "own" }).meanMs).toBeCloseTo(0.1 + 1, 1);
  });

  test("by client the busy are held back and nobody else", () => {
    const everybody = limited({ limit: 20, burst: 20 });
    const each = limited({ limits: "client", limit: 20, burst: 20 });
    expect(each.admitted).toBeGreaterThan(2 * everybody.admitted);
    expect(each.refused["too many requests"]).toBeGreaterThan(500);
    const keys = limited({ limits: { apiKeys: 2 }, limit: 20, burst: 20 });
    expect(keys.admitted / everybody.admitted).toBeGreaterThan(1.95);
    expect(keys.admitted / everybody.admitted).toBeLessThan(2.05);
  });

  test("without its counter it lets all in or none; when it dies itself nobody gets in", () => {
    const outage = [{ fault: "outage", atMs: 20_000, durationMs: 20_000 }] as const;
    expect(limited({}, outage).admitted).toBeGreaterThan(200 * 20 * 0.9 + 50 * 38);
    expect(limited({ whenBlind: "refuse" }, outage).admitted).toBeLessThan(50 * 42);
    const crash = limited({}, [{ fault: "crash", atMs: 20_000, durationMs: 20_000 }]);
    expect(crash.refused["limiter down"]).toBeGreaterThan(200 * 20 * 0.9);
  });
});
