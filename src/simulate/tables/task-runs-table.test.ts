import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { smallScenario } from "../../../test/support/small-workload.ts";
import { airflow } from "../../catalogue/kinds/airflow/kind.ts";
import { must } from "../../base/assert.ts";
import type { RunColumn } from "../../result/run-table.ts";
import { createRun, runDesign } from "../run.ts";

test("a result has runs, tasks and tries of an orchestrator, and SQL a row for each try (O4)", () => {
  const [example] = airflow.examples;
  const created = createRun({ design: drawing({ ...example }), scenario: smallScenario(), seed: 3, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { pipelines, tables } = run.result(0);
  const { dag } = must(pipelines, "pipelines");
  expect(dag.tasks).toEqual(["wait"]);
  expect(dag.runs.length).toBe(12);
  expect(dag.runs.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => "success"));
  const [table] = run.tables(["task_runs"]);
  expect([table.rows, tables.task_runs]).toEqual([12, 12]);
  const column = (name: string): RunColumn =>
    must(
      table.columns.find((each) => each.name === name),
      name,
    );
  const state = column("state");
  expect("dictionary" in state ? state.dictionary : []).toEqual(["success"]);
  const due = column("due_at");
  expect("values" in due ? due.values[0] : 0).toBe(Date.parse("2026-03-05T19:01:00Z"));
  expect(JSON.parse(JSON.stringify(dag))).toEqual(dag);
});

test("without an orchestrator there is neither", () => {
  const ran = runDesign({
    design: drawing({
      parts: [
        { id: "source", kind: "poisson-source", settings: { ratePerSecond: 8, durationMs: 1000 } },
        { id: "desk", kind: "service" },
      ],
      wires: ["source.out -> desk.in"],
    }),
    ...{ scenario: null, seed: 1, faults: [] },
  });
  expect(ran.outcome.status === "finished" ? ran.outcome.result.pipelines : null).toBeUndefined();
  expect(ran.tables(["task_runs"])).toEqual([]);
});
