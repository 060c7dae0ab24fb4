import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import { editNumber, fateOf, noteInJournal, numberEdit, openJournal, strikeFromJournal, type JournalEntry } from "./journal.ts";

/** As a browser's local storage, with room for so many characters. */
function storageOf(room: number): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (at) => [...held.keys()][at] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      held.set(key, value);
    },
    removeItem: (key) => void held.delete(key),
    clear: () => held.clear(),
  };
}

function note(documentId: string, title: string, writtenAtMs = 1) {
  const design = { ...emptyDesign(), title };
  numberEdit(design);
  noteInJournal({ documentId, basedOnMs: 5, writer: "w", writtenAtMs, design });
  return design;
}

describe("the journal", () => {
  beforeEach(() => vi.stubGlobal("localStorage", storageOf(100_000)));
  afterEach(() => vi.unstubAllGlobals());

  test("gives back what was noted last of each document, oldest first", async () => {
    note("a", "one", 2);
    note("b", "other", 1);
    const design = note("a", "two", 3);
    const entry = { documentId: "a", basedOnMs: 5, writer: "w", edit: editNumber(design), writtenAtMs: 3, design };
    expect((await openJournal()).map(({ documentId }) => documentId)).toEqual(["b", "a"]);
    expect((await openJournal())[1]).toEqual(entry);
  });

  test("a design that is stored is struck out, one that was edited since is not", async () => {
    const first = note("a", "one");
    const second = note("a", "two");
    strikeFromJournal("a", first);
    expect(await openJournal()).toHaveLength(1);
    strikeFromJournal("a", second);
    expect(await openJournal()).toEqual([]);
    note("a", "three");
    strikeFromJournal("a");
    expect(await openJournal()).toEqual([]);
  });

  test("what cannot be read stays and stops nothing", async () => {
    localStorage.setItem("quadrant.journal.x", "{ broken");
    localStorage.setItem("quadrant.journal.y", '{"design":7}');
    localStorage.setItem("quadrant.theme", "dark");
    note("a", "one");
    expect((await openJournal()).map(({ documentId }) => documentId)).toEqual(["a"]);
    expect(localStorage.getItem("quadrant.journal.x")).toBe("{ broken");
  });

  test("where there is no room, or no storage, nothing fails", async () => {
    vi.stubGlobal("localStorage", storageOf(0));
    note("a", "one");
    expect(await openJournal()).toEqual([]);
    vi.stubGlobal("localStorage", undefined);
    note("a", "one");
    strikeFromJournal("a");
    expect(await openJournal()).toEqual([]);
  });
});

describe("what becomes of an entry", () => {
  const titled = (title: string) => ({ ...emptyDesign(), title });
  const entry: JournalEntry = { documentId: "a", basedOnMs: 5, writer: "w", edit: 3, writtenAtMs: 1, design: titled("typed") };

  test("nothing is stored: it is written", () => {
    expect(fateOf(entry, null)).toBe("write");
  });
  test("it is stored already: it goes", () => {
    expect(fateOf(entry, { savedAtMs: 9, edits: { other: 1 }, design: titled("typed") })).toBe("drop");
  });
  test("the same page wrote both: the later edit wins", () => {
    expect(fateOf(entry, { savedAtMs: 9, edits: { w: 2 }, design: titled("before") })).toBe("write");
    expect(fateOf(entry, { savedAtMs: 9, edits: { w: 4 }, design: titled("after") })).toBe("drop");
  });
  test("it comes back from before what others went on from: it goes", () => {
    expect(fateOf(entry, { savedAtMs: 9, edits: { w: 3, other: 1 }, design: titled("on top of it") })).toBe("drop");
  });
  test("nobody has written since it was made: it is written; otherwise both are kept", () => {
    expect(fateOf(entry, { savedAtMs: 5, edits: { other: 7 }, design: titled("before") })).toBe("write");
    expect(fateOf(entry, { savedAtMs: 5, design: titled("of an older app") })).toBe("write");
    expect(fateOf(entry, { savedAtMs: 6, edits: { other: 7 }, design: titled("theirs") })).toBe("copy");
    expect(fateOf(entry, { savedAtMs: 6, edits: { w: 2, other: 7 }, design: titled("theirs") })).toBe("copy");
  });
});
