import { expect, test } from "vitest";
import type { Goal } from "../../scenario/types.ts";
import type { RunSnapshot } from "../../result/snapshot.ts";
import { goalsSentence, goalViews } from "./goal-state.ts";

const freshness: Goal = {
  id: "freshness",
  label: "Freshness p95",
  metric: "freshness.p95Ms",
  op: "<=",
  target: 60_000,
  unit: "ms",
  must: true,
};
const lost: Goal = { id: "lost", label: "Lost", metric: "lost", op: "==", target: 0, unit: "count", must: true };
const exact: Goal = { id: "exact", label: "Sessions exact", metric: "sessions.exact", op: ">=", target: 0.99, unit: "share", must: true };

function snapshot(goals: RunSnapshot["goals"]): RunSnapshot {
  const ledger = {
    produced: 0,
    delivered: 0,
    filtered: 0,
    deduplicated: 0,
    inFlight: 0,
    expired: 0,
    dropped: {},
    redelivered: 0,
    balanced: true,
  };
  return {
    simulatedMs: 0,
    totalMs: 1,
    wallMs: 0,
    records: 0,
    nodes: {},
    wires: {},
    goals,
    ledger,
    log: [],
    series: { atMs: new Float64Array(), columns: {} },
  };
}

test("before a run every goal says what is needed and that nothing is measured", () => {
  const views = goalViews([freshness, lost], null, null);
  expect(views.map(({ tone, actualText, neededText }) => ({ tone, actualText, neededText }))).toEqual([
    { tone: "neutral", actualText: "–", neededText: "≤ 60 s" },
    { tone: "neutral", actualText: "–", neededText: "= 0" },
  ]);
  expect(goalsSentence(views)).toBeNull();
});

test("a goal is met, close to its limit, or missed", () => {
  const views = goalViews(
    [freshness, exact, lost],
    snapshot([
      { id: "freshness", actual: 52_400, pass: true },
      { id: "exact", actual: 0.9931, pass: true },
      { id: "lost", actual: 1284, pass: false },
    ]),
    null,
  );
  expect(views.map((view) => view.tone)).toEqual(["warn", "ok", "bad"]);
  expect(views.map((view) => view.actualText)).toEqual(["52.4 s", "99.31 %", "1,284"]);
  expect(goalsSentence(views)).toBe("1 of 3 goals missed so far");
});

test("a goal that cannot be measured yet is neither met nor missed", () => {
  const views = goalViews(
    [freshness, lost],
    snapshot([
      { id: "freshness", actual: null, pass: false },
      { id: "lost", actual: 0, pass: true },
    ]),
    null,
  );
  expect(views.map((view) => view.tone)).toEqual(["neutral", "ok"]);
  expect(goalsSentence(views)).toBe("1 of 2 goals met so far");
});

test("while nothing has arrived yet, a figure within its limit is not called missed", () => {
  const [view] = goalViews([lost], snapshot([{ id: "lost", actual: 0, pass: false }]), null);
  expect(view?.tone).toBe("neutral");
});
