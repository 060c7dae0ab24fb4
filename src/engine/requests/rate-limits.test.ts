import { describe, expect, test } from "vitest";
import { createRateLimit } from "./rate-limits.ts";
import type { RateLimitSpec } from "./rate-limits.ts";

/** Instants at which calls are let in, of those that come. */
function letIn(spec: Partial<RateLimitSpec>, instants: readonly number[]): number[] {
  const limit = createRateLimit({ algorithm: "token-bucket", limit: 10, windowMs: 1000, burst: 5, ...spec });
  return instants.filter((at) => {
    const admits = limit.admits(at);
    if (admits) limit.take(at, 1);
    return admits;
  });
}

const every = (ms: number, until: number): number[] => Array.from({ length: until / ms }, (_, n) => n * ms);
/** The most that were let in within any time of one window. */
const mostWithin = (instants: readonly number[], windowMs: number): number =>
  Math.max(...instants.map((at) => instants.filter((other) => other >= at && other < at + windowMs).length));

describe("what is let in (Q34)", () => {
  test("a bucket lets its burst through and then one for each token that comes", () => {
    const instants = letIn({}, every(1, 3000));
    expect(instants.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(instants.length).toBe(5 + 29);
    expect(mostWithin(instants, 1000)).toBeLessThanOrEqual(15);
  });

  test("a fixed window lets twice the limit through around its end, sliding ones never more than it", () => {
    const rush = [...every(1, 100).map((ms) => 900 + ms), ...every(1, 100).map((ms) => 1000 + ms)];
    expect(mostWithin(letIn({ algorithm: "fixed-window" }, rush), 1000)).toBe(20);
    expect(mostWithin(letIn({ algorithm: "sliding-log" }, rush), 1000)).toBe(10);
    expect(mostWithin(letIn({ algorithm: "sliding-counter" }, rush), 1000)).toBeLessThanOrEqual(11);
  });

  test("under steady load each lets the limit through", () => {
    for (const algorithm of ["fixed-window", "sliding-log", "sliding-counter"] as const) {
      const instants = letIn({ algorithm }, every(7, 20_000));
      expect(instants.length).toBeGreaterThanOrEqual(0.94 * 200);
      expect(instants.length).toBeLessThanOrEqual(200);
    }
  });

  test("one that copies another goes on as that would", () => {
    for (const algorithm of ["token-bucket", "fixed-window", "sliding-log", "sliding-counter"] as const) {
      const [one, other] = [0, 1].map(() => createRateLimit({ algorithm, limit: 10, windowMs: 1000, burst: 5 }));
      for (let at = 0; at < 1500; at += 40) if (one.admits(at)) one.take(at, 1);
      other.copyFrom(one);
      const next = every(20, 3000).map((ms) => 1500 + ms);
      expect(next.map((at) => other.admits(at))).toEqual(next.map((at) => one.admits(at)));
    }
  });
});
