import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { NewestFirst } from "./newest-first.ts";

test("lists that fall are merged into one that falls, to the last row", () => {
  const random = createStream(3, "lists");
  for (let trial = 0; trial < 200; trial++) {
    const lists: number[][] = Array.from({ length: 1 + random.nextBelow(9) }, () => []);
    for (let row = 0; row < 40; row++) lists[random.nextBelow(lists.length)].unshift(row);
    const merged = new NewestFirst(lists);
    const taken: number[] = [];
    while (merged.size > 0) taken.push(merged.take());
    expect(taken).toEqual(lists.flat().toSorted((a, b) => b - a));
  }
});
