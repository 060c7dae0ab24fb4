import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { Float64Column, Int32Column, SEGMENT_ROWS, Uint8Column } from "./columns.ts";
import { EventRows } from "./event-rows.ts";
import { packed } from "./packed-segments.ts";

const random = createStream(7, "packed", "values");
const wholeBelow = (limit: number): number => Math.floor(random.nextUniform32() * limit);
const ROWS = 1000;
const floats = (at: (i: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => at(i));
const wholes = (at: (i: number) => number): Int32Array => Int32Array.from({ length: ROWS }, (_, i) => at(i));
const codes = (at: (i: number) => number): Uint8Array => Uint8Array.from({ length: ROWS }, (_, i) => at(i));

const CASES: [string, Float64Array | Int32Array | Uint8Array, number | null][] = [
  ["one value", floats(() => 1.5), 0],
  ["one code", codes(() => 200), 0],
  ["codes below 16", codes(() => wholeBelow(16)), 500],
  ["all codes", codes(() => wholeBelow(256)), null],
  ["whole ms within 49 days", floats(() => 4_000_000_000_000 + wholeBelow(4_000_000_000)), 4000],
  ["whole ms below zero", floats(() => wholeBelow(60_000) - 30_000), 2000],
  ["instants between the ms", floats(() => random.nextUniform32() * 1e9), null],
  ["instants of five events each", floats((i) => Math.floor(i / 5) * 1.37), 3600],
  ["users", wholes(() => wholeBelow(400_000) - 1), 3000],
  ["users of a planet", wholes(() => wholeBelow(2 ** 31 - 1)), null],
  ["whole ms within four hours", floats(() => 4_000_000_000_000 + wholeBelow(14_400_000)), 3000],
  ["users of a small app", wholes(() => wholeBelow(200) - 1), 1000],
  ["ids dealt out", wholes((i) => 5_000_000 + i), 2000],
  ["least and most", wholes((i) => (i % 2 === 0 ? -(2 ** 31) : 2 ** 31 - 1)), null],
  ["a zero below zero", floats((i) => (i === 500 ? -0 : 0)), null],
  ["no number", floats((i) => (i === 3 ? Number.NaN : 2)), null],
];

test.each(CASES)("M2: a packed segment gives every value back to the bit, in the room its values need: %s", (_name, values, sizeBytes) => {
  const pack = packed(values);
  expect(pack?.sizeBytes ?? null).toBe(sizeBytes);
  if (pack === null) return;
  for (let place = 0; place < values.length; place++) expect(Object.is(pack.at(place), values[place])).toBe(true);
});

test("M2: ids that were sent again are exceptions on a ramp", () => {
  const values = Int32Array.from({ length: SEGMENT_ROWS }, (_, i) => (i % 80 === 7 ? i * 20 : 900_000 + i));
  const pack = packed(values);
  expect(pack?.sizeBytes).toBe(Math.ceil((SEGMENT_ROWS - 7) / 80) * 8);
  for (let place = 0; place < values.length; place++) expect(pack?.at(place)).toBe(values[place]);
});

test("M2: a long run's events read the same once their segments are packed, one by one and by segment", () => {
  const events = new EventRows();
  const count = 8 * SEGMENT_ROWS + 3;
  for (let row = 0; row < count; row++) {
    events.add();
    events.happenedAt.set(row, row / 7);
    events.eventTime.set(row, row * 3);
    events.user.set(row, (row * 7919) % 100_000);
    events.type.set(row, row % 5);
  }
  for (let row = 0; row < count; row += 101)
    expect([events.happenedAt.at(row), events.eventTime.at(row), events.user.at(row), events.type.at(row)]).toEqual([
      row / 7,
      row * 3,
      (row * 7919) % 100_000,
      row % 5,
    ]);
  expect(events.eventTime.segment(SEGMENT_ROWS)[5]).toBe((SEGMENT_ROWS + 5) * 3);
  expect(events.eventTime.pack(7)).toBe(true);
});

test.each([new Float64Column(), new Int32Column(), new Uint8Column()])("M2: a packed segment is written to by nobody", (column) => {
  column.grow();
  column.set(7, 3);
  expect(column.pack(0)).toBe(true);
  expect(() => column.set(7, 4)).toThrow("row 7 is written to, and its segment is packed");
  expect(column.at(7)).toBe(3);
});
