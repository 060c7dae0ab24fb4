import { numberedId, withoutUndefined } from "./ids.ts";
import { DESIGN_LIMITS, withRoom } from "./limits.ts";
import type { Design, Estimate, Notes, Requirement, Tradeoff } from "./types.ts";

/** Edits of the Notes quadrant; the same rules as in edits.ts. */
export function setNotes(design: Design, text: string): Design {
  return design.notes.text === text ? design : withNotes(design, { text: text.slice(0, DESIGN_LIMITS.notesChars) });
}

export function addRequirement(design: Design, requirement: Omit<Requirement, "id">): Design {
  return withNotes(design, {
    requirements: withRoom(
      design.notes.requirements,
      { id: numberedId("r", design.notes.requirements), ...requirement },
      DESIGN_LIMITS.requirements,
    ),
  });
}

export function editRequirement(design: Design, id: string, change: Partial<Omit<Requirement, "id">>): Design {
  return withNotes(design, {
    requirements: design.notes.requirements.map((item) => (item.id === id ? withoutUndefined({ ...item, ...change }) : item)),
  });
}

export function removeRequirement(design: Design, id: string): Design {
  return withNotes(design, { requirements: design.notes.requirements.filter((item) => item.id !== id) });
}

/** Marks a question of the scenario as asked; its facts are then pinned. */
export function askQuestion(design: Design, questionId: string): Design {
  return design.notes.asked.includes(questionId)
    ? design
    : withNotes(design, { asked: withRoom(design.notes.asked, questionId, DESIGN_LIMITS.asked) });
}

export function addEstimate(design: Design, estimate: Omit<Estimate, "id">): Design {
  return withNotes(design, {
    estimates: withRoom(design.notes.estimates, { id: numberedId("e", design.notes.estimates), ...estimate }, DESIGN_LIMITS.estimates),
  });
}

export function editEstimate(design: Design, id: string, change: Partial<Omit<Estimate, "id">>): Design {
  return withNotes(design, {
    estimates: design.notes.estimates.map((item) => (item.id === id ? withoutUndefined({ ...item, ...change }) : item)),
  });
}

export function removeEstimate(design: Design, id: string): Design {
  return withNotes(design, { estimates: design.notes.estimates.filter((item) => item.id !== id) });
}

export function addTradeoff(design: Design, tradeoff: Omit<Tradeoff, "id">): Design {
  return withNotes(design, {
    tradeoffs: withRoom(design.notes.tradeoffs, { id: numberedId("t", design.notes.tradeoffs), ...tradeoff }, DESIGN_LIMITS.tradeoffs),
  });
}

export function editTradeoff(design: Design, id: string, change: Partial<Omit<Tradeoff, "id">>): Design {
  return withNotes(design, {
    tradeoffs: design.notes.tradeoffs.map((item) => (item.id === id ? withoutUndefined({ ...item, ...change }) : item)),
  });
}

export function removeTradeoff(design: Design, id: string): Design {
  return withNotes(design, { tradeoffs: design.notes.tradeoffs.filter((item) => item.id !== id) });
}

function withNotes(design: Design, change: Partial<Notes>): Design {
  const changed = Object.entries(change).some(([field, value]) => design.notes[field as keyof Notes] !== value);
  return changed ? { ...design, notes: { ...design.notes, ...change } } : design;
}
