import type { Design } from "../../design/types.ts";
import type { Scenario } from "../../scenario/types.ts";

/** What Quadrant is, in the one sentence a first visit has room for. */
export const WHAT_QUADRANT_IS = "Quadrant runs real event records through the data system you draw, and says which goals hold and why not.";

/** Whether a design is the draft a scenario gives to begin with; its references and what fails on purpose are no drafts. */
export function isFirstDraft(scenario: Scenario, design: Design): boolean {
  const starter = scenario.designs.find(({ role }) => role === "starter");
  return starter !== undefined && design.scenario === scenario.id && design.title === starter.design.title;
}
