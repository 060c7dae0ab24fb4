import { expect, test } from "vitest";
import { kindById } from "../../catalogue/registry.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import type { Part } from "../../design/types.ts";
import { labelPlaces, marksOf, type Mark } from "./marks.ts";

const mark = (atMs: number, label: string): Mark => ({ key: label, atMs, durationMs: 0, label, kind: "incident" });

test("a label moves aside for the one before it and for the end of the line, or gives way", () => {
  const marks = [mark(0, "promotion"), mark(10, "broker crash"), mark(100, "a task manager dies"), mark(900, "late records")];
  const places = labelPlaces(marks, 1000, 800);
  expect([...places.keys()]).toEqual(["promotion", "a task manager dies", "late records"]);
  expect(places.get("promotion")).toEqual({ fromMarkPx: 0, widthPx: 63 });
  expect(places.get("a task manager dies")).toEqual({ fromMarkPx: 71 - 80, widthPx: 128 });
  expect(places.get("late records")).toEqual({ fromMarkPx: -41, widthPx: 82 });
  expect(labelPlaces([mark(990, "late records")], 1000, 800).get("late records")).toEqual({ fromMarkPx: 800 - 82 - 792, widthPx: 82 });
  expect(labelPlaces([mark(10, "a serving machine dies at noon")], 1000, 90).get("a serving machine dies at noon")?.widthPx).toBe(90);
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
  const [named] = marksOf(null, [{ fault: "crash", part: "k", atMs: 1 }], null, drawn("kafka", "Kafka"), kindById);
  expect(named?.label).toMatch(/^Kafka: [A-Z]/);
});
