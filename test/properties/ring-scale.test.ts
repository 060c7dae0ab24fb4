import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing, runDrawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

/** The published cores and time of a write, both scaled so that a node takes 40 writes of a client a second instead of 3,700. */
const SMALL: Settings = { coresPerNode: 1, writeCoreMs: (1000 / 40) * (1 / 3) };
const DURATION_MS = 30_000;
const WARMUP_MS = 5000;

/** Writes per second that clients get through who send the next as soon as the last is answered. */
function writesPerSecond(nodes: number): number {
  const result = runDrawing({
    parts: [
      {
        id: "clients",
        kind: "closed-clients",
        settings: { clients: nodes * 30, thinkTime: { constant: 0 }, keys: 20_000, replyDelayMs: 5 },
      },
      { id: "driver", kind: "service", settings: { servers: 1000, serviceTime: { constant: 0.01 } } },
      { id: "store", kind: "cassandra", settings: { nodes, ...SMALL } },
    ],
    wires: ["clients.requests -> driver.in", "driver.out -> store.write"],
    workload: { durationMs: DURATION_MS, warmupMs: WARMUP_MS },
  });
  expect(result.ledger.balanced).toBe(true);
  return result.latency.store.count / ((DURATION_MS - WARMUP_MS) / 1000);
}

describe("a ring of nodes (S8a)", () => {
  test("takes writes in proportion to its nodes, as a million writes a second were published", () => {
    const [some, twice, thrice] = [6, 12, 18].map(writesPerSecond);
    // 48, 96, 144 and 288 nodes: 3,633 to 3,821 writes a second and node, within 5 % of each other (facts/storage.md B1).
    expect(Math.abs(twice / (2 * some) - 1)).toBeLessThan(0.05);
    expect(Math.abs(thrice / (3 * some) - 1)).toBeLessThan(0.05);
    expect(some / 6).toBeGreaterThan(0.85 * 40);
    expect(some / 6).toBeLessThanOrEqual(40 * 1.01);
  });

  test("names a hot user and the nodes that carry it, and doubling the nodes does not help them", () => {
    const busiest = (nodes: number): { readonly share: number; readonly remarks: readonly string[] } => {
      const design = drawing({
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 500, keys: 1000, zipf: 1.5, records: 5000 } },
          { id: "save", kind: "service", settings: { servers: 8, serviceTime: { constant: 0.1 } } },
          { id: "store", kind: "cassandra", settings: { nodes } },
        ],
        wires: ["load.out -> save.in", "save.out -> store.write"],
      });
      const created = createRun({ design, scenario: null, seed: 1, faults: [] });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      const run = created.value;
      while (!run.over) run.step();
      const store = must(run.machine.nodes.get("store"), "a store");
      return { share: Number.parseFloat(store.figure(10_000).split(" ")[1]), remarks: remarksOf(run.machine, "store") };
    };
    const [six, twelve] = [busiest(6), busiest(12)];
    expect(six.remarks[0]).toMatch(
      /^Hot partition: user \d+ has \d+ % of the requests of store\. Only node-\d+, node-\d+, node-\d+ hold its rows/,
    );
    expect(twelve.share).toBeGreaterThan(1.5 * six.share);
  });
});
