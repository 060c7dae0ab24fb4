import { describe, expect, test } from "vitest";
import type { Pipeline, PipelineRun, TaskRun } from "../../../result/pipelines.ts";
import {
  countsOf,
  ganttOf,
  pageOf,
  placeAmong,
  RUNS_PER_PAGE,
  runsOfPage,
  shownRuns,
  slowestRun,
  stateAt,
  timeGroups,
} from "./grid-columns.ts";

const task = (
  state: TaskRun["state"],
  ...tries: readonly (readonly [
    queued: number,
    began: number | null,
    ended: number | null,
    state: "success" | "failed" | "running" | "queued",
  ])[]
): TaskRun => ({
  state,
  tries: tries.map(([queuedMs, beganMs, endedMs, end]) => ({ queuedMs, beganMs, endedMs, state: end, line: "" })),
});
const run = (dueMs: number, state: PipelineRun["state"], endedMs: number | null, ...tasks: readonly TaskRun[]): PipelineRun => ({
  why: "scheduled",
  fromMs: dueMs - 10,
  toMs: dueMs,
  dueMs,
  beganMs: dueMs,
  endedMs,
  state,
  tasks,
});
const twice = task("success", [100, 110, 120, "failed"], [150, 160, 170, "success"]);
const pipeline: Pipeline = {
  tasks: ["extract", "load"],
  runs: [
    run(100, "success", 200, twice, task("success", [175, 180, 200, "success"])),
    run(300, "failed", 350, task("failed", [300, 310, 350, "failed"]), task("upstream_failed")),
    run(500, "running", null, task("running", [500, 510, null, "running"]), task(null)),
  ],
};

describe("runs of a pipeline as a grid", () => {
  test("a filter leaves the runs that failed, or in which a task was tried again", () => {
    expect(shownRuns(pipeline, "all")).toEqual([0, 1, 2]);
    expect(shownRuns(pipeline, "failed")).toEqual([1]);
    expect(shownRuns(pipeline, "retried")).toEqual([0]);
  });

  test("what a filter hides is not looked at: the newest run it leaves is, and none where it leaves none", () => {
    const chosen = { run: 1, task: 1 };
    expect(placeAmong(shownRuns(pipeline, "failed"), chosen)).toEqual(chosen);
    expect(placeAmong(shownRuns(pipeline, "retried"), chosen)).toEqual({ run: 0, task: 1 });
    expect(placeAmong([], chosen)).toBeNull();
  });

  test("a heading of time stands over three runs, and every run is under one", () => {
    expect(timeGroups([4, 5, 6, 7, 8])).toEqual([
      { first: 4, span: 3 },
      { first: 7, span: 2 },
    ]);
    expect(timeGroups([])).toEqual([]);
  });

  test("the newest runs are on the first page, and every run on one", () => {
    const shown = Array.from({ length: 2 * RUNS_PER_PAGE + 5 }, (_, index) => index);
    expect(runsOfPage(shown, 0)).toEqual(shown.slice(-RUNS_PER_PAGE));
    expect(runsOfPage(shown, 2)).toEqual([0, 1, 2, 3, 4]);
    for (const place of shown) expect(runsOfPage(shown, pageOf(place, shown.length))).toContain(place);
  });

  test("looking back, a task stands as it stood", () => {
    expect([90, 105, 115, 130, 155, 165, 180].map((at) => stateAt(twice, at))).toEqual([
      null,
      "queued",
      "running",
      "up_for_retry",
      "queued",
      "running",
      "success",
    ]);
    expect(stateAt(twice, null)).toBe("success");
  });

  test("counts and the run that took longest", () => {
    expect(countsOf(pipeline)).toEqual({ runs: 3, failed: 1, open: 1, retriedTasks: 1 });
    expect(slowestRun(pipeline)).toEqual({ run: 0, tookMs: 100 });
    expect(slowestRun({ tasks: [], runs: [] })).toBeNull();
  });

  test("every try is a bar, and open ones end now", () => {
    const { bars, fromMs, toMs } = ganttOf(pipeline, pipeline.runs[0] as PipelineRun, 999);
    expect(bars.map(({ task: name, number }) => `${name} ${number}`)).toEqual(["extract 0", "extract 1", "load 0"]);
    expect([fromMs, toMs]).toEqual([100, 200]);
    expect(ganttOf(pipeline, pipeline.runs[2] as PipelineRun, 999).toMs).toBe(999);
  });
});
