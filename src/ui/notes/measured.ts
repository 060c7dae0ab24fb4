import type { Scenario } from "../../scenario/types.ts";
import type { RunResult } from "../../result/result.ts";

export type Measured = { readonly value: number; readonly unit: string };

/** What the last run measured for a measure of the scenario, or null when it did not or could not. */
export function measuredValue(scenario: Scenario | null, measureId: string | undefined, result: RunResult | null): Measured | null {
  const measure = scenario?.measures.find((one) => one.id === measureId);
  if (measure === undefined || result === null) return null;
  const value = result.measures?.[measure.metric] ?? result.verdict.goals.find((goal) => goal.metric === measure.metric)?.actual ?? null;
  return value === null ? null : { value, unit: measure.unit };
}
