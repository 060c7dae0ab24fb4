import { expect, test } from "vitest";
import { designOf, shortEvening } from "../../../test/support/short-evening.ts";
import type { Wire } from "../../design/types.ts";
import { must } from "../../base/assert.ts";
import { runDesign } from "../run.ts";

/** The reference with Druid without some of its wires, and a part beside them: how its goal stands, and what is offered to explain it. */
async function why(goalId: string, without: (wire: string) => boolean, instead?: Wire) {
  const scenario = await shortEvening(3);
  const whole = designOf(scenario, "druid");
  const { parts, wires } = whole.system;
  const kept = wires.filter(({ from, to }) => !without(`${from.part}.${from.port} -> ${to.part}.${to.port}`));
  const design = { ...whole, system: { ...whole.system, parts, wires: instead === undefined ? kept : [...kept, instead] } };
  const { outcome } = runDesign({ design, scenario, seed: 1, faults: [] });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  const goal = must(
    outcome.result.verdict.goals.find(({ id }) => id === goalId),
    goalId,
  );
  return { goal, causes: outcome.result.causes?.[goalId] ?? [] };
}

test("rows that are made and led nowhere are named with the wire that is missing, and no setting is blamed (A3c)", async () => {
  const { goal, causes } = await why("sessions", (wire) => wire.startsWith("flink.sessions"));
  expect(goal.actual ?? 0).toBe(0);
  expect(goal.why).toMatch(/^No sessions leave .*Flink.*: wire its `sessions` to .+\.$/);
  expect(causes.map(({ code, setting, counted, removals }) => [code, setting, counted, removals.length])).toEqual([
    ["nothing-leaves", null, true, 0],
  ]);
});

test("a part to which nothing came is named with who hands nothing on (A3c)", async () => {
  const windows: Wire = { id: "windows", from: { part: "flink", port: "windows" }, to: { part: "processed", port: "produce" } };
  const { goal, causes } = await why("freshness", (wire) => wire.startsWith("flink."), windows);
  expect(goal.actual).toBeNull();
  expect(causes.map(({ code }) => code)).toEqual(["nothing-reaches"]);
  expect(goal.why).toMatch(/^Nothing reaches .*processed.*: .*Flink.* took [\d.,]+( k)? records and handed none on to it\.$/);
});

test("where everything is wired neither is said", async () => {
  const { goal } = await why("sessions", () => false);
  expect(goal.actual ?? 0).toBeGreaterThan(0);
  expect(goal.why ?? "").not.toMatch(/Nothing reaches|leave/);
});
