import { expect, test } from "vitest";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import { createRows, EVENT, refOf, WINDOW } from "../rows/rows.ts";
import type { LoadMethod } from "./loaded-rows.ts";
import { LoadedRows } from "./loaded-rows.ts";
import { VisibleRows } from "./visible-rows.ts";

/** A table loaded by this method, and what can lie in files for it: events under ids, counts of windows by key. */
function tableOf(method: LoadMethod) {
  const rows = createRows();
  const run = { rows, recorder: () => recorder, readsEventsOf: () => true } as unknown as RunContext;
  const recorder = new SinkRecorder(0, () => 0, []);
  const visible = new VisibleRows("house", run);
  const table = new LoadedRows(run, visible, method);
  const file = (stream: number, hour: number, refs: readonly number[], replaces?: readonly number[]): number =>
    rows.files.push({
      ...{ stream, hour, refs: Int32Array.from(refs), rows: refs.length, rawBytes: 10, storedBytes: 10 * refs.length },
      ...{ openedAt: 0, closedAt: 0, visibleAt: 0, writer: "job", ...(replaces === undefined ? {} : { replaces }) },
    }) - 1;
  const event = (sameAs?: number): number => {
    const row = rows.events.add();
    rows.events.eventId.set(row, sameAs ?? row);
    return row;
  };
  const window = (start: number, key: number, events: number): number => {
    const { windows } = rows;
    windows.start.push(start);
    windows.end.push(start + 1);
    windows.key.push(key);
    windows.events.push(events);
    for (const column of [windows.users, windows.bytes, windows.version, windows.newestAt, windows.task, windows.keyedBy]) column.push(0);
    return refOf(WINDOW, windows.length - 1);
  };
  const shown = (): number[] => visible.batches.flatMap(({ refs }) => [...refs]).sort((a, b) => a - b);
  return { table, visible, recorder, rows, file, event, window, shown };
}

test("H3 a file that is loaded again stands there twice when loads append, and once by every other method", () => {
  for (const method of ["append", "replace", "merge", "delete-insert", "truncate"] as const) {
    const { table, visible, recorder, file, event, window, shown } = tableOf(method);
    const files = [file(EVENT, 0, [event(), event()]), file(WINDOW, 0, [window(0, 1, 5)])];
    table.load(files, 1);
    const did = table.load(files, 2);
    const times = method === "append" ? 2 : 1;
    expect(shown(), method).toHaveLength(3 * times);
    expect([visible.events, visible.rows, visible.bytes, visible.of(WINDOW).rows.length], method).toEqual([
      2 * times,
      3 * times,
      30 * times,
      times,
    ]);
    expect([did.repeated, recorder.repeats, recorder.present], method).toEqual(method === "append" ? [3, 2, 2] : [0, 0, 2]);
    if (method === "append") continue;
    table.load(files, 3);
    expect([shown().length, visible.of(WINDOW).rows.length], method).toEqual([3, 1]);
  }
});

test("H3 a merge keeps one event of an id, and the newest row of a key in the table and in staging", () => {
  const { table, visible, file, event, window, shown } = tableOf("merge");
  const first = event();
  const [old, beside] = [window(0, 1, 5), window(0, 2, 6)];
  expect(table.load([file(EVENT, 0, [first, event(first)]), file(WINDOW, 0, [old, beside])], 1)).toMatchObject({ inserted: 3, matched: 1 });
  const [middle, newest, other] = [window(0, 1, 7), window(0, 1, 8), window(1, 1, 9)];
  const did = table.load([file(EVENT, 1, [event(first)]), file(WINDOW, 1, [middle, newest, other])], 2);
  expect(did).toMatchObject({ inserted: 2, matched: 2, deleted: 1, repeated: 0, lost: 0 });
  expect(shown()).toEqual([first, beside, newest, other].sort((a, b) => a - b));
  expect([...visible.of(WINDOW).rows.whole()]).toEqual([1, 3, 4]);
  // What was moved to a smaller batch is found there.
  const last = window(0, 2, 10);
  expect(table.load([file(WINDOW, 2, [last])], 3)).toMatchObject({ inserted: 1, deleted: 1 });
  expect([...visible.of(WINDOW).rows.whole()]).toEqual([3, 4, 5]);
  expect([visible.bytes, visible.rows]).toEqual([10 + 30, 4]);
});

test("H3 deleting a partition takes the rows of other files with it, and says how many did not come again", () => {
  const { table, file, event, shown } = tableOf("delete-insert");
  const [early, late, other, again] = [event(), event(), event(), event()];
  table.load([file(EVENT, 0, [early]), file(EVENT, 1, [other])], 1);
  expect(table.load([file(EVENT, 0, [late])], 2)).toMatchObject({ inserted: 1, deleted: 1, lost: 1 });
  expect(shown()).toEqual([late, other]);
  expect(table.load([file(EVENT, 0, [late, again])], 3)).toMatchObject({ inserted: 2, deleted: 1, lost: 0 });
  expect(shown()).toEqual([late, other, again]);
});

test("D20 of a file that was written anew appending keeps the old rows, replacing deletes them", () => {
  for (const [method, rows, outdated] of [
    ["append", 3, 2],
    ["replace", 1, 0],
  ] as const) {
    const { table, file, event, shown } = tableOf(method);
    const old = file(EVENT, 0, [event(), event()]);
    table.load([old], 1);
    expect(table.load([file(EVENT, 0, [event()], [old])], 2).outdated).toBe(outdated);
    expect(shown(), method).toHaveLength(rows);
  }
});

test("D20 a file that took the place of one which no load had seen takes the place of those before it, too", () => {
  for (const [method, rows, outdated] of [
    ["append", 3, 2],
    ["replace", 1, 0],
  ] as const) {
    const { table, file, event, shown } = tableOf(method);
    const old = file(EVENT, 0, [event(), event()]);
    table.load([old], 1);
    const unseen = file(EVENT, 0, [event()], [old]);
    expect(table.load([file(EVENT, 0, [event()], [unseen])], 2).outdated).toBe(outdated);
    expect(shown(), method).toHaveLength(rows);
  }
});

test("H3 replacing everything leaves what the last load took", () => {
  const { table, file, event, shown } = tableOf("truncate");
  table.load([file(EVENT, 0, [event()]), file(EVENT, 1, [event()])], 1);
  const last = event();
  expect(table.load([file(EVENT, 2, [last])], 2)).toMatchObject({ inserted: 1, deleted: 2 });
  expect(shown()).toEqual([last]);
});
