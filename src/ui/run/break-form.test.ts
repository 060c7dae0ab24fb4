import { expect, test } from "vitest";
import { kindById } from "../../catalogue/registry.ts";
import { AS_USUAL, amountHint, amountLabel, durationHint, readBreak } from "./break-form.ts";
import { breakagesOf, type Breakage } from "./breakages.ts";

function breakageOf(kind: string, id: string): Breakage {
  const part = { id: "it", kind, title: "It", position: { x: 0, y: 0 }, settings: {} };
  const found = breakagesOf(part, kindById(kind), { parts: [part], wires: [] }).find((each) => each.id === id);
  if (found === undefined) throw new Error(`${kind} has no ${id}`);
  return found;
}

const SLOW = breakageOf("kafka", "slow");
const CRASH = breakageOf("kafka", "crash");
const POISON = breakageOf("poisson-source", "poison");
const LATE = breakageOf("poisson-source", "late");

test("the form says what an amount is, its bounds, and what it is when nothing is typed", () => {
  const words = [SLOW, POISON, LATE].map(({ amount }) => (amount === undefined ? [] : [amountLabel(amount), amountHint(amount)]));
  expect(words).toEqual([
    ["How many times as long as usual it takes", "From 1 to 1,000 times; 10 when left empty."],
    [expect.stringMatching(/^The share /), expect.stringMatching(/^From 0.001 to 1; /)],
    [expect.stringMatching(/^By how many ms /), expect.stringMatching(/^From 1 ms to 7 days; /)],
  ]);
  expect(CRASH.amount).toBeUndefined();
  expect(durationHint(CRASH)).toMatch(/^Up to 31 days; .* when left empty[.]$/);
});

test("what is left empty is as usual, and a target is named by its place", () => {
  expect(readBreak(CRASH, "It", { ...AS_USUAL, target: 2 })).toMatchObject({
    spec: { fault: "crash", durationMs: CRASH.defaultDurationMs, index: 2 },
    amountProblem: null,
    durationProblem: null,
    targetProblem: null,
  });
  expect(Object.keys(readBreak(POISON, "It", AS_USUAL).spec)).toEqual(["fault", "durationMs"]);
});

test("amounts and durations are read as people write them", () => {
  expect(readBreak(SLOW, "It", { target: 0, amount: "2.5", duration: "10 min" }).spec).toEqual({
    fault: "slow",
    durationMs: 600_000,
    amount: 2.5,
    index: 0,
  });
  expect(readBreak(LATE, "It", { target: 0, amount: "2 h", duration: "90 s" }).spec).toEqual({
    fault: "late",
    durationMs: 90_000,
    amount: 7_200_000,
  });
});

test.each([
  [SLOW, "0.5", "", "amountProblem", "from 1 to 1,000; 0.5 is not"],
  [SLOW, "fast", "", "amountProblem", "“fast” is no number."],
  [POISON, "2", "", "amountProblem", "from 0.001 to 1; 2 is not"],
  [SLOW, "", "0", "durationProblem", "Give it a time above 0."],
  [SLOW, "", "soon", "durationProblem", "“soon” is no duration."],
  [SLOW, "", "400 days", "durationProblem", "Give it 31 days at most."],
] as const)("%o refuses amount %s and duration %s in a sentence", (breakage, amount, duration, field, sentence) => {
  expect(readBreak(breakage, "It", { target: 0, amount, duration })[field]).toContain(sentence);
});
