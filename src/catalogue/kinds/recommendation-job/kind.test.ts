import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { listening } from "../../../../test/support/listening.ts";
import { must } from "../../../base/assert.ts";
import { createRun } from "../../../simulate/run.ts";
import { recommendationJob } from "./kind.ts";

test("machines are paid while they work", () => {
  expect(billOf(recommendationJob, {}, { jobHours: 100 })["Machines while working"]).toBeCloseTo(23, 9);
  expect(headlineOf(recommendationJob, {})).toBe("every 1 h · lists of 10");
});

test("a turn is counted when it begins, and each makes the lists of a model of its own", () => {
  const design = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 8 } },
      { id: "store", kind: "cassandra" },
    ],
    wires: ["users.events -> job.in", "job.lists -> store.write"],
  });
  const created = createRun({ design, scenario: listening({}, 8), seed: 1, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  const job = must(run.machine.nodes.get("job"), "job");
  expect([job.figure(run.simulation.now), job.usage()["turns"]]).toEqual(["first turn to come", 0]);
  while (!run.over) run.step();
  const { lists } = run.machine.run.rows;
  const models = new Set(lists.model.data.slice(0, lists.length));
  expect(models.size).toBeGreaterThan(3);
  expect([job.figure(run.simulation.now), job.usage()["turns"]]).toEqual([`${models.size} turns`, models.size]);
});
