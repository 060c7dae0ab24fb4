import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { promise } from "../../../test/support/promise.ts";
import { createStream } from "../../base/rng.ts";
import { addPart, addWire, movePart, removeParts, setSetting } from "../../design/edits.ts";
import { emptyDesign } from "../../design/empty.ts";
import { setNotes } from "../../design/edits-notes.ts";
import { canonicalJson } from "../../design/hash.ts";
import type { Design } from "../../design/types.ts";
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

test("random lists of commands, undone and done again, give the same documents", () => {
  const lists = 2000;
  let commands = 0;
  for (let list = 0; list < lists; list += 1) {
    const random = createStream(list, "undo");
    replaceDesign(emptyDesign("start"), { keepHistory: false });
    const before = canonicalJson(currentDesign());
    const count = 1 + random.nextBelow(24);
    for (let index = 0; index < count; index += 1) {
      const group = random.nextBelow(3) === 0 ? `g${random.nextBelow(2)}` : undefined;
      editDesign(`Command ${index}`, (design) => randomCommand(design, (most) => random.nextBelow(most)), group);
      vi.advanceTimersByTime(random.nextBelow(2) * GROUP_WINDOW_MS);
    }
    const after = canonicalJson(currentDesign());
    let steps = 0;
    while (undo() !== null) steps += 1;
    expect(canonicalJson(currentDesign()), `list ${list}`).toBe(before);
    while (redo() !== null) steps -= 1;
    expect(steps).toBe(0);
    expect(canonicalJson(currentDesign()), `list ${list}`).toBe(after);
    commands += count;
  }
  promise(20, `${lists} lists, ${commands} commands: all undone and done again to the byte`);
});

/** What a person could do next to this document. */
function randomCommand(design: Design, upTo: (most: number) => number): Design {
  const { parts } = design.system;
  const some = (): string => parts[upTo(Math.max(1, parts.length))]?.id ?? "";
  const position = { x: upTo(900), y: upTo(600) };
  switch (upTo(7)) {
    case 0:
    case 1:
      return addPart(design, { kind: ["kafka", "flink", "s3"][upTo(3)] ?? "s3", title: `Part ${upTo(100)}`, position });
    case 2:
      return addWire(design, { part: some(), port: "out" }, { part: some(), port: "in" });
    case 3:
      return movePart(design, some(), position);
    case 4:
      return parts.length === 0 ? design : setSetting(design, some(), "partitions", 1 + upTo(64));
    case 5:
      return removeParts(design, [some()]);
    default:
      return setNotes(design, `note ${upTo(1000)}`);
  }
}

test("where nothing may be changed, nothing is", () => {
  setReadOnly(true);
  setTitle("a");
  expect(currentDesign().title).toBe("start");
});
