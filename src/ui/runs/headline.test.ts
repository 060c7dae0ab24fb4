import { expect, test } from "vitest";
import goldenRun from "../../share/golden-run-1.json" with { type: "json" };
import { parseRunRecord } from "../../share/run-record.ts";
import { callName, headlineOf } from "./headline.ts";

const parsed = parseRunRecord(goldenRun);
if (!parsed.ok) throw new Error(parsed.error.message);
const golden = parsed.value;

test("a run is told by its verdict, its bill and its slowest p99", () => {
  const { verdict, monthlyUsd, p99 } = headlineOf(golden);
  expect(verdict).toEqual({ tone: "bad", word: "2 of 8 missed" });
  expect(monthlyUsd).toBe(golden.result.cost.monthlyUsd);
  expect(p99?.ms).toBe(Math.max(...Object.values(golden.result.latency).map(({ p99Ms }) => p99Ms ?? 0)));
});

test("a run that was cut short or stopped has met nothing, and one without goals has none to meet", () => {
  const met = golden.result.verdict.goals.map((goal) => ({ ...goal, pass: true }));
  const withGoals = (goals: typeof met) => ({ ...golden.result, verdict: { pass: true, goals } });
  expect(headlineOf({ status: "finished", result: withGoals(met) }).verdict.word).toBe("all 8 goals met");
  expect(headlineOf({ status: "capped", result: withGoals(met) }).verdict.word).toBe("cut short");
  expect(headlineOf({ status: "cancelled", result: withGoals(met) }).verdict.word).toBe("stopped early");
  expect(headlineOf({ status: "finished", result: withGoals([]) }).verdict.word).toBe("no goals");
});

test("it is called by its name, or by when it ended", () => {
  expect(callName({ name: "", endedAtMs: 5 }, (ms) => `t${ms}`)).toBe("the run of t5");
  expect(callName({ name: "Two brokers", endedAtMs: 5 }, String)).toBe("“Two brokers”");
});
