import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { listening } from "../../../test/support/listening.ts";
import { indexDrawing } from "../../../test/support/ranking.ts";
import type { Change } from "../../../test/support/ranking.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { RunResult } from "../../result/result.ts";
import { runDesign } from "../run.ts";

/** Goals no design can meet, so that every run has to say what stood in the way. */
function run(change: Change): RunResult {
  const scenario: Scenario = {
    ...listening(),
    goals: [
      { id: "recall", label: "Recall at 10", metric: "recommend.recallAt10", op: ">=", target: 1, unit: "share", must: true },
      { id: "stale", label: "Stale (p95)", metric: "recommend.staleP95Ms", op: "<", target: 0, unit: "ms", must: true },
    ],
  };
  const { outcome } = runDesign({ design: drawing(indexDrawing(change)), scenario, seed: 1, faults: [] });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result;
}

const why = (result: RunResult, goal: string): string => result.verdict.goals.find(({ id }) => id === goal)?.why ?? "";
const placed = (result: RunResult, code: string): string | undefined => result.findings.find((finding) => finding.code === code)?.where;
const OFTEN = { everyEvents: 300, begins: "anew" };

test("users that a search no longer knows are why lists are old, with the setting that keeps more", () => {
  const gone = run({ train: OFTEN, index: { kept: 1, buildOverheadMs: 1000 } });
  expect(why(gone, "stale")).toMatch(/searches in index were for users known only in a version that it no longer keeps/);
  expect(placed(gone, "goal.version-gone")).toBe("system.parts.index.settings.kept");
  const kept = run({ train: OFTEN, index: { kept: 20, buildOverheadMs: 1000 } });
  expect(placed(kept, "goal.version-gone")).toBeUndefined();
  expect(placed(kept, "goal.version-skew")).toBeUndefined();
});

test("vectors of one training among items of another are why lists do not fit", () => {
  const newest = run({ train: OFTEN, index: { versions: "newest", buildOverheadMs: 1000 } });
  expect(why(newest, "recall")).toContain("were made with a vector of one training and items of another");
  expect(placed(newest, "goal.version-skew")).toBe("system.parts.index.settings.versions");
});
