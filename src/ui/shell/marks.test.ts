import { expect, test } from "vitest";
import { labelWidths, marksOf, type Mark } from "./marks.ts";

const mark = (atMs: number, label: string): Mark => ({ key: label, atMs, durationMs: 0, label, kind: "incident" });

test("a label that would run into the one before it is cut, or gives way when too little would be left", () => {
  const marks = [mark(0, "promotion"), mark(10, "broker crash"), mark(100, "a task manager dies"), mark(900, "late records")];
  const widths = labelWidths(marks, 1000, 800);
  expect([...widths.keys()]).toEqual(["promotion", "a task manager dies", "late records"]);
  expect(widths.get("a task manager dies")).toBeLessThan(120);
  expect(widths.get("late records")).toBeGreaterThan(70);
});

test("planned faults are named by their part and stand in order of time", () => {
  const marks = marksOf(
    null,
    [
      { fault: "crash", part: "k", atMs: 900 },
      { fault: "slow", part: "f", atMs: 100 },
    ],
    null,
    (id) => (id === "k" ? "Kafka" : id),
  );
  expect(marks.map(({ label, atMs }) => [label, atMs])).toEqual([
    ["f slow", 100],
    ["Kafka crash", 900],
  ]);
});
