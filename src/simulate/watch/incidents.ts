import type { Design } from "../../design/types.ts";
import type { Schedule } from "../../engine/kernel/simulation.ts";
import type { Incident } from "../../scenario/types.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { NormalPart } from "../compile/normalize.ts";
import type { FaultSpec, RunIncident } from "../../result/snapshot.ts";
import { EVERY_PART, strike, struckBy } from "./strikes.ts";

type Scheduled = { readonly schedule: readonly Schedule[]; readonly incidents: readonly RunIncident[] };
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
  const { wires } = input.design.system;
  const add = (fault: FaultSpec, label: string | null): void => {
    const atMs = fault.atMs ?? 0;
    for (const { id, declared } of struckBy(fault, { parts: machine.parts, wires })) {
      const durationMs = fault.durationMs ?? declared.defaultDurationMs;
      schedule.push({ atMs, apply: (at) => strike(id, fault, durationMs, machine, wires, at) });
      incidents.push({ atMs, label: label ?? declared.label, kind: label === null ? "pressed" : "scheduled", part: id });
    }
  };
  for (const incident of input.scenario?.incidents ?? []) {
    const part = incident.strikes.all === true ? EVERY_PART : strikes(incident, machine.parts)?.part.id;
    if (part !== undefined) add({ ...incident, part }, incident.label);
  }
  for (const fault of input.faults) add(fault, null);
  if (machine.run.trace !== null) return { schedule, incidents };
  for (const burst of input.scenario?.workload.bursts ?? []) incidents.push({ atMs: burst.atMs, label: burst.label, kind: "scheduled" });
  return { schedule, incidents };
}

/** The part an incident strikes: the first of the named kinds, else of the family; none when the design has no such part. */
function strikes(incident: Incident, parts: readonly NormalPart[]): NormalPart | undefined {
  const byKind = parts.find(({ kind }) => incident.strikes.kinds?.includes(kind.id) === true);
  return byKind ?? parts.find(({ kind }) => incident.strikes.family !== undefined && kind.family === incident.strikes.family);
}
