import type { Point } from "../../design/types.ts";

/** What the drawing on screen can be asked to do; absent while it is not shown. */
export type CanvasView = {
  fit(parts?: readonly string[]): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  /** Brings a part into sight and puts the keyboard focus on it. */
  focus(part: string): void;
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

/** Puts the focus on a part, on the drawing or in the outline, once the page has shown it. */
export function focusPart(part: string): void {
  requestAnimationFrame(() => {
    if (shown !== null) shown.focus(part);
    else document.querySelector<HTMLElement>(`[data-part="${CSS.escape(part)}"] [data-part-title]`)?.focus();
  });
}
