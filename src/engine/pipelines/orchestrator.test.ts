import { describe, expect, test } from "vitest";
import { lognormalSigma, uniform } from "../../base/sampler.ts";
import { AIRFLOW, HOUR_MS, MINUTE_MS, inARow, states, tries, underAirflow, underCron } from "../../../test/support/pipeline-drill.ts";

/** Rows of docs/engines.md, as a real Airflow 3.3.2 ran them. */
describe("what Airflow does (O2)", () => {
  const failsAt =
    (number: number, times = Infinity) =>
    (task: number) =>
      task === number ? { fails: ({ number: attempt }: { number: number }) => attempt < times } : {};

  test("row A2: a cron line makes runs for the point of their tick; as a data interval they are for the hour before it", () => {
    const interval = { fromMs: HOUR_MS, toMs: HOUR_MS };
    expect(underAirflow({ tasks: inARow(1), hours: 1 }).runs.map((run) => run.interval)).toEqual([interval]);
    const before = underAirflow({ tasks: inARow(1), hours: 2 }, { schedule: { everyMs: HOUR_MS, offsetMs: 0, interval: "before" } });
    expect(before.runs.map((run) => run.interval)).toEqual([
      { fromMs: 0, toMs: HOUR_MS },
      { fromMs: HOUR_MS, toMs: 2 * HOUR_MS },
    ]);
  });

  test("row A3: a task that failed waits up_for_retry and nothing is decided of what comes after; then failed, upstream_failed, failed", () => {
    const retry = { retries: 1, delayMs: 300_000, multiplier: 1 };
    const waits = underAirflow({ tasks: inARow(2, failsAt(1)), hours: 1.05 }, { retry });
    expect(states(waits)).toBe("up_for_retry -");
    expect(waits.runs[0].state).toBe("running");
    const over = underAirflow({ tasks: inARow(2, failsAt(1)), hours: 1.5 }, { retry });
    expect(states(over)).toBe("failed upstream_failed");
    expect(over.runs[0].state).toBe("failed");
    expect(over.runs[0].tasks[0].tries.map(({ queuedMs }) => queuedMs - HOUR_MS)).toEqual([0, MINUTE_MS + 300_000]);
  });

  test("row A4: ten in a row, the sixth failed: 7 to 10 upstream_failed; cleared with what comes after, 6 to 10 run and 1 to 5 do not", () => {
    const tasks = inARow(10, failsAt(6, 1));
    const failed = underAirflow({ tasks, hours: 1.9 });
    expect(states(failed)).toBe(
      "success success success success success failed upstream_failed upstream_failed upstream_failed upstream_failed",
    );
    expect(failed.runs[0].state).toBe("failed");
    const cleared = underAirflow({ tasks, hours: 1.9 }, { clear: { afterMs: 20 * MINUTE_MS, what: "with-downstream" } });
    expect(cleared.runs[0].state).toBe("success");
    expect(tries(cleared)).toEqual([1, 1, 1, 1, 1, 2, 1, 1, 1, 1]);
    const [sixth] = cleared.runs[0].tasks.slice(5);
    expect(sixth.tries.map(({ queuedMs, state }) => [queuedMs - HOUR_MS, state])).toEqual([
      [5 * MINUTE_MS, "failed"],
      [26 * MINUTE_MS, "success"],
    ]);
    const alone = underAirflow({ tasks, hours: 1.9 }, { clear: { afterMs: 20 * MINUTE_MS, what: "only-failed" } });
    expect(tries(alone)).toEqual([1, 1, 1, 1, 1, 2, 0, 0, 0, 0]);
    expect(alone.runs[0].state).toBe("failed");
  });

  test("a cron line of the same ten begins again with the first", () => {
    const tasks = inARow(10, failsAt(6, 1));
    const line = underCron({ tasks, hours: 1.9 }, { rerunAfterMs: 20 * MINUTE_MS });
    expect(line.runs.map(({ why, state }) => [why, state])).toEqual([
      ["scheduled", "failed"],
      ["rerun", "success"],
    ]);
    expect(tries(line, 0)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    expect(tries(line, 1)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(line.runs[1].beganMs).toBe(HOUR_MS + 26 * MINUTE_MS);
  });

  const BACKFILL = { atMs: 8.5 * HOUR_MS, reachMs: 8 * HOUR_MS, maxActiveRuns: 10 };

  test("row A5: a backfill leaves runs that are there alone unless told to run failed ones or all again, and asks nobody's max_active_runs", () => {
    const tasks = inARow(1, () => ({ takesMs: 40 * MINUTE_MS, fails: ({ number }) => number < 3 }));
    const began = (reprocess: "none" | "failed" | "completed", startedAt = 0) =>
      underAirflow(
        { tasks, hours: 9.9, strikes: [{ fault: "paused", atMs: 3.5 * HOUR_MS, durationMs: 3 * HOUR_MS }] },
        {
          maxActiveRuns: 1,
          backfill: { ...BACKFILL, reprocess },
        },
      ).runs.map((run) => [run.dueMs / HOUR_MS, run.tasks[0].tries.map(({ beganMs }) => Number(beganMs) / HOUR_MS - startedAt)]);
    // 1, 2 and 3 failed; 4 and 5 came in a pause and were passed over, 6 ran at its end.
    const scheduled = { 1: [1], 2: [2], 3: [3], 6: [6.5], 7: [7 + 1 / 6], 8: [8], 9: [9] };
    expect(Object.fromEntries(began("none"))).toEqual({ ...scheduled, 4: [8.5], 5: [8.5] });
    expect(Object.fromEntries(began("failed"))).toEqual({ ...scheduled, 1: [1, 8.5], 2: [2, 8.5], 3: [3, 8.5], 4: [8.5], 5: [8.5] });
    expect(Object.fromEntries(began("completed"))).toEqual({
      ...scheduled,
      ...{ 1: [1, 8.5], 2: [2, 8.5], 3: [3, 8.5], 4: [8.5], 5: [8.5], 6: [6.5, 8.5], 7: [7 + 1 / 6, 8.5] },
    });
  });

  test("row A5: no more than its own max_active_runs at once, oldest first, and none while the DAG is paused", () => {
    const tasks = inARow(1, () => ({ takesMs: 20 * MINUTE_MS }));
    const backfill = { atMs: 0.25 * HOUR_MS, reachMs: 6 * HOUR_MS, maxActiveRuns: 4, reprocess: "none" as const };
    const dag = underAirflow({ tasks, hours: 1.9, strikes: [{ fault: "paused", atMs: 0, durationMs: HOUR_MS / 2 }] }, { backfill });
    expect(dag.runs.map(({ dueMs, beganMs, why }) => [dueMs / HOUR_MS, Number(beganMs) / MINUTE_MS, why])).toEqual([
      [-5, 30, "catch-up"],
      [-4, 30, "catch-up"],
      [-3, 30, "catch-up"],
      [-2, 30, "catch-up"],
      [-1, 50, "catch-up"],
      [0, 50, "catch-up"],
      [1, 60, "scheduled"],
    ]);
  });

  test("row A6: back-off doubles from the delay on with a jitter that is the same every time", () => {
    const retry = { retries: 3, delayMs: 300_000, multiplier: 2 };
    const dag = underAirflow({ tasks: inARow(1, failsAt(1)), hours: 2.9, epochMs: Date.UTC(2026, 10, 30) }, { retry });
    const [{ tries: made }] = dag.runs[0].tasks;
    const waits = made.slice(1).map(({ queuedMs }, i) => (queuedMs - Number(made[i].endedMs)) / 1000);
    // Python's hashlib over "dag#t1#2026-11-30 01:00:00+00:00#1" and so on.
    expect(waits).toEqual([528, 717, 1336]);
  });

  test("row A7: depends_on_past after a failed task: the next one is never decided, and its run goes on and on", () => {
    const dag = underAirflow({ tasks: inARow(2, failsAt(1, 1)), hours: 3.5 }, { dependsOnPast: true });
    expect(dag.runs.map(({ state }) => state)).toEqual(["failed", "running", "running"]);
    expect(states(dag, 1)).toBe("- -");
    const clear = { afterMs: 90 * MINUTE_MS, what: "with-downstream" as const };
    const cleared = underAirflow({ tasks: inARow(2, failsAt(1, 1)), hours: 3.5 }, { dependsOnPast: true, clear });
    expect(cleared.runs.map(({ state }) => state)).toEqual(["success", "success", "success"]);
  });

  test("row A8: a run is what its leaves are: an all_done leaf saves it alone, and not beside one that could not run", () => {
    const saved = [
      { id: "a", fails: () => true },
      { id: "b", after: ["a"] },
      { id: "c", after: ["b"] },
    ];
    const ruleOf = (task: string) => (task === "c" || task === "d" ? ("all_done" as const) : ("all_success" as const));
    const alone = underAirflow({ tasks: saved, hours: 1.9 }, { ruleOf });
    expect([states(alone), alone.runs[0].state]).toEqual(["failed upstream_failed success", "success"]);
    const beside = underAirflow({ tasks: [saved[0], saved[1], { id: "d", after: ["a"] }], hours: 1.9 }, { ruleOf });
    expect([states(beside), beside.runs[0].state]).toEqual(["failed upstream_failed success", "failed"]);
  });

  test("row A10: execution_timeout fails a try, which is retried; dagrun_timeout skips what runs and what has not begun", () => {
    const long = inARow(2, () => ({ takesMs: 30 * MINUTE_MS }));
    const retry = { retries: 1, delayMs: 300_000, multiplier: 1 };
    const timed = underAirflow({ tasks: long, hours: 1.9 }, { executionTimeoutMs: 10 * MINUTE_MS, retry });
    expect(states(timed)).toBe("failed upstream_failed");
    expect(
      timed.runs[0].tasks[0].tries.map(({ queuedMs, endedMs }) => [queuedMs, endedMs].map((ms) => Number(ms) / MINUTE_MS - 60)),
    ).toEqual([
      [0, 10],
      [15, 25],
    ]);
    const cut = underAirflow({ tasks: long, hours: 1.9 }, { runTimeoutMs: 40 * MINUTE_MS });
    expect([states(cut), cut.runs[0].state, cut.runs[0].endedMs]).toEqual(["success skipped", "failed", HOUR_MS + 40 * MINUTE_MS]);
    const waiting = underAirflow({ tasks: inARow(2, failsAt(1)), hours: 1.9 }, { runTimeoutMs: 2 * MINUTE_MS, retry });
    expect([states(waiting), waiting.runs[0].state]).toEqual(["skipped skipped", "failed"]);
  });

  const PAUSE = [{ fault: "paused", atMs: 1.5 * HOUR_MS, durationMs: 5 * HOUR_MS }];

  test("row A11: an hourly DAG unpaused after five hours runs once at once without catchup, and five times with it", () => {
    const due = (catchup: boolean) =>
      underAirflow({ tasks: inARow(1), hours: 7.5, strikes: PAUSE }, { catchup }).runs.map((run) =>
        [run.dueMs, run.beganMs].map((ms) => Number(ms) / HOUR_MS),
      );
    expect(due(false)).toEqual([
      [1, 1],
      [6, 6.5],
      [7, 7],
    ]);
    expect(due(true)).toEqual([
      [1, 1],
      [2, 6.5],
      [3, 6.5],
      [4, 6.5],
      [5, 6.5],
      [6, 6.5],
      [7, 7],
    ]);
  });

  test("rows A11 and A1: switched on with a start date of the past it runs the newest tick once, or all with catchup", () => {
    const due = (catchup: boolean) =>
      underAirflow({ tasks: inARow(1), hours: 0.9 }, { catchup, startedBeforeMs: 3 * HOUR_MS }).runs.map((run) => run.dueMs / HOUR_MS);
    expect(due(false)).toEqual([0]);
    expect(due(true)).toEqual([-2, -1, 0]);
  });
});

test("a rule for a task that is not drawn is told", () => {
  const dag = underAirflow({ tasks: inARow(2), hours: 1 }, { ruled: ["t1", "cleanup"] });
  expect(dag.remarks.map(({ code, facts }) => [code, facts])).toEqual([["rule-for-nobody", { tasks: ["cleanup"] }]]);
});

describe("slots and runs", () => {
  const long = (number: number, takesMs: number) =>
    inARow(number, () => ({ takesMs, after: [""] })).map((task) => ({ ...task, after: [""] }));

  test("no more tasks run than the pool has slots, than a run may have and than workers take", () => {
    const most = (spec: Parameters<typeof underAirflow>[1]) => {
      const [{ tasks }] = underAirflow({ tasks: long(12, 10 * MINUTE_MS), hours: 3 }, spec).runs;
      const began = tasks.map((task) => Number(task.tries[0].beganMs));
      return Math.max(...began.map((at) => began.filter((other) => other <= at && at < other + 10 * MINUTE_MS).length));
    };
    expect(most({})).toBe(12);
    expect(most({ slots: { poolSlots: 5, maxActiveTasks: 16 } })).toBe(5);
    expect(most({ slots: { poolSlots: 128, maxActiveTasks: 3 } })).toBe(3);
    const { addMs } = AIRFLOW.fleet;
    expect(most({ fleet: { slotsEach: 2, least: 2, most: 2, addMs } })).toBe(4);
    // Two more workers come after two minutes, when the first tasks still run.
    expect(most({ fleet: { slotsEach: 2, least: 1, most: 3, addMs } })).toBe(6);
  });

  test("ticks that come while max_active_runs are under way: the newest has its run, with catchup each", () => {
    const tasks = inARow(1, () => ({ takesMs: 2.5 * HOUR_MS }));
    const due = (catchup: boolean) => underAirflow({ tasks, hours: 8 }, { maxActiveRuns: 1, catchup });
    expect(due(false).runs.map(({ dueMs }) => dueMs / HOUR_MS)).toEqual([1, 3, 6]);
    expect(due(true).runs.map(({ dueMs }) => dueMs / HOUR_MS)).toEqual([1, 2, 3]);
    expect(due(true).waits.longestRunWait(8 * HOUR_MS)).toBe(4 * HOUR_MS);
    expect(due(false).remarks.map(({ code }) => code)).toEqual(["ticks-passed-over", "ticks-passed-over"]);
  });
});

describe("trouble", () => {
  test("while the scheduler is away what runs goes on, and nothing begins", () => {
    const strikes = [{ fault: "outage", atMs: HOUR_MS + MINUTE_MS / 2, durationMs: 30 * MINUTE_MS }];
    const dag = underAirflow({ tasks: inARow(2), hours: 1.9, strikes });
    expect(
      dag.runs[0].tasks.map((task) => [task.tries[0].beganMs, task.tries[0].endedMs].map((ms) => Number(ms) / MINUTE_MS - 60)),
    ).toEqual([
      [0, 1],
      [30.5, 31.5],
    ]);
  });

  test("a lost worker's tasks are found out after 300 s and retried; the jobs they had begun go on", () => {
    const strikes = [{ fault: "crash", atMs: HOUR_MS + MINUTE_MS, durationMs: 10 * MINUTE_MS, index: 0 }];
    const ended: number[] = [];
    const tasks = inARow(1, () => ({ takesMs: 20 * MINUTE_MS, fails: ({ endsAtMs }) => ended.push(endsAtMs / MINUTE_MS - 60) < 0 }));
    const dag = underAirflow({ tasks, hours: 1.9, strikes }, { retry: { retries: 1, delayMs: 60_000, multiplier: 1 } });
    expect(
      dag.runs[0].tasks[0].tries.map(({ beganMs, endedMs, state }) => [
        Number(beganMs) / MINUTE_MS - 60,
        Number(endedMs) / MINUTE_MS - 60,
        state,
      ]),
    ).toEqual([
      [0, 6, "failed"],
      [7, 27, "success"],
    ]);
    expect(ended).toEqual([20, 27]);
  });

  test("a pool that was shrunk takes no more than its slots for as long", () => {
    const strikes = [{ fault: "pool-shrunk", atMs: 0, durationMs: HOUR_MS + 15 * MINUTE_MS, amount: 0.25 }];
    const tasks = ["a", "b", "c"].map((id) => ({ id, takesMs: 10 * MINUTE_MS }));
    const [run] = underAirflow({ tasks, hours: 1.9, strikes }, { slots: { poolSlots: 4, maxActiveTasks: 16 } }).runs;
    expect(run.tasks.map((task) => Number(task.tries[0].beganMs) / MINUTE_MS - 60)).toEqual([0, 10, 15]);
  });

  test("a machine that is down runs no script, and what was due meanwhile never comes", () => {
    const strikes = [{ fault: "outage", atMs: 1.01 * HOUR_MS, durationMs: 2.5 * HOUR_MS }];
    const line = underCron({ tasks: inARow(3), hours: 5.5, strikes });
    expect(line.runs.map(({ dueMs, state }) => [dueMs / HOUR_MS, state])).toEqual([
      [1, "failed"],
      [4, "success"],
      [5, "success"],
    ]);
    expect(states(line)).toBe("failed - -");
  });

  test("a script that takes longer than its period runs beside the next one, or keeps it out", () => {
    const tasks = inARow(1, () => ({ takesMs: 90 * MINUTE_MS }));
    const due = (overlap: "beside" | "left-out") => underCron({ tasks, hours: 4.5 }, { overlap }).runs.map(({ dueMs }) => dueMs / HOUR_MS);
    expect(due("beside")).toEqual([1, 2, 3, 4]);
    expect(due("left-out")).toEqual([1, 3]);
  });
});

test("where the first failure ends the run, what runs beside it is broken off; a redrive takes up all that has not succeeded", () => {
  const tasks = [
    { id: "quick", takesMs: MINUTE_MS },
    { id: "bad", takesMs: 5 * MINUTE_MS, fails: ({ number }: { number: number }) => number === 0 },
    { id: "slow", takesMs: 20 * MINUTE_MS },
    { id: "last", after: ["quick", "bad", "slow"] },
  ];
  const cut = underAirflow({ tasks, hours: 1.9 }, { failsFast: true });
  expect([states(cut), cut.runs[0].state, Number(cut.runs[0].endedMs) / MINUTE_MS]).toEqual([
    "success failed skipped upstream_failed",
    "failed",
    65,
  ]);
  const again = underAirflow({ tasks, hours: 1.9 }, { failsFast: true, clear: { afterMs: 10 * MINUTE_MS, what: "with-downstream" } });
  expect([again.runs[0].state, tries(again)]).toEqual(["success", [1, 2, 2, 1]]);
});

test("how time is cut into windows changes no instant of any task (O1)", () => {
  const run = (windowMs: number) => {
    const tasks = inARow(6, (number) => ({ takesMs: number * 123_456.7, fails: (attempt) => (attempt.number + number) % 5 === 0 }));
    const strikes = [
      { fault: "crash", atMs: 4.2 * HOUR_MS, durationMs: 7 * MINUTE_MS, index: 0 },
      { fault: "outage", atMs: 7.7 * HOUR_MS, durationMs: 45 * MINUTE_MS },
    ];
    const dag = underAirflow(
      { tasks, hours: 20, windowMs, strikes },
      {
        startDelay: lognormalSigma(4000, 0.5),
        retry: { retries: 1, delayMs: 300_000, multiplier: 2 },
        clear: { afterMs: 33 * MINUTE_MS, what: "with-downstream" },
        fleet: { slotsEach: 1, least: 1, most: 3, addMs: uniform(60_000, 180_000) },
      },
    );
    return dag.runs.map(({ tasks: all, state, endedMs }) => [
      state,
      endedMs,
      all.map((task) => task.tries.map((each) => ({ ...each, attempt: null }))),
    ]);
  };
  expect(run(47.5 * 1000)).toEqual(run(5_000_000));
  expect(run(333)).toEqual(run(5_000_000));
});

test("a thousand runs of ten tasks cost what happens in them: so many windows, not so many hours", () => {
  const dag = underAirflow({ tasks: inARow(10), hours: 1000 });
  expect(dag.runs.length).toBe(1000);
  expect(dag.runs.filter(({ state }) => state === "success").length).toBe(999);
});
