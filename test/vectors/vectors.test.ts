import { describe, expect, it } from "vitest";
import { runVectors } from "../../src/cli/vectors.ts";

describe("vectors of the engines' own test suites", () => {
  const run = runVectors(new URL(".", import.meta.url).pathname);

  it("fails none (L1, W1, W2)", () => {
    expect(run.lines.filter((line) => / fail( |$)/.test(line))).toEqual([]);
    expect(run.failed).toBe(0);
  });

  it("waives none and runs every family", () => {
    expect(run.waived).toBe(0);
    for (const family of ["flink-", "beam-", "kafka-", "spark-", "wm-", "tumbling-", "range-", "rr-", "sticky-", "coop-", "kinesis-", "cassandra-"]) {
      expect(run.lines.some((line) => line.startsWith(family)), family).toBe(true);
    }
    expect(run.passed).toBeGreaterThanOrEqual(51 + 11 + 16 + 27 + 100);
  });
});
