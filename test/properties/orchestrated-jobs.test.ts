import { describe, expect, test } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import { BatchJob } from "../../src/engine/jobs/batch-job.ts";
import { ObjectStore } from "../../src/engine/files/object-store.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { Run } from "../../src/simulate/run.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { remarksOf } from "../support/remarks.ts";

const HOUR_MS = 3_600_000;

/** Files of ten minutes; Airflow begins a job over them each hour, and a second one behind it over what the first has written. */
function pipeline(
  airflow: Settings,
  job: Settings,
  strike?: { readonly part: string; readonly atMs: number; readonly durationMs: number },
): Run {
  const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000 };
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 0.2, keys: 50 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, makingMedianMs: 100, makingP99Ms: 100, pollMs: 500 } },
      { id: "raw", kind: "s3" },
      { id: "dag", kind: "airflow", settings: { everyMs: HOUR_MS, ...airflow } },
      { id: "clean", kind: "glue-job", settings: { ...quick, ...job } },
      { id: "silver", kind: "s3" },
      { id: "publish", kind: "glue-job", settings: { ...quick, reads: "everything", writes: "overwrite", committer: "table-format" } },
      { id: "gold", kind: "s3" },
    ],
    wires: [
      "load.out -> drop.in",
      "drop.files -> raw.objects",
      "raw.objects -> clean.in",
      "clean.files -> silver.objects",
      "silver.objects -> publish.in",
      "publish.files -> gold.objects",
      "dag.triggers -> clean.start",
      "clean.done -> publish.start",
    ],
    workload: { durationMs: 6 * HOUR_MS, warmupMs: 0, drainMs: 3 * HOUR_MS },
  });
  const faults = strike === undefined ? [] : [{ fault: "task-failure", index: 2, ...strike }];
  const created = createRun({ design, scenario: null, seed: 3, faults });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  expect(balancedLedger(run.machine).balanced).toBe(true);
  return run;
}

function eventsIn(run: Run, bucket: string): number {
  const store = run.machine.nodes.get(bucket);
  if (!(store instanceof ObjectStore)) throw new Error(`no bucket ${bucket}`);
  return store.visible.events;
}

function attemptsOf(run: Run, job: string): { readonly succeeded: number; readonly failed: number } {
  const node = run.machine.nodes.get(job);
  if (!(node instanceof BatchJob)) throw new Error(`no job ${job}`);
  return node.attempts;
}

const BEFORE = { interval: "before" };
const RETRIED = { ...BEFORE, retries: 2, retryDelayMs: 120_000 };
const OF_HOUR = { reads: "interval", lookbackHours: 1 };
/** Trouble that lasts from just before the fourth tick until after the first try there has failed. */
const TROUBLE = { part: "clean", atMs: 4 * HOUR_MS - 1000, durationMs: 90_000 };

describe("jobs that an orchestrator begins (J4, J6)", () => {
  test("the second job begins when the first has ended well, and finds what it wrote", () => {
    const run = pipeline(BEFORE, { ...OF_HOUR, writes: "overwrite-partitions" });
    expect(attemptsOf(run, "clean").succeeded).toBeGreaterThan(4);
    expect(attemptsOf(run, "publish").succeeded).toBe(attemptsOf(run, "clean").succeeded);
    expect(eventsIn(run, "gold")).toBe(eventsIn(run, "silver"));
    expect(eventsIn(run, "silver")).toBeGreaterThan(0.8 * run.machine.run.ledger.produced);
  });

  test("with today's default the interval is the instant of the tick: its hour has hardly begun, and next to nothing is read", () => {
    const run = pipeline({}, { reads: "interval", writes: "overwrite-partitions" });
    expect(attemptsOf(run, "clean").failed).toBe(0);
    expect(eventsIn(run, "silver")).toBeLessThan(0.1 * run.machine.run.ledger.produced);
    expect(remarksOf(run.machine, "clean").join()).toContain("found no file of its interval");
  });

  test("a try that fails half way and is tried again: appended rows are there twice, overwritten partitions once", () => {
    const appended = pipeline(RETRIED, { reads: "interval", committer: "algorithm-2" }, TROUBLE);
    const calm = pipeline(RETRIED, { reads: "interval", committer: "algorithm-2" });
    expect(attemptsOf(appended, "clean").failed).toBeGreaterThan(0);
    expect(eventsIn(appended, "silver")).toBeGreaterThan(eventsIn(calm, "silver"));
    const settings = { ...OF_HOUR, writes: "overwrite-partitions", committer: "algorithm-2" };
    const overwritten = pipeline(RETRIED, settings, TROUBLE);
    expect(attemptsOf(overwritten, "clean").failed).toBeGreaterThan(0);
    expect(eventsIn(overwritten, "silver")).toBe(eventsIn(pipeline(RETRIED, settings), "silver"));
  });
});
