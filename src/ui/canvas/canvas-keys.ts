import type { KeyboardEvent } from "react";
import { isTyping, singleKeysOn } from "../commands/shortcuts.ts";
import { clearSelection, openInspector, select, viewStore } from "../stores/view-store.ts";
import { duplicate, nudge, partAtHand, removeAtHand, selectAll } from "../drawing/canvas-actions.ts";
import { canvasStore, closePanel, openAdd, startRename, stopPlacing } from "../stores/canvas-store.ts";
import { canvasView, focusedPart } from "../drawing/canvas-view.ts";

const ARROWS: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Keys that belong to the drawing and must not reach the page: true when the key was one of them. */
function handled(event: KeyboardEvent): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (mod) return handledWithMod(event.key.toLowerCase());
  const arrow = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : undefined;
  if (arrow !== undefined) {
    if (partAtHand() === null && viewStore.getState().selection.parts.length === 0) return false;
    const step = event.shiftKey ? 4 : 1;
    nudge(arrow[0] * step, arrow[1] * step);
    return true;
  }
  switch (event.key) {
    case "Tab":
      return next(event.shiftKey);
    case "Delete":
    case "Backspace":
      removeAtHand();
      return true;
    case "F2":
      return rename();
    case "Enter":
    case " ":
      return choose(event.shiftKey);
    case "Escape":
      return leave();
    default:
      return false;
  }
}

/**
 * Tab on the one part that is chosen offers what can come after it. On a card that only has the focus it goes on to the next, so
 * nobody is held: Escape lets go of the choice, Shift+Tab and a Tab out of the list always leave.
 */
function next(back: boolean): boolean {
  const part = focusedPart();
  const { parts, wires } = viewStore.getState().selection;
  if (back || part === null || parts.length !== 1 || wires.length > 0 || parts[0] !== part || !singleKeysOn()) return false;
  openAdd({ after: part });
  return true;
}

function rename(): boolean {
  const { parts, wires } = viewStore.getState().selection;
  const [wire] = parts.length === 0 && wires.length === 1 ? wires : [];
  startRename(wire === undefined ? partAtHand() : `wire:${wire}`);
  return true;
}

function handledWithMod(key: string): boolean {
  switch (key) {
    case "d":
      duplicate();
      return true;
    case "a":
      selectAll();
      return true;
    case "=":
    case "+":
      canvasView()?.zoomBy(1.25);
      return true;
    case "-":
      canvasView()?.zoomBy(0.8);
      return true;
    default:
      return false;
  }
}

/** Enter opens the inspector of the focused part; with Shift the part joins or leaves the selection. */
function choose(more: boolean): boolean {
  const part = focusedPart();
  if (part === null) return false;
  if (!more) {
    select({ parts: [part] });
    openInspector();
    return true;
  }
  const { parts, wires } = viewStore.getState().selection;
  select({ parts: parts.includes(part) ? parts.filter((id) => id !== part) : [...parts, part], wires });
  return true;
}

function leave(): boolean {
  const { panel, placing } = canvasStore.getState();
  if (panel !== null) closePanel();
  else if (placing !== null) stopPlacing();
  else clearSelection();
  return true;
}

/** For the element around the drawing: keys typed into fields and keys meant for buttons are left alone. */
export function onCanvasKey(event: KeyboardEvent): void {
  const { target } = event;
  if (event.defaultPrevented || isTyping(target)) return;
  const onControl = target instanceof Element && target.closest("button, a, [role=option], [role=radio]") !== null;
  if (onControl && event.key !== "Escape" && event.key !== "Delete" && event.key !== "F2") return;
  if (handled(event)) {
    event.preventDefault();
    event.stopPropagation();
  }
}
