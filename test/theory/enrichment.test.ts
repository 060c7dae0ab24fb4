import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDrawing } from "../support/drawing.ts";

/** One task that asks an outside service about each record; answers take 1 to 6 ms, as in Flink's lab (facts/streaming.md B10). */
function enriched(ratePerSecond: number, settings: Settings): RunResult {
  return runDrawing({
    parts: [
      { id: "source", kind: "poisson-source", settings: { ratePerSecond, durationMs: 200_000, keys: 1000 } },
      {
        id: "flink",
        kind: "flink",
        settings: {
          ...{ parallelism: 1, checkpointing: false, guarantee: "at-least-once", bufferTimeoutMs: 0, networkBuffers: 10_000 },
          ...{ validate: false, dedup: false, sessionize: false, aggregate: false, ...settings },
        },
      },
      { id: "out", kind: "sink" },
    ],
    wires: ["source.out -> flink.in", "flink.events -> out.in"],
    workload: { durationMs: 200_000, warmupMs: 10_000 },
  });
}

const p99 = (result: RunResult): number => result.latency.out.p99Ms ?? Number.NaN;

describe("questions to an outside service (W7)", () => {
  test("sync: the task is a single server, and waits as Pollaczek and Khinchine say", () => {
    const ratePerMs = 0.25;
    const result = enriched(ratePerMs * 1000, { enrich: "sync" });
    // A question takes U(1, 6) ms, a record 7.6 us of CPU besides.
    const meanMs = 3.5 + 0.00763;
    const squareMs = 25 / 12 + meanMs ** 2;
    const waitMs = (ratePerMs * squareMs) / (2 * (1 - ratePerMs * meanMs));
    expect((result.nodes.flink.waitMs?.mean ?? 0) / waitMs).toBeGreaterThan(0.85);
    expect((result.nodes.flink.waitMs?.mean ?? 0) / waitMs).toBeLessThan(1.15);
    expect(result.nodes.flink.utilisation ?? 0).toBeCloseTo(ratePerMs * meanMs, 1);
  });

  // The lab's load is not published, only that sync gave a p99 of 600 ms and async 100 ms; here sync is 98.6 % busy.
  test("near the limit of sync, a p99 of hundreds of ms becomes 100 ms with async: what is left is the buffer's flush", () => {
    const p99At100 = (enrich: string) => p99(enriched(281, { enrich, bufferTimeoutMs: 100 }));
    expect(p99At100("sync")).toBeGreaterThan(300);
    expect(p99At100("sync")).toBeLessThan(900);
    expect(p99At100("ordered")).toBeGreaterThan(95);
    expect(p99At100("ordered")).toBeLessThan(110);
  });

  test("results as they come are not slower than results in order", () => {
    const unordered = p99(enriched(1000, { enrich: "unordered" }));
    const ordered = p99(enriched(1000, { enrich: "ordered" }));
    expect(ordered).toBeLessThan(8);
    expect(unordered).toBeLessThanOrEqual(ordered);
  });

  test("places for requests are servers: saturated, so many answers per latency and no more", () => {
    const result = enriched(4000, { enrich: "unordered", enrichInFlight: 8, enrichLatency: { constant: 4 } });
    // 2,000 a second leave, twice as many come: the newest of 200 s waits 100 s of them.
    expect(result.latency.out.maxMs ?? 0).toBeGreaterThan(180_000);
    expect(result.ledger.balanced).toBe(true);
  });

  test("a cache takes the answers it keeps off the service, and the task's waiting with them", () => {
    const without = enriched(200, { enrich: "sync" });
    const kept = enriched(200, { enrich: "sync", enrichCacheUsers: 1000, enrichCacheTtlMs: 60_000 });
    expect(kept.nodes.flink.utilisation ?? 1).toBeLessThan(0.3 * (without.nodes.flink.utilisation ?? 0));
  });
});
