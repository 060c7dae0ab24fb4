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
