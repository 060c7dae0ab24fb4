import { expect, it } from "vitest";
import { METRIC_IDS } from "../scenario/metrics.ts";
import { METRICS } from "../simulate/judge/measure-goals.ts";

it("every metric a scenario may name is measured by a run, and the other way round", () => {
  expect([...METRIC_IDS].sort()).toEqual(Object.keys(METRICS).sort());
});
