import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { TimingWheel } from "./timing-wheel.ts";

test("everything comes in its own bucket, by time and then number, also when a bucket is full or a turn away (B2)", () => {
  const random = createStream(3, "wheel");
  const wheel = new TimingWheel(25, 16);
  const due: [number, number][] = [];
  const got: [number, number][] = [];
  let item = 0;
  for (let bucket = 0; bucket < 200; bucket++) {
    const more = bucket < 100 ? random.nextBelow(90) : 0;
    for (let i = 0; i < more; i++) {
      // Up to two turns of 400 ms ahead; every fourth falls on a whole 25 ms, where several meet.
      const ahead = 25 + random.nextUniform() * 800;
      const at = bucket * 25 + (i % 4 === 0 ? Math.floor(ahead / 25) * 25 : ahead);
      wheel.schedule(item, at);
      due.push([at, item++]);
    }
    const count = wheel.take(bucket * 25);
    for (let i = 0; i < count; i++) {
      expect(Math.floor(wheel.times[i] / 25)).toBe(bucket);
      got.push([wheel.times[i], wheel.items[i]]);
    }
  }
  expect(wheel.size).toBe(0);
  expect(got).toEqual(due.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
});
