/** The four quadrants of the page. */
export type QuadrantId = "notes" | "schema" | "system" | "api";

/** Where something can be looked at: a quadrant, or the results below them. */
export type Place = QuadrantId | "results";

/** The steps of a round, in their order. */
export type StepId = "clarify" | "interface" | "estimate" | "data-model" | "high-level" | "detail" | "bottlenecks";

/** A step of the round, as a way about the page: each has its place. */
export type Step = { readonly id: StepId; readonly title: string; readonly place: Place; readonly help: string };

export type QuadrantDecl = { readonly id: QuadrantId; readonly title: string; readonly key: string };

/** The four quadrants in reading order; the key maximises each. */
export const QUADRANTS: { readonly [id in QuadrantId]: QuadrantDecl } = {
  notes: { id: "notes", title: "Notes", key: "1" },
  schema: { id: "schema", title: "Schema", key: "2" },
  system: { id: "system", title: "System", key: "3" },
  api: { id: "api", title: "API", key: "4" },
};

export const QUADRANT_ORDER: readonly QuadrantId[] = ["notes", "schema", "system", "api"];

/** Puts the keyboard focus at the head of a quadrant or of the results. */
export function focusPlace(place: Place): void {
  // After the panel has been shown: a hidden element takes no focus.
  requestAnimationFrame(() => document.getElementById(`${place}-heading`)?.focus());
}
