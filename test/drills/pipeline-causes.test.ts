import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { airflow } from "../../src/catalogue/kinds/airflow/kind.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";

const LATE = { id: "fresh", label: "Fresh", metric: "freshness.p99Ms", op: "<=", target: 0, unit: "ms", must: true } as const;

/** Why nothing was fresh, in an example of Airflow with some settings changed. */
function whyLate(example: number, settings: { readonly [part: string]: Settings }, faults: readonly FaultSpec[] = []): string {
  const drawn = must(airflow.examples[example], "example");
  const parts = drawn.parts.map((part) => ({ ...part, settings: { ...part.settings, ...settings[part.id] } }));
  const scenario = { ...smallScenario(), goals: [LATE] };
  const { outcome } = runDesign({ design: drawing({ ...drawn, parts }), scenario, seed: 3, faults });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result.verdict.goals[0]?.why ?? "";
}

test("sensors that hold the slots are named where tasks waited for one", () => {
  expect(whyLate(1, {})).toMatch(/^A task of dag waited .* for a slot while sensors held 3 of 3\. Let sensors give their slot back/);
  expect(whyLate(1, { wait: { mode: "deferrable" }, other: { mode: "deferrable" } })).not.toContain("for a slot");
});

test("runs that wait for runs are named with the limit", () => {
  const why = whyLate(0, { dag: { maxActiveRuns: 1, catchup: true }, wait: { filesEach: 6 } });
  expect(why).toMatch(/^A tick of dag waited .* because a run was under way, as many as max_active_runs allows/);
});

test("a task that failed and was left so is named, and one that was cleared is not", () => {
  const early = { timeoutMs: 30_000, filesEach: 4 };
  expect(whyLate(0, { wait: early })).toMatch(/^wait failed in \d runs of dag and nobody cleared it/);
  expect(whyLate(0, { wait: early, dag: { clearAfterMs: 60_000 } })).not.toContain("nobody cleared");
});
