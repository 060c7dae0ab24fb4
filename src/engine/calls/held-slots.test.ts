import { expect, test } from "vitest";
import { HeldSlots } from "./held-slots.ts";

test("slots go to those who came first, as long as they are held, and the line is bounded (Q6)", () => {
  const slots = new HeldSlots<string>(2, 3);
  expect(["a", "b", "c", "d", "e", "f"].map((name) => slots.take(name))).toEqual(["held", "held", "waits", "waits", "waits", "full"]);
  expect([slots.held, slots.waiting]).toEqual([2, 3]);
  expect([slots.release("b"), slots.release("a")]).toEqual(["c", "d"]);
  expect(slots.take("g")).toBe("waits");
  expect([slots.release("c"), slots.release("d"), slots.release("e"), slots.release("g")]).toEqual(["e", "g", null, null]);
  expect(slots.take("h")).toBe("held");
});

test("when all go, those with a slot come first, and the slots are free", () => {
  const slots = new HeldSlots<number>(1, 9);
  for (const each of [1, 2, 3]) slots.take(each);
  expect(slots.clear()).toEqual([1, 2, 3]);
  expect([slots.take(4), slots.waiting]).toEqual(["held", 0]);
});

test("a line that is long for ever keeps its order and no room for those that left", () => {
  const slots = new HeldSlots<number>(1, 1e9);
  for (let n = 0; n < 10; n++) slots.take(n);
  for (let n = 0; n < 5000; n++) {
    slots.take(n + 10);
    expect(slots.release(n)).toBe(n + 1);
  }
  expect(slots.waiting).toBe(9);
});
