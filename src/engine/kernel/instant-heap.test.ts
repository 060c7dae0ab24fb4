import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { InstantHeap } from "./instant-heap.ts";

test("the first member is always the one a search finds, ties to the lower number", () => {
  const random = createStream(5, "heap");
  const instants = Float64Array.from({ length: 37 }, () => random.nextBelow(8));
  const heap = new InstantHeap(instants.slice());
  for (let round = 0; round < 5000; round++) {
    const least = Math.min(...instants);
    expect(heap.at).toBe(least);
    expect(heap.first).toBe(instants.indexOf(least));
    const member = random.nextBelow(instants.length);
    instants[member] = random.nextBelow(10) === 0 ? Infinity : least + random.nextBelow(8) - 2;
    heap.move(member, instants[member]);
    expect(heap.instantOf(member)).toBe(instants[member]);
  }
});

test("members that never come again are a tie", () => {
  const heap = new InstantHeap(Float64Array.of(Infinity, Infinity, Infinity));
  expect(heap.first).toBe(0);
  heap.move(2, 1);
  expect(heap.first).toBe(2);
  heap.move(2, Infinity);
  expect(heap.first).toBe(0);
});
