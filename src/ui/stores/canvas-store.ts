import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Layer } from "../../catalogue/families/family.ts";
import type { Point, WireEnd } from "../../design/types.ts";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { announce, openInspector, select } from "./view-store.ts";

/** The list that lies over the canvas: what to add, or what to connect. */
export type CanvasPanel =
  | {
      readonly kind: "add";
      readonly layer: Layer | null;
      /** The part to stand next to. */
      readonly near: string | null;
      /** Where it was asked for, in drawing coordinates. */
      readonly at: Point | null;
      /** The end a wire was pulled from and dropped on empty ground: the new part is wired to it. */
      readonly wireTo: { readonly end: WireEnd; readonly direction: "in" | "out" } | null;
      /** The part the new one comes after: only what can be wired to it is offered, and is. */
      readonly after: string | null;
    }
  | { readonly kind: "connect"; readonly part: string; readonly only?: string }
  /** The end of a wire that is to go elsewhere. */
  | { readonly kind: "reattach"; readonly wire: string; readonly end: "from" | "to" };

export type CanvasState = {
  readonly panel: CanvasPanel | null;
  /** The kind the next click on the canvas places. */
  readonly placing: string | null;
  readonly outline: boolean;
  /** The part whose title is being written. */
  readonly renaming: string | null;
  /** Why the last thing asked for was not done. */
  readonly refusal: { readonly text: string; readonly serial: number } | null;
  /** What a drag on empty ground does: draws a box around parts, or moves the drawing. Space and the middle button always move it. */
  readonly groundDrag: GroundDrag;
  /** Whether somebody wants the small map; null: it is shown where it helps. */
  readonly minimap: boolean | null;
  readonly mapHelps: boolean;
  /** The field the inspector shall put the cursor in. */
  readonly wantedField: { readonly part: string; readonly field: string } | null;
};

export type GroundDrag = "select" | "move";

export const canvasStore = createStore<CanvasState>()(() => ({
  groundDrag: readPreference("ground-drag") === "move" ? "move" : "select",
  minimap: null,
  mapHelps: false,
  panel: null,
  placing: null,
  outline: false,
  renaming: null,
  refusal: null,
  wantedField: null,
}));

export function useCanvas<T>(selector: (canvas: CanvasState) => T): T {
  return useStore(canvasStore, selector);
}

export function openAdd(wish: Partial<Omit<Extract<CanvasPanel, { kind: "add" }>, "kind">> = {}): void {
  canvasStore.setState({
    panel: { kind: "add", layer: null, near: null, at: null, wireTo: null, after: null, ...wish },
    placing: null,
    refusal: null,
  });
}

export function openConnect(part: string, only?: string): void {
  canvasStore.setState({ panel: { kind: "connect", part, ...(only === undefined ? {} : { only }) }, placing: null, refusal: null });
}

export function openReattach(wire: string, end: "from" | "to"): void {
  canvasStore.setState({ panel: { kind: "reattach", wire, end }, placing: null, refusal: null });
}

export function closePanel(): void {
  canvasStore.setState({ panel: null });
}

export function startPlacing(kind: string, title: string): void {
  canvasStore.setState({ placing: kind, panel: null });
  announce(`Click where ${title} should stand. Escape cancels.`);
}

export function stopPlacing(): void {
  canvasStore.setState({ placing: null });
}

export function showOutline(outline: boolean): void {
  canvasStore.setState({ outline, panel: null, placing: null });
  announce(outline ? "Outline of the system." : "Drawing of the system.");
}

export function setGroundDrag(groundDrag: GroundDrag): void {
  canvasStore.setState({ groundDrag });
  writePreference("ground-drag", groundDrag);
  announce(groundDrag === "select" ? "A drag on empty ground now selects." : "A drag on empty ground now moves the drawing.");
}

/** The drawing says whether a map of it helps where it is shown now. */
export function minimapHelps(helps: boolean): void {
  canvasStore.setState({ mapHelps: helps });
}

export function toggleMinimap(): void {
  const { minimap: before, mapHelps } = canvasStore.getState();
  const minimap = !(before ?? mapHelps);
  canvasStore.setState({ minimap });
  announce(minimap ? "Map of the drawing shown." : "Map of the drawing hidden.");
}

export function startRename(part: string | null): void {
  canvasStore.setState({ renaming: part });
}

/** Says on the canvas and aloud why something was not done. */
export function refuse(text: string): void {
  canvasStore.setState((canvas) => ({ refusal: { text, serial: (canvas.refusal?.serial ?? 0) + 1 } }));
  announce(text);
}

export function dropRefusal(): void {
  canvasStore.setState({ refusal: null });
}

/** Opens the inspector of a part with the cursor in one field. */
export function goToField(part: string, field?: string): void {
  select({ parts: [part] });
  openInspector();
  canvasStore.setState({ wantedField: field === undefined ? null : { part, field } });
}

export function fieldReached(): void {
  canvasStore.setState({ wantedField: null });
}
