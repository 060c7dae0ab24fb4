import { expect, test } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import type { Design } from "../../design/types.ts";
import { runsTheSame } from "./run-store.ts";

const design: Design = {
  ...emptyDesign(),
  system: {
    parts: [{ id: "k", kind: "kafka", title: "Kafka", position: { x: 0, y: 0 }, settings: { partitions: 12 } }],
    wires: [],
  },
};
const withPart = (change: Partial<Design["system"]["parts"][number]>): Design => ({
  ...design,
  system: { ...design.system, parts: design.system.parts.map((part) => ({ ...part, ...change })) },
});

test("moving, renaming and writing notes do not make a run stale", () => {
  expect(runsTheSame(design, design)).toBe(true);
  expect(runsTheSame(design, withPart({ position: { x: 99, y: 5 } }))).toBe(true);
  expect(runsTheSame(design, withPart({ title: "Log" }))).toBe(true);
  expect(runsTheSame(design, { ...design, title: "x", notes: { ...design.notes, text: "why" } })).toBe(true);
});

test("settings, seed, schema and API do", () => {
  expect(runsTheSame(design, withPart({ settings: { partitions: 1 } }))).toBe(false);
  expect(runsTheSame(design, { ...design, seed: 2 })).toBe(false);
  expect(runsTheSame(design, { ...design, schema: { tables: [], relations: [] } })).toBe(true);
  expect(runsTheSame(design, { ...design, api: { endpoints: [{ id: "e", method: "GET", path: "/", description: "", share: 1 }] } })).toBe(
    false,
  );
});
