import { expect, test } from "vitest";
import { InstanceScaler } from "./instance-scaler.ts";

const SPEC = { least: 1, most: 5, target: 100, periodsAbove: 3, periodsBelow: 15, cooldownMs: 300_000 };

/** The wished number after each minute, when so many calls came in it; what is asked for is in service `delay` minutes later. */
function wishes(calls: readonly number[], delay: number, spec = SPEC): number[] {
  const scaler = new InstanceScaler(spec);
  const wished: number[] = [];
  for (const [minute, count] of calls.entries()) {
    for (let i = 0; i < count; i++) scaler.count();
    expect(scaler.nextAt).toBe((minute + 1) * 60_000);
    const asked = wished.at(-1) ?? spec.least;
    const inService = minute - delay >= 0 ? wished[minute - delay] : spec.least;
    wished.push(scaler.decide(Math.min(inService, asked), asked));
  }
  return wished;
}

test("three minutes above the target ask for as many as the load needs, and not again before the cooldown", () => {
  // 250 calls a minute for one instance: 2.5 times the target.
  expect(wishes(Array<number>(4).fill(250), 5)).toEqual([1, 1, 3, 3]);
  expect(wishes([250, 250, 90, 250, 250, 250], 5)).toEqual([1, 1, 1, 1, 1, 3]);
  // After the cooldown of five minutes more is asked for when what came is not enough.
  expect(wishes([...Array<number>(3).fill(250), ...Array<number>(9).fill(480)], 5)).toEqual([1, 1, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5]);
});

test("fifteen minutes a tenth below let them go; a little below does not", () => {
  const up = Array<number>(3).fill(400);
  const down = wishes([...up, ...Array<number>(25).fill(100)], 1);
  expect(down.slice(0, 3)).toEqual([1, 1, 4]);
  expect(down.slice(3, 17)).toEqual(Array<number>(14).fill(4));
  expect(down[17]).toBe(1);
  expect(wishes([...up, ...Array<number>(25).fill(380)], 1).at(-1)).toBe(4);
});

test("without a target the number never changes, and the most is the most", () => {
  expect(new InstanceScaler({ ...SPEC, target: Infinity }).decide(1, 1)).toBe(1);
  expect(wishes(Array<number>(3).fill(9000), 5).at(-1)).toBe(5);
});

test("other periods and other measures: a share of threads, every ten seconds", () => {
  const scaler = new InstanceScaler({ ...SPEC, target: 0.5, periodMs: 10_000, periodsAbove: 2, cooldownMs: 20_000 });
  const wished = [0.9, 0.9, 0.9, 0.9, 0.9].map((each) => scaler.decide(2, 2, each));
  expect(wished).toEqual([2, 4, 2, 4, 2]);
  expect(scaler.nextAt).toBe(60_000);
});
