import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { must } from "../../../base/assert.ts";
import { createRun } from "../../../simulate/run.ts";
import { dynamodb } from "./kind.ts";

test("on demand pays by the unit: 3 M writes 1.875, 8 M reads 1.00, 230 GB 57.50", () => {
  const bill = billOf(dynamodb, {}, { writeUnits: 3e6, readUnits: 8e6, storedBytes: 230e9 });
  expect(bill["Writes on demand"]).toBeCloseTo(1.875, 9);
  expect(bill["Reads on demand"]).toBeCloseTo(1, 9);
  expect(bill["Storage"]).toBeCloseTo(57.5, 9);
  expect(bill["Write capacity"]).toBe(0);
});

test("provisioned pays by the hour, used or not: 193 WCU 91.58, 9,646 RCU 915.41", () => {
  const bill = billOf(dynamodb, { capacity: "provisioned", writeUnits: 193, readUnits: 9646 }, { writeUnits: 3e6 });
  expect(bill["Write capacity"]).toBeCloseTo(91.58, 2);
  expect(bill["Read capacity"]).toBeCloseTo(915.41, 2);
  expect(bill["Writes on demand"]).toBe(0);
});

test("a write takes a unit for each KB it has begun", () => {
  for (const [bytes, unitsEach] of [
    [1000, 1],
    [1025, 2],
    [3000, 3],
  ] as const) {
    const design = drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 500, bytes } },
        { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
        { id: "table", kind: "dynamodb" },
      ],
      wires: ["load.out -> save.in", "save.out -> table.write"],
      workload: { durationMs: 10_000, warmupMs: 1000 },
    });
    const created = createRun({ design, scenario: null, seed: 3, faults: [] });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    const run = created.value;
    while (!run.over) run.step();
    const { writes = 0, writeUnits } = must(run.machine.nodes.get("table"), "table").usage();
    expect(writes).toBeGreaterThan(300);
    expect(writeUnits).toBe(unitsEach * writes);
  }
});

test("its headline names what is bought", () => {
  expect(headlineOf(dynamodb, {})).toBe("on demand · eventual reads · 3 retries");
  expect(headlineOf(dynamodb, { capacity: "provisioned", reads: "strong" })).toBe("1,000 WCU, 1,000 RCU · strong reads · 3 retries");
});
