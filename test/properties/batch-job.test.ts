import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { BatchJob } from "../../src/engine/jobs/batch-job.ts";
import type { Attempt, Interval } from "../../src/engine/tasks/job.ts";
import { ObjectStore } from "../../src/engine/files/object-store.ts";
import { FILE, refOf } from "../../src/engine/rows/rows.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { RunResult } from "../../src/result/result.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";
import { smallScenario } from "../support/small-workload.ts";

const HOUR_MS = 3_600_000;
const NEVER = 604_800_000;
const QUICK = { startUpMedianMs: 5000, startUpP99Ms: 5000 };

/** A thin stream for some hours, in files of ten minutes, and a job that reads them. */
function hoursOf(hours: number, settings: Settings, bytes = 200): Run {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50, bytes } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "job", kind: "glue-job", settings: { ...QUICK, ...settings } },
      { id: "out", kind: "s3" },
    ],
    wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> job.in", "job.files -> out.objects"],
    workload: { durationMs: hours * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

/** Users for some minutes, whose sessions are judged. */
function usersOf(settings: Settings): { readonly run: Run; readonly result: RunResult } {
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "job", kind: "glue-job", settings: { ...QUICK, everyMs: 600_000, events: false, validate: true, dedup: true, ...settings } },
      { id: "out", kind: "s3" },
    ],
    wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> job.in", "job.files -> out.objects"],
  });
  const created = createRun({ design, scenario: smallScenario({ drainMs: 40 * 60_000 }), seed: 3, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return { run: toEnd(created.value), result: created.value.result(0) };
}

function toEnd(run: Run): Run {
  while (!run.over) run.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

function stepTo(run: Run, atMs: number): void {
  while (run.simulation.now < atMs) run.step(atMs);
}

function jobOf(run: Run): BatchJob {
  const job = run.machine.nodes.get("job");
  if (!(job instanceof BatchJob)) throw new Error("no job");
  return job;
}

function strike(run: Run, fault: string, durationMs: number, how: { readonly amount?: number; readonly index?: number } = {}): void {
  expect(run.inject({ fault, part: "job", durationMs, ...how })).toBe(true);
}

function begin(run: Run, interval: Interval = { fromMs: 0, toMs: NEVER }): Attempt {
  return jobOf(run).attempts.begin(run.simulation.now, interval, "by-itself");
}

/** Events in sight in the second bucket, copies included, and in how many hours they lie. */
function shown(run: Run): { readonly events: number; readonly hours: number } {
  const out = run.machine.nodes.get("out");
  if (!(out instanceof ObjectStore)) throw new Error("no bucket");
  const there = new Set<unknown>(out.visible.batches.filter(({ refs }) => refs.length > 0));
  expect(out.visible.batches.reduce((sum, { refs }) => sum + refs.length, 0)).toBe(out.visible.events);
  return {
    events: out.visible.events,
    hours: new Set(run.machine.run.rows.files.filter((file) => there.has(file)).map(({ hour }) => hour)).size,
  };
}

const produced = (run: Run): number => run.machine.run.ledger.produced;

describe("what a run reads (J4)", () => {
  test("everything: each run writes again what the runs before it have written", () => {
    const run = toEnd(hoursOf(3, { reads: "everything" }));
    expect(shown(run).events).toBeGreaterThan(1.8 * produced(run));
    expect(remarksOf(run.machine, "job").join()).toContain("appended their rows a second time");
  });

  test("new files: each event is written once, and what a failed run took is read by the next", () => {
    expect(shown(toEnd(hoursOf(3, { reads: "new-files" }))).events).toBe(produced(toEnd(hoursOf(3, { reads: "new-files" }))));
    const struck = hoursOf(3, { reads: "new-files", committer: "magic" });
    stepTo(struck, HOUR_MS - 1000);
    strike(struck, "task-failure", 60_000);
    toEnd(struck);
    expect(jobOf(struck).attempts.failed).toBe(1);
    expect(shown(struck).events).toBe(produced(struck));
  });

  test("an interval: files that land after its end are read by no run, unless runs look back", () => {
    const plain = toEnd(hoursOf(4, { reads: "interval", writes: "overwrite-partitions" }));
    expect(shown(plain).events).toBeLessThan(0.9 * produced(plain));
    const back = toEnd(hoursOf(4, { reads: "interval", lookbackHours: 1, writes: "overwrite-partitions" }));
    expect(shown(back).events).toBe(produced(back));
  });

  test("an interval that is a point means the hour that begins there, of which nothing has landed", () => {
    const run = hoursOf(4, { everyMs: NEVER, reads: "interval" });
    stepTo(run, 2 * HOUR_MS);
    const point = begin(run, { fromMs: 2 * HOUR_MS, toMs: 2 * HOUR_MS });
    stepTo(run, 2 * HOUR_MS + 60_000);
    expect(point.end?.line).toContain("0 files read");
    expect(remarksOf(run.machine, "job").join()).toContain("a run's interval is a point");
    const whole = begin(run, { fromMs: HOUR_MS, toMs: 2 * HOUR_MS });
    stepTo(run, 2 * HOUR_MS + 120_000);
    expect(whole.end?.line).toContain("6 files read");
  });
});

describe("what a run leaves (J6)", () => {
  test("row S6: a static overwrite leaves only the last run's hours, a dynamic one all others as they were", () => {
    const written = (writes: string): ReturnType<typeof shown> => {
      const run = hoursOf(5, { everyMs: NEVER, reads: "interval", writes });
      stepTo(run, 4.5 * HOUR_MS);
      begin(run, { fromMs: 0, toMs: 4 * HOUR_MS });
      stepTo(run, 4.6 * HOUR_MS);
      expect(shown(run).hours).toBe(4);
      begin(run, { fromMs: 2 * HOUR_MS, toMs: 3 * HOUR_MS });
      stepTo(run, 4.7 * HOUR_MS);
      return shown(run);
    };
    // Rows of the end of an hour lie in the file that is dropped in the next one; they are of their own hour.
    expect(written("overwrite").hours).toBe(1);
    expect(written("overwrite-partitions").hours).toBe(4);
  });

  const failing = (settings: Settings): Run => {
    const run = hoursOf(5, { everyMs: NEVER, ...settings });
    stepTo(run, 2 * HOUR_MS);
    begin(run);
    stepTo(run, 2.1 * HOUR_MS);
    expect(shown(run).events).toBeGreaterThan(0);
    stepTo(run, 4.5 * HOUR_MS);
    strike(run, "task-failure", 600_000, { index: 2 });
    const attempt = begin(run);
    stepTo(run, 4.6 * HOUR_MS);
    expect(attempt.end?.state).toBe("failed");
    return run;
  };

  test("row S13: a failed append leaves nothing with algorithm 1, and the tasks that were done with algorithm 2", () => {
    const before = shown(failing({ committer: "magic" })).events;
    expect(shown(failing({ committer: "algorithm-1" })).events).toBe(before);
    expect(shown(failing({ committer: "algorithm-2" })).events).toBeGreaterThan(before);
    expect(shown(failing({ committer: "s3-optimized" })).events).toBeGreaterThan(before);
    expect(shown(failing({ committer: "table-format" })).events).toBe(before);
  });

  test("row S13: an overwrite that fails has deleted the old data; a dynamic one, or a table format, has not", () => {
    const gone = failing({ committer: "algorithm-1", writes: "overwrite" });
    expect(shown(gone).events).toBe(0);
    expect(remarksOf(gone.machine, "job").join()).toContain("that data is gone");
    const before = shown(failing({ committer: "magic" })).events;
    expect(shown(failing({ committer: "algorithm-1", writes: "overwrite-partitions" })).events).toBe(before);
    expect(shown(failing({ committer: "table-format", writes: "overwrite" })).events).toBe(before);
  });

  test("row S13: a second append that commits publishes the finished tasks of the first, which stay when the first fails", () => {
    const seen = (committer: string): readonly number[] => {
      const run = hoursOf(5, { everyMs: NEVER, reads: "interval", concurrentRuns: 2, committer });
      stepTo(run, 4.5 * HOUR_MS);
      const first = begin(run, { fromMs: 0, toMs: 4 * HOUR_MS });
      // Some of its tasks are done when a machine with others is lost, which is noticed two minutes later.
      stepTo(run, 4.5 * HOUR_MS + 6500);
      strike(run, "executor-lost", 1000, { index: 0 });
      stepTo(run, 4.5 * HOUR_MS + 20_000);
      const second = begin(run, { fromMs: 4 * HOUR_MS, toMs: 4.2 * HOUR_MS });
      const counts = [shown(run).events];
      stepTo(run, 4.5 * HOUR_MS + 60_000);
      expect([second.end?.state, first.end]).toEqual(["success", null]);
      counts.push(shown(run).events);
      jobOf(run).attempts.breakOff(first, run.simulation.now, "timed out");
      stepTo(run, 4.6 * HOUR_MS);
      return [...counts, shown(run).events];
    };
    const [none, both, after] = seen("algorithm-1");
    const [, alone, kept] = seen("magic");
    expect(none).toBe(0);
    expect(both).toBeGreaterThan(alone);
    expect([after, kept]).toEqual([both, alone]);
  });
});

describe("what a run makes is what the steps make of all its rows (J7)", () => {
  test("sessions, hourly figures and windows over everything are those of the batch answer", () => {
    const { result } = usersOf({ writes: "overwrite", sessionize: true, aggregate: true, windows: "tumbling" });
    for (const table of ["sessions", "hourly_engagement", "windows"]) {
      const { expectedRows, exact, extra, missing, duplicates } = must(result.quality[table], table);
      expect(expectedRows).toBeGreaterThan(10);
      expect({ table, exact, extra, missing, duplicates }).toEqual({ table, exact: expectedRows, extra: 0, missing: 0, duplicates: 0 });
    }
  });

  test("run after run of new files cuts sessions at the edges, and adds up what it counts by windows", () => {
    const { result } = usersOf({ everyMs: 240_000, reads: "new-files", sessionize: true, windows: "tumbling", windowKey: "type" });
    expect(must(result.quality.sessions, "sessions").extra).toBeGreaterThan(0);
    expect(must(result.quality.windows, "windows").missing).toBe(0);
  });

  test("a re-run that appends leaves the same session twice under another id", () => {
    const { result } = usersOf({ reads: "everything", sessionize: true });
    expect(must(result.quality.sessions, "sessions").duplicates).toBeGreaterThan(50);
  });
});

describe("how long a run takes (J3)", () => {
  /** Text of 24 MB in each of thirty files. */
  const lastsMs = (settings: Settings): number => {
    const run = hoursOf(5, { everyMs: NEVER, inputFormat: "json", ...settings }, 200_000);
    stepTo(run, 5 * HOUR_MS);
    const { beganAtMs, endsAtMs } = begin(run);
    return endsAtMs - beganAtMs;
  };

  test("more workers make it shorter", () => {
    const [few, some, many] = [2, 4, 9].map((workers) => lastsMs({ workers }));
    expect(some).toBeLessThan(few);
    expect(many).toBeLessThan(some);
  });

  test("a slow executor makes it longer, and a copy of its tasks elsewhere shorter again", () => {
    const lasts = (speculation: boolean): number => {
      const run = hoursOf(5, { everyMs: NEVER, inputFormat: "json", workers: 20, speculation }, 200_000);
      stepTo(run, 5 * HOUR_MS);
      strike(run, "slow", HOUR_MS, { amount: 50, index: 0 });
      const { beganAtMs, endsAtMs } = begin(run);
      return endsAtMs - beganAtMs;
    };
    expect(lasts(false)).toBeGreaterThan(lastsMs({ workers: 20 }) + 10_000);
    expect(lasts(true)).toBeLessThanOrEqual(lasts(false));
  });

  test("no machines to be had: a run that is starting waits, and one that begins meanwhile too", () => {
    const run = hoursOf(5, { everyMs: NEVER });
    stepTo(run, 5 * HOUR_MS);
    const starting = begin(run);
    const plannedMs = starting.endsAtMs;
    stepTo(run, 5 * HOUR_MS + 2000);
    strike(run, "late-start", 60_000);
    expect(starting.endsAtMs).toBeCloseTo(plannedMs + 60_000, 6);
  });

  test("a second start is refused while a run is under way", () => {
    const run = hoursOf(3, { everyMs: NEVER });
    stepTo(run, HOUR_MS);
    const [first, second] = [begin(run), begin(run)];
    stepTo(run, 1.2 * HOUR_MS);
    expect([first.end?.state, second.end?.state]).toEqual(["success", "failed"]);
  });
});

describe("a join with a table (J2)", () => {
  const stagesOf = (settings: Settings): number => {
    const run = hoursOf(3, { everyMs: NEVER, ...settings }, 2000);
    stepTo(run, 3 * HOUR_MS);
    const { beganAtMs, endsAtMs } = begin(run);
    return endsAtMs - beganAtMs;
  };

  test("a small table goes to every executor, a large one costs a shuffle of both sides, and the rows are the same", () => {
    const [none, small, large] = [null, 5, 2000].map((dimensionMb) => stagesOf({ dimensionMb }));
    expect(small).toBeGreaterThan(none);
    expect(large).toBeGreaterThan(small);
    const written = toEnd(hoursOf(3, { reads: "new-files", dimensionMb: 2000 }));
    expect(shown(written).events).toBe(produced(written));
  });
});

test("what a run under way has read is kept until it has written it, though its files are replaced meanwhile (M1)", () => {
  const run = hoursOf(5, { everyMs: NEVER, reads: "new-files" });
  stepTo(run, 4 * HOUR_MS);
  const job = jobOf(run);
  expect(job.eventsNeededFrom()).toBe(0);
  begin(run);
  stepTo(run, 4 * HOUR_MS + 1000);
  const { files } = run.machine.run.rows;
  const raw = files.flatMap(({ visibleAt }, file) => (visibleAt < Infinity ? [file] : []));
  const gone = { stream: 0, hour: 0, refs: new Int32Array(0), rows: 0, rawBytes: 0, storedBytes: 0, writer: "raw", replaces: raw };
  files.push({ ...gone, openedAt: 0, closedAt: 0, visibleAt: run.simulation.now });
  must(
    run.machine.wires.find(({ toPart }) => toPart === "job"),
    "the wire into the job",
  ).push(run.simulation.now, refOf(FILE, files.length - 1));
  stepTo(run, 4 * HOUR_MS + 2000);
  expect(job.queueLength()).toBe(0);
  expect(job.eventsNeededFrom()).toBe(0);
  toEnd(run);
  expect(shown(run).events).toBeGreaterThan(0);
});

describe("a run that merges (J10)", () => {
  test("run after run of everything stands there once, as does what comes piece by piece", () => {
    for (const reads of ["everything", "new-files"]) {
      const run = toEnd(hoursOf(3, { reads, writes: "merge", everyMs: 1_800_000 }));
      expect([shown(run).events, reads]).toEqual([produced(run), reads]);
      expect(jobOf(run).attempts.succeeded).toBeGreaterThan(4);
    }
    const appended = toEnd(hoursOf(3, { reads: "everything", writes: "append", everyMs: 1_800_000 }));
    expect(shown(appended).events).toBeGreaterThan(1.8 * produced(appended));
    const replaced = toEnd(hoursOf(3, { reads: "new-files", writes: "overwrite-partitions", everyMs: 1_800_000 }));
    expect(shown(replaced).events).toBeLessThan(produced(replaced));
  });

  test("reading what lies there takes its time", () => {
    const lastsMs = (writes: string): number => {
      const run = hoursOf(3, { reads: "new-files", writes, everyMs: NEVER, speculation: false });
      stepTo(run, 2 * HOUR_MS);
      const first = begin(run);
      stepTo(run, 2.9 * HOUR_MS);
      const second = begin(run);
      expect(first.end?.state).toBe("success");
      return second.endsAtMs - second.beganAtMs;
    };
    expect(lastsMs("merge")).toBeGreaterThan(lastsMs("overwrite-partitions"));
  });
});

test("D36 what a run reads from an archive is restored first, hours later, and paid for by the GB; read again at once it is there", () => {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.02, keys: 50, bytes: 200 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: HOUR_MS, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      {
        id: "raw",
        kind: "s3",
        settings: { standardDays: 1, infrequentDays: 0, archiveDays: 1, deepDays: 300, smallObjects: "move" },
      },
      { id: "job", kind: "glue-job", settings: { ...QUICK, everyMs: NEVER, reads: "interval" } },
      { id: "out", kind: "s3" },
    ],
    wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> job.in", "job.files -> out.objects"],
    workload: { durationMs: 72 * HOUR_MS, warmupMs: 0, drainMs: HOUR_MS },
  });
  const created = createRun({ design, scenario: null, seed: 3, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  const took = (fromMs: number): number => {
    const attempt = begin(run, { fromMs, toMs: fromMs + HOUR_MS });
    while (attempt.end === null) run.step(run.simulation.now + 60_000);
    return (attempt.end?.atMs ?? NaN) - attempt.beganAtMs;
  };
  stepTo(run, 50 * HOUR_MS);
  expect(took(45 * HOUR_MS)).toBeLessThan(60_000);
  const flexible = took(24 * HOUR_MS);
  expect(flexible).toBeGreaterThan(3 * HOUR_MS);
  expect(flexible).toBeLessThan(5.1 * HOUR_MS);
  expect(took(24 * HOUR_MS)).toBeLessThan(60_000);
  expect(took(0)).toBeGreaterThan(12 * HOUR_MS);
  expect(remarksOf(run.machine, "raw").join()).toContain("had to be restored");
  toEnd(run);
  const restored = run.result(0).cost.lines.filter(({ node, dimension }) => node === "raw" && dimension.startsWith("Restored"));
  expect(restored.map(({ quantity }) => quantity > 0)).toEqual([true, true]);
});
