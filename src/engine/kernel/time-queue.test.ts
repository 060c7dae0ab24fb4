import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeQueue } from "./time-queue.ts";

test("values come out by time, and by order of entry within an instant, whatever is pushed in between", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 400 }), (steps) => {
      const queue = new TimeQueue();
      const held: { time: number; value: number }[] = [];
      steps.forEach(([time, take], value) => {
        queue.push(time, value);
        held.push({ time, value });
        if (!take) return;
        held.sort((a, b) => a.time - b.time || a.value - b.value);
        const first = held.shift();
        expect(queue.time).toBe(first?.time);
        expect(queue.pop()).toBe(first?.value);
      });
      expect(queue.size).toBe(held.length);
    }),
  );
  expect(new TimeQueue().time).toBe(Infinity);
});
