import { expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { drawing, runDrawing } from "../support/drawing.ts";
import { createRun } from "../../src/simulate/run.ts";

const queue = (load: Settings, serviceTime: Settings[string], servers = 1) => ({
  parts: [
    { id: "load", kind: "poisson-source", settings: load },
    { id: "s", kind: "service", settings: { serviceTime, servers } },
    { id: "out", kind: "sink" },
  ],
  wires: ["load.out -> s.in", "s.out -> out.in"],
});

test("a source of so many records gives the averages of one that never stops (S9)", () => {
  const workload = { durationMs: 1_000_000, warmupMs: 2000 };
  const limited = runDrawing({ ...queue({ ratePerSecond: 700, records: 140_000 }, { exponential: 1 }), workload });
  const endless = runDrawing({ ...queue({ ratePerSecond: 700 }, { exponential: 1 }), workload: { ...workload, durationMs: 200_000 } });
  for (const result of [limited, endless]) {
    expect(Math.abs((result.nodes.s.utilisation as number) / 0.7 - 1)).toBeLessThan(0.02);
    expect(Math.abs((result.nodes.s.queueMean as number) / (0.49 / 0.3) - 1)).toBeLessThan(0.08);
  }
});

test("what is worked off after the source stopped counts as work, and never as more than there are servers", () => {
  const result = runDrawing({ ...queue({ ratePerSecond: 1000, records: 1000 }, { constant: 20 }, 2), workload: { durationMs: 600_000 } });
  // 1,000 records of 20 ms at two servers: 10 s of full work, whatever the ten minutes after it.
  expect(result.nodes.s.utilisation).toBeGreaterThan(0.999);
  expect(result.nodes.s.utilisation).toBeLessThanOrEqual(1);
  expect(Math.abs((result.nodes.s.queueMean as number) - 475)).toBeLessThan(30);
});

test("the figures of a finished run are those of the time its source was at work (S9)", () => {
  const created = createRun({
    design: drawing({ ...queue({ ratePerSecond: 500, records: 10_000 }, { constant: 1 }), workload: { durationMs: 600_000 } }),
    scenario: null,
    seed: 1,
    faults: [],
  });
  if (!created.ok) throw new Error("refused");
  const run = created.value;
  while (!run.over) run.step();
  const { nodes, wires } = run.snapshot(0);
  for (const perSecond of [nodes.load.ratePerSecond, nodes.s.ratePerSecond, wires.w0.ratePerSecond, wires.w1.ratePerSecond])
    expect(Math.abs(perSecond / 500 - 1)).toBeLessThan(0.05);
  expect(Math.abs((nodes.s.utilisation as number) / 0.5 - 1)).toBeLessThan(0.05);
});

test.each(["fifo", "priority"])("times away that overlap count once (%s)", (discipline) => {
  const drawn = queue({ ratePerSecond: 50, durationMs: 30_000 }, { constant: 1 });
  const parts = drawn.parts.map((part) => (part.id === "s" ? { ...part, settings: { ...part.settings, discipline } } : part));
  const faults = [
    { part: "s", fault: "outage", atMs: 5000, durationMs: 6000 },
    { part: "s", fault: "crash", atMs: 7000, durationMs: 1000 },
    { part: "s", fault: "outage", atMs: 10_000, durationMs: 3000 },
  ];
  const result = runDrawing({ ...drawn, parts, faults, workload: { durationMs: 60_000 } });
  expect(result.nodes.s.downMs).toBe(8000);
  // The crash does not bring it back before the outage ends: who comes right after it waits longest.
  expect(result.nodes.s.waitMs.p99).toBeGreaterThan(5000);
});
