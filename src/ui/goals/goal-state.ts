import type { Goal } from "../../scenario/types.ts";
import type { GoalOutcome, RunResult } from "../../result/result.ts";
import type { RunSnapshot } from "../../result/snapshot.ts";
import type { Tone } from "../parts/Chip.tsx";
import { formatNumber, formatOp, formatUnit } from "../parts/format.ts";

/** A goal as the strip shows it: what was asked, what came out, and how that is said. */
export type GoalView = {
  readonly id: string;
  readonly label: string;
  readonly actual: number | null;
  readonly actualText: string;
  readonly neededText: string;
  readonly tone: Tone;
  /** `met`, `met, but close to the limit`, `missed`, `not measured yet` */
  readonly word: string;
  readonly must: boolean;
  readonly outcome: GoalOutcome | null;
};

/** A goal met by less than this share of its target is shown as close. */
const CLOSE_SHARE = 0.15;

/** The goals in the scenario's order, judged by the final result where there is one and by the snapshot until then. */
export function goalViews(goals: readonly Goal[], snapshot: RunSnapshot | null, result: RunResult | null): readonly GoalView[] {
  return goals.map((goal) => {
    const outcome = result?.verdict.goals.find((candidate) => candidate.id === goal.id) ?? null;
    const sample = outcome ?? snapshot?.goals.find((candidate) => candidate.id === goal.id) ?? null;
    const judged = sample !== null && (sample.actual !== null || outcome !== null);
    const { tone, word } = judged
      ? stateOf(goal, sample.actual, sample.pass, outcome !== null)
      : { tone: "neutral" as const, word: "not measured yet" };
    const actual = sample?.actual ?? null;
    return {
      id: goal.id,
      label: goal.label,
      actual,
      actualText: outcome?.inWords ?? figure(actual, goal.unit),
      neededText: neededText(goal),
      tone,
      word,
      must: goal.must,
      outcome,
    };
  });
}

/** Units that only count what the label already names. */
const COUNTED = new Set(["records", "rows", "events", "sessions", "files", "count"]);

function figure(value: number | null, unit: string): string {
  return COUNTED.has(unit) ? formatNumber(value) : formatUnit(value, unit);
}

/** `≤ 60 s` */
function neededText(goal: Goal): string {
  return `${formatOp(goal.op)} ${figure(goal.target, goal.unit)}`;
}

function stateOf(goal: Goal, actual: number | null, pass: boolean, final: boolean): { readonly tone: Tone; readonly word: string } {
  // A run whose first results are still on their way holds no goal, but has missed none by its figures either.
  if (!pass && !final && actual !== null && holds(goal, actual))
    return { tone: "neutral", word: "holds so far, but too little has arrived to say" };
  if (!pass) return { tone: "bad", word: actual === null ? "missed: nothing was measured" : "missed" };
  return isClose(goal, actual) ? { tone: "warn", word: "met, but close to the limit" } : { tone: "ok", word: "met" };
}

function holds({ op, target }: Goal, actual: number): boolean {
  switch (op) {
    case "<=":
      return actual <= target;
    case ">=":
      return actual >= target;
    case "<":
      return actual < target;
    case ">":
      return actual > target;
    case "==":
      return actual === target;
  }
}

/** Shares near one are all "close" to their targets, so closeness is only told of quantities that must stay low. */
function isClose(goal: Goal, actual: number | null): boolean {
  return actual !== null && goal.target > 0 && (goal.op === "<=" || goal.op === "<") && actual > goal.target * (1 - CLOSE_SHARE);
}

/** `1 of 5 goals missed so far`, `All 5 goals met`, or null before anything is judged. */
export function goalsSentence(views: readonly GoalView[]): string | null {
  const judged = views.filter((view) => view.tone !== "neutral");
  if (judged.length === 0) return null;
  const final = judged.every((view) => view.outcome !== null) && judged.length === views.length;
  const missed = judged.filter((view) => view.tone === "bad").length;
  if (missed > 0) return `${missed} of ${views.length} goals missed${final ? "" : " so far"}`;
  return final ? `All ${views.length} goals met` : `${judged.length} of ${views.length} goals met so far`;
}
