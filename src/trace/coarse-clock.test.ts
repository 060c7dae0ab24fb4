import { describe, expect, test } from "vitest";
import { createStream } from "../base/rng.ts";
import { spreadWithinSeconds } from "./coarse-clock.ts";

const spread = (times: number[], users: number[]) => {
  const order = Int32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  const found = spreadWithinSeconds(order, Float64Array.from(times), users);
  return { order: [...found.order], arrivalMs: [...found.arrivalMs], spread: found.spread };
};

describe("a clock of whole seconds", () => {
  test("rows of one user in a second spread over it, in the order of the file; others stay", () => {
    const { order, arrivalMs, spread: moved } = spread([5000, 5000, 5000, 5000, 6000], [7, 8, 7, 7, 7]);
    expect(arrivalMs).toEqual([5000, 5000, 5333, 5666, 6000]);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(moved).toBe(2);
  });

  test("users take turns in the second", () => {
    expect(spread([1000, 1000, 1000, 1000], [1, 1, 2, 2]).order).toEqual([0, 2, 1, 3]);
  });

  test("a finer clock is believed", () => {
    expect(spread([5000, 5000, 6001], [7, 7, 7])).toEqual({ order: [0, 1, 2], arrivalMs: [5000, 5000, 6001], spread: 0 });
  });

  test("any rows: nobody leaves a second, each user's order stays, and arrivals rise", () => {
    const random = createStream(1, "rows");
    for (let round = 0; round < 50; round++) {
      const users = Array.from({ length: 60 }, () => random.nextBelow(4));
      const times = users.map(() => 1000 * random.nextBelow(6));
      const { order, arrivalMs } = spread(times, users);
      expect(order.toSorted((a, b) => a - b)).toEqual([...users.keys()]);
      order.forEach((row, i) => {
        expect(Math.floor(arrivalMs[row] / 1000) * 1000).toBe(times[row]);
        if (i > 0) expect(arrivalMs[row]).toBeGreaterThanOrEqual(arrivalMs[order[i - 1]]);
      });
      for (let user = 0; user < 4; user++) {
        const own = order.filter((row) => users[row] === user);
        expect(own).toEqual(own.toSorted((a, b) => times[a] - times[b] || a - b));
        expect(new Set(own.map((row) => arrivalMs[row])).size).toBe(own.length);
      }
    }
  });
});
