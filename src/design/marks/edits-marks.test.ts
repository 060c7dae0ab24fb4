import { expect, test } from "vitest";
import { addPart, addWire, moveWire, removeParts, removeWires } from "../edits.ts";
import { emptyDesign } from "../empty.ts";
import { designHash } from "../hash.ts";
import { parseDesign } from "../parse.ts";
import { addGroup, addNote, labelOf, labelWire, marksOf, removeMark, writeNote } from "./edits-marks.ts";

const parts = ["a", "b", "c"].reduce(
  (design, id, i) => addPart(design, { id, kind: "service", title: id, position: { x: i * 240, y: 0 } }),
  emptyDesign(),
);
const drawn = addWire(parts, { part: "a", port: "out" }, { part: "b", port: "in" });
const marked = addNote(addGroup(labelWire(drawn, "a-b", "by user_id"), "Zone 1", ["a", "b"]), {
  text: "Why?",
  position: { x: 0, y: 200 },
  about: "b",
});

test("marks are read back as written and change neither the hash nor a design without them", () => {
  expect(parseDesign(JSON.parse(JSON.stringify(marked)))).toEqual({ ok: true, value: marked });
  expect(designHash(marked)).toBe(designHash(drawn));
  const read = parseDesign(JSON.parse(JSON.stringify(drawn)));
  expect(read.ok && "marks" in read.value).toBe(false);
});

test("marks go with what they are about, and the field with the last of them", () => {
  expect(marksOf(removeParts(marked, ["b"]))).toMatchObject({ labels: [], groups: [{ parts: ["a"] }], notes: [{ text: "Why?" }] });
  expect(marksOf(removeParts(marked, ["b"])).notes[0]).not.toHaveProperty("about");
  expect(labelOf(removeWires(marked, ["a-b"]), "a-b")).toBe("");
  expect(removeMark(removeMark(labelWire(marked, "a-b", " "), "group"), "note")).toEqual(drawn);
  const moved = moveWire(marked, "a-b", { part: "a", port: "out" }, { part: "c", port: "in" });
  expect(labelOf(moved, "a-c")).toBe("by user_id");
});

test("a mark of a part or wire that is not there is dropped, a broken one refuses the file", () => {
  const loose = { ...drawn, marks: { labels: [{ wire: "gone", text: "x" }], groups: [{ id: "g", title: "G", parts: ["a", "gone"] }] } };
  const read = parseDesign(loose);
  expect(read.ok && read.value.marks).toEqual({ labels: [], groups: [{ id: "g", title: "G", parts: ["a"] }], notes: [] });
  expect(parseDesign({ ...drawn, marks: { groups: [{ id: "g", title: "G", parts: "a" }] } }).ok).toBe(false);
});

test("groups lie within each other or apart", () => {
  const outer = addGroup(marked, "Region", ["a", "b", "c"]);
  expect(marksOf(outer).groups.map((group) => group.parts)).toEqual([
    ["a", "b"],
    ["a", "b", "c"],
  ]);
  expect(marksOf(addGroup(marked, "Other", ["b", "c"])).groups.map((group) => group.parts)).toEqual([["a"], ["b", "c"]]);
  expect(marksOf(writeNote(marked, "note", "So.")).notes[0]?.text).toBe("So.");
});
