import { maximise, setDockCollapsed, showDock, showNarrow, viewStore } from "./view-store.ts";
import { focusPlace } from "../parts/places.ts";
import type { QuadrantId, Step } from "../parts/places.ts";

/** Brings a quadrant forward: in place of the maximised one if there is one, else by focus. */
export function goToQuadrant(quadrant: QuadrantId): void {
  if (viewStore.getState().maximised !== null) maximise(quadrant);
  showNarrow(quadrant);
  focusPlace(quadrant);
}

export function goToResults(): void {
  setDockCollapsed(false);
  showNarrow("results");
  focusPlace("results");
}

export function goToStep(step: Step): void {
  viewStore.setState({ step: step.id });
  if (step.place !== "results") return goToQuadrant(step.place);
  showDock("overview");
  goToResults();
}
