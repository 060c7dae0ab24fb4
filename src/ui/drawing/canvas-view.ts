import type { Point } from "../../design/types.ts";

/** What the drawing on screen can be asked to do; absent while it is not shown. */
export type CanvasView = {
  fit(parts?: readonly string[]): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  /** Brings a part into sight and puts the keyboard focus on it; false while its card cannot take it yet. */
  focus(part: string): boolean;
  /** What a drawing can fill at 100 %, clear of what lies over it. */
  room(): { readonly width: number; readonly height: number };
  /** The middle of what is seen, in drawing coordinates. */
  middle(): Point;
};

let shown: CanvasView | null = null;

export function showCanvasView(view: CanvasView | null): void {
  shown = view;
}

export function canvasView(): CanvasView | null {
  return shown;
}

/** The part whose card or outline row has the keyboard focus. */
export function focusedPart(): string | null {
  const held = document.activeElement?.closest<HTMLElement>("[data-part], .react-flow__node");
  return held?.dataset["part"] ?? held?.dataset["id"] ?? null;
}

/** A new card is hidden until it has been measured, which takes a few frames. */
const FOCUS_FRAMES = 30;

/** Puts the focus on a part, on the drawing or in the outline, as soon as the page has shown it. */
export function focusPart(part: string, frames = FOCUS_FRAMES): void {
  requestAnimationFrame(() => {
    const done = shown === null ? focusRow(part) : shown.focus(part);
    if (!done && frames > 0) focusPart(part, frames - 1);
  });
}

function focusRow(part: string): boolean {
  const row = document.querySelector<HTMLElement>(`[data-part="${CSS.escape(part)}"] [data-part-title]`);
  row?.focus();
  return row !== null && document.activeElement === row;
}
