import { expect, test } from "vitest";
import { crowdedBy, RUN_LIMITS, type RunKey } from "./run-database.ts";

const keys = (documentId: string, count: number, sizeBytes = 1000): RunKey[] =>
  Array.from({ length: count }, (_, index) => [documentId, String(index).padStart(4, "0"), sizeBytes]);
const fresh: RunKey = ["a", "9999", 1000];

test("there is room until a design has its runs, and then for the oldest of its own", () => {
  expect(crowdedBy(keys("a", RUN_LIMITS.ofDesign - 1), fresh)).toEqual([]);
  const full = keys("a", RUN_LIMITS.ofDesign);
  const crowded = crowdedBy([...keys("b", 3), ...full.toReversed()], fresh);
  expect(crowded).toEqual(full);
});

test("too many runs in all, or too large ones, crowd out the oldest of any design", () => {
  const others = Array.from({ length: 10 }, (_, index) => keys(`d${index}`, RUN_LIMITS.inAll / 10)).flat();
  expect(crowdedBy(others, fresh)[0]?.[1]).toBe("0000");
  expect(crowdedBy(others.slice(1), fresh)).toEqual([]);
  const heavy = keys("b", 3, RUN_LIMITS.bytesInAll / 3);
  expect(crowdedBy(heavy, fresh)).toEqual(heavy);
  expect(crowdedBy(heavy.slice(1), fresh)).toEqual([]);
});
