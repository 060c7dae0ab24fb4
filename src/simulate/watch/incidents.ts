import type { Design } from "../../design/types.ts";
import type { Schedule } from "../../engine/kernel/simulation.ts";
import type { Strike } from "../../engine/part/part.ts";
import type { Incident } from "../../scenario/types.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { NormalPart } from "../compile/normalize.ts";
import type { FaultSpec, RunIncident } from "../../result/snapshot.ts";
import type { Finding } from "../../base/finding.ts";
import { plural } from "../../catalogue/words.ts";
import type { Drawn } from "./strikes.ts";
import { EVERY_PART, strike, strikeOf, struckBy, targetsOf } from "./strikes.ts";

type Scheduled = {
  readonly schedule: readonly Schedule[];
  readonly incidents: readonly RunIncident[];
  /** What strikes which part or link, and when, in the order it does. */
  readonly strikes: readonly { readonly id: string; readonly atMs: number; readonly strike: Strike }[];
};
type Input = {
  readonly scenario: {
    readonly incidents: readonly Incident[];
    readonly workload: { readonly bursts: readonly { label: string; atMs: number }[] };
  } | null;
  readonly faults: readonly FaultSpec[];
  readonly design: Design;
};

/** The faults of a run in time order: those of the scenario, which name parts by kind, and those given with the run. */
export function scheduledFaults(input: Input, machine: Machine): Scheduled {
  const schedule: Schedule[] = [];
  const incidents: RunIncident[] = [];
  const strikes: Scheduled["strikes"][number][] = [];
  const { wires } = input.design.system;
  const add = (fault: FaultSpec, label: string | null): void => {
    const atMs = fault.atMs ?? 0;
    for (const struck of struckBy(fault, { parts: machine.parts, wires })) {
      schedule.push({ atMs, apply: (at) => strike(struck, fault, machine, wires, at) });
      strikes.push({ id: struck.id, atMs, strike: strikeOf(struck.declared, fault) });
      incidents.push({ atMs, label: label ?? struck.declared.label, kind: label === null ? "pressed" : "scheduled", part: struck.id });
    }
  };
  for (const incident of input.scenario?.incidents ?? []) for (const fault of faultOf(incident, machine.parts)) add(fault, incident.label);
  for (const fault of input.faults) add(fault, null);
  strikes.sort((a, b) => a.atMs - b.atMs);
  if (machine.run.trace !== null) return { schedule, incidents, strikes };
  for (const burst of input.scenario?.workload.bursts ?? []) incidents.push({ atMs: burst.atMs, label: burst.label, kind: "scheduled" });
  return { schedule, incidents, strikes };
}

/** Incidents that name a machine this design does not have: which one is struck instead. */
export function displacedIncidents(incidents: readonly Incident[], drawn: Drawn): Finding[] {
  return incidents.flatMap((incident) =>
    faultOf(incident, drawn.parts).flatMap((fault) =>
      struckBy(fault, drawn).flatMap((struck): Finding[] => {
        const targets = targetsOf(struck, drawn);
        const { index } = incident;
        if (index === undefined || targets === null || index < targets.length) return [];
        const names = `${plural(targets.length, "target")} here`;
        const message = `The scenario's "${incident.label}" means number ${index} of ${struck.title}, which has ${names}: it strikes ${targets[index % targets.length]}.`;
        return [{ code: "incident-index", severity: "note", where: `system.parts.${struck.id}`, message }];
      }),
    ),
  );
}

/** An incident as a fault of this design; none when the design has no such part. */
function faultOf(incident: Incident, parts: readonly NormalPart[]): readonly FaultSpec[] {
  const part = incident.strikes.all === true ? EVERY_PART : strikes(incident, parts)?.part.id;
  return part === undefined ? [] : [{ ...incident, part }];
}

/**
 * The part an incident strikes: the first of the named kinds, else of the family, and there the first that can suffer it; none when
 * the design has no such part.
 */
function strikes(incident: Incident, all: readonly NormalPart[]): NormalPart | undefined {
  const able = all.filter(({ kind }) => kind.faults.some(({ id }) => id === incident.fault));
  const found = strikesOf(incident, able);
  return found ?? strikesOf(incident, all);
}

function strikesOf(incident: Incident, parts: readonly NormalPart[]): NormalPart | undefined {
  const byKind = parts.find(({ kind }) => incident.strikes.kinds?.includes(kind.id) === true);
  return byKind ?? parts.find(({ kind }) => incident.strikes.family !== undefined && kind.family === incident.strikes.family);
}
