import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { defaults } from "../../fields/settings.ts";
import { airflow } from "./kind.ts";

test("rows A1 and A3: what a new DAG has unless told otherwise", () => {
  expect(defaults(airflow)).toMatchObject({
    ...{ catchup: false, maxActiveRuns: 16, maxActiveTasks: 16, poolSlots: 128 },
    ...{ retries: 0, retryDelayMs: 300_000, interval: "point", backfillReprocess: "none", backfillActiveRuns: 10 },
  });
});

test("an environment is paid by size, further workers by the hour", () => {
  expect(billOf(airflow, {}, { extraWorkerHours: 100, taskTries: 1e6 })).toEqual({
    Environment: expect.closeTo(357.7, 6),
    "Workers beside the first": expect.closeTo(5.5, 6),
    "Metadata database": expect.closeTo(1, 6),
  });
  expect(billOf(airflow, { size: "mw1.large" }).Environment).toBeCloseTo(722.7, 6);
  expect(billOf(airflow, { size: "self-hosted" }).Environment).toBeNull();
  expect(billOf(airflow, { size: "self-hosted", ownUsdPerHour: 0.2 }).Environment).toBeCloseTo(146, 6);
});

test("rules of single tasks are read, and refused with a sentence", () => {
  expect(refusalsOf(airflow, { taskRules: "cleanup=all_done, alarm = one_failed" })).toEqual([]);
  expect(refusalsOf(airflow, { taskRules: "cleanup=whenever" }).join()).toContain('"cleanup=whenever" is not a part and a rule');
  expect(refusalsOf(airflow, { everyMs: 60_000, offsetMs: 60_000 }).join()).toContain("offset");
});

test("the headline says how often it runs and how often it tries", () => {
  expect(headlineOf(airflow, { retries: 2 })).toBe("every 1 h · 2 retries · mw1.small");
});
