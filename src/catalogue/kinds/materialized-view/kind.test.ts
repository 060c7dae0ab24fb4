import { expect, test } from "vitest";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { kindById } from "../../registry.ts";
import { wireProblem } from "../../drawing/wiring.ts";
import { must } from "../../../base/assert.ts";
import { materializedViewKind } from "./kind.ts";

test("its headline names what it holds and when it is refreshed", () => {
  expect(headlineOf(materializedViewKind, {})).toBe("figures by the hour · refreshed as its warehouse does");
  expect(headlineOf(materializedViewKind, { holds: "columns", refresh: "every", everyMs: 60_000 })).toBe(
    "some columns · refreshed every 60 s",
  );
});

test("it is made of a warehouse or of another view, and of nothing else", () => {
  const problem = (from: string): string | null => wireProblem(must(kindById(from), from), "rows", materializedViewKind, "source");
  for (const from of ["redshift", "redshift-serverless", "snowflake", "bigquery", "materialized-view"])
    expect(problem(from), from).toBeNull();
  for (const from of ["athena", "druid"]) expect(problem(from), from).not.toBeNull();
});
