import { expect, test } from "vitest";
import { RowOrigins } from "./row-origins.ts";

/** Three rows of one source and two of another, however the two took turns: the ids of each, in the order in which it made them. */
function idsOf(turns: readonly [source: number, count: number][]): readonly number[][] {
  const origins = new RowOrigins();
  const ids: number[][] = [];
  for (let source = 0; source < 2; source++) ids[origins.open()] = [];
  let row = 0;
  for (const [source, count] of turns) {
    origins.note(source, row, count);
    row += count;
  }
  row = 0;
  for (const [source, count] of turns) for (let i = 0; i < count; i++) ids[source].push(origins.idOf(row++));
  return ids;
}

test("the id of a row does not depend on how sources took turns, and no two rows share one", () => {
  const windowsOfOne = idsOf([
    [0, 1],
    [1, 1],
    [0, 1],
    [1, 1],
    [0, 1],
  ]);
  expect(
    idsOf([
      [0, 3],
      [1, 2],
    ]),
  ).toEqual(windowsOfOne);
  expect(
    idsOf([
      [1, 2],
      [0, 2],
      [0, 1],
    ]),
  ).toEqual(windowsOfOne);
  expect(new Set(windowsOfOne.flat()).size).toBe(5);
});

test("rows of a single source are their own ids", () => {
  const origins = new RowOrigins();
  origins.note(origins.open(), 0, 3);
  expect([0, 1, 2].map((row) => origins.idOf(row))).toEqual([0, 1, 2]);
});
