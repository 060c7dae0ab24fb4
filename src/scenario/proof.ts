import type { GoalOutcome } from "../result/result.ts";
import type { DesignRole, Scenario } from "./types.ts";

/** One run a proof needs. */
export type ProofJob = { readonly design: string; readonly seed: number };

/** What came of it: every goal judged, or why there was nothing to judge. */
export type ProofRun = ProofJob & ({ readonly goals: readonly GoalOutcome[] } | { readonly trouble: string });

export type GoalProof = {
  readonly goal: string;
  readonly unit: string;
  readonly expected: "pass" | "fail";
  /** Seeds on which it came out otherwise. */
  readonly wrongSeeds: readonly number[];
  /** Smallest and largest value over the seeds; null when no run measured one. */
  readonly range: readonly [number, number] | null;
};

export type DesignProof = {
  readonly name: string;
  readonly role: DesignRole;
  readonly holds: boolean;
  readonly goals: readonly GoalProof[];
  /** Runs that did not finish, and goals that came out otherwise, one sentence each. */
  readonly problems: readonly string[];
};

/** Every design on every seed, in a stable order. */
export function proofJobs(scenario: Scenario, seeds: readonly number[]): readonly ProofJob[] {
  return scenario.designs.flatMap(({ name }) => seeds.map((seed) => ({ design: name, seed })));
}

/**
 * A scenario is proved when each design passes exactly the goals it does not declare as failed, on every seed:
 * references pass all, naive designs and the starter miss what they say and nothing else.
 */
export function judgeProof(scenario: Scenario, runs: readonly ProofRun[]): readonly DesignProof[] {
  return scenario.designs.map(({ name, role, failsGoals }) => {
    const own = runs.filter((run) => run.design === name);
    const problems = own.flatMap((run) => ("trouble" in run ? [`seed ${run.seed}: ${run.trouble}`] : []));
    if (own.length === 0) problems.push("it was not run");
    const goals = scenario.goals.map(({ id, unit }) => goalProof(id, unit, failsGoals.includes(id) ? "fail" : "pass", own));
    for (const goal of goals) {
      if (goal.wrongSeeds.length > 0)
        problems.push(
          `${goal.goal} ${goal.expected === "pass" ? "is missed" : "is reached, though declared as failed,"} on seed ${goal.wrongSeeds.join(", ")}`,
        );
    }
    return { name, role, holds: problems.length === 0, goals, problems };
  });
}

function goalProof(goal: string, unit: string, expected: "pass" | "fail", runs: readonly ProofRun[]): GoalProof {
  const wrongSeeds: number[] = [];
  const values: number[] = [];
  for (const run of runs) {
    if (!("goals" in run)) continue;
    const outcome = run.goals.find(({ id }) => id === goal);
    if (outcome === undefined || outcome.pass !== (expected === "pass")) wrongSeeds.push(run.seed);
    if (outcome !== undefined && outcome.actual !== null) values.push(outcome.actual);
  }
  return { goal, unit, expected, wrongSeeds, range: values.length === 0 ? null : [Math.min(...values), Math.max(...values)] };
}
