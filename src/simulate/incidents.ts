import type { Schedule } from "../engine/kernel/simulation.ts";
import type { Incident } from "../scenario/types.ts";
import type { Machine } from "./compile/wire.ts";
import type { NormalPart } from "./compile/normalize.ts";
import type { FaultSpec, RunIncident } from "./progress.ts";

type Scheduled = { readonly schedule: readonly Schedule[]; readonly incidents: readonly RunIncident[] };
type Input = {
  readonly scenario: {
    readonly incidents: readonly Incident[];
    readonly workload: { readonly bursts: readonly { label: string; atMs: number }[] };
  } | null;
  readonly faults: readonly FaultSpec[];
};

/** The faults of a run in time order: those of the scenario, which name parts by kind, and those given with the run. */
export function scheduledFaults(input: Input, machine: Machine): Scheduled {
  const schedule: Schedule[] = [];
  const incidents: RunIncident[] = [];
  const add = (entry: NormalPart, fault: Omit<FaultSpec, "part">, label: string | null): void => {
    const declared = entry.kind.faults.find((known) => known.id === fault.fault);
    const node = machine.nodes.get(entry.part.id);
    if (declared === undefined || node === undefined) return;
    const atMs = fault.atMs ?? 0;
    const strike = {
      fault: fault.fault,
      durationMs: fault.durationMs ?? declared.defaultDurationMs,
      ...(fault.amount === undefined ? {} : { amount: fault.amount }),
      ...(fault.index === undefined ? {} : { index: fault.index }),
    };
    schedule.push({ atMs, apply: (at) => node.strike(strike, at) });
    incidents.push({ atMs, label: label ?? declared.label, kind: label === null ? "pressed" : "scheduled", part: entry.part.id });
  };
  for (const incident of input.scenario?.incidents ?? []) {
    const struck = strikes(incident, machine.parts);
    if (struck !== undefined) add(struck, incident, incident.label);
  }
  for (const fault of input.faults) {
    const entry = machine.parts.find(({ part }) => part.id === fault.part);
    if (entry !== undefined) add(entry, fault, null);
  }
  if (machine.run.trace !== null) return { schedule, incidents };
  for (const burst of input.scenario?.workload.bursts ?? []) incidents.push({ atMs: burst.atMs, label: burst.label, kind: "scheduled" });
  return { schedule, incidents };
}

/** The part an incident strikes: the first of the named kinds, else of the family; none when the design has no such part. */
function strikes(incident: Incident, parts: readonly NormalPart[]): NormalPart | undefined {
  const byKind = parts.find(({ kind }) => incident.strikes.kinds?.includes(kind.id) === true);
  return byKind ?? parts.find(({ kind }) => incident.strikes.family !== undefined && kind.family === incident.strikes.family);
}
