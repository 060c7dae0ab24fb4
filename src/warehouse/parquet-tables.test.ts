import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { parquetOf } from "./parquet-tables.ts";

it("writes every type of column so that a reader gets the same values back", async () => {
  const bytes = parquetOf({
    name: "sessions",
    rows: 2,
    columns: [
      { name: "started_at", type: "timestamp", values: Float64Array.of(1_772_737_200_123, Number.NaN) },
      { name: "duration_s", type: "double", values: Float64Array.of(12.5, 0) },
      { name: "events", type: "integer", values: Int32Array.of(14, -1) },
      { name: "bounced", type: "boolean", values: Uint8Array.of(0, 1) },
      { name: "country", type: "text", dictionary: ["US", "ALL_COUNTRIES"], codes: Int32Array.of(1, -1) },
    ],
  });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([
    { started_at: new Date("2026-03-05T19:00:00.123Z"), duration_s: 12.5, events: 14, bounced: false, country: "ALL_COUNTRIES" },
    { started_at: null, duration_s: 0, events: -1, bounced: true, country: null },
  ]);
});

it("writes arrays as lists, and a whole number that is not there as nothing", async () => {
  const bytes = parquetOf({
    name: "lists",
    rows: 3,
    columns: [
      { name: "list_id", type: "integer", values: Int32Array.of(7, -1, 9), missing: -1 },
      {
        name: "items",
        type: "list",
        offsets: Int32Array.of(0, 2, 2, 3),
        entries: { name: "items", type: "text", dictionary: ["a", "b"], codes: Int32Array.of(1, 0, 1) },
      },
      {
        name: "scores",
        type: "list",
        offsets: Int32Array.of(0, 2, 2, 3),
        entries: { name: "scores", type: "double", values: Float64Array.of(0.5, 0.25, 1) },
      },
    ],
  });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([
    { list_id: 7, items: ["b", "a"], scores: [0.5, 0.25] },
    { list_id: null, items: [], scores: [] },
    { list_id: 9, items: ["b"], scores: [1] },
  ]);
});

it("writes an empty table with its columns", async () => {
  const bytes = parquetOf({ name: "late", rows: 0, columns: [{ name: "event_id", type: "integer", values: new Int32Array() }] });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([]);
});
