import { expect, test } from "vitest";
import { meansOf, stretchFor } from "./stretches.ts";

const moments = (count: number, everyMs: number): Float64Array => Float64Array.from({ length: count }, (_, index) => index * everyMs);

test("a day of many moments is drawn in stretches with a round name, an hour of few as it is", () => {
  expect(stretchFor(moments(1440, 60_000), 86_400_000)).toBe(900_000);
  expect(stretchFor(moments(60, 60_000), 3_600_000)).toBeNull();
  expect(stretchFor(new Float64Array(0), 86_400_000)).toBeNull();
});

test("a stretch keeps its length while the run goes on", () => {
  expect(stretchFor(moments(10, 60_000), 86_400_000)).toBe(900_000);
});

test("values that come in batches keep their mean, and a stretch without values has none", () => {
  const { atMs, values } = meansOf(moments(6, 1000), Float64Array.of(0, 0, 6, 0, Number.NaN, Number.NaN), 2000, 6000);
  expect([...atMs]).toEqual([1000, 3000, 5000]);
  expect([...values]).toEqual([0, 3, Number.NaN]);
  expect(meansOf(moments(6, 1000), new Float64Array(6), 2000, 4000).atMs).toHaveLength(2);
});
