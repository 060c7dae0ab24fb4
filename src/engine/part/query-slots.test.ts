import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import { QuerySlots } from "./query-slots.ts";

/** The slot that is free first takes the next query, found by looking at every slot. */
function byLooking(slots: number, times: Float64Array, services: Float64Array): number[] {
  const free = new Array<number>(slots).fill(-Infinity);
  return [...times].map((at, i) => {
    let first = 0;
    for (let s = 1; s < slots; s++) if (free[s] < free[first]) first = s;
    return (free[first] = Math.max(at, free[first]) + services[i]);
  });
}

describe("query slots", () => {
  test.each([1, 2, 3, 40, 64, 65, 300])("%i of them serve in order of arrival, one query by itself or many at a time (B2)", (slots) => {
    const random = createStream(1, "slots");
    const [gap, work] = [exponential(10), exponential(9.5 * slots)];
    const times = new Float64Array(3000);
    const services = new Float64Array(3000);
    for (let i = 0, at = 0; i < times.length; i++) {
      times[i] = at += gap.sample(random);
      services[i] = work.sample(random);
    }
    const expected = byLooking(slots, times, services);
    const one = new QuerySlots(slots);
    expect([...times].map((at, i) => one.run(at, services[i]).doneAt)).toEqual(expected);
    const many = new QuerySlots(slots);
    const doneAt = new Float64Array(times.length);
    for (let from = 0; from < times.length; from += 250)
      many.runMany(times.subarray(from), services.subarray(from), 250, doneAt.subarray(from));
    expect([...doneAt]).toEqual(expected);
    expect(many.earliest).toBe(one.earliest);
  });
});
