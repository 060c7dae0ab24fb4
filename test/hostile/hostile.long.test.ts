import { expect, test } from "vitest";
import { damagedFile, FILE_FORMATS } from "./events.ts";
import { flippedLink } from "./links.ts";
import { EVERY_MUTANT, extremes } from "./mutations.ts";
import { damagedDesign } from "./records.ts";
import { mutatedScenario, scrambledScenario } from "./scenarios.ts";
import { problemWith } from "./verdict.ts";
import type { Hostile } from "./verdict.ts";

/** Mutations of each kind; others with QUADRANT_FIRST_SEED=100000. */
const SEEDS = 2000;
const FIRST = Number(process.env.QUADRANT_FIRST_SEED ?? 1000);
const seeds = Array.from({ length: SEEDS }, (_, at) => FIRST + at);

const KINDS_OF_DAMAGE: readonly (readonly [string, readonly Hostile[]])[] = [
  ["every field of every kind with every hostile value", EVERY_MUTANT],
  ["settings at the ends of their ranges", seeds.map(extremes)],
  ["scenarios with a value of another type", seeds.map(mutatedScenario)],
  ["scrambled scenarios", seeds.map(scrambledScenario)],
  ["links with bits turned over", seeds.map(flippedLink)],
  ["stored designs, damaged", seeds.map(damagedDesign)],
  ...FILE_FORMATS.map((format) => [`${format}, damaged`, seeds.map((seed) => damagedFile(format, seed))] as const),
];

test.each(KINDS_OF_DAMAGE)(`%s, from seed ${FIRST} on (X1)`, async (_, inputs) => {
  const problems: string[] = [];
  for (const hostile of inputs) {
    const problem = await problemWith(hostile);
    if (problem !== null) problems.push(`${hostile.name}: ${problem}`);
  }
  expect(problems).toEqual([]);
});
