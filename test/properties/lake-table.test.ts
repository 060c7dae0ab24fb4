import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { LakeTable } from "../../src/engine/files/lake-table.ts";
import { BatchJob } from "../../src/engine/jobs/batch-job.ts";
import type { Attempt } from "../../src/engine/tasks/job.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

const HOUR_MS = 3_600_000;
const NEVER = 604_800_000;
const QUICK = { startUpMedianMs: 5000, startUpP99Ms: 5000, everyMs: NEVER };

/** A thin stream in files of ten minutes, two jobs that read them, and the table both write. */
function twoJobs(kind: "delta-table" | "iceberg-table", one: Settings, other: Settings, windowMs?: number): Run {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50, bytes: 200 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "one", kind: "glue-job", settings: { ...QUICK, ...one } },
      { id: "other", kind: "glue-job", settings: { ...QUICK, ...other } },
      { id: "table", kind },
    ],
    wires: [
      ...["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> one.in", "raw.objects -> other.in"],
      ...["one.files -> table.objects", "other.files -> table.objects"],
    ],
    workload: { durationMs: 4 * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults: [], ...(windowMs === undefined ? {} : { windowMs }) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

function stepTo(run: Run, atMs: number): void {
  while (run.simulation.now < atMs) run.step(atMs);
}

function toEnd(run: Run): Run {
  while (!run.over) run.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

function begin(run: Run, part: string): Attempt {
  const job = run.machine.nodes.get(part);
  if (!(job instanceof BatchJob)) throw new Error(`no job ${part}`);
  return job.attempts.begin(run.simulation.now, { fromMs: 0, toMs: NEVER }, "by-itself");
}

function tableOf(run: Run): LakeTable {
  const table = run.machine.nodes.get("table");
  if (!(table instanceof LakeTable)) throw new Error("no table");
  return table;
}

/** Rows that can be read are those of the files in the newest version, and what lies in the bucket adds up. */
function checkTable(run: Run): void {
  const { log, visible } = tableOf(run);
  const { files } = run.machine.run.rows;
  const shown = visible.batches.filter(({ rows }) => rows > 0);
  expect(new Set(shown)).toEqual(new Set([...log.live].map((file) => files[file])));
  expect(visible.events).toBe([...log.live].reduce((sum, file) => sum + files[file].rows, 0));
  expect(log.snapshots.at(-1)?.rows ?? 0).toBe(visible.events);
  expect(log.liveBytes).toBe([...log.live].reduce((sum, file) => sum + files[file].storedBytes, 0));
  const lying = [...log.objects.values()].filter(({ vacuumedAtMs }) => vacuumedAtMs === Infinity);
  expect(log.storedBytes).toBe(lying.reduce((sum, { bytes }) => sum + bytes, 0));
}

/** Job one begins at two hours, the other five seconds later: both have read the table before either commits. */
function overlapping(kind: "delta-table" | "iceberg-table", one: Settings, other: Settings) {
  const run = twoJobs(kind, one, other);
  stepTo(run, HOUR_MS);
  begin(run, "one");
  stepTo(run, 1.5 * HOUR_MS);
  const before = tableOf(run).visible.events;
  stepTo(run, 2 * HOUR_MS);
  const first = begin(run, "one");
  const second = begin(run, "other");
  stepTo(run, 2.5 * HOUR_MS);
  checkTable(run);
  return { run, before, after: tableOf(run).visible.events, first: first.end, second: second.end, log: tableOf(run).log };
}

const append = { reads: "new-files" };
const overwrite = { reads: "everything", writes: "overwrite" };
/** Work that takes longer, so that its commit comes second. */
const slow = { startUpMedianMs: 20_000, startUpP99Ms: 20_000 };

describe("optimistic commits of two jobs (D30)", () => {
  test("two appends: both commit, whatever the format", () => {
    for (const kind of ["delta-table", "iceberg-table"] as const) {
      const { first, second, log } = overlapping(kind, append, { ...append, ...slow });
      expect([first?.state, second?.state]).toEqual(["success", "success"]);
      expect(log.snapshots.map(({ operation }) => operation)).toEqual(["append", "append", "append"]);
    }
  });

  test("an append behind an overwrite is refused by Delta, leaves orphans and nothing to read; Iceberg takes it", () => {
    const delta = overlapping("delta-table", overwrite, { ...append, ...slow });
    expect([delta.first?.state, delta.second?.state]).toEqual(["success", "failed"]);
    expect(delta.second?.line).toContain("a concurrent transaction deleted data this operation read");
    const orphans = [...delta.log.objects.values()].filter(({ addedIn }) => addedIn === null);
    expect(orphans.length).toBeGreaterThan(0);
    expect(orphans.every(({ file }) => delta.run.machine.run.rows.files[file].writer === "other")).toBe(true);
    expect(remarksOf(delta.run.machine, "other", "commit-refused")[0]).toContain("an overwrite");
    const iceberg = overlapping("iceberg-table", overwrite, { ...append, ...slow });
    expect([iceberg.first?.state, iceberg.second?.state]).toEqual(["success", "success"]);
  });

  test("an overwrite behind an append: Delta commits and the appended rows stay, Iceberg refuses", () => {
    const delta = overlapping("delta-table", append, { ...overwrite, ...slow });
    expect(delta.second?.state).toBe("success");
    const written = delta.run.machine.run.rows.files.filter(({ writer }) => writer === "other").reduce((sum, { rows }) => sum + rows, 0);
    expect(delta.after).toBeGreaterThan(written);
    const iceberg = overlapping("iceberg-table", append, { ...overwrite, ...slow });
    expect(iceberg.second?.line).toContain("ValidationException: Added data files");
    expect(iceberg.after).toBeGreaterThan(iceberg.before);
  });

  test("two commits that race: Iceberg's second waits 100 ms, reads the new version and commits", () => {
    const { log, second } = overlapping("iceberg-table", append, append);
    const [, one, other] = log.snapshots;
    expect((other?.atMs ?? 0) - (one?.atMs ?? 0)).toBeGreaterThan(100);
    expect(second?.state).toBe("success");
    expect(other?.basedOn).toBe(1);
  });
});

test("D32 a run is in the table whole or not at all, whatever its committer would do in a folder", () => {
  const run = twoJobs("delta-table", { ...append, committer: "s3-optimized" }, append);
  stepTo(run, 2 * HOUR_MS);
  expect(run.inject({ fault: "task-failure", part: "one", durationMs: 60_000, index: 2 })).toBe(true);
  const failed = begin(run, "one");
  stepTo(run, 2.2 * HOUR_MS);
  expect(failed.end?.state).toBe("failed");
  expect(tableOf(run).visible.events).toBe(0);
  expect(tableOf(run).log.version).toBe(0);
  begin(run, "one");
  toEnd(run);
  checkTable(run);
  expect(tableOf(run).log.version).toBe(1);
});

test("D32 windows change nothing", () => {
  const ended = (windowMs: number): unknown => {
    const run = twoJobs("iceberg-table", { ...append, everyMs: 1_200_000 }, { ...overwrite, everyMs: 1_200_000 }, windowMs);
    toEnd(run);
    checkTable(run);
    const { timing: _, ...result } = run.result(0);
    return { result, snapshots: tableOf(run).log.snapshots };
  };
  const one = ended(333);
  expect(ended(47.5)).toEqual(one);
  expect(ended(5000)).toEqual(one);
});
