import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { GoalOutcome } from "../../src/result/result.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import type { Goal } from "../../src/scenario/types.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";

const HOUR_MS = 3_600_000;
const LATE: Goal = { id: "fresh", label: "Fresh", metric: "freshness.p99Ms", op: "<=", target: 1, unit: "ms", must: true };
const TWICE: Goal = { id: "twice", label: "Twice", metric: "duplicates.rows", op: "==", target: 0, unit: "rows", must: true };

type Drawn = {
  readonly orders?: string;
  readonly order?: Settings;
  readonly check?: Settings;
  readonly job?: Settings;
  readonly load?: Settings;
};

/** Services that land files, a check of them, a job, a warehouse: a goal that was missed, and whether it says what to set. */
async function missed(goal: Goal, { orders = "airflow", order = {}, check = {}, job = {}, load = {} }: Drawn): Promise<GoalOutcome> {
  const loaded = await loadBundled("event-broker-platform");
  const scenario = must(loaded.ok ? loaded.value : null, "no scenario");
  const quick = { startUpMedianMs: 5000, startUpP99Ms: 5000, reads: "interval" };
  const { outcome } = runDesign({
    design: drawing({
      parts: [
        { id: "services", kind: "upstream-services" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 600_000, checked: true } },
        { id: "raw", kind: "s3" },
        { id: "order", kind: orders, settings: { ...(orders === "airflow" ? { interval: "before" } : {}), ...order } },
        { id: "check", kind: "quality-check", settings: { ...quick, unique: "", ...check } },
        { id: "job", kind: "glue-job", settings: { ...quick, writes: "overwrite-partitions", committer: "magic", ...job } },
        { id: "clean", kind: "s3" },
        { id: "house", kind: "redshift", settings: { loads: "replace", ...load } },
        { id: "board", kind: "dashboard", settings: { viewers: 1 } },
      ],
      wires: [
        "services.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> check.in",
        "raw.objects -> job.in",
        "order.triggers -> check.start",
        "check.done -> job.start",
        "job.files -> clean.objects",
        "clean.objects -> house.data",
        "house.rows -> board.rows",
      ],
    }),
    scenario: {
      ...scenario,
      incidents: [],
      goals: [goal],
      workload: { ...scenario.workload, durationMs: 4 * HOUR_MS, drainMs: 2 * HOUR_MS },
    },
    seed: 3,
    faults: [],
  });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return must(outcome.result.verdict.goals[0], "a goal");
}

test("a check that asks for a column the rows do not have is told with its line, and nobody is advised to clear it", async () => {
  const { why, mends } = await missed(LATE, { check: { unique: "hour, feed" } });
  expect(why).toMatch(
    /^check failed in \d runs of order, and would however often it is tried \(AnalysisException: no column hour, feed in these rows\.\)/,
  );
  expect(why).not.toContain("clear");
  expect(mends).toBeUndefined();
});

test("a check that finds too little is cleared by a person, by the setting its orchestrator has for it", async () => {
  const few = { check: { leastRows: 10_000_000, onBadTable: "fail" } };
  expect((await missed(LATE, few)).mends).toEqual([{ part: "order", setting: "clearAfterMs", to: 1_800_000 }]);
  expect((await missed(LATE, { ...few, orders: "step-functions" })).mends).toEqual([
    { part: "order", setting: "redriveAfterMs", to: 1_800_000 },
  ]);
});

test("runs that were refused because one was under way are told so, and not as something nobody cleared", async () => {
  const slow = { job: { startUpMedianMs: 900_000, startUpP99Ms: 900_000 }, order: { everyMs: 600_000 } };
  const { why } = await missed(LATE, slow);
  expect(why).toMatch(/^job failed in \d+ runs of order, because the run before it was still under way and no more are allowed at once/);
  expect(why).not.toContain("nobody cleared");
});

test("A3 rows that stand twice are explained by who kept them, not by partitions that were dropped", async () => {
  const rewritten = { lookbackHours: 1, dedup: true };
  const copied = await missed(TWICE, { job: rewritten, load: { loads: "append" } });
  expect(copied.why).toMatch(/^house loaded files that had been written anew and kept [\d,]+ rows/);
  expect(copied.mends).toEqual([{ part: "house", setting: "loads", to: "replace" }]);
  const deleted = await missed(TWICE, { job: { ...rewritten, writes: "overwrite" } });
  expect(deleted.why).toMatch(/^house keeps [\d,]+ rows of files that were deleted after it had loaded them/);
  expect(deleted.mends).toEqual([{ part: "house", setting: "loads", to: "merge" }]);
  expect((await missed(TWICE, { job: { ...rewritten, writes: "overwrite" }, load: { loads: "merge" } })).pass).toBe(true);
});

test("a run whose interval is the point of its tick finds nothing, and the missed goal says which setting of whom", async () => {
  const { why, mends } = await missed(LATE, { order: { interval: "point" } });
  expect(why).toContain(
    "today's Airflow a run's interval is the point of its tick. Set “Data interval” of order to “The period before the tick”.",
  );
  expect(mends).toEqual([{ part: "order", setting: "interval", to: "before" }]);
});
