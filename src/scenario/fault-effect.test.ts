import { expect, test } from "vitest";
import type { GoalOutcome, RunResult } from "../result/result.ts";
import { faultEffect } from "./fault-effect.ts";

const CRASH = { fault: "crash", part: "desk" };
const FRESH: GoalOutcome = {
  ...{ id: "fresh", label: "Fresh", metric: "freshness.p95Ms", unit: "ms", actual: 60_000, ci95: null },
  ...{ op: "<=", target: 100_000, pass: true, must: true },
};
const NODE = { utilisation: 0.38, downMs: 0, waitMs: { mean: 5 }, arrivals: 100 };

type Ran = { readonly goal?: Partial<GoalOutcome>; readonly lost?: number; readonly node?: Partial<typeof NODE>; readonly cost?: number };

const ran = ({ goal = {}, lost = 0, node = {}, cost = 1 }: Ran): RunResult =>
  ({
    verdict: { goals: [{ ...FRESH, ...goal }] },
    ledger: { produced: 100, dropped: lost === 0 ? {} : { desk: { "lost in crash": lost } }, expired: 0, redelivered: 0, inFlight: 0 },
    ...{ quality: {}, latency: {}, cost: { monthlyUsd: cost } },
    nodes: { desk: { ...NODE, ...node } },
  }) as unknown as RunResult;

const effect = (struck: Ran): string => faultEffect(CRASH, ran(struck), ran({})).text;

test("that nothing changed is said, with what was to spare (A3d)", () => {
  expect(faultEffect(CRASH, ran({}), ran({}))).toEqual({ text: "No effect: 62 % of capacity was spare.", isNone: true });
  const unknown = ran({});
  expect(faultEffect({ fault: "cut", part: "w1" }, unknown, unknown).text).toBe(
    "No effect: every figure of the run is as it would have been.",
  );
});

test("goals come first, then what was lost, then waits, then whatever else a run tells", () => {
  expect(effect({ goal: { actual: 120_000, pass: false }, lost: 12, node: { downMs: 2000 } })).toBe(
    "Fresh 2 min instead of 60 s, and missed; 12 lost instead of 0; desk was away for 2 s.",
  );
  expect(effect({ node: { waitMs: { mean: 9 } } })).toBe("mean wait at desk 9 ms instead of 5 ms.");
  expect(effect({ cost: 2 })).toBe("it changed the bill.");
});
