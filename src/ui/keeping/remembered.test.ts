import { describe, expect, test } from "vitest";
import { summaryOf } from "./document-database.ts";
import { documentsToOpen, parseRemembered } from "./remembered.ts";

const stored = [
  { id: "old", savedAtMs: 10 },
  { id: "new", savedAtMs: 30 },
  { id: "mid", savedAtMs: 20 },
];

describe("what a visit begins with", () => {
  test("nothing noted: the newest that is stored, then the others", () => {
    expect(documentsToOpen(null, stored)).toEqual(["new", "mid", "old"]);
    expect(documentsToOpen(null, [])).toEqual([]);
  });
  test("the noted one, where nothing was saved after the note", () => {
    expect(documentsToOpen({ documentId: "mid", notedAtMs: 31 }, stored)).toEqual(["mid", "new", "old"]);
  });
  test("one that was saved after the note: the note of it was lost", () => {
    expect(documentsToOpen({ documentId: "old", notedAtMs: 25 }, stored)[0]).toBe("new");
    expect(documentsToOpen({ documentId: "", notedAtMs: 25 }, stored)).toEqual(["new"]);
  });
  test("a tab that is loaded again shows what it had open, whatever another tab has saved since", () => {
    expect(documentsToOpen({ documentId: "old", notedAtMs: 5, ofThisTab: true }, stored)).toEqual(["old", "new", "mid"]);
  });
  test("a starter as it came stays the starter", () => {
    expect(documentsToOpen({ documentId: "", notedAtMs: 31 }, stored)).toEqual([]);
  });
  test("a note of before has no time and is believed", () => {
    expect(parseRemembered("abc")).toEqual({ documentId: "abc", notedAtMs: Number.POSITIVE_INFINITY });
    expect(parseRemembered("abc 12")).toEqual({ documentId: "abc", notedAtMs: 12 });
    expect(parseRemembered(" 12")).toEqual({ documentId: "", notedAtMs: 12 });
    expect(parseRemembered(null)).toBeNull();
  });
});

describe("a record in the list", () => {
  test("is listed whatever it holds", () => {
    const good = { id: "a", title: "A", scenario: null, savedAtMs: 4, design: {} };
    expect(summaryOf("a", good)).toEqual({ id: "a", title: "A", scenario: null, savedAtMs: 4, problem: null });
    for (const broken of [undefined, 7, {}, { ...good, title: { a: 1 } }, { ...good, savedAtMs: "x" }, { ...good, design: 3 }])
      expect(summaryOf("a", broken)).toMatchObject({ id: "a", savedAtMs: 0, problem: expect.stringContaining("cannot be opened") });
  });
});
