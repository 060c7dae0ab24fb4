import { expect, test } from "vitest";
import { verdictOf } from "./experiment.ts";
import { EXPERIMENTS } from "./experiments.ts";

const SEEDS = [2, 3, 4];

/** The verdicts of docs/fidelity.md are those of one seed; here they must be the same on others. */
test.each(EXPERIMENTS.map((experiment) => [experiment.id, experiment] as const))(
  "%s: verdicts do not hang on the seed",
  (_, experiment) => {
    for (const seed of SEEDS) {
      for (const row of experiment.rows(seed)) {
        const numbers = `${row.what}, seed ${seed}: published ${String(row.published)}, run ${row.predicted}`;
        expect(verdictOf(row) === "MISSED", numbers).toBe(row.missedBecause !== undefined);
      }
    }
  },
);
