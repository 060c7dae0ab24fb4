import type { FaultDecl, Fields, KindDecl, Props } from "../../catalogue/contract.ts";
import { faultTargets } from "../../catalogue/drawing/fault-targets.ts";
import { wireFaults } from "../../catalogue/drawing/wire-faults.ts";
import type { Wire } from "../../design/types.ts";
import { LOG } from "../../engine/feeds/log-part.ts";
import type { Strike } from "../../engine/part/part.ts";
import type { NormalPart } from "../compile/normalize.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { FaultSpec } from "../../result/snapshot.ts";

/** A fault given for this part strikes every part that can suffer it: a zone goes with all that stood there. */
export const EVERY_PART = "*";

/** One thing a fault strikes: a part, or the link between two. */
export type Strikable = {
  /** Id of the part, or of the wire. */
  readonly id: string;
  readonly title: string;
  readonly faults: readonly FaultDecl<Props<Fields>>[];
  /** The settings of the part as a run has them; absent for a link. */
  readonly props?: Props<Fields>;
};

export type Drawn = { readonly parts: readonly NormalPart[]; readonly wires: readonly Wire[] };

/** Everything in a drawing that a fault can name: its parts first, then its wires. */
export function strikables({ parts, wires }: Drawn): readonly Strikable[] {
  const kinds = new Map<string, { readonly kind: KindDecl; readonly title: string }>(
    parts.map(({ part, kind }) => [part.id, { kind, title: part.title }]),
  );
  const links = wires.map((wire): Strikable => {
    const from = kinds.get(wire.from.part);
    const to = kinds.get(wire.to.part);
    const out = from?.kind.ports.find((port) => port.direction === "out" && port.id === wire.from.port);
    const into = to?.kind.ports.find((port) => port.direction === "in" && port.id === wire.to.port);
    return { id: wire.id, title: `${from?.title ?? ""} → ${to?.title ?? ""}`, faults: wireFaults(out, into) };
  });
  return [...parts.map(({ part, kind, props }) => ({ id: part.id, title: part.title, faults: kind.faults, props })), ...links];
}

/** A part or link that a fault strikes, and how the fault is declared there. */
export type Struck = Omit<Strikable, "faults"> & { readonly declared: FaultDecl<Props<Fields>> };

/** What a fault strikes in this drawing, and what it is called there. */
export function struckBy(fault: FaultSpec, drawn: Drawn): readonly Struck[] {
  const all = strikables(drawn);
  const named = fault.part === EVERY_PART ? all.slice(0, drawn.parts.length) : all.filter(({ id }) => id === fault.part).slice(0, 1);
  return named.flatMap(({ faults, ...struck }) => {
    const declared = faults.find((known) => known.id === fault.fault);
    return declared === undefined ? [] : [{ ...struck, declared }];
  });
}

/** Names of what a fault can strike of a part, in the order of their index; null: it strikes the whole. */
export function targetsOf({ id, declared, props }: Struck, { parts, wires }: Drawn): readonly string[] | null {
  if (props === undefined) return null;
  const titleOf = (part: string): string => parts.find((each) => each.part.id === part)?.part.title ?? part;
  return faultTargets(declared, props, { id, wires, titleOf });
}

/** Lets a fault act on what stands for this part or wire in a run; what it does not say is as declared. */
export function strike({ id, declared }: Struck, fault: FaultSpec, machine: Machine, wires: readonly Wire[], at: number): void {
  const node = machine.nodes.get(id);
  const struck = strikeOf(declared, fault);
  if (node === undefined) cut(id, at + struck.durationMs, machine, wires);
  else node.strike(struck, at);
}

/** A fault as it reaches what it strikes: what it does not say is as declared. */
export function strikeOf(declared: Struck["declared"], { fault, durationMs, amount, index }: FaultSpec): Strike {
  const strength = amount ?? declared.amount?.default;
  return {
    fault,
    durationMs: durationMs ?? declared.defaultDurationMs,
    ...(strength === undefined ? {} : { amount: strength }),
    ...(index === undefined ? {} : { index }),
  };
}

/** Rows on a wire wait; a group that reads a log over it finds nothing it can fetch. */
function cut(id: string, until: number, machine: Machine, wires: readonly Wire[]): void {
  machine.wires.find((wire) => wire.id === id)?.cut(until);
  const drawn = wires.find((wire) => wire.id === id);
  const log = drawn === undefined ? null : LOG.of(machine.nodes.get(drawn.from.part));
  if (drawn === undefined || log === null) return;
  for (const group of log.groups) if (group.id === drawn.to.part) group.cutUntil = Math.max(group.cutUntil, until);
}
