import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { listening } from "../../../../test/support/listening.ts";
import { must } from "../../../base/assert.ts";
import type { Settings } from "../../../design/types.ts";
import { createRun } from "../../../simulate/run.ts";
import { recommendationApi } from "./kind.ts";

test("instances are paid around the clock", () => {
  expect(billOf(recommendationApi, { instances: 3 })["Instances"]).toBeCloseTo(3 * 730 * 0.096, 6);
  expect(headlineOf(recommendationApi, { instances: 1 })).toContain("1 instance · ");
});

/** One thread before a store whose reads take seconds for two minutes of six. */
function beforeSlowStore(settings: Settings, windowMs = 500) {
  const design = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 8 } },
      { id: "store", kind: "cassandra" },
      { id: "api", kind: "recommendation-api", settings: { instances: 1, threads: 1, queueLimit: 5, timeoutMs: 600_000, ...settings } },
    ],
    wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
  });
  const faults = [{ fault: "slow", part: "store", atMs: 120_000, durationMs: 120_000, amount: 1000 }];
  const created = createRun({ design, scenario: listening({}, 6), seed: 1, faults, windowMs });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  const { asked, answered, notFound, refused } = must(Object.values(result.requests ?? {})[0], "requests");
  expect(asked).toBe(answered + notFound + Object.values(refused).reduce((sum, count) => sum + count, 0));
  const [api, store] = ["api", "store"].map((id) => must(run.machine.nodes.get(id), id));
  return { result, refused, usage: api.usage(), reads: store.usage().reads, asked };
}

test("a thread that waits for its read is used up by a slow store, one that does not is not (Q6)", () => {
  expect(beforeSlowStore({}).refused).not.toHaveProperty("service busy");
  expect(Object.keys(beforeSlowStore({ holdsThread: true }).refused)).toContain("service busy");
});

test("reads that are given up free the thread and come again within the budget; the store works for nobody (Q3, Q4)", () => {
  const giving = { holdsThread: true, readTimeoutMs: 50, queueLimit: 1000 };
  const once = beforeSlowStore(giving);
  expect(once.refused["timed out"]).toBe(once.usage.timedOut);
  expect([once.usage.retried, once.refused["timed out"] > 10]).toEqual([0, true]);
  const again = beforeSlowStore({ ...giving, readRetries: 3, retryPercent: null });
  // Two of three replicas answer in time more often than not.
  expect(again.usage.retried).toBeGreaterThan(once.refused["timed out"]);
  expect(again.refused["timed out"] ?? 0).toBeLessThan(once.refused["timed out"] / 2);
  const bounded = beforeSlowStore({ ...giving, readRetries: 3 });
  expect(bounded.usage.retried).toBeGreaterThan(0);
  expect(bounded.usage.retried).toBeLessThanOrEqual(0.2 * bounded.asked + 10);
  expect(bounded.usage.retried).toBeLessThan(again.usage.retried);
});

test("windows change nothing where threads wait and reads come again (Q2)", () => {
  const outcome = (windowMs: number): string =>
    JSON.stringify({ ...beforeSlowStore({ holdsThread: true, readTimeoutMs: 50, readRetries: 2 }, windowMs).result, timing: null });
  const whole = outcome(500);
  for (const windowMs of [7.3, 60_000]) expect(outcome(windowMs)).toBe(whole);
});
