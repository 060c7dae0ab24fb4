import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { boundOf, PLAIN_CHOICE, TargetChoice } from "./target-choice.ts";
import type { Balance, ChoiceSpec, Target } from "./target-choice.ts";

function targetsOf(count: number): Target[] {
  return Array.from({ length: count }, (_, number) => ({
    ...{ number, wire: new RowQueue(`to ${number}`), outstanding: 0, credit: 0, drainedUntil: -Infinity },
  }));
}

const choiceOf = (balance: Balance, targets: readonly Target[], spec: Partial<ChoiceSpec> = {}): TargetChoice =>
  new TargetChoice({ balance, ...PLAIN_CHOICE, ...spec }, targets, createStream(1, "choices"));

/** Share of many keys that each target has, over the mean. */
function shares(count: number, points: number, keys: number): number[] {
  const targets = targetsOf(count);
  const choice = choiceOf("consistent-hash", targets, { points });
  const got = targets.map(() => 0);
  for (let key = 0; key < keys; key++) got[choice.choose(targets, key * 7919, 0).number]++;
  return got.map((had) => (had * count) / keys);
}

const deviation = (of: readonly number[]): number => Math.sqrt(of.reduce((sum, share) => sum + (share - 1) ** 2, 0) / of.length);

test("by weight each target has exactly its share, and a heavy one its calls between those of the others (Q22)", () => {
  const targets = targetsOf(3);
  const choice = choiceOf("weighted", targets, { weights: [5, 1, 1] });
  // The order that nginx gives for 5, 1, 1.
  expect(Array.from({ length: 7 }, () => choice.choose(targets, -1, 0).number)).toEqual([0, 0, 1, 0, 2, 0, 0]);
});

test("a key has one target; when one goes only its keys move, and they come back with it (Q22)", () => {
  const targets = targetsOf(10);
  const choice = choiceOf("consistent-hash", targets);
  const keys = Array.from({ length: 5000 }, (_, n) => n * 104_729);
  const before = keys.map((key) => choice.choose(targets, key, 0).number);
  const without = targets.filter(({ number }) => number !== 4);
  const after = keys.map((key) => choice.choose(without, key, 0).number);
  expect(keys.filter((_, n) => before[n] !== after[n]).length).toBe(before.filter((number) => number === 4).length);
  expect(keys.map((key) => choice.choose(targets, key, 0).number)).toEqual(before);
  expect(keys.every((key, n) => choice.choose(targets, key, 1).number !== before[n])).toBe(true);
});

test("shares on a ring differ by one over the root of its points: 10 % with 100, 3.2 % with 1,000 (Q22)", () => {
  const [few, many] = [deviation(shares(100, 100, 200_000)), deviation(shares(100, 1000, 600_000))];
  expect(few).toBeGreaterThan(0.085);
  expect(few).toBeLessThan(0.115);
  expect(many).toBeGreaterThan(0.027);
  expect(many).toBeLessThan(0.037);
});

test("with a bounded load no target ever has more than the mean times the factor, rounded up, however hot a key is (Q22)", () => {
  const random = createStream(2, "calls");
  const targets = targetsOf(8);
  const choice = choiceOf("bounded-hash", targets, { loadFactor: 1.25 });
  const underWay: Target[] = [];
  let most = 0;
  for (let call = 0; call < 20_000; call++) {
    const key = random.nextUniform() < 0.6 ? 1 : Math.floor(random.nextUniform() * 1000);
    const bound = boundOf(targets, 1.25);
    const target = choice.choose(targets, key, 0);
    target.outstanding++;
    expect(target.outstanding).toBeLessThanOrEqual(bound);
    most = Math.max(most, target.outstanding);
    underWay.push(target);
    if (underWay.length > 200) underWay.splice(Math.floor(random.nextUniform() * underWay.length), 1)[0].outstanding--;
  }
  expect(most).toBe(Math.ceil((201 * 1.25) / 8));
  // Without the bound the hot key's target has most of what is under way.
  const free = targetsOf(8);
  const plain = choiceOf("consistent-hash", free);
  for (let call = 0; call < 200; call++) plain.choose(free, call % 5 < 3 ? 1 : call, 0).outstanding++;
  expect(Math.max(...free.map(({ outstanding }) => outstanding))).toBeGreaterThan(120);
});

test("a call about no key goes to each in turn (Q22)", () => {
  const targets = targetsOf(3);
  const choice = choiceOf("consistent-hash", targets);
  expect([0, 1, 2, 3].map(() => choice.choose(targets, -1, 0).number)).toEqual([0, 1, 2, 0]);
});
