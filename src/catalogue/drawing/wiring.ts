import type { System, WireEnd } from "../../design/types.ts";
import type { Carries, KindDecl, PortDecl } from "../contract.ts";
import type { FamilyId } from "../families/family.ts";
import { KINDS, kindById } from "../registry.ts";

/** What already hangs on the two ports a wire would join. */
export type WireCounts = {
  readonly from: number;
  readonly to: number;
  /** The very same wire is there. */
  readonly same: boolean;
  /** A log or a queue leads into the port the wire would end at. */
  readonly readsLog: boolean;
  /** What the wire leads to already leads back to where it starts (or is it). */
  readonly makesLoop: boolean;
};

export const NO_WIRES: WireCounts = { from: 0, to: 0, same: false, readsLog: false, makesLoop: false };

/**
 * Why a wire between two ports is impossible, with what would fit instead; null when it may be drawn.
 * Rules: it leads from an out-port to an in-port that carry the same thing, each accepts the other's family, no port
 * takes more wires than it allows, a port that reads a log or a queue (at its own pace) reads nothing else, and no wire is
 * doubled or closes a loop (data flows one way).
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
  const shared = from.carries.filter((each) => to.carries.includes(each));
  const target = toKind.id === fromKind.id ? `another ${toKind.title}` : toKind.title;
  if (shared.length === 0) {
    return `${fromKind.title} gives ${cargo(from.carries)} here, and ${target} takes ${cargo(to.carries)}. ${wayOut(fromKind, from, toKind, to)}`;
  }
  if (!takeEachOther(fromKind, from, toKind, to)) {
    return `${fromKind.title} cannot hand ${cargo(shared)} to ${target} directly. ${wayOut(fromKind, from, toKind, to)}`;
  }
  if (!understand(from, to)) return `${fromKind.title} works with Kafka only, at both ends. Put a Kafka before ${target}.`;
  if (!understand(to, from)) return `${target} works with Kafka only, at both ends. Put a Kafka after ${fromKind.title}.`;
  if (existing.same) return "This wire is there already.";
  if (existing.makesLoop) return "This would close a loop: data would come back to where it came from. End the way at a store or a sink.";
  if (existing.to > 0 && (existing.readsLog || isReadAtOwnPace(fromKind.family))) {
    return `What reads a ${fromKind.family === "queue" ? "queue" : "log"} reads nothing else at the same port. Lead everything into one ${fromKind.family === "queue" ? "queue" : "log"}, or let a second ${toKind.title} read the other.`;
  }
  if (from.max !== undefined && existing.from >= from.max) return tooMany(fromKind, from);
  if (to.max !== undefined && existing.to >= to.max) return tooMany(toKind, to);
  return null;
}

/** The wires that a new one between these ends would meet in a drawing. */
export function wireCounts(system: System, from: WireEnd, to: WireEnd): WireCounts {
  const same = system.wires.some((wire) => sameEnd(wire.from, from) && sameEnd(wire.to, to));
  return { ...portCounts(system, from, to), same, makesLoop: leadsTo(system, to.part, from.part) };
}

/** What hangs on the two ports, loops and the very same wire aside. */
export function portCounts(system: System, from: WireEnd, to: WireEnd): WireCounts {
  const entering = system.wires.filter((wire) => sameEnd(wire.to, to));
  return {
    ...NO_WIRES,
    from: system.wires.filter((wire) => sameEnd(wire.from, from)).length,
    to: entering.length,
    readsLog: entering.some((wire) => isReadAtOwnPace(kindOfPart(system, wire.from.part)?.family)),
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

function isReadAtOwnPace(family: FamilyId | undefined): boolean {
  return family === "log" || family === "queue";
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

function understand(port: PortDecl, other: PortDecl): boolean {
  return port.needsProtocol === undefined || other.protocol === port.needsProtocol;
}

/** Each takes the other's family; what only reads logs and queues takes of a queue its messages, and no dead letters that are sent at it. */
function takeEachOther(fromKind: KindDecl, from: PortDecl, toKind: KindDecl, to: PortDecl): boolean {
  if (!accepts(from, toKind.family) || !accepts(to, fromKind.family)) return false;
  return fromKind.family !== "queue" || to.partners === undefined || !to.carries.includes("messages") || from.carries.includes("messages");
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
  messages: "messages",
  files: "files",
  requests: "requests",
  calls: "calls for stored things",
  rows: "rows to query",
  partitions: "partitions of tables",
  model: "item vectors",
  triggers: "the word to begin",
};

function cargo(carries: readonly Carries[]): string {
  return inWords(
    carries.map((each) => CARGO[each]),
    "or",
  );
}

/** What to put between two ends that do not fit, else what fits after the first. */
function wayOut(fromKind: KindDecl, from: PortDecl, toKind: KindDecl, to: PortDecl): string {
  const useful = waysBetween(fromKind, from, toKind, to, KINDS_WITH_WORK, MOST_BETWEEN);
  const ways = useful.length > 0 ? useful : waysBetween(fromKind, from, toKind, to, KINDS, 1);
  const [first, ...others] = ways;
  if (first !== undefined) {
    const titles = (first.length === 1 ? [first, ...others].flat() : first).map((kind) => kind.title);
    return `Put ${inWords(titles, first.length === 1 ? "or" : "and")} between them.`;
  }
  const next = fittingKinds(fromKind, from.id).map((each) => each.kind.title);
  return next.length === 0 ? "Nothing can follow it." : `What fits: ${inWords([...new Set(next)], "or")}.`;
}

const MOST_BETWEEN = 3;

/** The shortest chains of these kinds, so many at most, that lead from one end to the other. */
function waysBetween(
  fromKind: KindDecl,
  from: PortDecl,
  toKind: KindDecl,
  to: PortDecl,
  useful: readonly KindDecl[],
  most: number,
): readonly (readonly KindDecl[])[] {
  const enters = (before: readonly (readonly [KindDecl, PortDecl])[], kind: KindDecl) =>
    before.some(([giver, out]) => kind.ports.some((port) => joins(giver, out, kind, port)));
  let ways = useful.filter((kind) => enters([[fromKind, from]], kind)).map((kind) => [kind]);
  for (let length = 1; length <= most; length++) {
    const arrived = ways.filter((way) => outPorts(way).some(([giver, out]) => joins(giver, out, toKind, to)));
    if (arrived.length > 0) return arrived;
    ways = ways.flatMap((way) => useful.filter((kind) => !way.includes(kind) && enters(outPorts(way), kind)).map((kind) => [...way, kind]));
  }
  return [];
}

/** They take records and give records, so they stand between anything: named only where nothing else does. */
const PLAIN_FAMILIES: readonly FamilyId[] = ["service", "cache", "sink"];
const KINDS_WITH_WORK = KINDS.filter((kind) => !PLAIN_FAMILIES.includes(kind.family));

function outPorts(way: readonly KindDecl[]): readonly (readonly [KindDecl, PortDecl])[] {
  const last = way.at(-1);
  return last === undefined ? [] : last.ports.filter((port) => port.direction === "out").map((port) => [last, port] as const);
}

/** Whether two ports fit together, wires not counted. */
function joins(fromKind: KindDecl, from: PortDecl, toKind: KindDecl, to: PortDecl): boolean {
  if (from.direction !== "out" || to.direction !== "in") return false;
  return from.carries.some((each) => to.carries.includes(each)) && takeEachOther(fromKind, from, toKind, to);
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

function inWords(names: readonly string[], joint: "and" | "or"): string {
  return names.length < 2 ? (names[0] ?? "nothing") : `${names.slice(0, -1).join(", ")} ${joint} ${names.at(-1)}`;
}
