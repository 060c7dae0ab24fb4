import { kindById } from "../catalogue/registry.ts";
import type { Design, Part } from "../design/types.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { Scenario } from "./types.ts";

/** The parts and wires of a reference with every setting as its kind brings it: what stands there when nobody has decided anything. */
export type UnthinkingAnswer = {
  /** The reference whose parts and wires it has. */
  readonly of: string;
  readonly design: Design;
  /** What the reference decided, `part.setting` each. */
  readonly decisions: readonly string[];
};

/** Whether a scenario can be passed without a decision. */
export type UnthinkingProof = {
  readonly of: string;
  /** It is told from the work of somebody who decided something. */
  readonly holds: boolean;
  /** What it lacks, or why nothing is asked of anybody: one sentence. */
  readonly text: string;
};

/** An answer needs no more parts than the smallest reference has; null where the scenario has no reference. */
export function unthinkingAnswer({ designs }: Scenario): UnthinkingAnswer | null {
  const references = designs.filter(({ role }) => role === "reference");
  const [smallest] = references.toSorted((a, b) => a.design.system.parts.length - b.design.system.parts.length);
  if (smallest === undefined) return null;
  const { design, name } = smallest;
  const { system } = design;
  return {
    of: name,
    decisions: system.parts.flatMap(({ id, settings }) => Object.keys(settings).map((setting) => `${id}.${setting}`)),
    design: { ...design, system: { ...system, parts: system.parts.map(asItComes) } },
  };
}

/** The part as it would be drawn now: older designs keep the defaults of their time, and nobody who begins is given those. */
function asItComes(part: Part): Part {
  const newest = kindById(part.kind)?.version ?? 1;
  const { version: _of, ...rest } = part;
  return { ...rest, settings: {}, ...(newest > 1 ? { version: newest } : {}) };
}

/** Holds where a goal that must be met is missed, or nothing runs; says which decision is missing, or that none was. */
export function judgeUnthinking({ of, decisions }: UnthinkingAnswer, outcome: RunOutcome): UnthinkingProof {
  if (outcome.status === "refused") return { of, holds: true, text: `does not run: ${outcome.findings[0]?.message ?? "it is refused"}` };
  if (outcome.status === "failed") return { of, holds: false, text: `broke the run down: ${outcome.message}` };
  const { verdict, causes } = outcome.result;
  const missed = verdict.goals.filter(({ pass, must }) => must && !pass);
  if (outcome.status === "finished" && missed.length === 0) return { of, holds: false, text: everythingMet(decisions) };
  if (outcome.status !== "finished" && missed.length === 0)
    return { of, holds: true, text: "does not come to its end within the limits of a proof" };
  const told = missed.map(({ id }) => {
    const found = causes?.[id]?.find(({ setting }) => setting !== null);
    return found === undefined ? id : `${id} (${found.part}.${found.setting})`;
  });
  return { of, holds: true, text: `misses ${told.join(", ")}` };
}

function everythingMet(decisions: readonly string[]): string {
  const [what, them] = decisions.length === 0 ? ["It decides nothing", "a setting"] : [`It decides ${decisions.join(", ")}`, "one of them"];
  return `meets every goal that must be met: nobody has to decide anything. ${what}; a default of a kind, a goal or an incident has to make ${them} matter`;
}
