import { expect, test } from "vitest";
import { IN_SEGMENT, SEGMENT_ROWS } from "./columns.ts";
import { EventRows } from "./event-rows.ts";

test("E14: event columns grow by segments: no value moves, and a segment's array is the one its rows are written to", () => {
  const events = new EventRows();
  const first = events.add();
  events.user.set(first, 7);
  const before = events.user.segment(first);
  const many = events.addMany(2 * SEGMENT_ROWS);
  expect(many).toBe(1);
  expect(events.length).toBe(2 * SEGMENT_ROWS + 1);
  for (let row = many; row < events.length; row++) {
    events.user.set(row, row);
    events.eventTime.set(row, row / 2);
    events.type.set(row, row & 255);
  }
  expect(events.user.segment(first)).toBe(before);
  expect(before[first]).toBe(7);
  for (const row of [1, SEGMENT_ROWS - 1, SEGMENT_ROWS, 2 * SEGMENT_ROWS - 1, 2 * SEGMENT_ROWS]) {
    expect([events.user.at(row), events.eventTime.at(row), events.type.at(row)]).toEqual([row, row / 2, row & 255]);
    expect(events.eventTime.segment(row)[row & IN_SEGMENT]).toBe(row / 2);
  }
});

test("a new row reads 0 in every column", () => {
  const events = new EventRows(2);
  const row = events.addMany(SEGMENT_ROWS + 1) + SEGMENT_ROWS;
  const { happenedAt, eventTime, sentAt, eventId, user, item, bytes, type, dimensions } = events;
  for (const column of [happenedAt, eventTime, sentAt, eventId, user, item, bytes, type, ...dimensions]) expect(column.at(row)).toBe(0);
});

test("rows that are let go of are nobody's: whole segments are freed, the rest of one is blanked, and later rows stand (M3)", () => {
  const events = new EventRows(1);
  events.addMany(2 * SEGMENT_ROWS + 10);
  for (let row = 0; row < events.length; row++) events.user.set(row, row);
  events.letGo(SEGMENT_ROWS + 5);
  expect(events.kept).toBe(SEGMENT_ROWS + 5);
  expect(() => events.user.at(SEGMENT_ROWS - 1)).toThrow("let go of");
  expect([events.user.at(SEGMENT_ROWS + 4), events.user.at(SEGMENT_ROWS + 5)]).toEqual([-(2 ** 31), SEGMENT_ROWS + 5]);
  events.letGo(2 * SEGMENT_ROWS);
  expect(() => events.user.at(2 * SEGMENT_ROWS - 1)).toThrow("let go of");
  // Growing packs what is complete, and passes over what is gone.
  events.addMany(8 * SEGMENT_ROWS);
  expect(events.user.at(2 * SEGMENT_ROWS + 9)).toBe(2 * SEGMENT_ROWS + 9);
});

test("a copy of a row has its values in every column (M3)", () => {
  const from = new EventRows(1);
  from.addMany(3);
  from.user.set(2, 17);
  from.happenedAt.set(2, 0.5);
  from.dimensions[0]!.set(2, 9);
  const copies = new EventRows(1);
  copies.copy(from, 2);
  expect([copies.length, copies.user.at(0), copies.happenedAt.at(0), copies.dimensions[0]!.at(0)]).toEqual([1, 17, 0.5, 9]);
});
