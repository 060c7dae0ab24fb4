import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

const HOUR_MS = 3_600_000;
const TICK = 4 * HOUR_MS;

type Options = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number; readonly dag?: Settings };

/** Files of ten minutes; Airflow begins a job over them each hour, and behind it a load of what the job has written. */
function pipeline(warehouse: Settings, { faults = [], windowMs, dag = {} }: Options = {}): Run {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "dag", kind: "airflow", settings: { everyMs: HOUR_MS, interval: "before", retries: 2, retryDelayMs: 120_000, ...dag } },
      {
        id: "clean",
        kind: "glue-job",
        settings: { startUpMedianMs: 5000, startUpP99Ms: 5000, reads: "interval", lookbackHours: 1, writes: "overwrite-partitions" },
      },
      { id: "silver", kind: "s3" },
      { id: "wh", kind: "redshift", settings: { reads: "interval", lookbackHours: 1, ...warehouse } },
    ],
    wires: [
      "load.out -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> clean.in",
      "clean.files -> silver.objects",
      "silver.objects -> wh.data",
      "dag.triggers -> clean.start",
      "clean.done -> wh.start",
    ],
    workload: { durationMs: 6 * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

function house(run: Run): WarehouseCluster {
  const node = run.machine.nodes.get("wh");
  if (!(node instanceof WarehouseCluster)) throw new Error("no warehouse");
  return node;
}

/** Events that are there, and different ones among them. */
function rowsOf(run: Run): readonly [number, number] {
  const refs = house(run).visible.batches.flatMap(({ refs: held }) => [...held]);
  return [refs.length, new Set(refs).size];
}

/** Ends of loads behind the fourth tick are not heard of: their rows are there. */
const LOST: FaultSpec = { fault: "lost-reply", part: "wh", atMs: TICK, durationMs: 100_000 };

describe("a load as a task (H3)", () => {
  test("it begins when the task before it has ended well, and its end is the run's", () => {
    const run = pipeline({ loads: "merge" });
    const { attempts, did } = house(run);
    expect([attempts.failed, did.repeated, did.lost]).toEqual([0, 0, 0]);
    expect(attempts.succeeded).toBe(6);
    const [pipelineRuns] = Object.values(run.result(0).pipelines ?? {});
    for (const { tasks, state } of pipelineRuns.runs) {
      const [clean, wh] = tasks.map(({ tries }) => tries[0]);
      expect([state, (wh.beganMs ?? -1) >= (clean.endedMs ?? Infinity)]).toEqual(["success", true]);
      expect(wh.line).toMatch(/files loaded/);
    }
    const [all, different] = rowsOf(run);
    expect(all).toBe(different);
    expect(all).toBeGreaterThan(0.8 * run.machine.run.ledger.produced);
  });

  test("a try whose answer was lost is made again: appended rows are there twice, merged ones once", () => {
    const calm = rowsOf(pipeline({ loads: "merge" }))[1];
    for (const loads of ["append", "merge", "delete-insert", "replace"]) {
      const run = pipeline({ loads, lookbackHours: 0 }, { faults: [LOST] });
      const [all, different] = rowsOf(run);
      expect(house(run).attempts.failed, loads).toBe(1);
      if (loads === "append") {
        expect(all).toBeGreaterThan(different + 400);
        expect(house(run).did.repeated).toBe(all - different);
        expect(remarksOf(run.machine, "wh").join(" ")).toMatch(/A second try adds them again\..*a second time: COPY knows no bookmark/);
      } else expect([all, loads], loads).toEqual([different, loads]);
      expect(different).toBeLessThanOrEqual(calm);
    }
  });

  test("a node that is lost fails the task and leaves nothing of it; the next try loads it whole", () => {
    const atMs = TICK + 20_000;
    const struck = pipeline(
      { loads: "append", lookbackHours: 0 },
      {
        faults: [
          { fault: "slow", part: "wh", atMs: TICK, durationMs: 60_000, amount: 100 },
          { fault: "crash", part: "wh", atMs, durationMs: 60_000 },
        ],
      },
    );
    const calm = pipeline({ loads: "append", lookbackHours: 0 });
    expect(house(struck).attempts.failed).toBeGreaterThan(0);
    expect(rowsOf(struck)).toEqual(rowsOf(calm));
  });

  test("who connects while the cluster is away fails at once, and with no tries left the interval is missing", () => {
    const run = pipeline(
      { loads: "merge", lookbackHours: 0 },
      { faults: [{ fault: "crash", part: "wh", atMs: TICK, durationMs: 600_000 }], dag: { retries: 0 } },
    );
    expect([house(run).attempts.failed, house(run).intervalsLeftFailed]).toEqual([1, 1]);
    const rows = house(run).unreadFiles.reduce((sum, file) => sum + must(run.machine.run.rows.files[file], "a file").rows, 0);
    expect(rows).toBeGreaterThan(400);
  });

  test("how time is cut into windows changes nothing, with a try that failed and one that was repeated", () => {
    const faults: FaultSpec[] = [LOST, { fault: "crash", part: "wh", atMs: 2 * HOUR_MS + 15_000, durationMs: 30_000 }];
    const texts = [333, 5000].map((windowMs) => JSON.stringify({ ...pipeline({}, { faults, windowMs }).result(0), timing: null }));
    expect(new Set(texts).size).toBe(1);
  });
});

describe("warehouses without machines of their own (H4, H5, H6)", () => {
  const shapes = { looksAt: "last-hours", queryHours: 0.02, loadEveryMs: 60_000 };

  /** Loads each minute and a dashboard, for so long. */
  function asked(kind: string, settings: Settings, viewers: number, windowMs = 1000): Run {
    const design = drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 50, bytes: 500 } },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
        { id: "raw", kind: "s3" },
        { id: "wh", kind, settings: { ...shapes, ...settings } },
        { id: "board", kind: "dashboard", settings: { viewers, refreshMs: 10_000, queriesPerRefresh: 1 } },
      ],
      wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> wh.data", "wh.rows -> board.rows"],
      workload: { durationMs: 600_000, warmupMs: 0, drainMs: 120_000 },
    });
    const created = createRun({ design, scenario: null, seed: 3, faults: [], windowMs });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    while (!created.value.over) created.value.step();
    return created.value;
  }
  const usageOf = (run: Run): Record<string, number> => house(run).usage();

  test("asked by many it is awake all the time, asked by nobody for its loads alone", () => {
    const [busy, quiet] = [40, 1].map((viewers) => usageOf(asked("redshift-serverless", { loadEveryMs: 300_000 }, viewers)).awakeHours);
    expect(busy).toBeGreaterThan(0.9 * (600 / 3600));
    expect(quiet).toBeGreaterThanOrEqual(60 / 3600);
    const sleeps = usageOf(asked("snowflake", { loadEveryMs: 300_000, autoSuspendMs: 1000 }, 1));
    expect(sleeps.wakes).toBeGreaterThan(2);
    // Each wake is paid as a minute, but for the one load that is worked off after production.
    expect(sleeps.awakeHours).toBeGreaterThanOrEqual(((sleeps.wakes - 1) * 60) / 3600 - 1e-9);
  });

  test("a sort key by time reads fewer bytes for the last minute than rows as they came, and partitions fewer than none", () => {
    const bytesOf = (kind: string, settings: Settings): number => {
      const { scannedBytes, queries } = usageOf(asked(kind, settings, 10));
      return scannedBytes / queries;
    };
    expect(bytesOf("redshift", { sortKey: "time" })).toBeLessThan(0.4 * bytesOf("redshift", { looksAt: "everything" }));
    for (const partitioned of [true, false]) expect(bytesOf("bigquery", { partitioned })).toBe(10e6);
  });

  test("scaling clusters take what waits, and are paid", () => {
    const [alone, helped] = [0, 3].map((scalingClusters) => asked("redshift", { slots: 1, scalingClusters, nodes: 1 }, 100));
    expect(helped.result(0).nodes["wh"].waitMs.mean).toBeLessThan(0.5 * (alone.result(0).nodes["wh"].waitMs.mean ?? 0));
    expect([usageOf(alone).scalingHours, usageOf(helped).scalingHours > 0]).toEqual([0, true]);
  });

  test("windows change nothing of it", () => {
    for (const kind of ["redshift-serverless", "snowflake", "bigquery"]) {
      const texts = [333, 2000].map((windowMs) => JSON.stringify({ ...asked(kind, {}, 3, windowMs).result(0), timing: null }));
      expect(new Set(texts).size, kind).toBe(1);
    }
  });
});
