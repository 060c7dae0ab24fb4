import { expect, test } from "vitest";
import { runDrawing } from "../../test/support/drawing.ts";
import { replicated } from "./replications.ts";
import type { RunResult } from "../result/result.ts";

const run = (seed: number): RunResult =>
  runDrawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 500, records: 2000 } },
      { id: "server", kind: "service", settings: { serviceTime: { exponential: 1 } } },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> server.in", "server.out -> out.in"],
    seed,
  });

test("several seeds give the interval of their mean, and one leaves the run as it is (E21c)", () => {
  const runs = [1, 2, 3, 4, 5].map(run);
  expect(replicated(runs.slice(0, 1))).toBe(runs[0]);
  const { latency, nodes, replications } = replicated(runs);
  expect(replications).toBe(5);
  const means = runs.map((each) => each.latency["out"]?.meanMs as number);
  const mean = means.reduce((sum, value) => sum + value, 0) / 5;
  const spread = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
  // Student's t for four degrees of freedom: 2.7764.
  const half = (2.7764 * spread) / Math.sqrt(5);
  expect(latency["out"]?.ci95.meanMs?.[0]).toBeCloseTo(mean - half, 9);
  expect(latency["out"]?.ci95.meanMs?.[1]).toBeCloseTo(mean + half, 9);
  expect(latency["out"]?.meanMs).toBe(means[0]);
  expect(nodes["server"]?.waitMs.ci95.p99).not.toBeNull();
  expect(nodes["load"]?.waitMs.ci95.mean).toBeNull();
});

test("runs of different designs are not replications", () => {
  const other = { ...run(2), engine: { ...run(2).engine, designHash: "another" } };
  expect(() => replicated([run(1), other])).toThrow("one design");
});
