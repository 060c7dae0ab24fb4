/** The four quadrants of the page. */
export type QuadrantId = "notes" | "schema" | "system" | "api";

/** A surface of the stage: a quadrant, or the results. */
export type Place = QuadrantId | "results";

/** The steps of a round, in their order. */
export const STEP_IDS = ["clarify", "interface", "estimate", "data-model", "high-level", "detail", "bottlenecks"] as const;
export type StepId = (typeof STEP_IDS)[number];

/** A step of the round, as a way about the page: each has its place. */
export type Step = { readonly id: StepId; readonly title: string; readonly place: Place; readonly help: string };

export type Surface = { readonly id: Place; readonly title: string; readonly key: string };

/** The surfaces in reading order; the key gives each the stage. */
export const SURFACES: readonly Surface[] = [
  { id: "notes", title: "Notes", key: "1" },
  { id: "schema", title: "Schema", key: "2" },
  { id: "system", title: "System", key: "3" },
  { id: "api", title: "API", key: "4" },
  { id: "results", title: "Results", key: "5" },
];

/** Puts the keyboard focus at the head of a surface. */
export function focusPlace(place: Place): void {
  // After the surface has been shown: a hidden element takes no focus.
  requestAnimationFrame(() => document.getElementById(`${place}-heading`)?.focus());
}
