import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { defaults } from "../../fields/settings.ts";
import { sparkJob } from "./kind.ts";

test("a standing cluster is paid by the month, one for each run by its hours, serverless workers by what they used", () => {
  const used = { billedHours: 10, clusterHours: 20 };
  expect(billOf(sparkJob, {}, used)["Machines"]).toBeCloseTo(730 * 5 * 0.24, 9);
  expect(billOf(sparkJob, { runsOn: "emr-per-run" }, used)["Machines"]).toBeCloseTo(20 * 5 * 0.24, 9);
  const serverless = billOf(sparkJob, { runsOn: "serverless" }, used);
  expect(serverless["Machines"]).toBe(0);
  expect(serverless["Serverless processors"]).toBeCloseTo(10 * 5 * 4 * 0.052624, 9);
  expect(serverless["Serverless memory"]).toBeCloseTo(10 * 5 * 16 * 0.0057785, 9);
});

test("a cluster that stands and hardly works is pointed out, and no other", () => {
  const props = { ...defaults(sparkJob), reads: "new-files" };
  const idle = { billedHours: 1, turns: 24 };
  expect(sparkJob.advise?.(props, idle, 24 * 3600).map(({ field }) => field)).toEqual(["runsOn"]);
  expect(sparkJob.advise?.(props, { ...idle, billedHours: 12 }, 24 * 3600)).toEqual([]);
  expect(sparkJob.advise?.({ ...props, runsOn: "serverless" }, idle, 24 * 3600)).toEqual([]);
});

test("its headline says how often and on what", () => {
  expect(headlineOf(sparkJob, {})).toBe("every 1 h, or when started · 4 machines, standing cluster");
});
