import { describe, expect, test } from "vitest";
import type { LatencySummary, RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { runDrawing } from "../support/drawing.ts";
import { designOf, shortEvening } from "../support/short-evening.ts";

function queue(seed: number, records: number): RunResult {
  const durationMs = records / 0.8;
  return runDrawing({
    parts: [
      { id: "source", kind: "poisson-source", settings: { ratePerSecond: 800 } },
      { id: "server", kind: "service", settings: { servers: 1, serviceTime: { exponential: 1 } } },
      { id: "sink", kind: "sink" },
    ],
    wires: ["source.out -> server.in", "server.out -> sink.in"],
    seed,
    workload: { durationMs, warmupMs: durationMs / 10 },
  });
}

const holds = (bounds: readonly [number, number] | null, truth: number): boolean =>
  bounds !== null && bounds[0] <= truth && truth <= bounds[1];

describe("the intervals of a single run", () => {
  test("of a drawn queue hold what theory says in about 95 of 100 runs (E21b)", () => {
    // Time in the system of M/M/1 at 0.8 is exponential with mean 5 ms.
    const truths = { meanMs: 5, p50Ms: 5 * Math.LN2, p95Ms: 5 * Math.log(20), p99Ms: 5 * Math.log(100) };
    const held = { meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 };
    const runs = 40;
    for (let seed = 1; seed <= runs; seed++) {
      const { ci95 } = queue(seed, 40_000).latency["sink"] as LatencySummary;
      for (const key of ["meanMs", "p50Ms", "p95Ms", "p99Ms"] as const) if (holds(ci95[key], truths[key])) held[key]++;
    }
    // Of 40, 38 expected; fewer than 34 has a chance below 2 %.
    for (const [key, count] of Object.entries(held)) expect(count, `${key} held in ${count} of ${runs}`).toBeGreaterThanOrEqual(34);
  });

  test("of an evening with a burst tell what other seeds say, not how the evening goes up and down", async () => {
    const scenario = await shortEvening(5);
    const design = designOf(scenario, "druid");
    const means: number[] = [];
    let held = 0;
    const intervals: (readonly [number, number])[] = [];
    for (let seed = 1; seed <= 8; seed++) {
      const { outcome } = runDesign({ design, scenario, seed, faults: [] });
      if (outcome.status !== "finished") throw new Error(outcome.status);
      const { meanMs, ci95 } = outcome.result.latency["druid"] as LatencySummary;
      means.push(meanMs as number);
      intervals.push(ci95.meanMs as readonly [number, number]);
      expect(outcome.result.verdict.goals.find((goal) => goal.metric === "freshness.p95Ms")?.ci95).not.toBeNull();
    }
    const overall = means.reduce((sum, mean) => sum + mean, 0) / means.length;
    for (const bounds of intervals) if (holds(bounds, overall)) held++;
    expect(held, `${overall} in ${JSON.stringify(intervals)}`).toBeGreaterThanOrEqual(6);
  });

  test("are left out where too few records lie beyond, and the result says so (E21b)", () => {
    const { latency, findings } = queue(1, 500);
    expect(latency["sink"]?.ci95.p99Ms).toBeNull();
    expect(findings.find(({ code }) => code === "few-records")?.message).toContain("1,000 are needed");
    expect(queue(1, 5000).findings.some(({ code }) => code === "few-records")).toBe(false);
  });
});
