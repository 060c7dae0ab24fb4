import { expect, test } from "vitest";
import { CopiedRows, DELETED, NONE } from "./copied-rows.ts";

test("Q50: a copy shows the newest by time of what has arrived there, whatever the order of arrival", () => {
  const rows = new CopiedRows(2, 4);
  rows.lay(7, 0);
  const [older, newer] = [rows.put(7, 1), rows.put(7, 2)];
  rows.arrives(newer, 0, 10);
  rows.arrives(older, 0, 30);
  rows.arrives(older, 1, 5);
  const shown = (copy: number, at: number): number => rows.rowOf(rows.versionOn(copy, 7, at));
  expect([shown(0, 9), shown(0, 10), shown(0, 40)]).toEqual([0, 2, 2]);
  expect([shown(1, 4), shown(1, 5), shown(1, 1e9)]).toEqual([0, 1, 1]);
});

test("Q50: what reached no copy never was; what takes a row out is a version like any other", () => {
  const rows = new CopiedRows(3, 4);
  const first = rows.put(1, 5);
  rows.arrives(first, 2, 100);
  rows.put(1, 6);
  expect(rows.rowOf(rows.versionOf(1))).toBe(5);
  rows.arrives(rows.put(1, DELETED), 0, 200);
  expect(rows.rowOf(rows.versionOf(1))).toBe(DELETED);
  expect(rows.versionOf(2)).toBe(NONE);
});
