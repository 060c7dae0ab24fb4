import { expect, test } from "vitest";
import { drawing, runDrawing } from "../../../test/support/drawing.ts";
import { must } from "../../base/assert.ts";
import { swapPart } from "../../catalogue/drawing/swap.ts";
import type { Design } from "../../design/types.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import { runDesign } from "../../simulate/run.ts";
import { costChanges, goalChanges, lagChanges, latencyChanges, limitChanges, missedIncidents } from "./changes.ts";
import type { FinishedRun } from "./changes.ts";

const before = finished(
  drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50 } },
      { id: "log", kind: "kafka" },
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> log.produce", "log.consume -> out.in"],
    workload: { durationMs: 30_000, warmupMs: 1000 },
  }),
);
const after = finished(must(swapPart(before.design, "log", "kinesis-data-streams", null), "no swap").design);

function finished(design: Design): FinishedRun {
  const { outcome } = runDesign({ design, scenario: null, seed: 2, faults: [] });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return { result: outcome.result, design };
}

test("a swap for Kinesis shows as slower, with its own bill and limits", () => {
  const latency = latencyChanges(before, after);
  expect(latency.map(({ label }) => label)).toEqual(["out p50", "out p95", "out p99"]);
  expect(latency.every(({ tone, change }) => tone === "bad" && change.endsWith("slower"))).toBe(true);
  expect(lagChanges(before, after).map(({ label }) => label)).toContain("out, lag peak");
  const [total, ...parts] = costChanges(before, after);
  expect(total?.change).toMatch(/cheaper$/);
  expect(parts.map(({ label }) => label)).toEqual(["log"]);
  expect(limitChanges(before, after).map((change) => [change.before.title, change.after.title])).toEqual([
    ["Kafka", "Kinesis Data Streams"],
  ]);
  expect(goalChanges(before, after)).toEqual([]);
});

test("an incident that only the old kind could suffer is named", async () => {
  const loaded = await loadBundled("ios-engagement");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const incidents = loaded.value.incidents.filter(({ strikes }) => strikes.family === "log" || strikes.kinds?.includes("kafka") === true);
  expect(incidents.length).toBeGreaterThan(0);
  const told = missedIncidents(before, after, loaded.value);
  expect(told).toHaveLength(incidents.length);
  expect(told[0]).toContain("struck Kafka");
  expect(missedIncidents(before, before, loaded.value)).toEqual([]);
});

test("the same run twice changes nothing", () => {
  const rows = [...latencyChanges(before, before), ...lagChanges(before, before), ...costChanges(before, before)];
  expect(rows.every(({ change }) => change === "same")).toBe(true);
  expect(limitChanges(before, before)).toEqual([]);
});

test("a figure only one run has is unknown in the other, and no change is claimed", () => {
  const elsewhere = runDrawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50 } },
      { id: "other", kind: "sink" },
    ],
    wires: ["load.out -> other.in"],
    workload: { durationMs: 5000, warmupMs: 0 },
  });
  const rows = latencyChanges(before, { result: elsewhere, design: before.design });
  expect(rows.find(({ id }) => id === "out p50Ms")).toMatchObject({ after: "unknown", change: "", tone: "quiet" });
  expect(rows.find(({ id }) => id === "other p50Ms")).toMatchObject({ before: "unknown", change: "" });
});
