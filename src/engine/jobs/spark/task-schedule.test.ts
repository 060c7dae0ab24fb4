import { describe, expect, test } from "vitest";
import { createStream } from "../../../base/rng.ts";
import { scheduleOf } from "./task-schedule.ts";
import type { Executor, Schedule, Work } from "./task-schedule.ts";

const forEver = (slots: number, fromMs = 0): Executor => ({ slots, fromMs, untilMs: Infinity, noticeMs: 0 });
const WORK: Work = {
  stages: [[]],
  beginMs: 0,
  executors: [forEver(2)],
  slow: [],
  failing: [],
  maxTaskFailures: 4,
  speculation: null,
};

const plan = (changes: Partial<Work>): Schedule => scheduleOf({ ...WORK, ...changes });

describe("tasks run over the slots of a job's machines (J3)", () => {
  test("in waves: a stage takes as long as its slots need for its tasks, and the next begins with its last", () => {
    expect(plan({ stages: [[100, 100, 100, 100, 100]] }).endMs).toBe(300);
    expect(
      plan({
        stages: [
          [100, 100],
          [50, 50, 50],
        ],
      }).endMs,
    ).toBe(200);
    expect(plan({ stages: [[100, 10, 10, 10]] }).endMs).toBe(100);
  });

  test("a machine that comes late takes what is left", () => {
    expect(plan({ stages: [[100, 100, 100]], executors: [forEver(1), forEver(1, 120)] }).endMs).toBe(220);
  });

  test("what ran on a machine that is gone runs again, once that is noticed", () => {
    const executors = [forEver(1), { slots: 1, fromMs: 0, untilMs: 60, noticeMs: 1000 }];
    const { endMs, lostRuns, doneMs } = plan({ stages: [[100, 100]], executors });
    expect([endMs, lostRuns, ...doneMs[0]]).toEqual([1160, 1, 100, 1160]);
  });

  test("what it had made for the next stage is made again before the rest of that stage begins", () => {
    const executors = [forEver(1), { slots: 1, fromMs: 0, untilMs: 150, noticeMs: 20 }];
    const { endMs, doneMs } = plan({
      stages: [
        [100, 100],
        [200, 200, 10],
      ],
      executors,
    });
    // At 170 the second task of the first stage is to be made again: the other machine is busy until 300 and then makes it.
    expect(doneMs[0][1]).toBe(100);
    expect(endMs).toBe(300 + 100 + 10 + 200);
  });

  test("slow for a while: only the work within that while takes longer", () => {
    const slow = [{ executor: 0, fromMs: 50, untilMs: 150, factor: 4 }];
    expect(plan({ stages: [[100]], slow }).endMs).toBe(50 + 100 + 25);
  });

  test.each([1, 4])("row S12: with %i failures allowed the job fails at that one", (maxTaskFailures) => {
    const { failed, failedRuns, endMs } = plan({ stages: [[100]], failing: [{ fromMs: 0, untilMs: 1e9, share: 0 }], maxTaskFailures });
    expect([failed, failedRuns, endMs]).toEqual([true, maxTaskFailures, maxTaskFailures * 50]);
  });

  test("trouble that is over before the last try costs time alone", () => {
    const { failed, failedRuns, endMs } = plan({ stages: [[100]], failing: [{ fromMs: 0, untilMs: 120, share: 0 }] });
    expect([failed, failedRuns, endMs]).toEqual([false, 2, 200]);
  });

  test("tasks that were done before a job failed have been done, and no others", () => {
    const failing = [{ fromMs: 0, untilMs: 1e9, share: 1 }];
    const { doneMs, endMs } = plan({ stages: [[10, 300, 100, 100]], failing });
    expect(endMs).toBe(310);
    expect([...doneMs[0]]).toEqual([10, 300, 110, Infinity]);
  });

  test("a second copy of a task on a slow machine ends the stage sooner", () => {
    const job = { stages: [Array.from({ length: 20 }, () => 100)], executors: [forEver(18), forEver(2)] };
    const slow = [{ executor: 1, fromMs: 0, untilMs: 1e9, factor: 50 }];
    expect(plan({ ...job, slow }).endMs).toBe(5000);
    const { endMs, speculated } = plan({ ...job, slow, speculation: { quantile: 0.9, multiplier: 3 } });
    expect([endMs, speculated]).toEqual([400, 2]);
  });
});

describe("what a plan holds to, over random jobs (J3)", () => {
  const random = createStream(1, "schedules", "test");
  const jobs = Array.from({ length: 150 }, () => {
    const stages = Array.from({ length: 1 + random.nextBelow(3) }, () =>
      Array.from({ length: 1 + random.nextBelow(25) }, () => 10 + random.nextBelow(200)),
    );
    const executors = Array.from({ length: 2 + random.nextBelow(4) }, (_, i) =>
      i > 0 && random.nextBelow(3) === 0
        ? { slots: 1 + random.nextBelow(3), fromMs: 0, untilMs: 50 + random.nextBelow(600), noticeMs: random.nextBelow(100) }
        : forEver(1 + random.nextBelow(3), random.nextBelow(100)),
    );
    return { ...WORK, stages, executors };
  });

  test("no more work than slots can do, no sooner than the longest task, and never after one task at a time", () => {
    for (const job of jobs) {
      const executors = job.executors.map((each) => ({ ...each, untilMs: Infinity }));
      const slots = executors.reduce((sum, each) => sum + each.slots, 0);
      const { endMs } = scheduleOf({ ...job, executors });
      const all = job.stages.flat().reduce((sum, each) => sum + each, 0);
      const longest = job.stages.reduce((sum, tasks) => sum + Math.max(...tasks), 0);
      expect(endMs).toBeGreaterThanOrEqual(Math.max(all / slots, longest));
      expect(endMs).toBeLessThanOrEqual(100 + all);
      // Graham's bound for any order of tasks, stage by stage.
      expect(endMs).toBeLessThanOrEqual(100 + all / slots + longest);
    }
  });

  test("twice the machines never take longer where tasks are alike", () => {
    for (const job of jobs) {
      const stages = job.stages.map((tasks) => tasks.map(() => 100));
      const executors = job.executors.map(({ slots }) => forEver(slots));
      const { endMs } = scheduleOf({ ...job, stages, executors });
      expect(scheduleOf({ ...job, stages, executors: [...executors, ...executors] }).endMs).toBeLessThanOrEqual(endMs);
    }
  });

  test("what happens at an instant changes nothing before it", () => {
    for (const job of jobs) {
      const before = scheduleOf(job);
      const atMs = before.endMs / 2;
      const executors = job.executors.map((each, i) =>
        i === 0 ? each : { ...each, untilMs: Math.min(each.untilMs, Math.max(atMs, each.fromMs)) },
      );
      const slow = [{ executor: 0, fromMs: atMs, untilMs: Infinity, factor: 3 }];
      for (const after of [scheduleOf({ ...job, executors }), scheduleOf({ ...job, slow })])
        before.doneMs.forEach((tasks, stage) =>
          tasks.forEach((doneMs, task) => {
            if (doneMs <= atMs) expect(after.doneMs[stage][task]).toBe(doneMs);
            else expect(after.doneMs[stage][task]).toBeGreaterThan(atMs);
          }),
        );
    }
  });

  test("every task is done once some machine stays", () => {
    for (const job of jobs) expect(scheduleOf(job).doneMs.every((tasks) => tasks.every((at) => at < Infinity))).toBe(true);
  });
});
