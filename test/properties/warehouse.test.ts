import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";

type Options = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number };
type Loaded = {
  readonly result: RunResult;
  readonly warehouse: WarehouseCluster /** When rows appeared, to the window. */;
  readonly times: number[];
};

const LOAD_EVERY_MS = 8000;

/** 40 MB/s for 24 s, in files of `fileMs`, into a bucket and from there into the warehouse every 8 s. */
function loaded(fileMs: number, settings: Settings = {}, { faults = [], windowMs = 50 }: Options = {}): Loaded {
  const parts: Parameters<typeof drawing>[0]["parts"] = [
    { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, keys: 100, bytes: 200_000 } },
    {
      id: "drop",
      kind: "batch-drop",
      settings: { everyMs: fileMs, makingMedianMs: 1, makingP99Ms: 1, pollMs: 1, uploadMbPerSecond: 1250 },
    },
    { id: "raw", kind: "s3" },
    { id: "wh", kind: "redshift", settings: { loadEveryMs: LOAD_EVERY_MS, nodeType: "ra3.xlplus", ...settings } },
    { id: "board", kind: "dashboard", settings: { viewers: 20, refreshMs: 2000 } },
  ];
  const design = drawing({
    parts,
    wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> wh.data", "wh.rows -> board.rows"],
  });
  const created = createRun({
    design: { ...design, workload: { durationMs: 24_000, warmupMs: 0 } },
    scenario: null,
    seed: 9,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  const warehouse = run.machine.nodes.get("wh");
  if (!(warehouse instanceof WarehouseCluster)) throw new Error("no warehouse");
  const times: number[] = [];
  for (let events = 0; !run.over; ) {
    run.step();
    if (warehouse.visible.events > events) times.push(run.simulation.now);
    events = warehouse.visible.events;
  }
  const result = run.result(0);
  expect(result.ledger.balanced).toBe(true);
  return { result, warehouse, times };
}

/** Milliseconds from the second load's start, which is due at 16 s, until its rows appear, less the commit's 1 to 3 s. */
const secondLoadMs = ({ times }: Loaded): readonly [number, number] => {
  const tookMs = (times[1] as number) - 2 * LOAD_EVERY_MS;
  return [tookMs - 3000, tookMs - 1000];
};

describe("a warehouse loaded from files", () => {
  test("all that was produced is there in the end, and nothing before the first load was committed (H1)", () => {
    const { result, warehouse, times } = loaded(2000);
    expect(warehouse.visible.events).toBe(result.ledger.produced);
    expect(times[0]).toBeGreaterThan(LOAD_EVERY_MS + 1000);
  });

  test("files share the slices, and one file is a serial load however many there are (H1)", () => {
    // Four files of 80 MB: two on each of two slices, or one on each of four; 39 MB/s a slice.
    const expected = { 1: 4100, 2: 2050, 16: 2050 };
    for (const [nodes, ms] of Object.entries(expected)) {
      const [least, most] = secondLoadMs(loaded(2000, { nodes: Number(nodes) }));
      expect(least, nodes).toBeLessThan(ms * 1.1 + 50);
      expect(most, nodes).toBeGreaterThan(ms * 0.9);
    }
    for (const nodes of [1, 16]) {
      const { times } = loaded(8000, { nodes });
      // The file of the first 8 s is there after the load at 8 s, so it goes with the one at 16 s: 320 MB on one slice.
      expect(times[0]).toBeGreaterThan(2 * LOAD_EVERY_MS + 8200 * 0.9 + 1000);
      expect(times[0]).toBeLessThan(2 * LOAD_EVERY_MS + 8200 * 1.1 + 3050);
    }
  });

  test("a lost node rolls the load back and repeats it: later, and complete (H2)", () => {
    const calm = loaded(2000);
    const struck = loaded(2000, {}, { faults: [{ fault: "crash", part: "wh", atMs: 9000, durationMs: 5000 }] });
    expect(struck.times[0]).toBeGreaterThan((calm.times[0] as number) + 5000);
    expect(struck.warehouse.visible.events).toBe(struck.result.ledger.produced);
  });

  test("with one slot a crowd waits, with many nobody does", () => {
    const waits = [1, 50].map((slots) => loaded(2000, { slots }).result.nodes["wh"]?.waitMs.mean ?? NaN);
    expect(waits[0]).toBeGreaterThan(100);
    expect(waits[1]).toBeLessThan(1);
  });

  test("windows change nothing, with a node lost, slots taken and a slow time", () => {
    const faults: FaultSpec[] = [
      { fault: "crash", part: "wh", atMs: 9100, durationMs: 3000 },
      { fault: "queueing", part: "wh", atMs: 14_000, durationMs: 2000 },
      { fault: "slow", part: "wh", atMs: 17_000, durationMs: 4000 },
    ];
    const texts = [47.5, 333, 1000].map((windowMs) =>
      JSON.stringify({ ...loaded(2000, { nodes: 1 }, { faults, windowMs }).result, timing: null }),
    );
    expect(new Set(texts).size).toBe(1);
  });
});
