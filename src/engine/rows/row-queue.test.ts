import { expect, test } from "vitest";
import { RowQueue } from "./row-queue.ts";

const REFS = Int32Array.of(1, 2, 3);

test("a wire takes rows in order of time, equal times in order of entry, and refuses one that would go back (E2)", () => {
  const wire = new RowQueue("w");
  wire.push(5, 1);
  wire.push(5, 2);
  wire.pushMany(Float64Array.of(5, 6, 6), REFS, 0, 3);
  wire.pushTogether(7, REFS, 0, 2);
  expect([...wire.times.subarray(wire.head, wire.tail)]).toEqual([5, 5, 5, 6, 6, 7, 7]);
  expect([...wire.refs.subarray(wire.head, wire.tail)]).toEqual([1, 2, 1, 2, 3, 1, 2]);
  expect(() => wire.push(6.999, 1)).toThrow("w: 6.999 after 7");
  expect(() => wire.pushTogether(6, REFS, 0, 1)).toThrow("w: 6 after 7");
  expect(() => wire.pushMany(Float64Array.of(8, 7.5), REFS, 0, 2)).toThrow("w: 7.5 after 8");
});
