import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BEHAVIOURS } from "./behaviours.ts";
import type { Experiment, Row } from "./experiment.ts";
import { verdictOf } from "./experiment.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { fidelityPage } from "./fidelity-page.ts";

/**
 * Published experiments, run; what comes out is printed as docs/fidelity.md. After a change that moves a number:
 * `QUADRANT_UPDATE=1 npx vitest run test/published`, and read the difference.
 */
const PAGE = new URL("../../docs/fidelity.md", import.meta.url);

const SEED = 1;
/** Millions of requests take their time on a machine that is busy otherwise. */
const LONGEST_MS = 240_000;

const known = new Map<Experiment, readonly Row[]>();

/** The rows of an experiment, run once. */
function rowsOf(experiment: Experiment): readonly Row[] {
  const rows = known.get(experiment) ?? experiment.rows(SEED);
  known.set(experiment, rows);
  return rows;
}

describe.each(EXPERIMENTS.map((experiment) => [experiment.id, experiment] as const))("%s", (_, experiment) => {
  test(
    "is inside its bands, or says why not (P1, L5, L6, S7, S8)",
    () => {
      for (const row of rowsOf(experiment)) {
        expect(Number.isFinite(row.predicted), row.what).toBe(true);
        const missed = verdictOf(row) === "MISSED";
        expect(row.missedBecause !== undefined, `${row.what}: published ${String(row.published)}, run ${row.predicted}`).toBe(missed);
      }
    },
    LONGEST_MS,
  );

  test("predicts more than was fitted", () => {
    const rows = rowsOf(experiment);
    if (rows.some((row) => row.fitted === true)) expect(experiment.fitted).not.toBeNull();
    expect(rows.filter((row) => row.fitted !== true).length).toBeGreaterThan(0);
  });
});

test("ids differ, and no behaviour is called validated by what missed or does not exist", () => {
  const byId = new Map(EXPERIMENTS.map((experiment) => [experiment.id, experiment]));
  expect(byId.size).toBe(EXPERIMENTS.length);
  for (const { behaviour, standing, by = [] } of BEHAVIOURS) {
    expect(by.length > 0, behaviour).toBe(standing === "validated");
    for (const id of by) {
      const experiment = byId.get(id);
      expect(experiment, `${behaviour}: ${id}`).toBeDefined();
      if (experiment !== undefined)
        expect(
          rowsOf(experiment).some((row) => verdictOf(row) === "inside"),
          `${behaviour}: ${id}`,
        ).toBe(true);
    }
  }
});

test("docs/fidelity.md says what the runs say", () => {
  const page = fidelityPage(EXPERIMENTS.map((experiment) => ({ experiment, rows: rowsOf(experiment) })));
  if (process.env.QUADRANT_UPDATE === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8"), "docs/fidelity.md is out of date").toBe(page);
});
