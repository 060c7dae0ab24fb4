import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { VacuumTask } from "../../src/engine/queried/vacuum-task.ts";
import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

const MINUTE_MS = 60_000;

type Options = {
  readonly vacuum?: Settings;
  readonly faults?: readonly FaultSpec[];
  readonly windowMs?: number;
  readonly viewers?: number;
};

/** Ten minutes from midnight on: files of half a minute, loaded each minute, asked by a board; a VACUUM beside it where one is given. */
function kept(settings: Settings, { vacuum, faults = [], windowMs = 1000, viewers = 5 }: Options = {}): Run {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 50, bytes: 500 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "wh", kind: "redshift", settings: { loadEveryMs: MINUTE_MS, ...settings } },
      { id: "board", kind: "dashboard", settings: { viewers, refreshMs: 10_000, queriesPerRefresh: 1 } },
      ...(vacuum === undefined ? [] : [{ id: "vacuum", kind: "redshift-vacuum", settings: vacuum }]),
    ],
    wires: [
      "load.out -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> wh.data",
      "wh.rows -> board.rows",
      ...(vacuum === undefined ? [] : ["wh.rows -> vacuum.table"]),
    ],
    workload: { durationMs: 10 * MINUTE_MS, warmupMs: 0, drainMs: 5 * MINUTE_MS },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults, windowMs });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  expect(balancedLedger(created.value.machine).balanced).toBe(true);
  return created.value;
}

function house(run: Run): WarehouseCluster {
  const node = run.machine.nodes.get("wh");
  if (!(node instanceof WarehouseCluster)) throw new Error("no warehouse");
  return node;
}
const usageOf = (run: Run): Record<string, number> => house(run).usage();
const scannedEach = (run: Run): number => usageOf(run).scannedBytes / usageOf(run).queries;

describe("a cluster that is paused by the clock (H10)", () => {
  /** Simulated time begins at this time of the day. */
  const startOfDayMs = (run: Run): number => run.machine.run.epochMs % 86_400_000;
  const from = startOfDayMs(kept({}));
  const pause = { pauseAtMs: from + 4 * MINUTE_MS, resumeAtMs: from + 7 * MINUTE_MS, pausingMs: MINUTE_MS, resumingMs: MINUTE_MS / 2 };

  test("its nodes are not paid from when it is paused until it is resumed, and nobody is answered until it is back", () => {
    const run = kept(pause);
    expect(usageOf(run).paidHours).toBeCloseTo(8 / 60, 9);
    const { downMs, waitMs } = run.result(0).nodes["wh"];
    expect(downMs).toBe(3.5 * MINUTE_MS);
    expect(waitMs.p99 ?? 0).toBeGreaterThan(3 * MINUTE_MS);
    expect(house(run).visible.events).toBe(run.machine.run.ledger.produced);
    expect(remarksOf(run.machine, "wh").join(" ")).toMatch(/was paused by its schedule, and answered again after 3.5 min/);
    const nodes = (of: Run): number => of.result(0).cost.lines.find(({ dimension }) => dimension === "Nodes")?.quantity ?? NaN;
    // Two minutes of ten, in each of two nodes.
    expect(nodes(run) / nodes(kept({}))).toBeCloseTo(0.8, 9);
  });

  test("how time is cut into windows changes nothing of it", () => {
    const texts = [333, 5000].map((windowMs) => JSON.stringify({ ...kept(pause, { windowMs }).result(0), timing: null }));
    expect(new Set(texts).size).toBe(1);
  });
});

describe("bytes that go from one node to another take time (H12)", () => {
  /** Service of the first statement after equal runs that moves so many bytes and looks at no row. */
  const serviceMs = (settings: Settings, movedBytes: number): number =>
    house(kept(settings)).statement(20 * MINUTE_MS, { rowsAsBusiest: 0, bytes: 0, blocks: 0, movedBytes }).serviceMs;

  test("what leaves a node is sent by all nodes at once, at 39 MB/s for each vCPU", () => {
    // Two nodes of two slices: of 750 MB between slices 500 leave their node, 250 from each at 156.25 MB/s: 1.6 s beside 95 ms.
    const [none, some] = [0, 750e6].map((moved) => serviceMs({ nodes: 2 }, moved));
    expect((some / none) * 95 - 95).toBeCloseTo(1600, 6);
    // Four nodes: of 875 MB between eight slices 750 leave, 187.5 from each: 1.2 s.
    const [calm, wide] = [0, 875e6].map((moved) => serviceMs({ nodes: 4 }, moved));
    expect((wide / calm) * 95 - 95).toBeCloseTo(1200, 6);
  });

  test("between slices of one node nothing is sent, and where a user's rows lie together nothing moves", () => {
    const meanOf = (settings: Settings): number => kept(settings).result(0).nodes["wh"].serviceMs.mean ?? NaN;
    expect(meanOf({ nodes: 1, joinsUsers: true })).toBe(meanOf({ nodes: 1 }));
    expect(meanOf({ nodes: 2, joinsUsers: true })).toBeGreaterThan(meanOf({ nodes: 2 }));
    expect(meanOf({ nodes: 2, joinsUsers: true, distKey: "user" })).toBe(meanOf({ nodes: 2, distKey: "user" }));
  });
});

describe("VACUUM (H11)", () => {
  const replaced: Settings = { reads: "everything", loads: "truncate" };

  test("rows that were replaced are read and stored until a VACUUM, and it costs a slot", () => {
    const [gone, lying, own, told] = [
      kept({ ...replaced, vacuum: "not-needed" }),
      kept({ ...replaced, vacuum: "told" }),
      kept({ ...replaced, vacuum: "own" }),
      kept({ ...replaced, vacuum: "told" }, { vacuum: { everyMs: MINUTE_MS } }),
    ];
    expect(scannedEach(lying)).toBeGreaterThan(2 * scannedEach(gone));
    expect(usageOf(lying).storedBytes).toBeGreaterThan(4 * usageOf(gone).storedBytes);
    expect(remarksOf(lying.machine, "wh").join(" ")).toMatch(/looked through .* that were deleted, beside the .* that are there/);
    for (const run of [own, told]) {
      expect(usageOf(run).storedBytes).toBeLessThan(0.4 * usageOf(lying).storedBytes);
      expect(usageOf(run).queries).toBeGreaterThan(usageOf(lying).queries);
      expect(house(run).visible.events).toBe(house(gone).visible.events);
    }
    const task = told.machine.nodes.get("vacuum");
    if (!(task instanceof VacuumTask)) throw new Error("no task");
    expect(task.freedRows).toBeGreaterThan(house(gone).visible.events);
  });

  test("loads that are one sorted run lie in fewer blocks, and a busy cluster finds no time for it by itself", () => {
    const sorted: Settings = { sortKey: "time", nodes: 1 };
    const [apart, own] = [kept({ ...sorted, vacuum: "told" }), kept({ ...sorted, vacuum: "own" })];
    const blocks = (run: Run): number => usageOf(run).scannedBlocks / usageOf(run).queries;
    expect(blocks(own)).toBeLessThan(0.8 * blocks(apart));
    const busy = kept({ ...sorted, vacuum: "own", slots: 50 }, { viewers: 400 });
    const busyApart = kept({ ...sorted, vacuum: "told", slots: 50 }, { viewers: 400 });
    expect(blocks(busy)).toBeGreaterThan(0.95 * blocks(busyApart));
  });

  test("how time is cut into windows changes nothing of it, with a node that is lost while one runs", () => {
    const faults: FaultSpec[] = [
      { fault: "slow", part: "wh", atMs: 4 * MINUTE_MS, durationMs: 90_000, amount: 100 },
      { fault: "crash", part: "wh", atMs: 4.2 * MINUTE_MS, durationMs: 40_000 },
    ];
    for (const [settings, vacuum] of [
      [{ ...replaced, vacuum: "own" }, undefined],
      [{ loads: "merge", reads: "everything", vacuum: "told", sortKey: "user" }, { everyMs: 45_000 }],
    ] as const) {
      const texts = [333, 5000].map((windowMs) =>
        JSON.stringify({
          ...kept(settings, { faults, windowMs, viewers: 1, ...(vacuum === undefined ? {} : { vacuum }) }).result(0),
          timing: null,
        }),
      );
      expect(new Set(texts).size).toBe(1);
    }
  });
});
