import { bringSurface, takeStep } from "../stage/stage-store.ts";
import { focusPlace } from "../parts/places.ts";
import type { Place, Step } from "../parts/places.ts";

/** Brings a surface into sight and puts the focus at its head. */
export function goTo(place: Place): void {
  bringSurface(place);
  focusPlace(place);
}

export function goToStep(step: Step): void {
  takeStep(step);
  focusPlace(step.place);
}

/** Makes sure the drawing can be seen, for what is about to happen on it. */
export function bringDrawing(): void {
  bringSurface("system");
}
