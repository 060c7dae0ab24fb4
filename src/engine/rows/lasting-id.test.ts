import { expect, test } from "vitest";
import { EventRows } from "./event-rows.ts";
import { lastingId } from "./lasting-id.ts";

/** Ids of the rows of each source, in the order in which it made them; `turns` says which source makes the next row. */
function idsOf(turns: readonly number[], trace: unknown = null): readonly number[][] {
  const events = new EventRows();
  const sources = [events.origins.open(), events.origins.open()];
  const ids: number[][] = [[], []];
  const rows = turns.map((turn) => events.add(sources[turn]));
  rows.forEach((row, i) => ids[turns[i]].push(lastingId({ rows: { events }, trace }, row)));
  return ids;
}

test("the id of an event does not depend on how sources took turns (E3c)", () => {
  expect(idsOf([0, 1, 0, 1])).toEqual(idsOf([0, 0, 1, 1]));
});

test("ids of a file of events are its own, and no id stays none", () => {
  expect(idsOf([0, 0, 1, 1], {})).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(lastingId({ rows: { events: new EventRows() }, trace: null }, -1)).toBe(-1);
});
