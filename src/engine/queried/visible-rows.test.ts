import { expect, test } from "vitest";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import { createRows, EVENT, refOf, WINDOW } from "../rows/rows.ts";
import { VisibleRows } from "./visible-rows.ts";

/** A store, and a way to write a file of events or window rows into it. */
function store() {
  const rows = createRows();
  const recorder = new SinkRecorder(0, () => 0, []);
  const run = { rows, recorder: () => recorder, readsEventsOf: () => true } as unknown as RunContext;
  const visible = new VisibleRows("lake", run);
  const file = (stream: number, refs: readonly number[], storedBytes = 10): number =>
    rows.files.push({
      stream,
      hour: 0,
      refs: Int32Array.from(refs),
      rows: refs.length,
      rawBytes: storedBytes,
      storedBytes,
      openedAt: 0,
      closedAt: 0,
      visibleAt: 0,
      writer: "job",
    }) - 1;
  const window = (): number => {
    const { windows } = rows;
    for (const column of [windows.start, windows.end, windows.key, windows.events, windows.users, windows.bytes]) column.push(0);
    for (const column of [windows.version, windows.newestAt, windows.task, windows.keyedBy]) column.push(0);
    return refOf(WINDOW, windows.length - 1);
  };
  const event = (): number => rows.events.add();
  return { visible, recorder, run, file, window, event };
}

test("D20 a file that is gone takes its rows with it, and those of other files stay", () => {
  const { visible, run, file, window } = store();
  const refs = [window(), window(), window()];
  const [first, second] = [file(WINDOW, refs.slice(0, 2)), file(WINDOW, refs.slice(2), 7)];
  visible.showFile(first, 1);
  visible.showFile(second, 2);
  expect([visible.of(WINDOW).rows.length, visible.bytes, visible.rowsAt(5000)]).toEqual([3, 17, 3]);
  visible.hideFile(first, 6000);
  expect([...visible.of(WINDOW).rows.whole()]).toEqual([2]);
  expect([...visible.batches]).toEqual([run.rows.files[second]]);
  expect([visible.bytes, visible.rowsAt(9000)]).toEqual([7, 1]);
});

test("D20 an event in two files is there twice, once when one goes, and not at all when both do", () => {
  const { visible, recorder, file, event } = store();
  const row = event();
  const [first, second] = [file(EVENT, [row]), file(EVENT, [row])];
  visible.showFile(first, 1);
  visible.showFile(second, 2);
  expect([visible.events, recorder.present, recorder.repeats, recorder.has(row)]).toEqual([2, 1, 1, true]);
  visible.hideFile(first, 3);
  expect([visible.events, recorder.present, recorder.repeats, recorder.has(row)]).toEqual([1, 1, 0, true]);
  visible.hideFile(second, 4);
  expect([visible.events, recorder.present, recorder.repeats, recorder.has(row)]).toEqual([0, 0, 0, false]);
  visible.showFile(file(EVENT, [row]), 5);
  expect([recorder.present, recorder.repeats, recorder.events]).toEqual([1, 0, 1]);
});
