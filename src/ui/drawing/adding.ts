import { addPart, addWire, newPartId } from "../../design/edits.ts";
import { partById } from "../../design/selectors.ts";
import type { Design, WireEnd } from "../../design/types.ts";
import { currentDesign, editDesign } from "../stores/design-store.ts";
import { announce, closeInspector, select } from "../stores/view-store.ts";
import { closePanel, stopPlacing, type CanvasPanel } from "../stores/canvas-store.ts";
import { kindById, targetsOf, type Target } from "../part-view/kinds.ts";
import { freeTitle, titleOf } from "./canvas-actions.ts";
import { focusPart } from "./canvas-view.ts";
import { freePlace, placeNextTo } from "./placement.ts";

type AddPanel = Extract<CanvasPanel, { kind: "add" }>;
type AddWish = Partial<Pick<AddPanel, "at" | "near" | "wireTo" | "after">>;

/**
 * Adds a part of a kind: at a place, else next to the part it was asked from; never over another. It is wired to the end a wire was
 * pulled from, or to the part it comes after; beside a part without a word about wires only where a single wire fits. Returns its id.
 */
export function addKind(kindId: string, wish: AddWish = {}): string | null {
  const kind = kindById(kindId);
  if (kind === undefined) return null;
  const design = currentDesign();
  const id = newPartId(design, kindId);
  const beside = partById(design, wish.after ?? wish.near ?? "");
  const card = { id, kind: kindId, version: kind.version, title: freeTitle(kind.title), position: { x: 0, y: 0 }, settings: {} };
  const position = wish.at ? freePlace(design.system.parts, wish.at, card) : placeNextTo(design.system.parts, beside, card);
  const added = addPart(design, { ...card, position });
  const wire = added === design ? undefined : wireFor(added, id, wish);
  editDesign(`Add ${kind.title}`, () => (wire === undefined ? added : addWire(added, wire.from, wire.to)));
  closePanel();
  stopPlacing();
  select({ parts: [id] });
  // Whoever draws one part after the other goes on drawing: its settings would lie over where the next one comes.
  if (wish.after) closeInspector();
  announce(`${titleOf(id)} added${wire === undefined ? "" : `, wired ${wireWords(wire, id)}`}.`);
  focusPart(id);
  return id;
}

function wireWords({ from, to }: Target, id: string): string {
  return to.part === id ? `from ${titleOf(from.part)}` : `to ${titleOf(to.part)}`;
}

/** The wire a part begins with, if any. */
function wireFor(design: Design, id: string, { near, wireTo, after }: AddWish): Target | undefined {
  if (wireTo) {
    const { end, direction } = wireTo;
    return targetsOf(design, id).find((target) => (direction === "out" ? sameEnd(target.from, end) : sameEnd(target.to, end)));
  }
  // What the new part cannot run without comes first in the list.
  if (after) return targetsOf(design, id, after).find(({ from }) => from.part === after) ?? targetsOf(design, id, after)[0];
  const fits = near ? targetsOf(design, id, near) : [];
  return fits.length === 1 ? fits[0] : undefined;
}

function sameEnd(a: WireEnd, b: WireEnd): boolean {
  return a.part === b.part && a.port === b.port;
}
