import { expect, test } from "vitest";
import { drawing, runDrawing } from "../../test/support/drawing.ts";
import { runSummary } from "./summary.ts";

const DESK = {
  parts: [
    { id: "source", kind: "poisson-source", settings: { ratePerSecond: 8, durationMs: 10_000 } },
    { id: "desk", kind: "service" },
  ],
  wires: ["source.out -> desk.in"],
  workload: { durationMs: 10_000 },
};

test("recommendations and requests are told where a run has some", () => {
  const result = runDrawing(DESK);
  expect(runSummary(result, drawing(DESK))).not.toMatch(/Recommendations|Requests/);
  const recommendation = {
    recallAt10: 0.112,
    ndcgAt10: 0.0614,
    staleMsP50: 0,
    staleMsP95: 3_600_000,
    staleMsP99: 7_200_000,
    popularityRecallAt10: 0.03,
    ceilingRecallAt10: null,
    knownShare: 1,
    coverage: 0.5,
    searchRecall: 0.975,
    judged: 4000,
    choices: 90_000,
    ci95: { recallAt10: [0.1, 0.124] as const, ndcgAt10: null },
    stretches: [],
  };
  const requests = { lists: { asked: 1200, answered: 1000, notFound: 150, refused: { "service busy": 45, "timed out": 5 } } };
  const text = runSummary({ ...result, recommendation, requests }, drawing(DESK));
  expect(text).toContain(
    [
      "Recommendations",
      "recall@10 11.2 % (10 % to 12.4 % at 95 %), nDCG@10 0.0614; popularity 3 %, ceiling –",
      "stale when shown: p50 0 ms, p95 60 min, p99 2 h",
      "made from 100 % of what users had chosen; coverage 50 %, search recall 97.5 %; 4,000 of 90,000 new choices judged",
    ].join("\n"),
  );
  expect(text).toContain("lists     1,200     1,000            150  45 service busy, 5 timed out");
});

test("what orchestrators did is told where there are some", () => {
  const result = runDrawing(DESK);
  expect(runSummary(result, drawing(DESK))).not.toContain("Pipelines");
  const tried = { queuedMs: 0, beganMs: 0, endedMs: 0, state: "success" as const, line: "" };
  const run = {
    ...{ why: "scheduled" as const, fromMs: 0, toMs: 0, dueMs: 0, beganMs: 0 },
    tasks: [{ state: "success" as const, tries: [tried, tried] }],
  };
  const dag = {
    tasks: ["load"],
    runs: [
      { ...run, endedMs: 90_000, state: "success" as const },
      { ...run, endedMs: 400_000, state: "failed" as const },
      { ...run, endedMs: null, state: "running" as const },
    ],
  };
  const text = runSummary({ ...result, pipelines: { dag } }, drawing(DESK));
  expect(text).toContain("Pipelines");
  expect(text.replaceAll(/ +/g, " ")).toContain("dag 3 1 1 3 90 s");
});

test("a goal that may be missed and is, is told in the first line", () => {
  const result = runDrawing(DESK);
  const goal = {
    id: "g",
    label: "G",
    metric: "lost.records",
    unit: "records",
    actual: 3,
    ci95: null,
    op: "==",
    target: 0,
    pass: false,
  } as const;
  const headOf = (must: boolean, pass: boolean): string => {
    const verdict = { ...result.verdict, pass: pass || !must, goals: [{ ...goal, must, pass }] };
    return runSummary({ ...result, verdict }, drawing(DESK)).split("\n")[0] ?? "";
  };
  expect(headOf(true, true)).toContain("every goal is reached");
  expect(headOf(false, false)).toContain("every must-have is reached; 1 goal that may be missed is");
  expect(headOf(true, false)).toContain("a must-have is missed");
});

test("the bill names parts by their titles, with the id that options take", () => {
  const result = runDrawing(DESK);
  const bill = { ...result.cost, monthlyUsd: 9, lines: [{ ...result.cost.lines[0], node: "desk", dimension: "Hours", usd: 9 }] };
  const design = drawing(DESK);
  const parts = design.system.parts.map((part) => (part.id === "desk" ? { ...part, title: "Front desk" } : part));
  const text = runSummary({ ...result, cost: bill as typeof result.cost }, { ...design, system: { ...design.system, parts } });
  expect(text).toContain("Front desk (desk)  $9");
});
