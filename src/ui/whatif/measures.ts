import type { RunResult } from "../../result/result.ts";

/** A figure of a result that can stand on the upright axis. */
export type Measure = {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  /** The goal it is judged by, if it has one. */
  readonly target: number | null;
  readonly op: string;
};

export type Reading = { readonly value: number | null; readonly ci95: readonly [number, number] | null };

/** What can be read of this result: recall first where lists are recommended, then the goals, then latencies and losses. */
export function measuresOf(result: RunResult): readonly Measure[] {
  const goals = result.verdict.goals.map(({ id, label, unit, target, op }): Measure => ({ id: `goal ${id}`, label, unit, target, op }));
  const isRecall = ({ id }: Measure): boolean =>
    result.verdict.goals.some((goal) => `goal ${goal.id}` === id && goal.metric === "recommend.recallAt10");
  const recall = goals.filter(isRecall);
  const bare = (id: string, label: string, unit: string): Measure => ({ id, label, unit, target: null, op: "" });
  return [
    ...(result.recommendation !== undefined && recall.length === 0 ? [bare("recall", "Recall at 10", "share")] : []),
    ...recall,
    ...goals.filter((goal) => !isRecall(goal) && goal.unit !== "USD/month"),
    ...Object.keys(result.latency).map((id) => bare(`p99 ${id}`, `p99 at ${id}`, "ms")),
    bare("lost", "Lost", "records"),
  ];
}

export function readMeasure(result: RunResult, { id }: Pick<Measure, "id">): Reading {
  const [sort = ""] = id.split(" ", 1);
  const name = id.slice(sort.length + 1);
  if (sort === "goal") {
    const goal = result.verdict.goals.find((each) => each.id === name);
    return { value: goal?.actual ?? null, ci95: goal?.ci95 ?? null };
  }
  if (sort === "recall") return { value: result.recommendation?.recallAt10 ?? null, ci95: result.recommendation?.ci95.recallAt10 ?? null };
  if (sort === "p99") {
    const latency = Object.hasOwn(result.latency, name) ? result.latency[name] : undefined;
    return { value: latency?.p99Ms ?? null, ci95: latency?.ci95.p99Ms ?? null };
  }
  const lost = Object.values(result.ledger.dropped).flatMap((reasons) => Object.values(reasons));
  return { value: lost.reduce((sum, count) => sum + count, 0), ci95: null };
}

/** Goals that must hold and do not, by name; without goals, an account that does not balance. */
export function missedMusts(result: RunResult): readonly string[] {
  const missed = result.verdict.goals.filter(({ must, pass }) => must && !pass).map(({ label }) => label);
  return result.ledger.balanced ? missed : [...missed, "the account of records"];
}
