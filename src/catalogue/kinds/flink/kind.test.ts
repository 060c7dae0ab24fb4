import { describe, expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { parseSettings } from "../../fields/settings.ts";
import { COST_US } from "../../families/nexmark-costs.ts";
import { flink } from "./kind.ts";

describe("the bill", () => {
  test("AWS's reference: 3 billed KPU cost 241 USD a month, 5 cost 402, 9 cost 723", () => {
    expect(billOf(flink, { parallelism: 2 })["Processing units"]).toBeCloseTo(240.9, 6);
    expect(billOf(flink, { parallelism: 4 })["Processing units"]).toBeCloseTo(401.5, 6);
    expect(billOf(flink, { parallelism: 16, parallelismPerKpu: 2 })["Processing units"]).toBeCloseTo(722.7, 6);
  });

  test("state is paid only beyond 50 GB for each KPU", () => {
    const line = "State beyond 50 GB per KPU";
    expect(billOf(flink, { parallelism: 2 }, { checkpointBytes: 100e9 })[line]).toBe(0);
    expect(billOf(flink, { parallelism: 2 }, { checkpointBytes: 150e9 })[line]).toBeCloseTo(5, 6);
  });
});

test("costs add up to the published rates of the queries they come from", () => {
  const perSecond = (us: number) => 1e6 / us;
  expect(perSecond(COST_US.read) / 155e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.validate) / 130e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.dedup) / 53.7e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.sessionize) / 39.7e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.aggregatePerGroupingSet) / 117e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.tumblingWindow) / 75.7e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.overlappingWindow) / 22.1e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.join) / 19e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.lookup) / 131e3).toBeCloseTo(1, 2);
  expect(perSecond(COST_US.read + COST_US.emit) / 57.8e3).toBeCloseTo(1, 2);
});

test("everything on, a core takes about 15,000 events a second, as windows on large state do", () => {
  const { read, validate, dedup, sessionize, aggregatePerGroupingSet, emit } = COST_US;
  const all = 1e6 / (read + validate + dedup + sessionize + 8 * aggregatePerGroupingSet + emit);
  expect(all).toBeGreaterThan(12e3);
  expect(all).toBeLessThan(22e3);
});

test("the headline says how wide, how safe and what a session is", () => {
  expect(headlineOf(flink, {})).toBe("4 tasks · checkpoint 60 s · gap 10 min");
  expect(headlineOf(flink, { checkpointing: false, sessionize: false, parallelism: 1 })).toBe("1 task · no checkpoints");
});

test("faults strike one of the tasks that are there", () => {
  expect(flink.faults.find((fault) => fault.id === "crash")?.targets?.({ parallelism: 2 })).toEqual(["task-0", "task-1"]);
});

test("sliding windows are whole numbers of steps; tumbling ones have none", () => {
  const problems = (windows: string) => parseSettings(flink, { windows, windowSizeMs: 90_000, windowStepMs: 60_000 }, "s");
  expect(problems("tumbling").ok).toBe(true);
  const refused = problems("hopping");
  expect(refused.ok ? "" : refused.error[0]?.message).toContain("not a whole number of steps");
});
