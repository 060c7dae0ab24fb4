import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { smallScenario } from "../../../../test/support/small-workload.ts";
import { createRun } from "../../../simulate/run.ts";
import { glueCatalog } from "./kind.ts";

test("the first million objects and requests are free, then 1 USD per 100,000 and per million", () => {
  expect(billOf(glueCatalog, {}, { partitionsRegistered: 1e6, requests: 1e6 })).toEqual({ "Objects kept": 0, Requests: 0 });
  expect(billOf(glueCatalog, {}, { partitionsRegistered: 1.2e6, requests: 4e6 })).toEqual({ "Objects kept": 2, Requests: 3 });
});

test("the headline says how partitions become known", () => {
  expect(headlineOf(glueCatalog, {})).toBe("registered partitions");
  expect(headlineOf(glueCatalog, { projection: true })).toBe("partition projection");
});

test("rows of partitions that nobody registered are no answer, though they lie in the store, and the page says so (H7)", () => {
  const goal = {
    id: "figures",
    label: "Hourly rows exact",
    metric: "aggregates.exactShare",
    op: ">=",
    target: 0.9,
    unit: "share",
    must: true,
  };
  const judged = (example: number) => {
    const scenario = { ...smallScenario(), goals: [{ ...goal, op: ">=" as const }] };
    const created = createRun({ design: drawing({ ...glueCatalog.examples[example] }), scenario, seed: 3, faults: [] });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    while (!created.value.over) created.value.step();
    const { quality, findings } = created.value.result(0);
    return { exact: quality["hourly_engagement"]?.exact, codes: findings.map(({ code }) => code) };
  };
  const [hidden, seen] = [judged(0), judged(1)];
  expect(hidden.exact).toBe(0);
  expect(hidden.codes).toContain("goal.partitions-unknown");
  expect(seen.exact).toBeGreaterThan(0);
  expect(seen.codes).not.toContain("goal.partitions-unknown");
});
