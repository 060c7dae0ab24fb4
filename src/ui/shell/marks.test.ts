import { expect, test } from "vitest";
import { kindById } from "../../catalogue/registry.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import type { Part } from "../../design/types.ts";
import { labelWidths, marksOf, type Mark } from "./marks.ts";

const mark = (atMs: number, label: string): Mark => ({ key: label, atMs, durationMs: 0, label, kind: "incident" });

test("a label that would run into the one before it is cut, or gives way when too little would be left", () => {
  const marks = [mark(0, "promotion"), mark(10, "broker crash"), mark(100, "a task manager dies"), mark(900, "late records")];
  const widths = labelWidths(marks, 1000, 800);
  expect([...widths.keys()]).toEqual(["promotion", "a task manager dies", "late records"]);
  expect(widths.get("a task manager dies")).toBeLessThan(120);
  expect(widths.get("late records")).toBeGreaterThan(70);
});

const drawn = (kind: string, title: string): readonly Part[] => [{ id: "k", kind, title, position: { x: 0, y: 0 }, settings: {} }];

test("an incident stands on the line only when the drawing has something it strikes", async () => {
  const loaded = await loadBundled("ios-engagement");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const labels = (kind: string): readonly string[] =>
    marksOf(loaded.value, [], null, drawn(kind, "Log"), kindById, true).map(({ label }) => label);
  expect(labels("kafka")).toEqual(["Broker 1 dies"]);
  expect(labels("kinesis-data-streams")).toEqual([]);
});

test("planned faults are named by their part and stand in order of time", () => {
  const marks = marksOf(
    null,
    [
      { fault: "crash", part: "k", atMs: 900 },
      { fault: "slow", part: "f", atMs: 100 },
    ],
    null,
    drawn("kafka", "Kafka"),
    null,
  );
  expect(marks.map(({ label, atMs }) => [label, atMs])).toEqual([
    ["f slow", 100],
    ["Kafka crash", 900],
  ]);
});
