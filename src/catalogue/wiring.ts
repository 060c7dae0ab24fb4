import type { System, WireEnd } from "../design/types.ts";
import type { Carries, FamilyId, KindDecl, PortDecl } from "./contract.ts";
import { KINDS, kindById } from "./registry.ts";

/** What already hangs on the two ports a wire would join. */
export type WireCounts = {
  readonly from: number;
  readonly to: number;
  /** The very same wire is there. */
  readonly same: boolean;
  /** What the wire leads to already leads back to where it starts (or is it). */
  readonly makesLoop: boolean;
};

export const NO_WIRES: WireCounts = { from: 0, to: 0, same: false, makesLoop: false };

/**
 * Why a wire between two ports is impossible, with what would fit instead; null when it may be drawn.
 * Rules: it leads from an out-port to an in-port that carry the same thing, each accepts the other's family, no port
 * takes more wires than it allows, and no wire is doubled or closes a loop (data flows one way).
 */
export function wireProblem(
  fromKind: KindDecl,
  fromPort: string,
  toKind: KindDecl,
  toPort: string,
  existing: WireCounts = NO_WIRES,
): string | null {
  const from = portOf(fromKind, fromPort, "out");
  const to = portOf(toKind, toPort, "in");
  if (from === undefined) return noSuchPort(fromKind, fromPort, "out");
  if (to === undefined) return noSuchPort(toKind, toPort, "in");
  if (from.direction !== "out")
    return `"${from.id}" of ${fromKind.title} takes data in. A wire starts at an out-port${portList(fromKind, "out")}.`;
  if (to.direction !== "in") return `"${to.id}" of ${toKind.title} gives data out. A wire ends at an in-port${portList(toKind, "in")}.`;
  if (!shareCargo(from, to)) {
    return `${fromKind.title} gives ${cargo(from.carries)} here, and ${toKind.title} takes ${cargo(to.carries)}. ${between(fromKind, from, toKind, to)}`;
  }
  if (!accepts(from, toKind.family))
    return `${fromKind.title} cannot hand its ${cargo(from.carries)} to ${toKind.title} directly. ${between(fromKind, from, toKind, to)}`;
  if (!accepts(to, fromKind.family))
    return `${toKind.title} cannot take ${cargo(to.carries)} from ${fromKind.title} directly. ${between(fromKind, from, toKind, to)}`;
  if (existing.same) return "This wire is there already.";
  if (existing.makesLoop) return "This would close a loop: data would come back to where it came from. End the way at a store or a sink.";
  if (from.max !== undefined && existing.from >= from.max) return tooMany(fromKind, from);
  if (to.max !== undefined && existing.to >= to.max) return tooMany(toKind, to);
  return null;
}

/** The wires that a new one between these ends would meet in a drawing. */
export function wireCounts(system: System, from: WireEnd, to: WireEnd): WireCounts {
  return {
    from: system.wires.filter((wire) => sameEnd(wire.from, from)).length,
    to: system.wires.filter((wire) => sameEnd(wire.to, to)).length,
    same: system.wires.some((wire) => sameEnd(wire.from, from) && sameEnd(wire.to, to)),
    makesLoop: leadsTo(system, to.part, from.part),
  };
}

/** Why a wire cannot be drawn between two parts of a drawing; null when it can. */
export function drawnWireProblem(system: System, from: WireEnd, to: WireEnd): string | null {
  const fromKind = kindOfPart(system, from.part);
  const toKind = kindOfPart(system, to.part);
  if (fromKind === undefined) return `There is no part "${from.part}" of a known kind to start from.`;
  if (toKind === undefined) return `There is no part "${to.part}" of a known kind to lead to.`;
  return wireProblem(fromKind, from.port, toKind, to.port, wireCounts(system, from, to));
}

/** Every port of the drawing a wire from `from` may lead to, in the order of the parts. */
export function legalTargets(system: System, from: WireEnd): readonly WireEnd[] {
  return system.parts.flatMap((part) => {
    const ports = kindById(part.kind)?.ports.filter((port) => port.direction === "in") ?? [];
    return ports.map((port) => ({ part: part.id, port: port.id })).filter((to) => drawnWireProblem(system, from, to) === null);
  });
}

/** Every port of the drawing that may start a wire to `to`. */
export function legalStarts(system: System, to: WireEnd): readonly WireEnd[] {
  return system.parts.flatMap((part) => {
    const ports = kindById(part.kind)?.ports.filter((port) => port.direction === "out") ?? [];
    return ports.map((port) => ({ part: part.id, port: port.id })).filter((from) => drawnWireProblem(system, from, to) === null);
  });
}

/** Kinds, with the port, that a wire from this port may lead to: what the palette offers next. */
export function fittingKinds(kind: KindDecl, portId: string): readonly { readonly kind: KindDecl; readonly port: string }[] {
  const from = portOf(kind, portId, "out");
  if (from === undefined) return [];
  return KINDS.flatMap((other) =>
    other.ports.filter((port) => joins(kind, from, other, port)).map((port) => ({ kind: other, port: port.id })),
  );
}

function kindOfPart(system: System, id: string): KindDecl | undefined {
  const part = system.parts.find((each) => each.id === id);
  return part === undefined ? undefined : kindById(part.kind);
}

/** The port of that name; where an in-port and an out-port share a name, the one of the wanted direction. */
function portOf(kind: KindDecl, id: string, direction: "in" | "out"): PortDecl | undefined {
  const named = kind.ports.filter((port) => port.id === id);
  return named.find((port) => port.direction === direction) ?? named[0];
}

function sameEnd(a: WireEnd, b: WireEnd): boolean {
  return a.part === b.part && a.port === b.port;
}

function shareCargo(from: PortDecl, to: PortDecl): boolean {
  return from.carries.some((each) => to.carries.includes(each));
}

function accepts(port: PortDecl, family: FamilyId): boolean {
  return port.partners === undefined || port.partners.includes(family);
}

/** Whether data leaving part `start` can reach part `goal`. */
function leadsTo(system: System, start: string, goal: string): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part === goal) return true;
    if (seen.has(part)) continue;
    seen.add(part);
    for (const wire of system.wires) if (wire.from.part === part) open.push(wire.to.part);
  }
  return false;
}

const CARGO: { readonly [each in Carries]: string } = {
  records: "records",
  files: "files",
  requests: "requests",
  rows: "rows to query",
  partitions: "partitions of tables",
};

function cargo(carries: readonly Carries[]): string {
  return inWords(
    carries.map((each) => CARGO[each]),
    "or",
  );
}

function fitsAfter(kind: KindDecl, port: PortDecl): string {
  const titles = distinct(fittingKinds(kind, port.id).map((each) => each.kind.title));
  return titles.length === 0 ? "Nothing can follow it." : `What fits: ${inWords(titles, "or")}.`;
}

/** Names a kind that fits between the two ends, else what fits after the first. */
function between(fromKind: KindDecl, from: PortDecl, toKind: KindDecl, to: PortDecl): string {
  const bridges = KINDS.filter((kind) => {
    const enters = kind.ports.some((port) => joins(fromKind, from, kind, port));
    return enters && kind.ports.some((port) => joins(kind, port, toKind, to));
  });
  if (bridges.length === 0) return fitsAfter(fromKind, from);
  return `Put ${inWords(
    bridges.map((kind) => kind.title),
    "or",
  )} between them.`;
}

/** Whether two ports fit together, wires not counted. */
function joins(fromKind: KindDecl, from: PortDecl, toKind: KindDecl, to: PortDecl): boolean {
  return (
    from.direction === "out" &&
    to.direction === "in" &&
    shareCargo(from, to) &&
    accepts(from, toKind.family) &&
    accepts(to, fromKind.family)
  );
}

function tooMany(kind: KindDecl, port: PortDecl): string {
  const wires = port.max === 1 ? "one wire" : `${port.max} wires`;
  return `"${port.label}" of ${kind.title} takes ${wires}, and has ${port.max === 1 ? "it" : "them"} already. Remove one first.`;
}

function noSuchPort(kind: KindDecl, port: string, direction: "in" | "out"): string {
  const names = portNames(kind, direction);
  const known = names.length === 0 ? `It has no ${direction}-ports.` : `Its ${direction}-ports: ${names.join(", ")}.`;
  return `${kind.title} has no port "${port.slice(0, 40)}". ${known}`;
}

/** ` events or late`, to end a sentence about where a wire may start or end. */
function portList(kind: KindDecl, direction: "in" | "out"): string {
  const names = portNames(kind, direction);
  return names.length === 0 ? `, and ${kind.title} has none` : `: ${inWords(names, "or")}`;
}

function portNames(kind: KindDecl, direction: "in" | "out"): readonly string[] {
  return kind.ports.filter((port) => port.direction === direction).map((port) => port.id);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function inWords(names: readonly string[], joint: "and" | "or"): string {
  return names.length < 2 ? (names[0] ?? "nothing") : `${names.slice(0, -1).join(", ")} ${joint} ${names.at(-1)}`;
}
