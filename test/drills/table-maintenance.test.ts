import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { LakeTable } from "../../src/engine/files/lake-table.ts";
import { TableMaintenance } from "../../src/engine/jobs/table-maintenance.ts";
import { userOfRow } from "../../src/engine/rows/rows.ts";
import type { Attempt } from "../../src/engine/tasks/job.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { tableFilesTable } from "../../src/simulate/tables/table-logs.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

const HOUR_MS = 3_600_000;
const NEVER = 604_800_000;
const QUICK = { everyMs: NEVER, startUpMedianMs: 5000, startUpP99Ms: 5000 };

type Kind = "delta-table" | "iceberg-table";
type Tasks = { readonly [id: string]: Settings };

/** Files of half a minute of a thin stream, committed every minute, tasks that look after their table, and a dashboard over it. */
function tableWith(kind: Kind, tasks: Tasks, { windowMs, fileSizes = "ratio" }: { windowMs?: number; fileSizes?: string } = {}): Run {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 2, keys: 50, bytes: 200 } },
      {
        id: "drop",
        kind: "batch-drop",
        settings: { everyMs: 30_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500, compressionRatio: 5 },
      },
      { id: "table", kind, settings: { commitEveryMs: 60_000 } },
      ...Object.entries(tasks).map(([id, settings]) => ({
        id,
        kind: "table-maintenance",
        settings: { ...QUICK, fileSizes, ...settings },
      })),
      { id: "athena", kind: "athena", settings: { parallelReaders: 4 } },
      { id: "board", kind: "dashboard", settings: { viewers: 1, refreshMs: 60_000 } },
    ],
    wires: [
      ...["load.out -> drop.in", "drop.files -> table.objects", "table.objects -> athena.data", "athena.rows -> board.rows"],
      ...Object.keys(tasks).map((id) => `${id}.files -> table.objects`),
    ],
    workload: { durationMs: 2 * HOUR_MS, warmupMs: 0, drainMs: HOUR_MS },
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
  const node = run.machine.nodes.get(part);
  if (!(node instanceof TableMaintenance)) throw new Error(`no task ${part}`);
  return node.attempts.begin(run.simulation.now, { fromMs: 0, toMs: NEVER }, "by-itself");
}

/** A run of a task, from now to its end. */
function does(run: Run, part: string): string {
  const attempt = begin(run, part);
  while (attempt.end === null) run.step(run.simulation.now + 10_000);
  return must(attempt.end, part).line;
}

function tableOf(run: Run): LakeTable {
  const table = run.machine.nodes.get("table");
  if (!(table instanceof LakeTable)) throw new Error("no table");
  const { log, visible } = table;
  expect(log.snapshots.at(-1)?.rows ?? 0).toBe(visible.events);
  return table;
}

function rowsOfUser(run: Run, user: number): number {
  const { rows } = run.machine.run;
  return tableOf(run).visible.batches.reduce((sum, { refs }) => sum + refs.filter((ref) => userOfRow(rows, ref) === user).length, 0);
}

/** Erased rows that lie in the bucket, as SQL adds them up. */
function erasedStored(run: Run): number {
  const table = must(tableFilesTable(run.machine), "files");
  const { columns } = table;
  const numbers = (name: string): ArrayLike<number> => {
    const column = must(
      columns.find((each) => each.name === name),
      name,
    );
    if (!("values" in column)) throw new Error(name);
    return column.values;
  };
  const [rows, vacuumed] = [numbers("erased_rows"), numbers("vacuumed_at")];
  let sum = 0;
  for (let i = 0; i < table.rows; i++) if (Number.isNaN(vacuumed[i])) sum += rows[i] ?? 0;
  return sum;
}

const compact = { does: "compact", leastFiles: 2 };

describe("small files and their repair (D33)", () => {
  test("they slow every query and are paid by the request; merging them every ten minutes repairs both", () => {
    const merging: Tasks = { compact: { ...compact, everyMs: 600_000 } };
    const runs = [{}, merging].map((tasks: Tasks) => toEnd(tableWith("iceberg-table", tasks)));
    const [small, merged] = runs.map((run) => {
      const result = run.result(0);
      const bill = result.cost.lines.find(({ node, dimension }) => node === "table" && dimension === "Reads");
      return { p95: must(result.latency["athena"], "answers").p95Ms ?? NaN, reads: bill?.usd ?? NaN, events: tableOf(run).visible.events };
    });
    expect(must(merged, "merged").events).toBe(must(small, "small").events);
    // Half an hour of commits a minute is 60 files and 30 manifests of the newest hour in the mean.
    expect(small?.p95).toBeGreaterThan(1300);
    expect(merged?.p95).toBeLessThan((small?.p95 ?? 0) - 150);
    expect(merged?.reads).toBeLessThan((small?.reads ?? 0) / 2);
  });

  test("manifests: one for each commit is read by every query, until they are rewritten, and no file is; Delta has none", () => {
    const manifests: Tasks = { manifests: { does: "manifests", everyMs: 600_000 } };
    const runs = [{}, manifests].map((tasks: Tasks) => toEnd(tableWith("iceberg-table", tasks)));
    const [many, few] = runs.map((run) => {
      const { log, visible } = tableOf(run);
      return { events: visible.events, files: log.live.size, planning: log.snapshots.at(-1)?.planning.requests ?? 0 };
    });
    expect(few).toMatchObject({ events: many?.events, files: many?.files });
    // A manifest a minute in the newest hour, against those since the last rewrite and the one it made.
    expect(many?.planning).toBeGreaterThan(40);
    expect(few?.planning).toBeLessThan(20);

    const delta = tableWith("delta-table", manifests);
    stepTo(delta, HOUR_MS);
    expect(does(delta, "manifests")).toContain("nothing to do");
    toEnd(delta);
  });

  test("manifests: what takes files out meanwhile has written theirs anew, and the rewrite is refused; appends are in nobody's way", () => {
    const run = tableWith("iceberg-table", { compact, manifests: { does: "manifests", startUpMedianMs: 30_000, startUpP99Ms: 30_000 } });
    stepTo(run, HOUR_MS - 5000);
    const attempts = [begin(run, "manifests"), begin(run, "compact")];
    stepTo(run, HOUR_MS + 60_000);
    expect(attempts.map(({ end }) => end?.state)).toEqual(["failed", "success"]);
    expect(must(attempts[0]?.end, "end").line).toContain("Manifest is missing");
    expect(does(run, "manifests")).toMatch(/^\d+ manifests rewritten to 1$/);
    toEnd(run);
  });

  test("row T3: no byte is saved before a vacuum: the bucket has both, and then less than before", () => {
    const run = tableWith("delta-table", { compact, vacuum: { does: "vacuum", olderThanHours: 0 } }, { fileSizes: "snappy" });
    stepTo(run, 1.9 * HOUR_MS);
    const { log } = tableOf(run);
    const before = log.storedBytes;
    const rows = tableOf(run).visible.events;
    expect(does(run, "compact")).toMatch(/^2\d\d files removed, 2 added$/);
    expect(tableOf(run).visible.events).toBeGreaterThanOrEqual(rows);
    expect(log.storedBytes).toBeGreaterThan(before * 1.1);
    expect(does(run, "compact")).toMatch(/^(nothing to do|\d files removed)/);
    does(run, "vacuum");
    expect(log.storedBytes).toBeLessThan(before);
    toEnd(run);
  });

  test("row T1: two that overlap, Delta takes both and has every row twice, Iceberg refuses the second, which leaves orphans", () => {
    const outcome = (kind: Kind) => {
      const run = tableWith(kind, { one: compact, other: compact });
      stepTo(run, HOUR_MS - 5000);
      const rows = tableOf(run).visible.events;
      const attempts = [begin(run, "one"), begin(run, "other")];
      stepTo(run, HOUR_MS + 50_000);
      const after = tableOf(run).visible.events;
      const orphans = [...tableOf(run).log.objects.values()].filter(({ addedIn }) => addedIn === null).length;
      toEnd(run);
      return { times: after / rows, ends: attempts.map(({ end }) => end?.state), orphans, remarks: remarksOf(run.machine, "table") };
    };
    const delta = outcome("delta-table");
    expect(delta.ends).toEqual(["success", "success"]);
    expect(delta.times).toBeGreaterThan(1.9);
    expect(delta.remarks.join()).toContain("came in twice");
    const iceberg = outcome("iceberg-table");
    expect(iceberg.ends).toEqual(["success", "failed"]);
    expect(iceberg.times).toBeLessThan(1.1);
    expect(iceberg.orphans).toBeGreaterThan(0);
  });
});

/** Who reads the whole table has until the next commit, a minute later. */
const JUST_AFTER_A_COMMIT_MS = HOUR_MS + 1000;
const USER = 3;
const erase = { does: "erase", userId: USER };

describe("erasing a user (D34)", () => {
  test("rows T2 and T7: copy on write, Delta merges the files it touches, Iceberg writes each anew; no query finds the user", () => {
    for (const [kind, line] of [
      ["delta-table", /^\d+ rows deleted: (\d+) files removed, [12] added$/],
      ["iceberg-table", /^\d+ rows deleted: (\d+) files removed, \1 added$/],
    ] as const) {
      const run = tableWith(kind, { erase });
      stepTo(run, JUST_AFTER_A_COMMIT_MS);
      const there = rowsOfUser(run, USER);
      expect(there).toBeGreaterThan(50);
      const before = tableOf(run).visible.events;
      expect(does(run, "erase")).toMatch(line);
      expect(rowsOfUser(run, USER)).toBeLessThan(5);
      expect(tableOf(run).visible.events).toBeGreaterThanOrEqual(before - there);
      toEnd(run);
      expect(remarksOf(run.machine, "table", "erased-still-stored")).toHaveLength(1);
    }
  });

  test("rows T2 and T7: the bytes go with the third task of three: expiring frees none, and a vacuum only what no version names", () => {
    const run = tableWith("iceberg-table", {
      erase,
      expire: { does: "expire", olderThanHours: 0 },
      vacuum: { does: "vacuum", olderThanHours: 0 },
    });
    stepTo(run, JUST_AFTER_A_COMMIT_MS);
    const { log } = tableOf(run);
    does(run, "erase");
    const stored = erasedStored(run);
    expect(stored).toBeGreaterThan(50);
    does(run, "vacuum");
    expect(erasedStored(run)).toBeGreaterThanOrEqual(stored);
    expect(remarksOf(run.machine, "vacuum").join()).toContain("an older version names them");
    const bytes = log.storedBytes;
    expect(does(run, "expire")).toMatch(/^\d+ versions expired, 0 files deleted$/);
    expect(log.storedBytes).toBeGreaterThanOrEqual(bytes);
    does(run, "vacuum");
    expect(log.storedBytes).toBeLessThan(bytes);
    // What the user did since the erasure is new.
    expect(erasedStored(run)).toBe(rowsOfUser(run, USER));
    toEnd(run);
  });

  test("merge on read: quick to write and read beside each file, until the files are merged", () => {
    const run = tableWith("iceberg-table", {
      erase: { ...erase, deletes: "merge-on-read" },
      compact,
      vacuum: { does: "vacuum", olderThanHours: 0 },
    });
    stepTo(run, JUST_AFTER_A_COMMIT_MS);
    const { log } = tableOf(run);
    const before = log.storedBytes;
    does(run, "erase");
    expect(rowsOfUser(run, USER)).toBeLessThan(5);
    // A delete file lies over each file: all of the data is still there, and needed.
    const over = [...log.live].filter((file) => run.machine.run.rows.files[file].over !== undefined);
    expect(over.length).toBeGreaterThan(20);
    expect(log.storedBytes).toBeLessThan(before * 2.5);
    const { objects } = log.unneeded();
    expect(objects).toBe(0);
    does(run, "compact");
    expect(log.unneeded().objects).toBeGreaterThan(2 * over.length - 1);
    expect(erasedStored(run)).toBeGreaterThan(50);
    toEnd(run);
  });

  test("what would bring the rows back is refused: a compaction that had read them, in both formats", () => {
    for (const kind of ["delta-table", "iceberg-table"] as const) {
      const run = tableWith(kind, { erase, compact: { ...compact, startUpMedianMs: 20_000, startUpP99Ms: 20_000 } });
      stepTo(run, JUST_AFTER_A_COMMIT_MS);
      const attempts = [begin(run, "compact"), begin(run, "erase")];
      stepTo(run, HOUR_MS + 55_000);
      expect(attempts.map(({ end }) => end?.state)).toEqual(["failed", "success"]);
      expect(remarksOf(run.machine, "compact").join()).toContain("an erasure");
      expect(rowsOfUser(run, USER)).toBeLessThan(5);
      toEnd(run);
    }
  });
});

test("D33 windows change nothing", () => {
  const ended = (windowMs: number): unknown => {
    const tasks = {
      one: { ...compact, everyMs: 500_000 },
      erase: { ...erase, everyMs: 700_000 },
      vacuum: { does: "vacuum", olderThanHours: 0, everyMs: 900_000 },
    };
    const run = toEnd(tableWith("delta-table", tasks, { windowMs }));
    const { timing: _, ...result } = run.result(0);
    return { result, snapshots: tableOf(run).log.snapshots };
  };
  expect(ended(5000)).toEqual(ended(333));
});
