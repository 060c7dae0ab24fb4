import { expect, test } from "vitest";
import { runDrawing } from "../support/drawing.ts";

const RATE_PER_SECOND = 200;

/** The worst lag of a job that reads a log, in records, and what is left of it in the end. */
function lagAt(checkpointIntervalMs: number) {
  const { logs } = runDrawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: RATE_PER_SECOND, arrivals: "constant" } },
      { id: "log", kind: "kafka" },
      { id: "job", kind: "flink", settings: { checkpointIntervalMs } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> log.produce", "log.consume -> job.in", "job.events -> out.in"],
    workload: { durationMs: 300_000, warmupMs: 0, drainMs: 120_000 },
  });
  const lag = logs.log?.groups.job;
  if (lag === undefined) throw new Error("nobody reads the log");
  return lag.lagRecords;
}

test("what a job has read and not committed is its lag, which saws at the pace of its checkpoints (L3)", () => {
  for (const intervalMs of [10_000, 20_000, 40_000]) {
    const { max, end } = lagAt(intervalMs);
    const tooth = (RATE_PER_SECOND * intervalMs) / 1000;
    expect(max).toBeGreaterThan(tooth * 0.99);
    expect(max).toBeLessThan(tooth * 1.01);
    expect(end).toBe(0);
  }
});
