import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDrawing } from "../support/drawing.ts";

/** One thread with more to do than it can: what it gets through is its capacity. */
function saturated(settings: Settings): RunResult {
  return runDrawing({
    parts: [
      { id: "source", kind: "poisson-source", settings: { ratePerSecond: 110_000, durationMs: 4000, keys: 1000 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 2, brokers: 6 } },
      {
        id: "streams",
        kind: "kafka-streams",
        settings: { instances: 1, threadsPerInstance: 1, validate: false, dedup: false, sessionize: false, ...settings },
      },
      { id: "results", kind: "kafka" },
    ],
    wires: ["source.out -> kafka.produce", "kafka.consume -> streams.in", "streams.events -> results.produce"],
    workload: { durationMs: 4000, warmupMs: 0, drainMs: 0 },
  });
}

const through = (settings: Settings): number => saturated(settings).nodes.streams.arrivals;

describe("what commits cost a thread (facts/streaming.md 2.2)", () => {
  const atLeastOnce = through({});

  test("a thread forwards 0.6 of what Nexmark's q0 does on a core of Flink", () => {
    expect(atLeastOnce / (4 * 0.6 * 155_000)).toBeGreaterThan(0.9);
    expect(atLeastOnce / (4 * 0.6 * 155_000)).toBeLessThan(1.01);
  });

  test("exactly once, a transaction every 100 ms takes 15 to 30 % of the throughput, one every 30 s nothing (W11)", () => {
    const often = through({ guarantee: "exactly-once" });
    expect(1 - often / atLeastOnce).toBeGreaterThan(0.15);
    expect(1 - often / atLeastOnce).toBeLessThan(0.3);
    expect(through({ guarantee: "exactly-once", commitIntervalMs: 30_000 }) / atLeastOnce).toBeGreaterThan(0.99);
  });
});
