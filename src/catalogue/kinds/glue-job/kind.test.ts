import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { defaults } from "../../fields/settings.ts";
import { glueJob } from "./kind.ts";

test("a run is paid by its DPUs: ten workers of one for two hours, and the same of a size that counts for two", () => {
  expect(billOf(glueJob, {}, { billedHours: 2 })["Runs"]).toBeCloseTo(2 * 10 * 0.44, 9);
  expect(billOf(glueJob, { workerType: "G.2X" }, { billedHours: 2 })["Runs"]).toBeCloseTo(2 * 20 * 0.44, 9);
});

test("a job that writes nothing is refused, and what a careless one does is said", () => {
  expect(refusalsOf(glueJob, { events: false })).toHaveLength(1);
  expect(refusalsOf(glueJob, { events: false, sessionize: true })).toEqual([]);
  const props = defaults(glueJob);
  expect(glueJob.advise?.(props, {}, 3600).map(({ field }) => field)).toEqual(["reads"]);
  expect(glueJob.advise?.({ ...props, reads: "new-files", writes: "overwrite" }, {}, 3600).map(({ field }) => field)).toEqual(["writes"]);
  expect(glueJob.advise?.({ ...props, reads: "new-files" }, {}, 3600)).toEqual([]);
});

test("its headline says how often, with how many workers and how it writes", () => {
  expect(headlineOf(glueJob, {})).toBe("every 1 h, or when started · 10 workers G.1X · append");
});
