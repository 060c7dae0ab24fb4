import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import { currentDesign, designStore, editDesign, GROUP_WINDOW_MS, redo, replaceDesign, undo } from "./design-store.ts";
import { setReadOnly } from "./view-store.ts";

const setTitle = (title: string, group?: string): void => editDesign(`Title ${title}`, (design) => ({ ...design, title }), group);

beforeEach(() => {
  vi.useFakeTimers();
  setReadOnly(false);
  replaceDesign(emptyDesign("start"), { keepHistory: false });
});
afterEach(() => vi.useRealTimers());

test("undo takes back the last edit and says what it was; redo does it again", () => {
  setTitle("a");
  setTitle("b");
  expect(undo()).toBe("Title b");
  expect(currentDesign().title).toBe("a");
  expect(redo()).toBe("Title b");
  expect(currentDesign().title).toBe("b");
  expect(redo()).toBeNull();
});

test("edits of one group close together are one step", () => {
  setTitle("before");
  for (const title of ["d", "dr", "dra"]) {
    vi.advanceTimersByTime(GROUP_WINDOW_MS / 2);
    setTitle(title, "typing");
  }
  undo();
  expect(currentDesign().title).toBe("before");
});

test("a pause, another group or an undo begins a new step", () => {
  setTitle("a", "typing");
  vi.advanceTimersByTime(GROUP_WINDOW_MS + 1);
  setTitle("ab", "typing");
  setTitle("abc", "moving");
  undo();
  expect(currentDesign().title).toBe("ab");
  setTitle("abd", "moving");
  undo();
  expect(currentDesign().title).toBe("ab");
  undo();
  expect(currentDesign().title).toBe("a");
});

test("a change that changes nothing leaves no step", () => {
  editDesign("Nothing", (design) => design);
  expect(undo()).toBeNull();
});

test("another document starts with no history, or is itself one step", () => {
  setTitle("a");
  replaceDesign(emptyDesign("other"), { keepHistory: true, label: "Open other" });
  expect(undo()).toBe("Open other");
  expect(currentDesign().title).toBe("a");
  replaceDesign(emptyDesign("other"), { keepHistory: false });
  expect(undo()).toBeNull();
});

test("undoing everything and doing it again gives the same document", () => {
  for (let index = 0; index < 50; index += 1) setTitle(`t${index}`, index % 3 === 0 ? undefined : `g${index}`);
  const last = currentDesign();
  let steps = 0;
  while (undo() !== null) steps += 1;
  expect(currentDesign().title).toBe("start");
  for (let index = 0; index < steps; index += 1) redo();
  expect(currentDesign()).toBe(last);
  expect(designStore.temporal.getState().futureStates).toHaveLength(0);
});

test("where nothing may be changed, nothing is", () => {
  setReadOnly(true);
  setTitle("a");
  expect(currentDesign().title).toBe("start");
});
