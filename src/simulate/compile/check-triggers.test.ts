import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { normalize } from "./normalize.ts";
import { checkTriggers } from "./check-triggers.ts";

function told(wires: readonly string[]) {
  const design = drawing({
    parts: [
      { id: "dag", kind: "airflow" },
      { id: "tab", kind: "cron" },
      { id: "clean", kind: "glue-job" },
      { id: "count", kind: "glue-job" },
    ],
    wires,
  });
  const { parts } = normalize(design);
  return checkTriggers(design, parts).map(({ code, where }) => `${code} ${where}`);
}

test("a job that two orchestrators lead to is told, once, and so is what follows it", () => {
  expect(told(["dag.triggers -> clean.start", "tab.triggers -> clean.start", "clean.done -> count.start"])).toEqual([
    "two-orchestrators system.parts.clean",
    "two-orchestrators system.parts.count",
  ]);
});

test("one orchestrator by two ways, and two with a job each, are fine", () => {
  expect(told(["dag.triggers -> clean.start", "dag.triggers -> count.start", "clean.done -> count.start"])).toEqual([]);
  expect(told(["dag.triggers -> clean.start", "tab.triggers -> count.start"])).toEqual([]);
});
