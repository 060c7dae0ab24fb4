import { describe, expect, test } from "vitest";
import { promise } from "../support/promise.ts";
import { problemOf } from "./judge.ts";
import { randomCase, requestCase } from "./random-designs.ts";
import type { RandomCase } from "./random-designs.ts";
import { REGRESSIONS } from "./regressions.ts";
import { shrunk } from "./shrink.ts";

const SEEDS = 20;
const REQUEST_SEEDS = 40;
/** Three runs of a drawing, or of all that once failed, take a busy machine longer than a test usually may. */
const LONG_MS = 180_000;

/** E20, E3, M1 and the draining of everything over random drawings x faults x seeds; 5,000 of them in the long job. */
describe("a random drawing under random faults keeps its books, drains, and depends neither on windows, nor on who is asked in them, nor on what is let go of (E3c, E12, E20b, M1)", () => {
  let held = 0;
  test.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    "seed %i",
    (seed) => {
      expect(problemOf(randomCase(seed), true)).toBeNull();
      held++;
    },
    LONG_MS,
  );

  test("none of them was the exception", () => {
    expect(held).toBe(SEEDS);
    promise(4, `${held} random drawings under random faults, each run three ways: books balanced at every look, 0 failures`);
    promise(6, `${held} seeds of random drawings and faults: nothing threw, and all had drained once the faults were over`);
  });

  test("the same seed draws the same case, and the seeds differ", () => {
    expect(randomCase(3)).toEqual(randomCase(3));
    const kinds = (seed: number) =>
      randomCase(seed)
        .design.system.parts.map((part) => part.kind)
        .join();
    expect(new Set(Array.from({ length: SEEDS }, (_, seed) => kinds(seed))).size).toBeGreaterThan(SEEDS / 2);
  });
});

/** E20, E3 and Q1 over drawings of request clients: each is run three ways. */
describe("random clients, services, caches and stores under random faults: every request has one end, whatever the windows (E3, E20b, Q1)", () => {
  test.each(Array.from({ length: REQUEST_SEEDS }, (_, seed) => seed))(
    "seed %i",
    (seed) => expect(problemOf(requestCase(seed), true)).toBeNull(),
    LONG_MS,
  );

  test("they have what is asked for by key", () => {
    const kinds = Array.from({ length: REQUEST_SEEDS }, (_, seed) => requestCase(seed).design.system.parts.map(({ kind }) => kind)).flat();
    for (const kind of ["app-service", "redis", "load-balancer", "postgres", "sharded-postgres", "cleanup-service", "s3-objects"])
      expect(kinds).toContain(kind);
  });
});

test(
  "what once failed",
  () => {
    for (const { was, trial } of REGRESSIONS) expect(problemOf(trial, true), was).toBeNull();
  },
  LONG_MS,
);

test("a failing case shrinks to what makes it fail", () => {
  // A part that is struck can stand alone; a wire needs its two ends.
  const fits = ({ faults, design }: RandomCase): boolean =>
    faults.length > 2 && design.system.parts.length > 5 && design.system.parts.some(({ id }) => id === faults[1].part);
  let seed = 0;
  let whole = randomCase(seed);
  while (!fits(whole) && seed < 50) whole = randomCase(++seed);
  expect(fits(whole)).toBe(true);
  const culprit = whole.faults[1];
  const small = shrunk(whole, ({ faults }) => (faults.includes(culprit!) ? "the culprit is there" : null));
  expect(small.faults).toEqual([culprit]);
  expect(small.design.system.wires).toEqual([]);
});
