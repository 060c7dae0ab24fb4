import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { PartitionTask } from "../../src/engine/files/partition-task.ts";
import { ScanEngine } from "../../src/engine/files/scan-engine.ts";
import type { Attempt } from "../../src/engine/tasks/job.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

const HOUR_MS = 3_600_000;
const NEVER = 604_800_000;

type Kind = "glue-crawler" | "athena-ddl";

/** Four hours of a thin stream in files of ten minutes, and a task that tells the catalogue of their hours. */
function hoursWith(kind: Kind, settings: Settings, how: { windowMs?: number; faults?: readonly FaultSpec[] } = {}): Run {
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50, bytes: 200 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "lake", kind: "s3" },
      { id: "task", kind, settings },
      { id: "glue", kind: "glue-catalog" },
      { id: "athena", kind: "athena" },
    ],
    wires: [
      ...["load.out -> drop.in", "drop.files -> lake.objects", "lake.objects -> athena.data", "lake.objects -> task.objects"],
      ...["task.partitions -> glue.partitions", "glue.tables -> athena.catalog"],
    ],
    workload: { durationMs: 4 * HOUR_MS, warmupMs: 0, drainMs: 2 * HOUR_MS },
  });
  const { faults = [], windowMs } = how;
  const created = createRun({ design, scenario: null, seed: 3, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

function stepTo(run: Run, atMs: number): Run {
  while (run.simulation.now < atMs) run.step(atMs);
  return run;
}

function toEnd(run: Run): Run {
  while (!run.over) run.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

/** Rows that a query finds. */
function found(run: Run): number {
  const athena = run.machine.nodes.get("athena");
  if (!(athena instanceof ScanEngine)) throw new Error("no query engine");
  return athena.visible.events;
}

function begin(run: Run, fromMs: number, toMs: number): Attempt {
  const task = run.machine.nodes.get("task");
  if (!(task instanceof PartitionTask)) throw new Error("no task");
  return task.attempts.begin(run.simulation.now, { fromMs, toMs }, "by-itself");
}

const produced = (run: Run): number => run.machine.run.ledger.produced;
const crawl = { runMedianMs: 120_000, runP99Ms: 120_000 };

describe("partitions are registered by a task (D35)", () => {
  test("a crawler: a new hour is seen when a run that began after its first file has ended, and each is billed for ten minutes", () => {
    const run = hoursWith("glue-crawler", { ...crawl, everyMs: HOUR_MS });
    stepTo(run, 1.02 * HOUR_MS);
    expect(found(run)).toBe(0);
    stepTo(run, 1.04 * HOUR_MS);
    expect(found(run)).toBeGreaterThan(500);
    const first = found(run);
    stepTo(run, 1.9 * HOUR_MS);
    // Files of the first hour that come late are found; those of the second hour are not.
    expect(found(run)).toBeLessThan(1.1 * first);
    toEnd(run);
    expect(found(run)).toBe(produced(run));
    const line = run.result(0).cost.lines.find(({ node, dimension }) => node === "task" && dimension === "Runs");
    const runs = run.machine.nodes.get("task")?.usage()["turns"] ?? 0;
    expect(line?.quantity).toBeGreaterThan((runs * 2) / 6);
  });

  test("a run that fails tells of nothing, and the next one of all", () => {
    const faults = [{ fault: "errors", part: "task", atMs: HOUR_MS, durationMs: 600_000 }];
    const run = stepTo(hoursWith("glue-crawler", { ...crawl, everyMs: HOUR_MS }, { faults }), 1.9 * HOUR_MS);
    expect(found(run)).toBe(0);
    expect(remarksOf(run.machine, "task").join()).toContain("stay unseen");
    expect(found(toEnd(run))).toBe(produced(run));
  });

  test("ADD PARTITION names the hours of its interval and looks at nothing: a point is the hour that begins there", () => {
    const run = stepTo(hoursWith("athena-ddl", { everyMs: NEVER }), 2.5 * HOUR_MS);
    begin(run, 0, HOUR_MS);
    stepTo(run, 2.51 * HOUR_MS);
    const first = found(run);
    expect(first).toBeGreaterThan(600);
    const point = begin(run, 3 * HOUR_MS, 3 * HOUR_MS);
    stepTo(run, 2.9 * HOUR_MS);
    expect(point.end?.line).toBe("1 partition added");
    expect(found(run)).toBe(first);
    // Registered before there was anything in it: its files are seen as they come.
    stepTo(run, 3.5 * HOUR_MS);
    expect(found(run)).toBeGreaterThan(first + 200);
    toEnd(run);
    expect(found(run)).toBeLessThan(0.7 * produced(run));
  });

  test("MSCK finds what ADD PARTITION was never told of, and one that times out has added a part", () => {
    const run = stepTo(hoursWith("athena-ddl", { statement: "msck", everyMs: NEVER }), 3.5 * HOUR_MS);
    const whole = begin(run, 0, 0);
    stepTo(run, 3.6 * HOUR_MS);
    expect(whole.end?.line).toBe("4 partitions added");
    const short = stepTo(hoursWith("athena-ddl", { statement: "msck", everyMs: NEVER }), 3.5 * HOUR_MS);
    const task = short.machine.nodes.get("task");
    if (!(task instanceof PartitionTask)) throw new Error("no task");
    expect(task.unregistered).toBe(4);
  });
});

test("D35 windows change nothing", () => {
  const ended = (windowMs: number): unknown => {
    const { timing: _, ...result } = toEnd(hoursWith("glue-crawler", { ...crawl, everyMs: 1_000_000 }, { windowMs })).result(0);
    return result;
  };
  expect(ended(5000)).toEqual(ended(333));
});
