import { expect, test } from "vitest";
import type { Drawing } from "../../../../test/support/drawing.ts";
import { drawing, runDrawing } from "../../../../test/support/drawing.ts";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { balancedLedger } from "../../../simulate/close-books.ts";
import { createRun } from "../../../simulate/run.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { joinKind } from "./kind.ts";

const wires = ["load.out -> left.in", "load.out -> right.in", "left.out -> both.in", "right.out -> both.in", "both.out -> out.in"];

function forked(left: number, right: number, rightLimit: number | null = null, timeoutMs = 1000): Drawing {
  return {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, records: 2000 } },
      { id: "left", kind: "service", settings: { serviceTime: { constant: left }, servers: 4 } },
      { id: "right", kind: "service", settings: { serviceTime: { constant: right }, servers: 4, queueLimit: rightLimit } },
      { id: "both", kind: "join", settings: { timeoutMs } },
      { id: "out", kind: "sink" },
    ],
    wires,
    workload: { durationMs: 60_000, drainMs: 20_000 },
  };
}

test("a record goes on once, when its slowest copy has come (S5)", () => {
  const result = runDrawing(forked(1, 30));
  expect(result.nodes.out.arrivals).toBe(2000);
  expect(result.ledger).toMatchObject({ produced: 2000, delivered: 2000, balanced: true });
  const right = 30 + (result.nodes.right.waitMs.mean as number);
  expect(result.latency.out.meanMs).toBeCloseTo(right, 1);
  expect(result.nodes.both.waitMs.mean).toBeCloseTo(right - 1, 1);
});

test("a record that lost a copy is dropped as a whole after the time-out (S5)", () => {
  const result = runDrawing(forked(1, 100, 0, 500));
  const lost = result.ledger.dropped.right["queue full"];
  expect(lost).toBeGreaterThan(100);
  // Lost on one branch, given up on the other: the record has one fate, the first of the two that is the worst.
  expect(result.ledger.delivered).toBe(2000 - lost);
  expect(result.nodes.out.arrivals).toBe(2000 - lost);
  expect(result.ledger.balanced).toBe(true);
});

test("copies that come after the time-out are dropped too, with the reason", () => {
  const result = runDrawing(forked(1, 40, null, 30));
  expect(result.ledger.dropped.both).toEqual({ "copy missing": 2000 });
  expect(result.nodes.out.arrivals).toBe(0);
  expect(result.ledger.balanced).toBe(true);
});

test("E3, E20: books add up at every instant and windows change nothing, with a crash in a branch", () => {
  const faults: FaultSpec[] = [{ part: "right", fault: "crash", atMs: 10_010, durationMs: 3000 }];
  const results = [47.5, 333, 1000].map((windowMs) => {
    const created = createRun({ design: drawing(forked(5, 45)), scenario: null, seed: 4, faults, windowMs });
    if (!created.ok) throw new Error("refused");
    const run = created.value;
    while (!run.over) {
      run.step();
      if (run.simulation.windows % 25 === 0) expect(balancedLedger(run.machine).balanced).toBe(true);
    }
    return JSON.stringify({ ...run.result(0), timing: null });
  });
  for (const other of results.slice(1)) expect(other).toBe(results[0]);
});

test("the headline says how long it waits", () => {
  expect(headlineOf(joinKind, {})).toBe("all copies, or none after 60 s");
});
