import { addGroup, addNote, labelWire, marksOf } from "../../design/marks/edits-marks.ts";
import { partById } from "../../design/selectors.ts";
import type { DrawnGroup } from "../../design/types.ts";
import { currentDesign, editDesign } from "../stores/design-store.ts";
import { announce } from "../stores/view-store.ts";
import { startRename } from "../stores/canvas-store.ts";
import { partAtHand, partsAtHand, titleOf } from "./canvas-actions.ts";
import { canvasView, focusPart } from "./canvas-view.ts";
import { NODE_HEIGHT_PX, snapped } from "./placement.ts";

export const NOTE_WIDTH_PX = 208;
const NOTE_LINE_PX = 17;
const NOTE_LETTERS = 30;
const SIDE_PX = 14;
const HEAD_PX = 24;
/** A box around others keeps so much more off them for each it holds. */
const NEST_PX = 26;

/** Room a note's words take. */
export function noteHeightPx(text: string): number {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / NOTE_LETTERS)), 0);
  return 18 + Math.max(1, lines) * NOTE_LINE_PX;
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The box of a group around its cards, given as x, y, width, height one after the other; null without any. */
export function groupBox(cards: readonly number[], depth: number): Box | null {
  if (cards.length === 0) return null;
  const of = (which: number): readonly number[] => cards.filter((_, i) => i % 4 === which);
  const [xs, ys, widths, heights] = [of(0), of(1), of(2), of(3)];
  const [side, head] = [SIDE_PX + depth * NEST_PX, HEAD_PX + depth * NEST_PX];
  const [left, top] = [Math.min(...xs) - side, Math.min(...ys) - head];
  const right = Math.max(...xs.map((x, i) => x + (widths[i] ?? 0))) + side;
  return { x: left, y: top, width: right - left, height: Math.max(...ys.map((y, i) => y + (heights[i] ?? 0))) + side - top };
}

/** Groups that lie within this one. */
export function groupDepth(groups: readonly DrawnGroup[], group: DrawnGroup): number {
  const inner = groups.filter(
    (other) => other !== group && other.parts.length < group.parts.length && other.parts.every((id) => group.parts.includes(id)),
  );
  return inner.length === 0 ? 0 : 1 + Math.max(...inner.map((other) => groupDepth(groups, other)));
}

/** Draws a box around the parts at hand, its title ready to be written. */
export function groupAtHand(): void {
  const parts = partsAtHand();
  const known = new Set(marksOf(currentDesign()).groups.map(({ id }) => id));
  editDesign("Group the parts", (design) => addGroup(design, "Group", parts));
  const added = marksOf(currentDesign()).groups.find(({ id }) => !known.has(id));
  if (added !== undefined) startRename(`mark:${added.id}`);
}

/** Puts a note below the part at hand and about it, else in the middle of what is seen; its text is ready to be written. */
export function noteAtHand(): void {
  const design = currentDesign();
  const part = partById(design, partAtHand() ?? "");
  const position = snapped(
    part === undefined ? (canvasView()?.middle() ?? { x: 32, y: 32 }) : { x: part.position.x, y: part.position.y + NODE_HEIGHT_PX + 64 },
  );
  const known = new Set(marksOf(design).notes.map(({ id }) => id));
  editDesign("Add a note", (before) => addNote(before, { text: "", position, ...(part === undefined ? {} : { about: part.id }) }));
  const added = marksOf(currentDesign()).notes.find(({ id }) => !known.has(id));
  if (added !== undefined) startRename(`mark:${added.id}`);
}

/** Ends writing on a wire; null keeps what it said. */
export function endLabel(wireId: string, text: string | null): void {
  if (text !== null) {
    editDesign(text.trim() === "" ? "Take the label off the wire" : "Label the wire", (design) => labelWire(design, wireId, text));
    announce(text.trim() === "" ? "The wire has no label." : `The wire is labelled ${text.trim()}.`);
  }
  startRename(null);
  const from = currentDesign().system.wires.find(({ id }) => id === wireId)?.from.part;
  if (from !== undefined && titleOf(from) !== "") focusPart(from);
}
