import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Design } from "../../src/design/types.ts";
import type { GoalOutcome } from "../../src/result/result.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { applySettings } from "../../src/scenario/overrides.ts";
import { runDesign } from "../../src/simulate/run.ts";

/** What was set because a goal was missed, and how that goal stood before and after. */
type Step = { readonly set: string; readonly goal: string; readonly before: number | null; readonly after: number | null };

const MOST_STEPS = 8;

/** Does what the first missed must-have's own words advise, runs again, and so on until none is missed or none advises anything. */
async function walk(scenarioId: string, changes: readonly string[] = []): Promise<{ readonly steps: Step[]; readonly missed: string[] }> {
  const loaded = await loadBundled(scenarioId);
  const scenario = must(loaded.ok ? loaded.value : null, "no scenario");
  const { design } = must(
    scenario.designs.find(({ role }) => role === "starter"),
    "no starter",
  );
  const goalsOf = (drawn: Design): readonly GoalOutcome[] => {
    const { outcome } = runDesign({ design: drawn, scenario, seed: drawn.seed, faults: [] });
    if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
    return outcome.result.verdict.goals.filter((goal) => goal.must);
  };
  const set = (drawn: Design, sets: readonly string[]): Design => {
    const changed = applySettings(drawn, sets);
    if (!changed.ok) throw new Error(JSON.stringify(changed.error));
    return changed.value;
  };
  let drawn = set(design, changes);
  let goals = goalsOf(drawn);
  const steps: Step[] = [];
  while (steps.length < MOST_STEPS) {
    const advised = goals.find(({ pass, mends = [] }) => !pass && mends.length > 0);
    if (advised === undefined) break;
    const sets = must(advised.mends, "mends").map(({ part, setting, to }) => `${part}.${setting}=${String(to)}`);
    drawn = set(drawn, sets);
    goals = goalsOf(drawn);
    const after = goals.find(({ id }) => id === advised.id)?.actual ?? null;
    steps.push({ set: sets.join(" "), goal: advised.id, before: advised.actual, after });
  }
  return { steps, missed: goals.flatMap(({ id, pass }) => (pass ? [] : [id])) };
}

test("A3 the event platform's first draft reaches every must-have by what its own missed goals advise, each step to the better", async () => {
  const { steps, missed } = await walk("event-broker-platform");
  expect(missed).toEqual([]);
  expect(steps.map(({ set }) => set)).toEqual(["clean.committer=magic", "dag.offsetMs=900000"]);
  for (const { before, after } of steps) expect(must(after, "known")).toBeGreaterThan(must(before, "known"));
}, 600_000);
