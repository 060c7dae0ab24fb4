import type { Design, Part, Settings, System } from "../../src/design/types.ts";
import { EVERY_PART } from "../../src/simulate/watch/strikes.ts";
import { without } from "./random-designs.ts";
import type { RandomCase } from "./random-designs.ts";

/** What is wrong with a case; null when nothing is. */
export type Judge = (trial: RandomCase) => string | null;

/** Looks at most at this many smaller cases: shrinking is a convenience. */
const MOST_TRIES = 400;

/**
 * The same failure with less around it: faults, parts, wires and settings go as long as something of the kind still fails.
 * Of the kind: the sentence begins alike, numbers aside; a refused drawing never counts.
 */
export function shrunk(trial: RandomCase, judge: Judge): RandomCase {
  const wanted = likeness(judge(trial));
  let tries = 0;
  let current = trial;
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (const candidate of smallerCases(current)) {
      if (tries++ >= MOST_TRIES) return current;
      if (likeness(judge(candidate)) !== wanted) continue;
      current = candidate;
      smaller = true;
      break;
    }
  }
  return current;
}

function likeness(problem: string | null): string | null {
  return problem === null ? null : problem.replaceAll(/\bp?\d[\d.]*/g, "#").slice(0, 24);
}

function* smallerCases(trial: RandomCase): Generator<RandomCase> {
  const { faults, design } = trial;
  for (const fault of faults) yield { ...trial, faults: faults.filter((other) => other !== fault) };
  for (const part of design.system.parts) {
    const system = without(design.system, part.id);
    yield onSystem(trial, system);
  }
  for (const wire of design.system.wires)
    yield onSystem(trial, { ...design.system, wires: design.system.wires.filter((other) => other !== wire) });
  for (const part of design.system.parts) {
    for (const name of Object.keys(part.settings)) {
      const settings: Settings = Object.fromEntries(Object.entries(part.settings).filter(([other]) => other !== name));
      yield { ...trial, design: withPart(design, { ...part, settings }) };
    }
  }
  const own = design.workload;
  if (own !== undefined && own.durationMs > 2000)
    yield {
      ...trial,
      design: { ...design, workload: { ...own, durationMs: Math.round(own.durationMs / 2) } },
      users: trial.users === null ? null : { ...trial.users, durationMs: Math.round(own.durationMs / 2) },
    };
}

/** The same case on less of the drawing: what struck what is gone goes too. */
function onSystem(trial: RandomCase, system: System): RandomCase {
  const there = new Set([EVERY_PART, ...system.parts.map(({ id }) => id), ...system.wires.map(({ id }) => id)]);
  return { ...trial, design: { ...trial.design, system }, faults: trial.faults.filter(({ part }) => there.has(part)) };
}

function withPart(design: Design, part: Part): Design {
  const parts = design.system.parts.map((each) => (each.id === part.id ? part : each));
  return { ...design, system: { ...design.system, parts } };
}
