import { expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { StoredFile } from "../../src/engine/rows/kinds/file.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";

const CHECKPOINT_MS = 2000;
const LASTS_MS = 12_000;

/** Files that tasks of Flink have written into a bucket or table by the end, of a stream that gives every task rows between two checkpoints. */
function filesOf(settings: Settings, store = "s3"): readonly StoredFile[] {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 500, keys: 1000 } },
      { id: "kafka", kind: "kafka", settings: { partitions: 8 } },
      {
        id: "flink",
        kind: "flink",
        settings: { parallelism: 4, checkpointIntervalMs: CHECKPOINT_MS, sessionize: false, aggregate: false, ...settings },
      },
      { id: "out", kind: store },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.objects"],
    workload: { durationMs: LASTS_MS, warmupMs: 0, drainMs: 60_000 },
  });
  const run = createRun({ design, scenario: null, seed: 1, faults: [] });
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  while (!run.value.over) run.value.step();
  return run.value.machine.run.rows.files;
}

const rowsOf = (files: readonly StoredFile[]): number => files.reduce((sum, { rows }) => sum + rows, 0);
const instantsOf = (files: readonly StoredFile[]): number[] => [...new Set(files.map(({ closedAt }) => closedAt))];

const CHECKPOINTS = LASTS_MS / CHECKPOINT_MS;

/** Files of each checkpoint; the few rows that were on their way when the input ended come in one more, of the tasks that have some. */
function filesEach(files: readonly StoredFile[]): number[] {
  const counts = instantsOf(files).map((at) => files.filter(({ closedAt }) => closedAt === at).length);
  expect(counts).toHaveLength(CHECKPOINTS + 1);
  return counts.slice(0, CHECKPOINTS);
}

test("row F6: each of four tasks writes a file at every checkpoint (D6)", () => {
  expect(filesEach(filesOf({}))).toEqual([4, 4, 4, 4, 4, 4]);
});

test("row F5: a file of Parquet is closed by a checkpoint and by nothing else, however few rows it has (D6)", () => {
  const seldom = filesOf({ checkpointIntervalMs: 60_000 });
  expect(instantsOf(seldom)).toHaveLength(1);
  expect(seldom).toHaveLength(4);
  expect(rowsOf(seldom)).toBe(rowsOf(filesOf({ checkpointIntervalMs: 1000 })));
});

test("row F6: a sink of fewer tasks writes fewer files of the same rows (D6)", () => {
  const made = [1, 2, 3, 9].map((fileWriters) => filesOf({ fileWriters }));
  expect(made.map((files) => filesEach(files)[0])).toEqual([1, 2, 3, 4]);
  expect(new Set(made.map(rowsOf))).toEqual(new Set([rowsOf(filesOf({}))]));
});

test("row F6: files of one checkpoint come into a table with one version (D6)", () => {
  const files = filesOf({}, "iceberg-table");
  expect(filesEach(files)).toEqual([4, 4, 4, 4, 4, 4]);
  expect(new Set(files.map(({ visibleAt }) => visibleAt)).size).toBe(CHECKPOINTS + 1);
});
