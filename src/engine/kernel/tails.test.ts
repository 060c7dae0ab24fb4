import { expect, test } from "vitest";
import { Float64Tail, Int32Tail } from "./tails.ts";

test("a tail keeps its offsets when its front is let go of, and its array shrinks with it", () => {
  for (const tail of [new Float64Tail(), new Int32Tail()]) {
    for (let i = 0; i < 100_000; i++) tail.push(i * 3);
    const before = { data: tail.data, base: tail.base };
    tail.letGo(99_000);
    expect([tail.base, tail.length, tail.at(99_000), tail.at(99_999)]).toEqual([99_000, 100_000, 297_000, 299_997]);
    expect(tail.data.length).toBeLessThan(2000);
    for (let i = 100_000; i < 103_000; i++) tail.push(i * 3);
    expect([tail.at(99_000), tail.at(102_999), tail.length]).toEqual([297_000, 308_997, 103_000]);
    expect(before.data[42 - before.base]).toBe(126);
  }
});

test("a tail of which everything is let go of goes on at its end", () => {
  const tail = new Int32Tail();
  for (let i = 0; i < 600; i++) tail.push(i);
  tail.letGo(600);
  tail.push(7);
  expect([tail.base, tail.length, tail.at(600)]).toEqual([600, 601, 7]);
});

test("values written many at a time stand behind each other, from any part of what is given", () => {
  for (const [tail, values] of [
    [new Float64Tail(), Float64Array.from({ length: 900 }, (_, i) => i)],
    [new Int32Tail(), Int32Array.from({ length: 900 }, (_, i) => i)],
  ] as const) {
    const push = (from: number, to: number): void => (tail as Float64Tail).pushMany(values as Float64Array, from, to);
    push(100, 105);
    push(300, 900);
    push(7, 7);
    expect([tail.length, tail.at(0), tail.at(4), tail.at(5), tail.at(604)]).toEqual([605, 100, 104, 300, 899]);
    tail.letGo(600);
    push(0, 2);
    expect([tail.length, tail.at(604), tail.at(605), tail.at(606)]).toEqual([607, 899, 0, 1]);
  }
});
