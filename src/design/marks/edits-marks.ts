import { freeId } from "../ids.ts";
import { DESIGN_LIMITS, withRoom } from "../limits.ts";
import type { Design, DrawnGroup, DrawnNote, Marks, Point } from "../types.ts";

/** Edits of what is written on the drawing and is no part of the run: labels of wires, groups with a title, notes. */
const NO_MARKS: Marks = { labels: [], groups: [], notes: [] };

export function marksOf(design: Design): Marks {
  return design.marks ?? NO_MARKS;
}

/** The design with these marks; without the field when nothing is left, as it was before anything was written. */
function withMarks(design: Design, change: Partial<Marks>): Design {
  const marks = { ...marksOf(design), ...change };
  const isEmpty = marks.labels.length + marks.groups.length + marks.notes.length === 0;
  if (!isEmpty) return { ...design, marks };
  if (design.marks === undefined) return design;
  const { marks: _gone, ...rest } = design;
  return rest;
}

/** Writes on a wire; an empty text takes the label away. */
export function labelWire(design: Design, wire: string, text: string): Design {
  const { labels } = marksOf(design);
  const clean = text.trim().slice(0, DESIGN_LIMITS.markChars);
  if ((labels.find((label) => label.wire === wire)?.text ?? "") === clean) return design;
  const others = labels.filter((label) => label.wire !== wire);
  return withMarks(design, { labels: clean === "" ? others : [...others, { wire, text: clean }] });
}

export function labelOf(design: Design, wire: string): string {
  return design.marks?.labels.find((label) => label.wire === wire)?.text ?? "";
}

/** Draws a box with a title around parts. They leave groups they would share only in part, so that boxes lie within each other or apart. */
export function addGroup(design: Design, title: string, parts: readonly string[]): Design {
  const { groups } = marksOf(design);
  const chosen = design.system.parts.flatMap(({ id }) => (parts.includes(id) ? [id] : []));
  if (chosen.length === 0) return design;
  const nests = (group: DrawnGroup): boolean =>
    chosen.every((id) => group.parts.includes(id)) ||
    group.parts.every((id) => chosen.includes(id)) ||
    !group.parts.some((id) => chosen.includes(id));
  const left = groups.flatMap((group): readonly DrawnGroup[] => {
    if (nests(group)) return [group];
    const rest = group.parts.filter((id) => !chosen.includes(id));
    return rest.length === 0 ? [] : [{ ...group, parts: rest }];
  });
  const id = freeId(
    "group",
    groups.map((group) => group.id),
  );
  return withMarks(design, { groups: withRoom(left, { id, title, parts: chosen }, DESIGN_LIMITS.groups) });
}

export function renameGroup(design: Design, id: string, title: string): Design {
  const clean = title.trim().slice(0, DESIGN_LIMITS.markChars);
  return withMarks(design, { groups: marksOf(design).groups.map((group) => (group.id === id ? { ...group, title: clean } : group)) });
}

export function addNote(design: Design, note: Omit<DrawnNote, "id">): Design {
  const { notes } = marksOf(design);
  const id = freeId(
    "note",
    notes.map((each) => each.id),
  );
  return withMarks(design, { notes: withRoom(notes, { id, ...note }, DESIGN_LIMITS.notes) });
}

export function writeNote(design: Design, id: string, text: string): Design {
  const clean = text.slice(0, DESIGN_LIMITS.noteChars);
  return withMarks(design, { notes: marksOf(design).notes.map((note) => (note.id === id ? { ...note, text: clean } : note)) });
}

export function moveNote(design: Design, id: string, position: Point): Design {
  return withMarks(design, { notes: marksOf(design).notes.map((note) => (note.id === id ? { ...note, position } : note)) });
}

/** Takes a group or a note away; what was in the group stays. */
export function removeMark(design: Design, id: string): Design {
  const { groups, notes } = marksOf(design);
  return withMarks(design, { groups: groups.filter((group) => group.id !== id), notes: notes.filter((note) => note.id !== id) });
}

/** The marks without those of parts and wires that are gone. */
export function withoutLooseMarks(design: Design): Design {
  if (design.marks === undefined) return design;
  const { labels, groups, notes } = design.marks;
  const parts = new Set(design.system.parts.map(({ id }) => id));
  const wires = new Set(design.system.wires.map(({ id }) => id));
  return withMarks(design, {
    labels: labels.filter(({ wire }) => wires.has(wire)),
    groups: groups.flatMap((group): readonly DrawnGroup[] => {
      const left = group.parts.filter((id) => parts.has(id));
      return left.length === 0 ? [] : [left.length === group.parts.length ? group : { ...group, parts: left }];
    }),
    notes: notes.map((note) => {
      if (note.about === undefined || parts.has(note.about)) return note;
      const { about: _gone, ...rest } = note;
      return rest;
    }),
  });
}
