import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Finding } from "../../base/finding.ts";
import type { KindDecl } from "../../catalogue/contract.ts";
import { wireProblem } from "../../catalogue/drawing/wiring.ts";
import type { Design, Part, Wire, WireEnd } from "../../design/types.ts";
import { designStore } from "../stores/design-store.ts";
import { runStore, runsTheSame } from "../stores/run-store.ts";
import { viewOf } from "./kinds.ts";

/** Something to mend on a part; `field` names a setting, else it concerns the part or its wires. */
export type PartProblem = { readonly message: string; readonly severity: Finding["severity"]; readonly field?: string };

/** What can be told about a part at once, without a run: settings out of range, required ports without a wire, wires that cannot be. */
export function drawnProblems(part: Part, design: Design): readonly PartProblem[] {
  const { wires } = design.system;
  const { kind, problems } = viewOf(part);
  const settings = problems.map(({ field, message }): PartProblem => ({ field, message, severity: "error" }));
  const loose = (kind?.ports ?? []).filter(
    (port) => port.required === true && !wires.some((wire) => endsAt(port.direction === "in" ? wire.to : wire.from, part.id, port.id)),
  );
  const impossible = wires.flatMap((wire): readonly PartProblem[] => {
    const reason = wire.to.part === part.id ? drawnRefusal(design, wire) : null;
    return reason === null ? [] : [{ message: `${reason} Remove the wire or lead it elsewhere.`, severity: "error" }];
  });
  return [
    ...settings,
    ...impossible,
    ...loose.map((port): PartProblem => ({ message: `${port.label} needs a wire: ${port.help}`, severity: "error" })),
  ];
}

function endsAt(end: WireEnd, part: string, port: string): boolean {
  return end.part === part && end.port === port;
}

/** The part a finding is about, and the setting when it names one: `system.parts.kafka.settings.acks`. */
export function placeOf(finding: Finding): { readonly part: string; readonly field?: string } | null {
  const [system, parts, part, settings, field] = finding.where.split(".");
  if (system !== "system" || parts !== "parts" || part === undefined || part === "") return null;
  return settings === "settings" && field !== undefined ? { part, field } : { part };
}

/** Why a wire that came with a file or a link cannot be, apart from counts and loops, which concern several wires at once. */
function drawnRefusal(design: Design, wire: Wire): string | null {
  const kindAt = (id: string): KindDecl | null => {
    const part = design.system.parts.find((candidate) => candidate.id === id);
    return part === undefined ? null : viewOf(part).kind;
  };
  const from = kindAt(wire.from.part);
  const to = kindAt(wire.to.part);
  return from === null || to === null ? null : wireProblem(from, wire.from.port, to, wire.to.port);
}

const NONE: readonly PartProblem[] = [];

/** Everything that keeps each part from running; what a refused run named counts while the drawing is the one refused. */
export function problemsOf(design: Design, findings: readonly Finding[]): ReadonlyMap<string, readonly PartProblem[]> {
  const found = new Map<string, PartProblem[]>();
  for (const part of design.system.parts) {
    const drawn = drawnProblems(part, design);
    if (drawn.length > 0) found.set(part.id, [...drawn]);
  }
  for (const finding of findings) {
    const place = placeOf(finding);
    if (place === null || finding.severity === "note") continue;
    const list = found.get(place.part) ?? [];
    if (place.field !== undefined && list.some((problem) => problem.field === place.field)) continue;
    if (list.some((problem) => problem.message === finding.message)) continue;
    found.set(place.part, [
      ...list,
      { message: finding.message, severity: finding.severity, ...(place.field === undefined ? {} : { field: place.field }) },
    ]);
  }
  return found;
}

const problemStore = createStore<{ readonly byPart: ReadonlyMap<string, readonly PartProblem[]> }>()(() => ({ byPart: computed() }));

function computed(): ReadonlyMap<string, readonly PartProblem[]> {
  const { design } = designStore.getState();
  const { findings, designRun, status } = runStore.getState();
  const stands = status === "refused" && designRun !== null && runsTheSame(designRun, design);
  return problemsOf(design, stands ? findings : []);
}

/** Lists that say the same stay the same object, so that a card is drawn again only when its own problems change. */
function refresh(): void {
  const before = problemStore.getState().byPart;
  const byPart = new Map(
    [...computed()].map(([id, list]) => {
      const old = before.get(id);
      return [id, old !== undefined && JSON.stringify(old) === JSON.stringify(list) ? old : list];
    }),
  );
  problemStore.setState({ byPart });
}

/** What a run that did take place has to say about a part. */
export function adviceOn(partId: string, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => placeOf(finding)?.part === partId);
}

designStore.subscribe((state, before) => {
  if (state.design.system !== before.design.system) refresh();
});
runStore.subscribe((state, before) => {
  if (state.findings !== before.findings || state.status !== before.status || state.designRun !== before.designRun) refresh();
});

export function useProblems(partId: string): readonly PartProblem[] {
  return useStore(problemStore, (state) => state.byPart.get(partId) ?? NONE);
}

export function useAllProblems(): ReadonlyMap<string, readonly PartProblem[]> {
  return useStore(problemStore, (state) => state.byPart);
}
