import { expect, test } from "vitest";
import { problemOf } from "./judge.ts";
import { randomCase } from "./random-designs.ts";
import { keepRegression } from "./regressions.ts";
import { shrunk } from "./shrink.ts";

/** How many; fewer or more with QUADRANT_SEEDS=1000. */
const SEEDS = Number(process.env.QUADRANT_SEEDS ?? 5000);
const PER_TEST = 250;
/** The first seed: other ones with QUADRANT_FIRST_SEED=100000. */
const FIRST = Number(process.env.QUADRANT_FIRST_SEED ?? 1000);

const judge = (trial: Parameters<typeof problemOf>[0]): string | null => problemOf(trial, true);

/** A case that fails is made small and kept in regressions.json, which every run of the tests replays. */
test.each(Array.from({ length: Math.ceil(SEEDS / PER_TEST) }, (_, chunk) => FIRST + chunk * PER_TEST))("seeds from %i", (first) => {
  const failures: string[] = [];
  for (let seed = first; seed < Math.min(first + PER_TEST, FIRST + SEEDS); seed++) {
    const trial = randomCase(seed);
    const problem = judge(trial);
    if (problem === null) continue;
    failures.push(`seed ${seed}: ${problem}`);
    keepRegression(`seed ${seed}: ${problem}`, shrunk(trial, judge));
  }
  expect(failures).toEqual([]);
});
