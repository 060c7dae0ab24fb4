import { describe, expect, test } from "vitest";
import type { Part } from "../../design/types.ts";
import { cardName, flowEdges, flowNodes } from "./flow-model.ts";

const parts: readonly Part[] = [
  { id: "kafka", kind: "kafka", title: "Events", position: { x: 0, y: 0 }, settings: { partitions: 12 } },
  { id: "flink", kind: "flink", title: "Flink", position: { x: 240, y: 0 }, settings: {} },
];
const wires = [{ id: "w", from: { part: "kafka", port: "consume" }, to: { part: "flink", port: "in" } }];

describe("cards of the drawing", () => {
  test("are named for a screen reader: title, layer, settings, problems, place in the list", () => {
    const [kafka] = parts;
    const name = cardName(
      kafka as Part,
      [
        { message: "a", severity: "error" },
        { message: "b", severity: "error" },
      ],
      0,
      2,
    );
    expect(name).toMatch(/^Events, ingest, 12 partitions.*, 2 problems, 1 of 2$/);
  });

  test("stay the same objects while nothing about them changes", () => {
    const before = flowNodes([], parts, [], new Map());
    const same = flowNodes(before, parts, [], new Map());
    expect(same.every((node, index) => node === before[index])).toBe(true);
    const selected = flowNodes(before, parts, ["flink"], new Map());
    expect(selected[0]).toBe(before[0]);
    expect(selected[1]).not.toBe(before[1]);
    expect(selected[1]?.selected).toBe(true);
  });

  test("keep what the canvas measured, and follow the document when a part was moved in it", () => {
    const [first, second] = flowNodes([], parts, [], new Map());
    const measured = [{ ...first, measured: { width: 176, height: 96 } }, second].flatMap((node) =>
      node === undefined ? [] : [node as NonNullable<typeof first>],
    );
    const moved = parts.map((part) => (part.id === "kafka" ? { ...part, position: { x: 16, y: 0 } } : part));
    const [kafka] = flowNodes(measured, moved, [], new Map());
    expect(kafka?.measured).toEqual({ width: 176, height: 96 });
    expect(kafka?.position).toEqual({ x: 16, y: 0 });
  });
});

test("wires take the colour of the layer they come from and know when a log is behind them", () => {
  const [edge] = flowEdges([], wires, parts, []);
  expect(edge?.data).toEqual({ layer: "ingest", log: true, rows: true });
  expect(edge?.ariaLabel).toBe("Wire from Events to Flink");
  expect(flowEdges(edge === undefined ? [] : [edge], wires, parts, [])[0]).toBe(edge);
});
