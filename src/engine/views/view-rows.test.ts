import { expect, test } from "vitest";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import { VisibleRows } from "../queried/visible-rows.ts";
import type { HourlyMeasure } from "../rows/dimensions.ts";
import { AGGREGATE, createRows, EVENT, SESSION } from "../rows/rows.ts";
import { ViewRows } from "./view-rows.ts";
import type { ViewHolds } from "./view-rows.ts";

const HOUR_MS = 3_600_000;

/** Events of users by the hour, in a table of batches; `cells` are what a view of it shows: hour, then its figures. */
function viewOf(holds: ViewHolds, hourly: readonly HourlyMeasure[]) {
  const dimensions = { dimensions: [], types: ["tap"], users: 10, items: 0, sessionCounts: [], hourly, shortSessions: null };
  const rows = createRows(dimensions);
  const recorder = new SinkRecorder(0, () => 0, []);
  const run = {
    ...{ rows, hourMs: HOUR_MS, dimensions, readsEventsOf: () => false, recorder: () => recorder, nextTask: () => 1 },
  } as unknown;
  const visible = new VisibleRows("view", run as RunContext);
  const view = new ViewRows(run as RunContext, visible, { store: "view", holds, columnShare: 0.25, sessionSteps: [] });
  const batch = (events: readonly (readonly [hour: number, user: number])[]): RowBatch => {
    const refs = Int32Array.from(events, ([hour, user]) => {
      const row = rows.events.add();
      rows.events.user.set(row, user);
      rows.events.eventTime.set(row, hour * HOUR_MS + 1);
      return row;
    });
    return { stream: EVENT, refs, rows: refs.length, storedBytes: 100 * refs.length, rawBytes: 400 * refs.length };
  };
  const cells = (): string[] => {
    const { hour, measures } = rows.aggregates;
    const shown = visible.of(AGGREGATE).rows;
    return Array.from({ length: shown.length }, (_, i) => [hour, ...measures].map((list) => list.at(shown.at(i))).join(" ")).sort();
  };
  return { view, visible, batch, cells, recorder };
}

const EVENTS: HourlyMeasure = { column: "events", counts: "events" };
const USERS: HourlyMeasure = { column: "users", counts: "users" };

test("counts: a refresh reads what came, and only the hours of it are written anew (H9)", () => {
  const { view, batch, cells, recorder } = viewOf("hourly-figures", [EVENTS]);
  const [first, second] = [
    batch([
      [0, 1],
      [0, 2],
      [1, 1],
    ]),
    batch([
      [1, 1],
      [2, 3],
    ]),
  ];
  const change = view.changeTo([first]);
  expect(change).toMatchObject({ full: null, rows: 3, storedBytes: 300, rawBytes: 1200 });
  if (change !== null) view.show(change, 10);
  expect(cells()).toEqual(["0 2", "1 1"]);
  const next = view.changeTo([first, second]);
  expect(next).toMatchObject({ full: null, rows: 2 });
  if (next !== null) view.show(next, 20);
  expect(cells()).toEqual(["0 2", "1 2", "2 1"]);
  expect([view.changeTo([first, second]), recorder.present]).toEqual([null, 5]);
});

test("users: every row is read again, and one who comes back in the hour counts once (H9)", () => {
  const { view, batch, cells } = viewOf("hourly-figures", [EVENTS, USERS]);
  const [first, second] = [
    batch([
      [0, 1],
      [0, 2],
    ]),
    batch([
      [0, 1],
      [0, 3],
    ]),
  ];
  for (const [batches, rows] of [
    [[first], 2],
    [[first, second], 4],
  ] as const) {
    const change = view.changeTo(batches);
    expect(change).toMatchObject({ full: "users", rows });
    if (change !== null) view.show(change, 10);
  }
  expect(cells()).toEqual(["0 4 3"]);
});

test("what was deleted is counted no longer, and every row is read again for it (H9)", () => {
  const { view, batch, cells, recorder } = viewOf("hourly-figures", [EVENTS]);
  const [first, second] = [
    batch([
      [0, 1],
      [0, 2],
    ]),
    batch([
      [0, 1],
      [3, 3],
    ]),
  ];
  for (const batches of [[first], [second]]) {
    const change = view.changeTo(batches);
    if (change !== null) view.show(change, 10);
  }
  expect([cells(), recorder.present]).toEqual([["0 1", "3 1"], 2]);
  expect(view.changeTo([first, second])).toMatchObject({ full: null, rows: 2 });
  expect(view.changeTo([])).toMatchObject({ full: "deleted", rows: 0 });
});

test("columns: every row of the table with its share of the bytes, of rows of any kind; figures are of events alone (H9)", () => {
  const { view, visible, batch } = viewOf("columns", [EVENTS]);
  const other: RowBatch = { stream: SESSION, refs: new Int32Array(), rows: 0, storedBytes: 0, rawBytes: 0 };
  const change = view.changeTo([
    batch([
      [0, 1],
      [0, 2],
    ]),
    other,
  ]);
  expect(change).toMatchObject({ full: null, rows: 2, storedBytes: 200 });
  if (change !== null) view.show(change, 10);
  expect([visible.events, visible.bytes]).toEqual([2, 50]);
  const figures = viewOf("hourly-figures", [EVENTS]);
  expect(figures.view.changeTo([other])).toBeNull();
});
