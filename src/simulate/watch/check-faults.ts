import type { Finding } from "../../base/finding.ts";
import { exactDuration } from "../../base/duration.ts";
import { amountProblem, durationProblem, indexProblem } from "../../catalogue/drawing/fault-problems.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import type { Drawn, Struck } from "./strikes.ts";
import { EVERY_PART, strikables, struckBy, targetsOf } from "./strikes.ts";

/** Why a fault cannot strike in a run of this drawing that ends at `endMs`, each reason with what to do; empty when it can. */
export function faultProblems(fault: FaultSpec, drawn: Drawn, endMs: number): Finding[] {
  const struck = struckBy(fault, drawn);
  if (struck.length === 0) return [refused(nothingStruck(fault, drawn))];
  return [
    ...timeProblems(fault, endMs),
    ...struck.flatMap((each) => [...indexProblems(fault, each, drawn), ...amountProblems(fault, each)]),
  ]
    .slice(0, 1)
    .map(refused);
}

/** Faults whose instant never came, because everything had been worked off before the time for draining was up. */
export function missedFaults(faults: readonly FaultSpec[], overMs: number): Finding[] {
  return faults
    .filter(({ atMs = 0 }) => atMs > overMs)
    .map(({ fault, part, atMs = 0 }) => ({
      code: "fault-after-end",
      severity: "warning",
      where: "faults",
      message: `"${fault}" of ${part === EVERY_PART ? "every part" : part} was to strike at ${exactDuration(atMs)}; by ${exactDuration(overMs)} all was worked off and the run over. Let it strike earlier, or make the run longer.`,
    }));
}

type Problem = Pick<Finding, "code" | "message">;

function refused({ code, message }: Problem): Finding {
  return { code, severity: "error", where: "faults", message };
}

function nothingStruck(fault: FaultSpec, drawn: Drawn): Problem {
  if (fault.part === EVERY_PART) return { code: "fault-kind", message: `No part of this design can suffer "${fault.fault}".` };
  const named = strikables(drawn).find(({ id }) => id === fault.part);
  if (named === undefined) {
    const parts = drawn.parts.map(({ part }) => part.id).join(", ");
    return {
      code: "fault-part",
      message: `There is no part "${fault.part}" to break. Parts: ${parts}. Or name a wire, or * for every part.`,
    };
  }
  const known = named.faults.map((decl) => decl.id).join(", ");
  const choice = known === "" ? "It has no faults." : `It can suffer: ${known}.`;
  return { code: "fault-kind", message: `${named.title} cannot suffer "${fault.fault}". ${choice}` };
}

function timeProblems({ fault, atMs = 0, durationMs }: FaultSpec, endMs: number): Problem[] {
  if (!(atMs < endMs))
    return [
      {
        code: "fault-after-end",
        message: `"${fault}" would strike at ${exactDuration(atMs)}, and the run is over at ${exactDuration(endMs)}. Let it strike earlier, or make the run longer.`,
      },
    ];
  const message = durationProblem(fault, durationMs);
  return message === null ? [] : [{ code: "fault-duration", message }];
}

function indexProblems({ index }: FaultSpec, struck: Struck, drawn: Drawn): Problem[] {
  const message = indexProblem(struck.declared, struck.title, targetsOf(struck, drawn), index);
  return message === null ? [] : [{ code: "fault-index", message }];
}

function amountProblems({ amount }: FaultSpec, { title, declared }: Struck): Problem[] {
  const message = amountProblem(declared, title, amount);
  return message === null ? [] : [{ code: "fault-amount", message }];
}
