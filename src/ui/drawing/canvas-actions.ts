import {
  addedPartIds,
  addWire,
  copyFragment,
  moveParts,
  moveWire,
  pasteParts,
  removeParts,
  removeWires,
  renamePart,
  type Fragment,
} from "../../design/edits.ts";
import { partById } from "../../design/selectors.ts";
import type { Design, Part, Point, Wire, WireEnd } from "../../design/types.ts";
import { plural } from "../parts/format.ts";
import { currentDesign, editDesign } from "../stores/design-store.ts";
import { announce, clearSelection, select, viewStore } from "../stores/view-store.ts";
import { openConnect, refuse, startRename } from "../stores/canvas-store.ts";
import { canvasView, focusedPart, focusPart } from "./canvas-view.ts";
import { fragmentText, readFragment } from "./fragment-text.ts";
import { kindById, refusalOf, targetsOf, type Target } from "../part-view/kinds.ts";
import type { Move } from "./alignment.ts";
import { freePlaceForAll, GRID_PX, neighbourOf, NODE_HEIGHT_PX, NODE_WIDTH_PX, roomAlong, snapped, standsFree } from "./placement.ts";
import { visibleText } from "../../base/visible-text.ts";

/** The part a key or command is about: the focused one, else the only one selected. */
export function partAtHand(): string | null {
  const { parts } = viewStore.getState().selection;
  const focused = focusedPart();
  if (focused !== null && partById(currentDesign(), focused) !== undefined) return focused;
  return parts.length === 1 ? (parts[0] ?? null) : null;
}

/** The parts a key or command is about: the selection, and the focused part when it is outside of it. */
export function partsAtHand(): readonly string[] {
  const { parts } = viewStore.getState().selection;
  const focused = partAtHand();
  return focused === null || parts.includes(focused) ? parts : [focused];
}

export function titleOf(partId: string): string {
  return visibleText(partById(currentDesign(), partId)?.title ?? partId);
}

function sameEnd(a: WireEnd, b: WireEnd): boolean {
  return a.part === b.part && a.port === b.port;
}

/** The title with the lowest number that no part has: `Kafka`, `Kafka 2`. */
export function freeTitle(
  title: string,
  taken: ReadonlySet<string> = new Set(currentDesign().system.parts.map((part) => part.title)),
): string {
  const stem = title.replace(/ \d+$/, "");
  if (!taken.has(title)) return title;
  for (let index = 2; ; index += 1) if (!taken.has(`${stem} ${index}`)) return `${stem} ${index}`;
}

function withFreeTitles(parts: readonly Part[]): readonly Part[] {
  const taken = new Set(currentDesign().system.parts.map((part) => part.title));
  return parts.map((part) => {
    const title = freeTitle(part.title, taken);
    taken.add(title);
    return title === part.title ? part : { ...part, title };
  });
}

/** Draws a wire, or says why not. */
export function connect(from: WireEnd, to: WireEnd): boolean {
  const problem = refusalOf(currentDesign(), from, to);
  if (problem !== null) {
    refuse(problem);
    return false;
  }
  editDesign(`Connect ${titleOf(from.part)} to ${titleOf(to.part)}`, (design) => addWire(design, from, to));
  announce(`${titleOf(from.part)} connected to ${titleOf(to.part)}.`);
  return true;
}

/** A wire pulled from one end and dropped on a part as a whole: takes the only port that fits, asks when there are several. */
export function connectToPart(end: WireEnd, direction: "in" | "out", partId: string): void {
  const fits = targetsOf(currentDesign(), end.part, partId).filter((target) => sameEnd(direction === "out" ? target.from : target.to, end));
  const [only] = fits;
  if (only === undefined) refuse(whyNone(end, direction, partId));
  else if (fits.length === 1) connect(only.from, only.to);
  else openConnect(end.part, partId);
}

/** The reason for the first pair of ports in the right direction, which stands for all of them. */
function whyNone(end: WireEnd, direction: "in" | "out", partId: string, design: Design = currentDesign()): string {
  const part = partById(design, partId);
  const ports = part === undefined ? [] : (kindById(part.kind)?.ports ?? []).filter((port) => port.direction !== direction);
  const [port] = ports;
  if (port === undefined)
    return direction === "out"
      ? `${titleOf(partId)} takes nothing in: it has no input.`
      : `${titleOf(partId)} gives nothing out: it has no output.`;
  const other = { part: partId, port: port.id };
  const reason = direction === "out" ? refusalOf(design, end, other) : refusalOf(design, other, end);
  return reason ?? `${titleOf(end.part)} and ${titleOf(partId)} cannot be wired this way.`;
}

/** Where else one end of a wire could go: to each port of another part that takes it, were the wire not there. */
export function reattachments(design: Design, wire: Wire, end: "from" | "to"): readonly Target[] {
  const without = removeWires(design, [wire.id]);
  const stays = end === "from" ? wire.to : wire.from;
  return targetsOf(without, stays.part).filter(
    (target) =>
      sameEnd(end === "from" ? target.to : target.from, stays) && !(sameEnd(target.from, wire.from) && sameEnd(target.to, wire.to)),
  );
}

/** Takes one end of a wire to a port, or to the port of a part that takes it; says why when none does. One step to undo. */
export function reattach(wireId: string, end: "from" | "to", goal: { readonly part: string; readonly port?: string }): boolean {
  const design = currentDesign();
  const wire = design.system.wires.find(({ id }) => id === wireId);
  if (wire === undefined) return false;
  const goes = (target: Target): WireEnd => target[end];
  const fits = reattachments(design, wire, end).filter((target) => goes(target).part === goal.part);
  const target = fits.find((each) => goes(each).port === (goal.port ?? goes(each).port));
  if (target === undefined) {
    if (goal.part !== wire[end].part) refuse(whyNot(design, wire, end, goal));
    return false;
  }
  editDesign(`Take the wire to ${titleOf(goal.part)}`, (before) => moveWire(before, wireId, target.from, target.to));
  clearSelection();
  announce(`The wire now goes from ${titleOf(target.from.part)} to ${titleOf(target.to.part)}.`);
  return true;
}

function whyNot(design: Design, wire: Wire, end: "from" | "to", { part, port }: { readonly part: string; readonly port?: string }): string {
  const without = removeWires(design, [wire.id]);
  const [stays, direction] = end === "from" ? [wire.to, "in" as const] : [wire.from, "out" as const];
  if (port === undefined) return whyNone(stays, direction, part, without);
  const other = { part, port };
  const reason = direction === "out" ? refusalOf(without, stays, other) : refusalOf(without, other, stays);
  return reason ?? `${titleOf(part)} does not take this wire.`;
}

export function removeWire(wireId: string): void {
  editDesign("Remove the wire", (design) => removeWires(design, [wireId]));
  if (viewStore.getState().selection.wires.includes(wireId)) clearSelection();
  announce("Wire removed.");
}

/** Deletes what is selected or focused; the focus moves on to a neighbour. */
export function removeAtHand(): void {
  const { wires } = viewStore.getState().selection;
  const parts = partsAtHand();
  if (parts.length + wires.length === 0) return;
  const next = neighbourOf(currentDesign(), parts);
  const what =
    parts.length === 1 ? titleOf(parts[0] ?? "") : parts.length > 1 ? plural(parts.length, "part") : plural(wires.length, "wire");
  editDesign(`Delete ${what}`, (design) => removeWires(removeParts(design, parts), wires));
  clearSelection();
  announce(`${what} deleted.${next === null ? "" : ` ${titleOf(next)} has the focus.`}`);
  if (parts.length > 0 && next !== null) focusPart(next);
}

export function rename(partId: string, title: string): void {
  const clean = title.trim();
  if (clean !== "") editDesign(`Rename to ${clean}`, (design) => renamePart(design, partId, clean), `rename ${partId}`);
}

/** Ends writing a title where it stands, on a card or in the outline; null keeps the old one. */
export function endRename(partId: string, title: string | null): void {
  const before = titleOf(partId);
  if (title !== null) rename(partId, title);
  if (titleOf(partId) !== before) announce(`${before} is now ${titleOf(partId)}.`);
  startRename(null);
  focusPart(partId);
}

const FURTHEST_STEPS = 60;

/** Moves what is at hand by steps of the grid; a burst of key presses is one undo step. */
export function nudge(dx: number, dy: number): void {
  const ids = partsAtHand();
  const design = currentDesign();
  const stepped = (steps: number): readonly Move[] =>
    ids.flatMap((id) => {
      const part = partById(design, id);
      const to = part && { x: part.position.x + dx * steps * GRID_PX, y: part.position.y + dy * steps * GRID_PX };
      return to === undefined ? [] : [{ id, to: snapped(to) }];
    });
  // Over a card that stands in the way, onto the free place behind it.
  const free = Array.from({ length: FURTHEST_STEPS }, (_, step) => stepped(step + 1)).find((moves) =>
    standsFree(design.system.parts, moves),
  );
  const moves = free ?? stepped(1);
  const [first] = moves;
  if (first === undefined) return;
  editDesign(
    moves.length === 1 ? `Move ${titleOf(first.id)}` : `Move ${plural(moves.length, "part")}`,
    (before) => moveParts(before, moves),
    `nudge ${ids.join()}`,
  );
  announce(`${moves.length === 1 ? titleOf(first.id) : plural(moves.length, "part")} at ${first.to.x}, ${first.to.y}.`);
}

export function selectAll(): void {
  const { parts, wires } = currentDesign().system;
  select({ parts: parts.map((part) => part.id), wires: wires.map((wire) => wire.id) });
  announce(`${plural(parts.length, "part")} selected.`);
}

/** What was copied last, for browsers that do not let a page read the clipboard. */
let lastCopied: Fragment | null = null;

/** The text of the parts at hand for the clipboard, or null when there are none. */
export function copyText(): string | null {
  const ids = partsAtHand();
  if (ids.length === 0) return null;
  lastCopied = copyFragment(currentDesign(), ids);
  announce(`${ids.length === 1 ? titleOf(ids[0] ?? "") : plural(ids.length, "part")} copied.`);
  return fragmentText(lastCopied);
}

/** Pastes parts from a text; says so when it holds none. */
export function pasteText(text: string): void {
  const fragment = readFragment(text);
  if (fragment === null) refuse("The clipboard holds no Quadrant parts. Copy parts here or open a design file first.");
  else put(fragment, pastePlace(), "Paste");
}

function pastePlace(): Point {
  const middle = canvasView()?.middle() ?? { x: 32, y: 32 };
  return snapped({ x: middle.x - NODE_WIDTH_PX / 2, y: middle.y - NODE_HEIGHT_PX / 2 });
}

/** Puts parts into the drawing with fresh ids, where they cover no others, and selects them. */
export function put(fragment: Fragment, at: Point, verb: string): void {
  const before = currentDesign();
  const place = freePlaceForAll(before.system.parts, fragment.parts, snapped(at));
  const named = { ...fragment, parts: withFreeTitles(fragment.parts) };
  editDesign(`${verb} ${plural(named.parts.length, "part")}`, (design) => pasteParts(design, named, place));
  const added = addedPartIds(before, currentDesign());
  select({ parts: added });
  announce(`${plural(added.length, "part")} added.`);
  const [first] = added;
  if (first !== undefined) focusPart(first);
}

/** Moves the parts at hand into line, or to equal steps. */
export function arrange(label: string, along: "x" | "y", moves: (cards: readonly Part[]) => readonly Move[]): void {
  const ids = new Set(partsAtHand());
  const { parts } = currentDesign().system;
  const wished = moves(parts.filter(({ id }) => ids.has(id)));
  const to = roomAlong(parts, wished, [...ids], along);
  if (to.length > 0) editDesign(label, (design) => moveParts(design, to));
  announce(to.length === 0 ? "They stand so already." : `${label}: ${plural(to.length, "part")} moved.`);
}

/** Copies of parts dropped where they were dragged to, `moved` being where the originals would stand now. */
export function duplicateTo(moved: readonly { readonly id: string; readonly position: Point }[]): void {
  const fragment = copyFragment(
    currentDesign(),
    moved.map(({ id }) => id),
  );
  const at = { x: Math.min(...moved.map(({ position }) => position.x)), y: Math.min(...moved.map(({ position }) => position.y)) };
  put(fragment, at, "Duplicate");
}

export function duplicate(): void {
  const ids = partsAtHand();
  const fragment = copyFragment(currentDesign(), ids);
  if (fragment.parts.length === 0) return;
  const left = Math.min(...fragment.parts.map((part) => part.position.x));
  const top = Math.min(...fragment.parts.map((part) => part.position.y));
  put(fragment, { x: left + 2 * GRID_PX, y: top + 2 * GRID_PX }, "Duplicate");
}

/** Copy, cut and paste asked for from a menu, where no clipboard event comes along. */
export async function copyFromMenu(): Promise<void> {
  const text = copyText();
  if (text !== null) await navigator.clipboard.writeText(text).catch(() => undefined);
}

export async function pasteFromMenu(): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => null);
  if (text !== null && readFragment(text) !== null) pasteText(text);
  else if (lastCopied !== null) put(lastCopied, pastePlace(), "Paste");
  else refuse("There are no copied parts. Select parts and copy them first.");
}
