import { describe, expect, it } from "vitest";
import type { QueryAnswer } from "../../../warehouse/warehouse.ts";
import { cellText, headingText, toCsv, toJson } from "./export-rows.ts";

const answer: QueryAnswer = {
  columns: [
    { name: "user, id", kind: "number" },
    { name: "at", kind: "time" },
    { name: "note", kind: "text" },
  ],
  rows: [
    [48_213, Date.UTC(2026, 10, 20, 12, 15, 40, 250), 'said "no"'],
    [0.1 + 0.2, Date.UTC(2026, 10, 20), null],
  ],
  cut: {},
  truncated: false,
  stoppedBy: null,
  elapsedMs: 3,
};

describe("export of rows", () => {
  it("quotes what CSV must quote and leaves NULL empty", () => {
    expect(toCsv(answer)).toBe('"user, id",at,note\r\n48213,2026-11-20 12:15:40.250,"said ""no"""\r\n0.3,2026-11-20 00:00:00,\r\n');
  });
  it("writes times as ISO text and keeps NULL in JSON", () => {
    expect(JSON.parse(toJson(answer))[1]).toEqual({ "user, id": 0.1 + 0.2, at: "2026-11-20T00:00:00.000Z", note: null });
  });
  it("shows NULL by name", () => {
    expect(cellText(null, "text")).toBe("NULL");
  });
});

it("keeps the heading of a column no longer than can be read, and shows what is in it", () => {
  expect(headingText("event_id")).toBe("event_id");
  expect(headingText("x".repeat(400_000))).toBe(`${"x".repeat(200)}…`);
  expect(headingText("a\u202eb")).toBe("a\\u202eb");
});
